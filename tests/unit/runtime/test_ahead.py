"""An engine that follows the log of another machine: whatever happened there, a take-over with it is the take-over without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from alertd.core.engine import Engine
from alertd.errors import StoreError
from alertd.model.commands import Command
from alertd.model.events import Event, HouseLoaded, MentionSeen, Ticked
from alertd.ports import Entry
from alertd.runtime.checkpoints import Ahead, Checkpoints, restored
from alertd.runtime.erase import Erasure
from alertd.runtime.fold import Fold
from alertd.store.sqlite import SqliteStore
from tests.unit.runtime.made import LINK_KEY, NOON, entry, house, loud


class Working:
    """The machine that works: it folds what comes, and writes checkpoints when told."""

    def __init__(self, store: SqliteStore) -> None:
        self.store = store
        self.checkpoints = Checkpoints(store, LINK_KEY, tell=lambda _: None)
        self.fold = self.checkpoints.restored()
        self.take(Entry(event=HouseLoaded(at=NOON, house=house())))

    def take(self, *entries: Entry) -> None:
        """Fold events in one transaction each."""
        for one in entries:
            with self.store.transaction():
                self.fold.take(one, one.event.at)
                self.store.set_meta("folded_seq", str(self.fold.folded_seq))

    def checkpoint(self) -> None:
        """Write one."""
        with self.store.transaction():
            self.checkpoints.save(self.fold)

    def forget(self, author: str) -> None:
        """Erase somebody."""
        for step in Erasure(self.store, lambda: self.fold.engine, author).steps():
            with self.store.transaction():
                step()


@pytest.fixture
def working(tmp_path: Path) -> Iterator[Working]:
    """Return a machine at work."""
    store = SqliteStore(tmp_path)
    yield Working(store)
    store.close()


def posts(*names: str) -> list[Entry]:
    """Return mentions a minute apart, one of them loud, and a tick after each."""
    made: list[Entry] = []
    for minute, name in enumerate(names):
        at = NOON + timedelta(minutes=minute)
        made.append(loud(name, at=at) if name == "loud" else entry(name, at=at))
        made.append(Entry(event=Ticked(at=at + timedelta(seconds=30))))
    return made


def cold(store: SqliteStore) -> Fold:
    """Return what a machine restores that has followed nothing."""
    return restored(store, LINK_KEY)


def refuse(monkeypatch: pytest.MonkeyPatch, is_bad: Callable[[Event], bool]) -> None:
    """Let an engine fall over some events."""
    handle = Engine.handle

    def handle_or_fall(self: Engine, event: Event) -> Sequence[Command]:
        if is_bad(event):
            raise ZeroDivisionError
        return handle(self, event)

    monkeypatch.setattr(Engine, "handle", handle_or_fall)


@pytest.mark.parametrize("often", [1, 3, 100])
def test_it_is_the_engine_that_a_start_would_make(working: Working, often: int) -> None:
    """However often it follows, and wherever checkpoints were written meanwhile: the same bytes."""
    ahead = Ahead()
    for number, one in enumerate(posts("1", "2", "loud", "3", "4", "5")):
        working.take(one)
        if number == 5:
            working.checkpoint()
        if number % often == 0:
            ahead.follow(working.store)
    taken_over = restored(working.store, LINK_KEY, ahead=ahead)

    assert taken_over.engine.snapshot() == cold(working.store).engine.snapshot() == working.fold.engine.snapshot()
    assert taken_over.folded_seq == working.fold.folded_seq


def test_a_take_over_folds_only_what_is_left(working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tail since it last followed, and nothing before."""
    working.take(*posts("1", "2", "3"))
    ahead = Ahead()
    assert ahead.follow(working.store) == working.fold.folded_seq
    working.take(*posts("4")[:1])
    folded: list[Event] = []
    refuse(monkeypatch, lambda event: folded.append(event) is not None)  # type: ignore[func-returns-value]
    restored(working.store, LINK_KEY, ahead=ahead)

    assert [event.mention.id for event in folded if isinstance(event, MentionSeen)] == ["4"]


