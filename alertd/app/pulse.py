"""The pulse of every watch, gathered from the store beside the daemon's work."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import islice

from alertd.report.pulse import KEPT, Curve, Pulse
from alertd.store_port import Store

#: A page waits no longer for its charts: the first time, a large store is read for some seconds.
PATIENCE = 0.12
_STEP = 2_000
_CHUNK, _BREATH = 500, 0.002


class PulseReader:
    """Owns a reading connection and a thread: what takes long here holds no other page up."""

    def __init__(self, open_reader: Callable[[], Store]) -> None:
        self._open = open_reader
        self._store: Store | None = None
        self._pulse = Pulse()
        self._seq: int | None = None
        self._pool = ThreadPoolExecutor(1, "pulse")

    def close(self) -> None:
        """Let go of the thread."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def curve(self, watch: str, until: datetime, now: datetime) -> Curve | None:
        """Return a day of a watch; None while the store is being read, and for a day that is no longer known."""
        if until < now - KEPT:
            return None
        waiting = asyncio.get_running_loop().run_in_executor(self._pool, self._curve, watch, until, now)
        try:
            return await asyncio.wait_for(asyncio.shield(waiting), PATIENCE)
        except TimeoutError:
            return None

    def warm(self, now: datetime) -> None:
        """Begin to read the store, so that the first page has its charts."""
        self._pool.submit(self._catch_up, now)

    def _curve(self, watch: str, until: datetime, now: datetime) -> Curve:
        self._catch_up(now)
        return self._pulse.day(watch, until)

    def _catch_up(self, now: datetime) -> None:
        store = self._reader()
        if self._seq is None:
            last = store.last_seq
            seen = store.history.glimpses(now - KEPT, now)
            while chunk := list(islice(seen, _CHUNK)):
                self._pulse.add_seen(chunk)
                time.sleep(_BREATH)  # the engine's thread goes first
            self._seq = last
        last = store.last_seq
        while self._seq < last:
            # In short steps, so that no long read keeps the write-ahead log from being folded in.
            until = min(self._seq + _STEP, last)
            self._pulse.add(event for _, event in store.read(self._seq, until=until))
            self._seq = until
        self._pulse.prune(now)

    def _reader(self) -> Store:
        if self._store is None:
            self._store = self._open()
        return self._store
