"""Lines out of the house: threads for calls that block, which nobody ever has to wait for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

from alertd.errors import DeliveryError

T = TypeVar("T")


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
