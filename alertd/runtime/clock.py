"""The clock of the daemon. Everything below is told the time.

The system's clock can jump: somebody sets it, or a time service corrects it. A jump ahead that is taken back minutes later
would make every post of the next hours look late, and a late post wakes nobody. So a far jump is believed only once it
has lasted; until then time goes on as the machine's own counter says (which also counts while the machine sleeps).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

FAR = 600.0  # seconds; a smaller step changes nothing that matters and is taken as it is
BELIEVED_AFTER = 600.0  # seconds for which a far jump must last before it is believed


def _since_boot() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def both_clocks() -> tuple[float, float]:
    """Return seconds since the machine began, its sleep included, and seconds of the wall clock, as they are."""
    return _since_boot(), time.time()


def wall_now() -> datetime:
    """Return what the machine's clock says, aware, in UTC: for commands that run once. The daemon has a `SystemClock`."""
    return datetime.now(UTC)


class SystemClock:
    """The real time. wall: seconds since 1970; elapsed: seconds that only grow, also in sleep."""

    def __init__(self, *, wall: Callable[[], float] = time.time, elapsed: Callable[[], float] = _since_boot) -> None:
        self._wall = wall
        self._elapsed = elapsed
        self._anchor = wall(), elapsed()
        self._jumped_at: float | None = None
        self._former: tuple[float, float] | None = None
        self._newest = self._anchor[0]
        self._sure_at = self._anchor[1] + BELIEVED_AFTER
        self.jump: float | None = None  #: seconds of a far jump that is not believed yet, for those who tell operators

    def now(self) -> datetime:
        """Return the instant, aware, in UTC. It never goes backwards, except where a far jump back has lasted."""
        wall, elapsed = self._wall(), self._elapsed()
        expected = self._anchor[0] + elapsed - self._anchor[1]
        jump = wall - expected
        if abs(jump) <= FAR:
            self._believe(wall, elapsed)
            self._newest = max(self._newest, wall)
        elif self._former is not None and abs(wall - self._former[0] - elapsed + self._former[1]) <= FAR:
            # Back where it was before it jumped: the jump was the fault, and this is the way out of it.
            self._former = None
            self._believe(wall, elapsed)
            self._newest = wall
        elif self._jumped_at is None:
            self._jumped_at, self.jump = elapsed, jump
            self._newest = max(self._newest, expected)
        elif elapsed - self._jumped_at >= BELIEVED_AFTER:
            self._former = self._anchor
            self._believe(wall, elapsed)
            self._newest = wall
        else:
            self._newest = max(self._newest, expected)
        return datetime.fromtimestamp(self._newest, UTC)

    def _believe(self, wall: float, elapsed: float) -> None:
        self._anchor = wall, elapsed
        self._jumped_at = self.jump = None

    def is_far_behind(self, newest: datetime) -> bool:
        """Whether the log's newest instant must have been written by a clock that was ahead.

        Not in the first minutes: a machine without a battery starts with an old time, until a time service sets it.
        """
        if (newest - self.now()).total_seconds() <= FAR:
            return False
        return self._jumped_at is None and self._elapsed() >= self._sure_at

    def monotonic(self) -> float:
        """Return seconds that only grow, for time-outs and heartbeats."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        import asyncio  # commands that only ask for the time need none of it: it was a sixth of what `check` loads

        await asyncio.sleep(seconds)
