"""The log check: a running daemon looks through its log by and by, so that what the disk has changed is found before somebody needs it.

A start folds only what is younger than its checkpoint. What lies before it would be met by a report, a takeout, an erasure or a
replay, months later and by somebody who can do nothing about it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from alertd.errors import EventBroken, EventTooNew
from alertd.model.value import count_of
from alertd.runtime.broken_events import MOST_ASIDE, SLICE, put_aside, taken_again
from alertd.runtime.hourly import hourly
from alertd.runtime.writer import Writer
from alertd.store_port import Store

CHECKED = "checked_seq"  #: the fact of a store that says up to which event it was looked through this time
AFTER_START = 600.0  # seconds
STRETCH = 50_000  # events that are looked at each time: a million and more in a day
PAUSE = 0.05  # seconds between two slices, for those who wait


class LogCheck:
    """Looks through the log of a store, a stretch each hour and then again from its beginning; where it stands outlives a restart."""

    def __init__(self, writer: Writer, store: Store, tell: Callable[[str, str], None]) -> None:
        self._writer = writer
        self._store = store
        self._tell = tell
        self._newer: list[EventTooNew] = []  # of the stretch that is looked at

    async def run(self) -> None:
        """Look for ever."""
        await hourly("log-check", self.look, after_start=AFTER_START, tell=self._tell)

    async def look(self, most: int = STRETCH) -> int:
        """Look at so many events; return how many were put aside."""
        put, looked = 0, 0
        self._newer.clear()
        while looked < most:
            after = int(await self._writer.between(partial(self._store.meta, CHECKED)) or 0)
            reached, broken = await self._seen(after, min(SLICE, most - looked))
            whole = await asyncio.to_thread(taken_again, self._store, broken)
            is_end, count = await self._writer.call(partial(self._told, after, reached, broken, whole))
            put, looked = put + count, looked + max(reached - after, 1)
            if is_end:
                break
            await asyncio.sleep(PAUSE)
        if self._newer:
            more = f" ({len(self._newer)} such were passed by)" if self._newer[1:] else ""
            self._tell("log-check", f"{self._newer[0]}{more}")
        return put

    async def _seen(self, after: int, most: int) -> tuple[int, list[EventBroken]]:
        """Look at a slice; where it lies in a part of the file that is damaged, say so and go on behind it.

        Outside of a transaction, which SQLite ends by such a part: nobody needs these events now, and who looks for damage must not
        be who ends the daemon by it, after every start anew.
        """
        try:
            reached, broken = await self._writer.between(partial(self._looked, after, most))
        except self._store.faults as error:
            damage = self._store.damage_of(error)
            if damage is None:
                raise
            self._tell("log-check", str(damage))
            last = await self._writer.between(lambda: self._store.last_seq)
            return (after if after + most >= last else after + most), []
        return reached, broken

    def _looked(self, after: int, most: int) -> tuple[int, list[EventBroken]]:
        """Look at so many events; pass by those that a newer release wrote before this one went on with its store: they are whole."""
        for _ in range(most):
            try:
                return self._store.broken(after, most)
            except EventTooNew as error:
                self._newer.append(error)
                after = error.seq
        return after, []

    def _told(self, after: int, reached: int, broken: list[EventBroken], whole: dict[int, bytes]) -> tuple[bool, int]:
        """Put aside what is broken, and write back what was taken again; return whether that was the end of the log, and how many were put aside."""
        # Retention may have been there meanwhile.
        left = [one for one in broken if any(it.seq == one.seq for it in self._store.broken(one.seq - 1, 1)[1])]
        mended = [one for one in left if one.seq in whole]
        lost = [one for one in left if one.seq not in whole]
        if mended:
            told = count_of(len(mended), "event")
            self._tell(
                "log-check",
                f"{told} of the log taken again from {self._store.place}: this machine's disk had changed them, look at it. The first: {mended[0]}",
            )
        if len(lost) > MOST_ASIDE:
            self._tell("log-check", f"many events of the log are damaged, a disk may be dying; the first: {lost[0]}")
            lost = []
        put_aside(self._store, [*mended, *lost], whole)
        is_end = reached == after
        self._store.set_meta(CHECKED, "0" if is_end else str(reached))
        return is_end, len(lost)
