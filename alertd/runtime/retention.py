"""Retention: texts go first, then mentions, then events; decisions and incidents stay. Then the file shrinks.

Everything in slices, for the writer stands still as long as one lasts. One delete of 300,000 rows held it for 2 s.
A slice is made as large as fits into SLICE, so that it is short on a slow disk too.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import structlog

from alertd.runtime.clock import SystemClock
from alertd.runtime.hourly import hourly
from alertd.runtime.writer import Writer
from alertd.store_port import Aged, Store

if TYPE_CHECKING:
    from alertd.rulefile.settings_file import Retention

log = structlog.get_logger()

AFTER_START = 300.0  # seconds
SLICE = 0.01  # seconds that a slice shall take with its commit; one in a hundred takes several times as long
FIRST, FEWEST, MOST = 64, 8, 2_000  # rows or pages of a slice: of the first one, and at least and at most
PAUSE = 0.05  # seconds between two slices, for those who wait
COPIES = 7 * 86400.0  # seconds that the copy made before a migration is kept at least, however short texts are
FULL = 0.8  # ops are told when the store reaches this share of max_size


class Keeper:
    """Deletes what is older than the settings allow, once an hour."""

    def __init__(
        self,
        writer: Writer,
        store: Store,
        retention: Callable[[], Retention],
        clock: SystemClock,
        tell: Callable[[str, str], None],
    ) -> None:
        self._writer = writer
        self._store = store
        self._retention = retention
        self._clock = clock
        self._tell = tell
        self.longest = 0.0  #: seconds that the longest slice took with its commit

    async def run(self) -> None:
        """Clean up for ever."""
        await hourly("retention", self.clean, after_start=AFTER_START, tell=self._tell)

    async def clean(self) -> int:
        """Delete everything that is too old, give its room back; return how many rows went."""
        # Time that leapt may turn out to be a wrong clock: nothing is deleted by it before that is known.
        now, ages = self._clock.now().timestamp() - self._writer.fold.engine.doubted_seconds, self._retention()
        texts = now - ages.text.total_seconds()
        mentions = now - ages.mentions.total_seconds()
        whole = now - ages.events.total_seconds()
        # What the next start still has to fold again is never deleted, however old it is.
        saved = int(self._store.meta("snapshot_seq") or 0)
        gone = 0
        for what, before in (
            (Aged.TEXTS, texts),
            (Aged.MENTIONS, mentions),
            (Aged.EVENTS, whole),
            (Aged.REJECTED, texts),
        ):
            gone += await self._in_slices(partial(self._dropped, what, before, saved))
        freed = await self._in_slices(self._store.aging.shrink, is_exact=False)
        if gone or freed:
            log.info("retention.done", rows=gone, pages=freed, longest=round(self.longest, 3))
        # Copies made before a migration hold texts too, and nobody goes back to a release of a month ago.
        for name in self._store.aging.drop_copies(now - max(ages.text.total_seconds(), COPIES)):
            log.info("retention.copy_dropped", file=name)
        self._look_at_size(ages.max_size)
        return gone

    def _dropped(self, what: Aged, before: float, saved_seq: int, most: int) -> int:
        return self._store.aging.drop(what, before, most=most, saved_seq=saved_seq)

    async def _in_slices(self, work: Callable[[int], int], *, is_exact: bool = True) -> int:
        """Do something, so many at a time, until there is nothing left to do; return how many there were.

        is_exact: less than was asked for means that nothing is left.
        """
        done, size = 0, FIRST

        def timed() -> tuple[float, int]:
            return time.perf_counter(), work(size)

        while True:
            answer: tuple[float, int] = await self._writer.call(timed)
            began, count = answer
            took = time.perf_counter() - began  # with the commit: the answer comes after it
            done += count
            self.longest = max(self.longest, took)
            if count == 0 or (is_exact and count < size):
                return done
            size = max(FEWEST, min(MOST, 2 * size, int(size * SLICE / max(took, 1e-6))))
            await asyncio.sleep(PAUSE)

    def _look_at_size(self, most: int | None) -> None:
        size = self._store.aging.size()
        if most is not None and size > FULL * most:
            self._tell("store-size", f"the store has {size / 1e9:.2f} GB of the {most / 1e9:.2f} GB it may have")
