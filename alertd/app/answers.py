"""Answers to questions that take long: each is worked out by one at a time, and the last answer is given while the next is made.

Two hundred people who look at one incident ask one question. What was asked longest ago is forgotten first.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Generic, NamedTuple, TypeVar

import structlog

log = structlog.get_logger(__name__)

T = TypeVar("T")


class _Kept(NamedTuple):
    answer: Any
    at: float
    took: float


class Answers(Generic[T]):
    """At most `most` answers. An answer is fresh for so many seconds, and at least twenty times as long as it took to make.

    clock: seconds that never go back; the loop's own where none is given.
    """

    def __init__(self, *, most: int = 64, clock: Callable[[], float] | None = None) -> None:
        self._most = most
        self._clock = clock
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._making: dict[Hashable, asyncio.Task[T]] = {}

    async def get(
        self,
        key: Hashable,
        make: Callable[[], Awaitable[T]],
        *,
        fresh_for: float,
        patience: float,
        waits_for_new: bool = False,
    ) -> T | None:
        """Return the newest answer; None where there is none yet after `patience` seconds. Raises what making it raised.

        waits_for_new: an old answer is given only where the new one is not there after `patience` seconds; for what is asked
        so seldom that the old one may be a minute old.
        """
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            if self._now() - kept.at < max(fresh_for, 20.0 * kept.took):
                return self._typed(kept.answer)
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.create_task(self._make(key, make), name="answer")
            task.add_done_callback(lambda done: self._made(key, done))
        if kept is not None and not waits_for_new:
            return self._typed(kept.answer)
        await asyncio.wait({task}, timeout=patience)
        if task.done():
            return task.result()
        return None if kept is None else self._typed(kept.answer)

    def forget(self) -> None:
        """Give no answer of before any more: something was erased that may stand in one."""
        self._kept.clear()
        self._making.clear()

    @staticmethod
    def _typed(answer: Any) -> T:
        typed: T = answer
        return typed

    def _now(self) -> float:
        return self._clock() if self._clock is not None else asyncio.get_running_loop().time()

    async def _make(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        began = self._now()
        answer = await make()
        # None says that there is no answer yet: it is asked for again. What was forgotten meanwhile is not kept either.
        if answer is not None and self._making.get(key) is asyncio.current_task():
            self._kept[key] = _Kept(answer, self._now(), self._now() - began)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return answer

    def _made(self, key: Hashable, task: asyncio.Task[T]) -> None:
        if self._making.get(key) is task:
            del self._making[key]
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.warning("answer.failed", why=type(fault).__name__)
