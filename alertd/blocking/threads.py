"""Daemon threads for blocking calls, which nobody waits for at exit: errands in order, lines at a time, a question with a deadline."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from alertd.errors import DeliveryError, ScorerError

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


class Lines:
    """Threads for blocking calls of one channel, at most `limit` at a time.

    Not a ThreadPoolExecutor: that one joins its threads when the process ends, so a server that sends a byte a second
    would hold up every stop (measured: 51 to 61 s). These are daemon threads and are left behind. A call that was given
    up keeps its line until its server lets go, so the limit also bounds what a hanging provider can cost.
    """

    def __init__(self, name: str, *, limit: int = 32) -> None:
        self._name = name
        self._limit = limit
        self._lock = threading.Lock()
        self.busy = 0

    async def call(self, work: Callable[[], T], *, deadline: float) -> T:
        """Run `work` in a thread of its own and return what it returns, or raise what it raises.

        deadline: seconds. Raises DeliveryError: `unknown` when the deadline passed (the call may still succeed),
        to be tried again when no line is free (nothing was begun).
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._take()
        try:
            threading.Thread(target=self._run, args=(work, answer, loop), name=self._name, daemon=True).start()
        except RuntimeError:
            self._give_back()
            raise DeliveryError("this machine has no thread left to send with") from None
        try:
            async with asyncio.timeout(deadline):
                return await answer
        except TimeoutError:
            if answer.cancelled():
                raise DeliveryError(f"no answer within {deadline:g} s", unknown=True) from None
            # The answer came together with the deadline, or it is a time-out of the work's own.
            return answer.result()

    def _take(self) -> None:
        with self._lock:
            if self.busy >= self._limit:
                raise DeliveryError(f"all {self._limit} lines of this channel hang on calls without an answer")
            self.busy += 1

    def _give_back(self) -> None:
        with self._lock:
            self.busy -= 1

    def _run(self, work: Callable[[], T], answer: asyncio.Future[T], loop: asyncio.AbstractEventLoop) -> None:
        result: T | None = None
        error: BaseException | None = None
        try:
            result = work()
        except BaseException as raised:  # noqa: BLE001 - carried over to whoever awaits
            error = raised
        finally:
            self._give_back()

        def tell() -> None:
            if answer.done():
                return
            if error is None:
                answer.set_result(result)  # type: ignore[arg-type]  # T may itself be None
            else:
                answer.set_exception(error)

        try:
            loop.call_soon_threadsafe(tell)
        except RuntimeError:
            return  # the loop is closed: the daemon has stopped and this call was reported as unknown


class Patience:
    """Asks in threads of their own, because names, slow bytes and foreign code know no deadline.

    name: whom the faults speak of. pending: questions under way at most; one that hangs for ever holds its place.
    """

    def __init__(self, name: str, *, pending: int) -> None:
        self._name = name
        self._free = threading.BoundedSemaphore(pending)

    def answer(self, ask: Callable[[], T], *, deadline: float) -> T:
        """Return what `ask` returns within `deadline` seconds. Raises ScorerError for late answers and any fault."""
        if not self._free.acquire(blocking=False):
            raise ScorerError("earlier questions are still under way")
        came: queue.SimpleQueue[tuple[T] | Exception] = queue.SimpleQueue()

        def run() -> None:
            try:
                came.put((ask(),))
            except Exception as fault:  # noqa: BLE001 - whatever is asked, the default's score stands
                came.put(fault)
            finally:
                self._free.release()

        threading.Thread(target=run, name="alertd-scorer", daemon=True).start()
        try:
            found = came.get(timeout=deadline)
        except queue.Empty:
            raise ScorerError(f"{self._name} gave no answer within {deadline} s") from None
        if isinstance(found, Exception):
            raise ScorerError(f"{self._name}: {type(found).__name__}") from found
        return found[0]
