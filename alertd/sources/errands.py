"""A daemon thread for a blocking client: one errand at a time, and nobody waits for it at exit."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_Errand = tuple[Callable[[], Any], asyncio.AbstractEventLoop, "asyncio.Future[Any]"]


class Errands:
    """Runs errands in order in its own thread.

    Not asyncio's pool: that is joined at exit, and a client that sleeps through a rate window would hold it up.
    """

    def __init__(self, name: str) -> None:
        self._queue: queue.SimpleQueue[_Errand | None] = queue.SimpleQueue()
        self._last: Callable[[], object] | None = None
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    async def ask(self, errand: Callable[[], T]) -> T:
        """Run `errand` in the thread and return what it returns; a cancelled errand's answer is thrown away."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._queue.put((errand, loop, answer))
        return await answer

    def close(self, last: Callable[[], object] | None = None) -> None:
        """Let the thread end after the errand it is at; `last` is done there at the very end."""
        self._last = last
        self._queue.put(None)

    def _work(self) -> None:
        while (entry := self._queue.get()) is not None:
            errand, loop, answer = entry
            if answer.cancelled():
                continue
            result: Any = None
            fault: Exception | None = None
            try:
                result = errand()
            except Exception as error:  # noqa: BLE001 - the edge: it travels to whoever asked
                fault = error
            try:
                loop.call_soon_threadsafe(_settle, answer, result, fault)
            except RuntimeError:  # the loop is closed: nobody waits any more
                break
        if self._last is not None:
            self._last()


def _settle(answer: asyncio.Future[Any], result: object, fault: Exception | None) -> None:
    if answer.done():
        return
    if fault is None:
        answer.set_result(result)
    else:
        answer.set_exception(fault)
