"""Broken events: what the disk has changed in the log is put aside, so that everybody else goes on being watched."""

from __future__ import annotations

from collections.abc import Iterable

import structlog

from alertd.errors import EventBroken
from alertd.store_port import Store

log = structlog.get_logger()

#: Events that may be put aside at once. More are no bad events but a bad program, or a disk that dies: nothing is changed then.
MOST_ASIDE = 20
BROKEN = "its bytes in the log are no event any more"  # why an event was put aside
SLICE = 1_000  #: events that are looked at in one go: a few milliseconds


def put_aside(store: Store, broken: Iterable[EventBroken]) -> None:
    """Leave nothing of events in the log that nobody can read any more. The caller owns the transaction."""
    for error in broken:
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
    with store.transaction():
        put_aside(store, broken)
