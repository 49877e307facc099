"""The clock of the daemon. Everything below is told the time."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime


class SystemClock:
    """The real time, which never goes backwards by itself: a stepped clock is followed forwards only.

    Deadlines are UTC instants, so a step forwards fires what is overdue, in order, once.
    """

    def __init__(self) -> None:
        self._newest = datetime.now(UTC)

    def now(self) -> datetime:
        """Return the instant, aware, in UTC."""
        self._newest = max(self._newest, datetime.now(UTC))
        return self._newest

    def monotonic(self) -> float:
        """Return seconds that only grow, for time-outs and heartbeats."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
