"""The pulse of every watch, gathered from the store beside the daemon's work."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from itertools import islice

from alertd.app.reading_thread import ReadingThread
from alertd.report.pulse import KEPT, Curve, Pulse
from alertd.store_port import Store

#: A page waits no longer for its charts: the first time, a large store is read for some seconds.
PATIENCE = 0.3
_STEP = 2_000
_CHUNK, _BREATH = 500, 0.002


class PulseReader:
    """Owns a reading connection and a thread: what takes long here holds no other page up."""

    def __init__(self, open_reader: Callable[[], Store]) -> None:
        self._thread = ReadingThread("pulse", open_reader)
        self._pulse = Pulse()
        self._seq: int | None = None

    def close(self) -> None:
        """Let go of thread and connection; what is left of a long read is left."""
        self._thread.close()

    async def curve(self, watch: str, until: datetime, now: datetime) -> Curve | None:
        """Return a day of a watch; None while the store is being read, and for a day that is no longer known."""
        if until < now - KEPT:
            return None
        waiting = asyncio.wrap_future(self._thread.begin(partial(self._curve, watch, until, now)))
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(waiting)
        except TimeoutError:
            return None

    def warm(self, now: datetime) -> None:
        """Begin to read the store, so that the first page has its charts."""
        self._thread.begin(partial(self._catch_up, now))

    def _curve(self, watch: str, until: datetime, now: datetime, store: Store) -> Curve:
        self._catch_up(now, store)
        return self._pulse.day(watch, until)

    def _catch_up(self, now: datetime, store: Store) -> None:
        if self._seq is None:
            last = store.last_seq
            seen = store.history.glimpses(now - KEPT, now)
            while chunk := list(islice(seen, _CHUNK)):
                if self._thread.is_closed:
                    return
                self._pulse.add_seen(chunk)
                time.sleep(_BREATH)  # the engine's thread goes first
            self._seq = last
        last = store.last_seq
        while self._seq < last and not self._thread.is_closed:
            # In short steps, so that no long read keeps the write-ahead log from being folded in.
            until = min(self._seq + _STEP, last)
            self._pulse.add(event for _, event in store.read(self._seq, until=until))
            self._seq = until
        self._pulse.prune(now)
