"""An event that one machine's disk has changed is taken again from the servers, where it is whole, and nobody loses a post."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import pytest

from alertd.errors import EventBroken, StoreUnavailable
from alertd.model.mention import key_of
from alertd.runtime.broken_events import put_aside_from, taken_again
from alertd.runtime.log_check import LogCheck
from alertd.runtime.writer import Writer
from alertd.store.nats.store import NatsStore
from tests.cluster.conftest import Open
from tests.cluster.copies import busy, rows_of
from tests.unit.runtime.made import LINK_KEY, StillClock


def _damage(store: NatsStore, *seqs: int) -> None:
    """Turn over one bit of events in the file of this machine alone."""
    for seq in seqs:
        (body,) = store.connection.execute("SELECT body FROM event WHERE seq = ?", (seq,)).fetchone()
        changed = body.replace(b'"negative":1', b'"negative":3')
        assert changed != body
        store.connection.execute("UPDATE event SET body = ? WHERE seq = ?", (changed, seq))


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("again-*"))


@pytest.mark.asyncio
async def test_a_daemon_that_looks_through_its_log_takes_it_again(machine: Open, tmp_path: Path) -> None:
    """From the base and from the log behind it. Nothing is put aside, operators hear whose disk it is, and it is said once."""
    store = machine("a")
    busy(store, 0, 4)
    store.rebase()
    busy(store, 4, 4)
    was = rows_of(store)
    _damage(store, 2, 7)
    told: list[str] = []
    writer = Writer(
        store,
        StillClock(),  # type: ignore[arg-type]  # it has all that is asked of it
        link_key=LINK_KEY,
        on_commit=lambda _commands: None,
        on_down=lambda _why: None,
    )
    writer.start()
    try:
        check = LogCheck(writer, store, lambda _topic, text: told.append(text))
        assert await check.look() == 0
        assert await check.look() == 0
    finally:
        assert await asyncio.to_thread(writer.stop, 30.0)
    assert rows_of(store)["event"] == was["event"]
    assert rows_of(store)["rejected"] == was["rejected"]
    assert len(told) == 1
    assert told[0].startswith("2 events of the log taken again from nats://")
    assert _files(tmp_path) == []


def test_a_start_takes_it_again_before_it_folds(machine: Open) -> None:
    """A machine that takes over with a bad disk folds what the other wrote."""
    store = machine("a")
    busy(store, 0, 3)
    was = rows_of(store)["event"]
    _damage(store, 2)
    with pytest.raises(EventBroken) as broken:
        list(store.read(0))
    put_aside_from(store, broken.value)
    assert rows_of(store)["event"] == was
    assert len(list(store.read(0))) == 3


def test_a_base_never_takes_a_broken_event_over_a_whole_one(machine: Open) -> None:
    """The machine with the bad disk writes the base, and lets go of the log: the next machine begins with what was written."""
    first = machine("a")
    busy(first, 0, 4)
    was = rows_of(first)
    _damage(first, 3)
    first.rebase()
    first.close()
    second = machine("b")
    assert rows_of(second) == was
    assert len(list(second.read(0))) == 4


def test_what_is_broken_everywhere_is_put_aside(machine: Open) -> None:
    """And nothing else: the other is taken again."""
    store = machine("a")
    busy(store, 0, 3)
    key = key_of("acme", "x", "1")
    with store.transaction():  # as a program that is at fault would: it is in the servers' copy too
        store.tables.execute("UPDATE event SET body = ? WHERE key = ?", (b'{"kind":"mention_seen"}', key))
    _damage(store, 3)
    with pytest.raises(EventBroken) as broken:
        list(store.read(0))
    put_aside_from(store, broken.value)
    kinds = [kind for (kind,) in store.connection.execute("SELECT kind FROM event ORDER BY seq")]
    assert kinds == ["mention_seen", "broken", "mention_seen"]
    store.close()
    with closing(machine("b")) as other:  # every machine has the same
        assert [kind for (kind,) in other.connection.execute("SELECT kind FROM event ORDER BY seq")] == kinds


def test_without_the_servers_it_is_put_aside_as_on_one_machine(machine: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be fetched now holds no start up."""
    store = machine("a")
    busy(store, 0, 2)

    def away(_seqs: list[int]) -> dict[int, bytes]:
        raise StoreUnavailable("no answer")

    monkeypatch.setattr(store, "again", away)
    assert taken_again(store, [EventBroken("it is damaged", 2)]) == {}
