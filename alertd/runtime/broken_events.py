"""Broken events: what the disk has changed in the log is taken again from another copy or put aside, so that everybody else goes on being watched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import structlog

from alertd.errors import EventBroken, StoreError
from alertd.store_port import Store

log = structlog.get_logger()

#: Events that may be put aside at once. More are no bad events but a bad program, or a disk that dies: nothing is changed then.
MOST_ASIDE = 20
BROKEN = "its bytes in the log are no event any more"  # why an event was put aside
SLICE = 1_000  #: events that are looked at in one go: a few milliseconds


def taken_again(store: Store, broken: Sequence[EventBroken]) -> dict[int, bytes]:
    """Return those of some broken events that another copy of the store still holds as they were written. Outside of a transaction."""
    try:
        return store.again([one.seq for one in broken]) if broken else {}
    except StoreError as error:
        log.warning("event.not_taken_again", error=str(error))
        return {}


def put_aside(store: Store, broken: Sequence[EventBroken], whole: Mapping[int, bytes]) -> None:
    """Leave nothing of events in the log that nobody can read any more. The caller owns the transaction.

    whole: their bytes, of those that were taken again: these are written back.
    """
    for error in broken:
        body = whole.get(error.seq)
        if body is not None:
            log.error("event.mended", seq=error.seq, error=str(error), place=store.place)
            store.put_back(error.seq, body)
            continue
        log.error("event.broken", seq=error.seq, error=str(error))
        store.set_aside(error.seq, BROKEN, is_readable=False)
        store.count("poisoned")


def put_aside_from(store: Store, first: EventBroken) -> None:
    """Put aside an event that stops a start, and all that are broken behind it: one post or one act less is better than nobody who is paged.

    Raises the first where there are many, and EventTooNew where a newer release wrote one of them; nothing is changed then.
    """
    broken: list[EventBroken] = []
    after, reached = -1, first.seq - 1
    while after < reached:
        after = reached
        reached, found = store.broken(after, SLICE)
        broken += found
        if len(broken) > MOST_ASIDE:
            raise first
    whole = taken_again(store, broken)
    with store.transaction():
        put_aside(store, broken, whole)
