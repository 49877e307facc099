"""Without the lease nothing is decided, taken in or sent; with it again, the daemon goes on where it was."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from alertd.errors import StoreUnavailable
from alertd.model.page import Outcome
from alertd.ports import Appended
from tests.unit.runtime.made import loud
from tests.unit.runtime.outbox_fakes import Obedient, Stage, delivery
from tests.unit.runtime.test_writer import _until, at_work

pytestmark = pytest.mark.asyncio


async def test_a_machine_that_may_not_page_sends_nothing_until_it_may() -> None:
    """Another machine may hold the lease: each page is asked for at its last moment, waits uncounted, and goes when it may."""
    stage = Stage()
    refusal: list[str | None] = ["another machine holds the lease"]
    slack = Obedient(stage.clock)
    async with stage.running(slack=slack) as running:
        running._refusal = lambda: refusal[0]
        stage.outbox.add(delivery())
        await stage.clock.advance(5.0)
        assert slack.seconds() == []
        refusal[0] = None
        await stage.clock.advance(3.0)

    assert len(slack.seconds()) == 1
    waited, sent = stage.outbox.receipts[0], stage.outbox.receipts[-1]
    assert (waited.outcome, waited.sent_at, waited.detail) == (Outcome.RETRY, None, "another machine holds the lease")
    assert (sent.outcome, sent.attempt, sent.repeat) == (Outcome.ACCEPTED, 1, False)


async def test_a_machine_that_may_not_page_decides_nothing(tmp_path: Path) -> None:
    """Without the lease every request hears why, no deadline is kept and nothing is written; with it the writer goes on where it was."""
    refusal: list[str | None] = [None]
    async with at_work(tmp_path) as bench:
        bench.writer._refusal = lambda: refusal[0]
        await bench.take(loud("1"))
        decided, written = len(bench.commands), bench.store.last_seq
        refusal[0] = "the lease was renewed 12 s ago for the last time"
        bench.clock.at += timedelta(hours=1)  # the next step of the escalation is due
        with pytest.raises(StoreUnavailable, match="renewed 12 s ago"):
            await bench.take(loud("2"))
        with pytest.raises(StoreUnavailable):
            await bench.writer.between(lambda: None)
        assert (len(bench.commands), bench.store.last_seq) == (decided, written)
        moved = bench.writer.moved_at
        await _until(lambda: bench.writer.moved_at > moved)  # it stands by, it does not stand still

        refusal[0] = None
        assert await bench.take(loud("3")) == [Appended.NEW]
        await _until(lambda: len(bench.commands) > decided)


async def test_an_end_without_the_lease_writes_nothing(tmp_path: Path) -> None:
    """The other machine goes on with its own store: a last checkpoint of ours would only be thrown away, and must not hang."""
    async with at_work(tmp_path) as bench:
        await bench.take(loud("1"))
        before = bench.store.meta("snapshot_seq")
        bench.writer._refusal = lambda: "another machine holds the lease"
        await _until(lambda: bench.writer.waiting == 0)
    with contextlib.closing(sqlite3.connect(tmp_path / "alertd.sqlite3")) as db:
        kept = db.execute("SELECT value FROM meta WHERE key = 'snapshot_seq'").fetchone()
    assert (kept and kept[0]) == before
