"""A start: whatever is in checkpoint and log, the daemon comes up if that can be, and says what it put aside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alertd.core.engine import Engine
from alertd.errors import StoreError
from alertd.model.commands import Command
from alertd.model.events import Event, HouseLoaded, MentionSeen
from alertd.ports import Entry
from alertd.runtime import broken_events, checkpoints
from alertd.runtime.broken_events import BROKEN
from alertd.runtime.checkpoints import restored
from alertd.runtime.group_commit import UNFOLDED
from alertd.store.sealing import seal
from alertd.store.sqlite import SqliteStore
from tests.unit.runtime.made import LINK_KEY, NOON, entry, house


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Return a store with a house and four mentions, folded, without a checkpoint."""
    made = SqliteStore(tmp_path)
    with made.transaction():
        made.append(Entry(event=HouseLoaded(at=NOON, house=house())), NOON)
        for ident in ("1", "bad", "2", "3"):
            made.append(entry(ident), NOON)
        made.set_meta("folded_seq", "5")
    yield made
    made.close()


def _falls_over(monkeypatch: pytest.MonkeyPatch, is_bad: Callable[[Event], bool]) -> None:
    handle = Engine.handle

    def handle_or_fall(self: Engine, event: Event) -> tuple[Command, ...]:
        commands = handle(self, event)  # a fault leaves its engine half changed
        if is_bad(event):
            raise ZeroDivisionError
        return commands

    monkeypatch.setattr(Engine, "handle", handle_or_fall)


def test_an_event_that_a_new_release_cannot_fold_stops_no_start(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is put aside with its reason, nothing of it is in the engine, and the next start, and a replay, pass it by."""
    _falls_over(monkeypatch, lambda event: isinstance(event, MentionSeen) and event.mention.id == "bad")
    engine = restored(store, LINK_KEY).engine
    monkeypatch.undo()

    without = Engine()
    for _, event in store.read(0):
        without.handle(event)
    assert engine.snapshot() == without.snapshot()
    assert [number for number, _ in store.read(0)] == [1, 2, 4, 5]
    assert store.connection.execute("SELECT source, reason FROM rejected").fetchall() == [("engine", UNFOLDED)]
    assert store.counters()["poisoned"] == 1
    assert restored(store, LINK_KEY).engine.snapshot() == engine.snapshot()


def test_a_program_that_folds_nothing_ends(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one event after the other is put aside: the release before it can still go on with the store."""
    monkeypatch.setattr(checkpoints, "MOST_ASIDE", 2)
    _falls_over(monkeypatch, lambda event: isinstance(event, MentionSeen))

    with pytest.raises(ZeroDivisionError):
        restored(store, LINK_KEY)
    assert len(list(store.read(0))) == 5


@pytest.mark.parametrize("body", [b"\xc1", b"\x81\xa1v\xcd\x27\x0f"], ids=["no snapshot", "of another version"])
def test_a_checkpoint_that_cannot_be_read_is_thrown_away(store: SqliteStore, body: bytes) -> None:
    """The log is folded from its beginning: the same engine, later."""
    whole = restored(store, LINK_KEY)
    with store.transaction():
        store.save(5, {**whole.engine.parts(only_dirty=False), "globals": body})

    again = restored(store, LINK_KEY)
    assert again.engine.snapshot() == whole.engine.snapshot()
    assert again.folded_seq == 5


def test_a_long_restore_says_how_far_it_is(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the service manager waits for it."""
    monkeypatch.setattr(checkpoints, "TELL_EVERY", -1.0)
    told: list[str] = []
    restored(store, LINK_KEY, tell=told.append)

    assert told[0] == "folding the log again: 1 of 5"
    assert len(told) == 5


@pytest.mark.parametrize(
    "body",
    [b'{"kind": "mention', b"\xff\x00\x13", b"", b'{"kind": "men\xf4ion_seen"}'],
    ids=["cut off", "other bytes", "empty", "no UTF-8"],
)
def test_an_event_whose_bytes_are_broken_stops_no_start(store: SqliteStore, body: bytes) -> None:
    """One post less is better than nobody who is paged: it is put aside with its reason, and no reader meets it again."""
    with store.transaction():
        store.connection.execute("UPDATE event SET body = ? WHERE seq IN (3, 5)", (body,))
    fold = restored(store, LINK_KEY)

    without = Engine()
    for _, event in store.read(0):
        without.handle(event)
    assert fold.folded_seq == 5
    assert fold.engine.snapshot() == without.snapshot()
    assert [number for number, _ in store.read(0)] == [1, 2, 4]
    assert store.connection.execute("SELECT reason FROM rejected").fetchall() == [(BROKEN,)] * 2
    assert store.counters()["poisoned"] == 2


def test_a_log_of_which_much_is_broken_is_left_alone(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is a disk that dies, and no single event: the operator restores a backup, and reads which event it begins with."""
    monkeypatch.setattr(broken_events, "MOST_ASIDE", 2)
    with store.transaction():
        store.connection.execute("UPDATE event SET body = x'00' WHERE seq > 1")
    with pytest.raises(StoreError, match=r"alertd\.sqlite3: event 2 of the log is damaged"):
        restored(store, LINK_KEY)
    kept = store.connection.execute("SELECT kind, length(body) FROM event WHERE seq > 1").fetchall()
    assert kept == [("mention_seen", 1)] * 4
    assert store.connection.execute("SELECT count(*) FROM rejected").fetchone() == (0,)


def _bytes_of(store: SqliteStore, seq: int) -> bytes:
    return bytes(store.connection.execute("SELECT body FROM event WHERE seq = ?", (seq,)).fetchone()[0])


def test_a_start_outlives_whichever_bit_of_an_event_turned_over(store: SqliteStore) -> None:
    """Of each of them the start says that this event is lost, and everything else is there as before; none of them stops it."""
    whole, stood = _bytes_of(store, 3), restored(store, LINK_KEY).engine.snapshot()
    without = Engine()
    for seq, event in store.read(0):
        if seq != 3:
            without.handle(event)
    bits = range(0, 8 * len(whole), 37)  # each of the eight of a byte in its turn
    lost = 0
    for bit in bits:
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << (bit % 8)
        _write(store, bytes(changed))
        fold = restored(store, LINK_KEY)
        is_lost = [number for number, _ in store.read(0)] == [1, 2, 4, 5]
        assert fold.engine.snapshot() == (without.snapshot() if is_lost else stood)
        lost += is_lost
    assert lost >= len(bits) - 2  # the name of the sum may have become another: that changes nothing
    assert store.counters()["poisoned"] == lost


def _write(store: SqliteStore, body: bytes) -> None:
    with store.transaction():
        store.connection.execute("UPDATE event SET kind = 'mention_seen', body = ? WHERE seq = 3", (body,))


def test_an_event_that_a_newer_release_wrote_is_named(store: SqliteStore) -> None:
    """It is whole: nothing of the log is changed, and the operator reads which it is, in which file, and what to install."""
    newer = seal(b'{"kind":"unheard_of"}')
    with store.transaction():
        store.connection.execute("UPDATE event SET body = ? WHERE seq = 4", (newer,))
        store.connection.execute("UPDATE event SET body = x'00' WHERE seq = 3")

    with pytest.raises(
        StoreError, match=r"alertd\.sqlite3: event 4 of the log cannot be read: .*install that one again"
    ):
        restored(store, LINK_KEY)
    assert (_bytes_of(store, 3), _bytes_of(store, 4)) == (b"\x00", newer)
