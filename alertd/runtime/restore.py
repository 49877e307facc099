"""Restore: the engine as a store knows it, from its checkpoint and the log behind it."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from alertd.core.engine import Engine
from alertd.runtime.fold import Fold
from alertd.runtime.group import MACHINE, UNFOLDED
from alertd.store.sqlite import SqliteStore

log = structlog.get_logger()

#: Events that a start may put aside. More are no bad events but a bad program: it ends, and the release before can go on.
MOST_ASIDE = 20
TELL_EVERY = 5.0  # seconds


def restored(store: SqliteStore, link_key: bytes, *, tell: Callable[[str], object] = lambda _text: None) -> Fold:
    """Return a fold that goes on where the store stands. What the engine asks for on the way was done before the restart.

    An event that the engine cannot fold (a release knows better than the one before it) is put aside, as the writer does with
    a new one. tell: is told now and then how far it is, for a whole log takes minutes.
    """
    aside: dict[int, Exception] = {}
    while (fold := _folded(store, link_key, aside, tell)) is None:
        if len(aside) > MOST_ASIDE:
            raise list(aside.values())[-1]
    if aside:
        with store.transaction():
            for seq in aside:
                store.set_aside(seq, UNFOLDED)
                store.count("poisoned")
    return fold


def _folded(
    store: SqliteStore, link_key: bytes, aside: dict[int, Exception], tell: Callable[[str], object]
) -> Fold | None:
    """Return the fold; None where one more event had to be put aside."""
    seq, engine = _checkpoint(store)
    fold = Fold(store, engine, link_key=link_key)
    folded = int(store.meta("folded_seq") or 0)
    told = time.monotonic()
    for number, event in store.read(seq, until=folded):
        if number in aside:
            continue
        try:
            engine.handle(event)
        except MACHINE:
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


def _checkpoint(store: SqliteStore) -> tuple[int, Engine]:
    """Return the checkpoint; the very beginning where there is none that this release can read."""
    seq, parts = store.load()
    if "globals" not in parts:
        return 0, Engine()
    try:
        return seq, Engine.from_parts(parts)
    except MACHINE:
        raise
    except Exception as error:
        log.error("checkpoint.unreadable", error=repr(error), exc_info=error)
        return 0, Engine()
