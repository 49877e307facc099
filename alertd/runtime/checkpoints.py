"""Checkpoints: how the engine comes out of a store, and when it is written down again.

A checkpoint only makes the start faster, so it may cost little: at most an eighth of the time, and nothing while nothing
changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from alertd.core.engine import Engine
from alertd.errors import EventBroken, StoreError
from alertd.intake.passed import PART as PASSED
from alertd.intake.passed import Passed
from alertd.intake.reach import ReachFold
from alertd.runtime.ack_links import Keys
from alertd.runtime.broken_events import MOST_ASIDE, put_aside_from
from alertd.runtime.erase import REACH
from alertd.runtime.fold import Fold
from alertd.runtime.group_commit import MACHINE, UNFOLDED
from alertd.store_port import Store

log = structlog.get_logger()

EVERY = 30.0  # seconds between two checkpoints while something changes
WORK = 0.5  # or so many seconds of folding: a restart has at most these to do again
SHARE = 8.0  # but a checkpoint that takes long comes seldom: an eighth of the time at most


class Checkpoints:
    """The checkpoints of one store. Writing happens inside the caller's transaction. tell: see restored."""

    def __init__(self, store: Store, link_key: bytes | Keys, *, tell: Callable[[str], object]) -> None:
        self._store = store
        self._link_key = link_key
        self._tell = tell
        self._saved_at = time.monotonic()
        self._saved_seq = 0
        self._saving = 0.0  # seconds that the last checkpoint took
        self.folding = 0.0  #: seconds of folding since then: what a restart would have to do again

    def restored(self, ahead: Ahead | None = None) -> Fold:
        """Return the engine as the store knows it; memory before it is dropped. ahead: has followed the log up to a moment ago."""
        self._saved_seq = int(self._store.meta("snapshot_seq") or 0)
        began = time.monotonic()
        fold = restored(self._store, self._link_key, tell=self._tell, ahead=ahead)
        took = self.folding = round(time.monotonic() - began, 3)
        log.info("engine.restored", checkpoint=self._saved_seq, folded=fold.folded_seq, seconds=took)
        return fold

    def save_if_due(self, fold: Fold) -> None:
        """Write a checkpoint if enough was folded since the last one."""
        if fold.folded_seq == self._saved_seq:
            return
        if self.folding >= max(WORK, SHARE * self._saving) or time.monotonic() - self._saved_at >= EVERY:
            self.save(fold)

    def save(self, fold: Fold, *, whole: bool = False) -> None:
        """Write a checkpoint of what changed since the last one, or of everything."""
        began = time.monotonic()
        self._store.save(fold.folded_seq, fold.engine.parts(only_dirty=self._saved_seq > 0 and not whole))
        self._saved_at, self._saved_seq = time.monotonic(), fold.folded_seq
        self._saving, self.folding = self._saved_at - began, 0.0


log = structlog.get_logger()

TELL_EVERY = 5.0  # seconds


class Ahead:
    """An engine that follows the log of a store which another machine writes, so that a take-over has little left to fold.

    What it is given is the log's, so it is the engine that `restored` would make. Where the past was written anew (an erasure, an event
    that was put aside) it begins again from the checkpoint.
    """

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._seq = 0
        self._past: tuple[int, ...] = ()

    def follow(self, store: Store) -> int:
        """Fold what has been folded there since the last time; return up to which event. Raises what an event raises that cannot be folded."""
        until = int(store.meta("folded_seq") or 0)
        seq, engine = self.standing(store) or _checkpoint(store)
        self._engine, past = None, _past(store)  # what fails half-way is not gone on with
        for _, event in store.read(seq, until=until):
            engine.handle(event)
        self._engine, self._seq, self._past = engine, max(seq, until), past
        return self._seq

    def standing(self, store: Store) -> tuple[int, Engine] | None:
        """Return (sequence number, the engine) to go on from; None where a checkpoint is the better beginning."""
        if self._engine is None or self._past != _past(store) or self._seq < int(store.meta("snapshot_seq") or 0):
            return None
        return self._seq, self._engine