def test_the_checkpoints_of_who_took_over_are_whole(working: Working) -> None:
    """It writes only what changed since the last checkpoint; what changed before the take-over, and after that checkpoint, is in it."""
    working.take(*posts("1"))
    working.checkpoint()
    ahead = Ahead()
    ahead.follow(working.store)
    working.take(*posts("2", "loud"))
    ahead.follow(working.store)
    taking = Checkpoints(working.store, LINK_KEY, tell=lambda _: None)
    fold = taking.restored(ahead)
    with working.store.transaction():
        taking.save(fold)

    assert Engine.from_parts(working.store.load()[1]).snapshot() == working.fold.engine.snapshot()


def test_whom_was_erased_it_does_not_remember(working: Working) -> None:
    """An erasure rewrites the past, of which it has made its memory: it begins again from the checkpoint that an erasure ends with."""
    working.take(*posts("1", "loud", "2"))
    ahead = Ahead()
    ahead.follow(working.store)
    known = ahead.standing(working.store)
    assert known is not None
    assert b"u_loud" in known[1].snapshot()
    working.forget("x:u_loud")

    assert ahead.standing(working.store) is None
    taken_over = restored(working.store, LINK_KEY, ahead=ahead).engine.snapshot()
    assert b"u_loud" not in taken_over
    assert taken_over == working.fold.engine.snapshot()
    ahead.follow(working.store)
    again = ahead.standing(working.store)
    assert again is not None
    assert b"u_loud" not in again[1].snapshot()


def test_an_event_that_it_cannot_fold_is_left_to_the_take_over(
    working: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The half-changed engine is dropped; the take-over puts the event aside, as every start does."""
    working.take(*posts("1"))
    ahead = Ahead()
    ahead.follow(working.store)
    working.take(*posts("bad", "2"))
    refuse(monkeypatch, lambda event: isinstance(event, MentionSeen) and event.mention.id == "bad")
    with pytest.raises(ZeroDivisionError):
        ahead.follow(working.store)
    assert ahead.standing(working.store) is None
    taken_over = restored(working.store, LINK_KEY, ahead=ahead)

    assert [event.mention.id for _, event in working.store.read(0) if isinstance(event, MentionSeen)] == ["1", "2"]
    assert taken_over.engine.snapshot() == cold(working.store).engine.snapshot()


def test_an_event_that_another_put_aside_is_in_no_memory(working: Working) -> None:
    """Two releases side by side: the one that works could not fold it, this one could, and the log is what counts."""
    working.take(*posts("1", "odd", "2"))
    ahead = Ahead()
    ahead.follow(working.store)
    seq = next(n for n, event in working.store.read(0) if isinstance(event, MentionSeen) and event.mention.id == "odd")
    with working.store.transaction():
        working.store.set_aside(seq, "odd")
        working.store.count("poisoned")

    assert restored(working.store, LINK_KEY, ahead=ahead).engine.snapshot() == cold(working.store).engine.snapshot()


def test_a_checkpoint_that_is_further_is_the_better_beginning(working: Working) -> None:
    """A machine that stood still for an hour reads one checkpoint, not an hour of posts."""
    working.take(*posts("1"))
    ahead = Ahead()
    ahead.follow(working.store)
    working.take(*posts("2", "3"))
    working.checkpoint()

    assert ahead.standing(working.store) is None
    assert ahead.follow(working.store) == working.fold.folded_seq


def test_an_empty_store_is_followed_too(tmp_path: Path) -> None:
    """Nobody has worked yet: nothing is known, and a take-over begins with nothing."""
    store = SqliteStore(tmp_path)
    ahead = Ahead()
    assert ahead.follow(store) == 0
    assert restored(store, LINK_KEY, ahead=ahead).engine.snapshot() == Engine().snapshot()
    store.close()


def test_a_log_that_cannot_be_read_is_told(working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what it knew is not gone on with."""
    ahead = Ahead()
    working.take(*posts("1"))
    with working.store.transaction():
        working.store.connection.execute("UPDATE event SET body = x'00' WHERE seq = 2")
    with pytest.raises(StoreError, match="is damaged"):
        ahead.follow(working.store)
    assert ahead.standing(working.store) is None
