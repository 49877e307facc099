"""A thread that reads the store over a connection of its own: it opens, uses and closes it, and nobody else touches it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from alertd.store_port import Store

T = TypeVar("T")


class ReadingThread:
    """Works one thing after the other. open_reader: opens the store for reading; called by the first that reads, in the thread."""

    def __init__(self, name: str, open_reader: Callable[[], Store]) -> None:
        self._open = open_reader
        self._store: Store | None = None
        self._pool = ThreadPoolExecutor(1, name)
        self._waiting: set[Future[Any]] = set()
        self.is_closed = False  #: what takes long looks here between two steps, and ends

    async def read(self, what: Callable[[Store], T]) -> T:
        """Read the store in the thread. Raises CancelledError where the thread was closed before its turn came."""
        return await asyncio.wrap_future(self.begin(what))

    async def work(self, what: Callable[[], T]) -> T:
        """Work something out in the thread that needs no store."""
        return await asyncio.wrap_future(self._submit(what))

    def begin(self, what: Callable[[Store], T]) -> Future[T]:
        """Let the thread read the store, and do not wait for it."""
        return self._submit(lambda: what(self._reader()))

    def close(self) -> None:
        """Let go of thread and connection, without waiting: what waits is cancelled, what is being read ends first.

        The connection is closed by its thread, as a read may be under way. The end of the process waits for that.
        """
        if self.is_closed:
            return
        self.is_closed = True
        for waiting in self._waiting.copy():
            waiting.cancel()
        self._pool.submit(self._let_go)  # not cancel_futures: that would cancel this one too
        self._pool.shutdown(wait=False)

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        future = self._pool.submit(work)
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        return future

    def _reader(self) -> Store:
        if self._store is None:
            self._store = self._open()
        return self._store

    def _let_go(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