def _past(store: Store) -> tuple[int, ...]:
    """Return what counts up whenever events of the past are written anew."""
    counters = store.counters()
    return tuple(counters.get(name, 0) for name in ("forgotten", "poisoned"))


def restored(
    store: Store,
    link_key: bytes | Keys,
    *,
    tell: Callable[[str], object] = lambda _text: None,
    ahead: Ahead | None = None,
) -> Fold:
    """Return a fold that goes on where the store stands. What the engine asks for on the way was done before the restart.

    An event that the engine cannot fold (a release knows better than the one before it) is put aside, as the writer does with
    a new one. tell: is told now and then how far it is, for a whole log takes minutes.
    """
    aside: dict[int, Exception] = {}
    begun = None if ahead is None else ahead.standing(store)
    while True:
        try:
            fold = _folded(store, link_key, aside, tell, begun)
        except EventBroken as error:
            put_aside_from(store, error)
            begun = None
            continue
        if fold is not None:
            break
        begun = None
        if len(aside) > MOST_ASIDE:
            raise list(aside.values())[-1]
    if aside:
        with store.transaction():
            for seq in aside:
                store.set_aside(seq, UNFOLDED)
                store.count("poisoned")
    return fold


def _folded(
    store: Store,
    link_key: bytes | Keys,
    aside: dict[int, Exception],
    tell: Callable[[str], object],
    begun: tuple[int, Engine] | None,
) -> Fold | None:
    """Return the fold; None where one more event had to be put aside. begun: where it goes on, None for the checkpoint."""
    seq, engine = begun or _checkpoint(store)
    fold = Fold(store, engine, link_key=link_key)
    folded = int(store.meta("folded_seq") or 0)
    told = time.monotonic()
    for number, event in store.read(seq, until=folded):
        if number in aside:
            continue
        try:
            engine.handle(event)
        except (*MACHINE, *store.faults):
            raise
        except Exception as error:
            log.error("event.poisoned", seq=number, error=repr(error), exc_info=error)
            aside[number] = error
            return None
        fold.folded_seq = number
        if time.monotonic() - told > TELL_EVERY:
            told = time.monotonic()
            tell(f"folding the log again: {number} of {folded}")
    fold.folded_seq = max(folded, seq)
    return fold


def _checkpoint(store: Store) -> tuple[int, Engine]:
    """Return the checkpoint; the very beginning where there is none that this release can read."""
    seq, parts = store.load()
    if "globals" not in parts:
        return 0, Engine()
    try:
        return seq, Engine.from_parts(parts)
    except (*MACHINE, *store.faults):
        raise
    except Exception as error:
        log.error("checkpoint.unreadable", error=repr(error), exc_info=error)
        return 0, Engine()


log = structlog.get_logger()


def kept_reach(open_reader: Callable[[], Store]) -> ReachFold | None:
    """Return the fold as a store keeps it, None where there is none that can be read. Any thread may ask.

    open_reader: opens the store for reading beside the writer, which is at work.
    """
    try:
        kept = _part(open_reader, REACH)
        return None if kept is None else ReachFold.from_state(kept)
    except (StoreError, ValueError, TypeError, KeyError) as error:
        log.warning("reach.forgotten", error=str(error))  # only ranks of authors: they are learnt again
        return None


def kept_passed(open_reader: Callable[[], Store]) -> Passed | None:
    """Return the posts that were about nobody as a store keeps them, None where there are none that can be read."""
    try:
        kept = _part(open_reader, PASSED)
        return None if kept is None else Passed.from_state(kept)
    except (StoreError, ValueError) as error:
        # An edit of one of them counts as of the post, not of the edit.
        log.warning("passed.forgotten", error=str(error))
        return None


def _part(open_reader: Callable[[], Store], name: str) -> bytes | None:
    store = open_reader()
    try:
        return store.part(name)
    finally:
        store.close()
