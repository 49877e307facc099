"""A clock that is turned by hand."""

from __future__ import annotations

import asyncio
import heapq
from datetime import datetime, timedelta

from alertd.testing.source_check import START

_TURNS = 40  # times that every task may run between two instants; deeper chains of tasks settle at the next


class FakeClock:
    """Time passes only in `advance`; those who sleep wake in order of their instants.

    >>> async def wait(clock: FakeClock) -> str:
    ...     nap = asyncio.create_task(clock.sleep(60))
    ...     await clock.advance(60)
    ...     return f"{clock.now():%H:%M} {nap.done()}"
    >>> asyncio.run(wait(FakeClock()))
    '10:01 True'
    """

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> datetime:
        """Return the instant on this clock."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until somebody turns the clock far enough."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        self._count += 1
        awake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + timedelta(seconds=seconds), self._count, awake))
        await awake

    def step(self, by: timedelta) -> None:
        """Set the clock, as an operator or a suspended machine does; nobody wakes by it."""
        self._now += by

    async def advance(self, seconds: float) -> None:
        """Let `seconds` pass, and let everybody run who wakes on the way."""
        until = self._now + timedelta(seconds=seconds)
        await _settled()
        while self._sleepers and self._sleepers[0][0] <= until:
            at, _, awake = heapq.heappop(self._sleepers)
            self._now = max(self._now, at)
            if not awake.done():
                awake.set_result(None)
            await _settled()
        self._now = max(self._now, until)
        await _settled()


async def _settled() -> None:
    for _ in range(_TURNS):
        await asyncio.sleep(0)
