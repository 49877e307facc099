"""The log check: a running daemon looks through its log by and by, so that what the disk has changed is found before somebody needs it.

A start folds only what is younger than its checkpoint. What lies before it would be met by a report, a takeout, an erasure or a
replay, months later and by somebody who can do nothing about it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import structlog

from alertd.errors import EventBroken, StoreError, StoreUnavailable
from alertd.runtime.broken_events import MOST_ASIDE, SLICE, put_aside
from alertd.runtime.writer import Writer
from alertd.store_port import Store

log = structlog.get_logger()

CHECKED = "checked_seq"  #: the fact of a store that says up to which event it was looked through this time
AFTER_START, EVERY = 600.0, 3600.0  # seconds
STRETCH = 50_000  # events that are looked at each time: a million and more in a day
PAUSE = 0.05  # seconds between two slices, for those who wait


class LogCheck:
    """Looks through the log of a store, a stretch each hour and then again from its beginning; where it stands outlives a restart."""

    def __init__(self, writer: Writer, store: Store, tell: Callable[[str, str], None]) -> None:
        self._writer = writer
        self._store = store
        self._tell = tell

    async def run(self) -> None:
        """Look for ever."""
        wait = AFTER_START
        while True:
            await asyncio.sleep(wait)
            wait = EVERY
            try:
                await self.look()
            except StoreUnavailable as error:
                log.warning("log.unchecked", error=str(error))
            except (
                StoreError
            ) as error:  # of an event that a newer release wrote, before this one went on with its store
                self._tell("log-check", str(error))

    async def look(self, most: int = STRETCH) -> int:
        """Look at so many events; return how many were put aside."""
        put, looked = 0, 0
        while looked < most:
            after = int(await self._writer.between(partial(self._store.meta, CHECKED)) or 0)
            reached, broken = await self._seen(after, min(SLICE, most - looked))
            is_end, count = await self._writer.call(partial(self._told, after, reached, broken))
            put, looked = put + count, looked + SLICE
            if is_end:
                break
            await asyncio.sleep(PAUSE)
        return put

    async def _seen(self, after: int, most: int) -> tuple[int, list[EventBroken]]:
        """Look at a slice; where it lies in a part of the file that is damaged, say so and go on behind it.

        Outside of a transaction, which SQLite ends by such a part: nobody needs these events now, and who looks for damage must not
        be who ends the daemon by it, after every start anew.
        """
        try:
            reached, broken = await self._writer.between(partial(self._store.broken, after, most))
        except self._store.faults as error:
            damage = self._store.damage_of(error)
            if damage is None:
                raise
            self._tell("log-check", str(damage))
            last = await self._writer.between(lambda: self._store.last_seq)
            return (after if after + most >= last else after + most), []
        return reached, broken

    def _told(self, after: int, reached: int, broken: list[EventBroken]) -> tuple[bool, int]:
        if len(broken) > MOST_ASIDE:
            self._tell("log-check", f"many events of the log are damaged, a disk may be dying; the first: {broken[0]}")
            broken = []
        # Retention may have been there meanwhile.
        left = [one for one in broken if any(it.seq == one.seq for it in self._store.broken(one.seq - 1, 1)[1])]
        put_aside(self._store, left)
        is_end = reached == after
        self._store.set_meta(CHECKED, "0" if is_end else str(reached))
        return is_end, len(left)
