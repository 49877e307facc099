"""A clock that was ahead, seen from the shell: the log says so once, it replays, and nothing was deleted by the wrong date."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from alertd.core.engine import Engine
from alertd.model.events import ClockSetBack, HouseLoaded, MentionSeen
from alertd.ports import Entry
from alertd.rulefile.settings_file import Retention
from alertd.runtime.checkpoints import restored
from alertd.runtime.clock import SystemClock
from alertd.runtime.replay import Replayed, StoredPosts, page_lines, replay_store
from alertd.runtime.replay_fold import RewindFold
from alertd.runtime.retention import Keeper
from tests.unit.runtime.made import LINK_KEY, NOON, house, loud
from tests.unit.runtime.test_writer import Bench, at_work

pytestmark = pytest.mark.asyncio

DAY = timedelta(days=1)


async def _wrong_for_an_hour(bench: Bench) -> None:
    """Let the clock be a day ahead while a post comes, and then right; another post comes."""
    bench.clock.at = NOON + DAY
    await bench.take(loud("wrong", at=NOON + DAY).with_(event=_seen("wrong")))
    bench.clock.at = NOON + timedelta(hours=1)
    await bench.take(loud("right", at=bench.clock.at))


def _seen(ident: str) -> MentionSeen:
    written = cast("MentionSeen", loud(ident, at=NOON).event)
    return written.with_(at=NOON + DAY, mention=written.mention.with_(seen_at=NOON + DAY))


async def test_the_log_says_once_that_the_clock_was_set_back(tmp_path: Path) -> None:
    """Before whatever else is in that commit, so that it is judged by the right time and pages."""
    async with at_work(tmp_path) as bench:
        await _wrong_for_an_hour(bench)
        kinds = [type(event) for _, event in bench.store.read(0) if not isinstance(event, HouseLoaded)]

        assert kinds.count(ClockSetBack) == 1
        assert kinds.index(ClockSetBack) == len(kinds) - 2
        assert bench.pages() == ["alice"]


async def test_its_replay_and_its_restart_decide_the_same(tmp_path: Path) -> None:
    """The log alone decides: no clock is asked again."""
    async with at_work(tmp_path) as bench:
        await _wrong_for_an_hour(bench)
        live = [(q.page.page_id, q.page.at, q.text) for q, _, _ in bench.store.pages.all()]
        memory = StoredPosts(bench.store)
        again = RewindFold(memory, Engine(), link_key=LINK_KEY)
        replay_store(bench.store.read(0), Replayed(memory, again.engine), again, name="log")

        assert [(q.page.page_id, q.page.at, q.text) for q, _, _ in memory.pages.rows.values()] == live
        assert len(list(page_lines(memory))) == len(live)
        assert restored(bench.store, LINK_KEY).engine.snapshot() == again.engine.snapshot()


async def test_nothing_is_deleted_by_a_date_that_may_be_wrong(tmp_path: Path) -> None:
    """A clock that is a year ahead deletes nothing while that is not certain; the right one deletes what is too old."""
    retention = Retention(text=30 * DAY, mentions=90 * DAY, events=400 * DAY)
    async with at_work(tmp_path) as bench:
        clock = cast("SystemClock", bench.clock)
        keeper = Keeper(bench.writer, bench.store, lambda: retention, clock, lambda topic, text: None)
        await bench.take(loud("1"))
        bench.clock.at = NOON + 365 * DAY
        await bench.take(loud("2", at=bench.clock.at))
        assert await keeper.clean() == 0

        bench.clock.at = NOON + 31 * DAY
        await bench.take(loud("3", at=bench.clock.at))
        assert await keeper.clean() == 1
        assert bench.store.posts(["acme\x1fx\x1f1"]) == {}


async def test_pages_of_the_wrong_time_are_sent(tmp_path: Path) -> None:
    """A page that was decided a day ahead does not wait for that day."""
    async with at_work(tmp_path) as bench:
        bench.clock.at = NOON + DAY
        await bench.take(loud("1", at=NOON + DAY))
        bench.clock.at = NOON + timedelta(hours=1)
        await bench.take(Entry(event=HouseLoaded(at=bench.clock.at, house=house())))

        leased = await bench.writer.call(lambda: bench.store.pages.lease(bench.clock.at, boot="b", limit=9, seconds=9))
        assert [one.queued.page.to for one in leased] == ["alice"]


async def test_what_still_carries_the_wrong_time_is_followed_by_another_word(tmp_path: Path) -> None:
    """A post that was being scored while the clock was set: time leaps once more, and is set back once more."""
    async with at_work(tmp_path) as bench:
        await _wrong_for_an_hour(bench)
        await bench.take(loud("late").with_(event=_seen("late")))
        await bench.take(loud("next", at=bench.clock.at, watch="acme"))
        kinds = [type(event) for _, event in bench.store.read(0)]

        assert kinds.count(ClockSetBack) == 2
        assert bench.writer.fold.engine.newest == bench.clock.at
