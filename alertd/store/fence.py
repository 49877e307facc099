"""Fence: whether this machine still owns its store, by what the servers have said and not by what it hopes.

What a machine wants to write the servers refuse once another owns the store. A page that is in its hands leaves by another door, so that
door asks here, at the last moment and without the network: a machine that stood still wakes with old answers, and sends nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

Instant = tuple[float, float]
Clocks = Callable[[], Instant]  #: seconds since the machine began, its sleep included, and seconds of the wall clock


def passed(since: Instant, now: Instant) -> float:
    """Return the seconds that may have passed: the most that either clock says.

    >>> passed((5.0, 1000.0), (6.0, 1060.0))
    60.0
    """
    return max(now[0] - since[0], abs(now[1] - since[1]))


def counter() -> Instant:
    """Return the seconds of the machine's counter: for commands, which send nothing. The daemon's clocks count sleep too."""
    return time.monotonic(), 0.0


class Fence:
    """What is proved of the ownership of a store. Any thread may ask and tell.

    hold: seconds for which a proof is good, counted from before the servers were asked: no more than they wait before another may have it.
    """

    def __init__(self, hold: float, clocks: Clocks = counter) -> None:
        self.hold = hold
        self.clocks = clocks
        self._renewed: Instant | None = None
        self._gap: Instant | None = None  # since when it is not known whether another had it in between
        self._why = "this machine does not own the store yet"

    def renewed(self, began: Instant) -> None:
        """The servers said that it is ours; began: before they were asked."""
        if self._renewed is None or passed(self._renewed, began) >= self.hold:
            self._gap = began
        self._renewed = began

    def committed(self, began: Instant) -> None:
        """A transaction that began then went through: nobody has written since ours before it."""
        if self._gap is not None and began[0] >= self._gap[0]:
            self._gap = None

    def lost(self, why: str) -> None:
        """It is not ours, or nobody knows."""
        self._renewed, self._why = None, why

    def refusal(self) -> str | None:
        """Return why this machine may not page now, None while it may. It asks only the clocks."""
        renewed = self._renewed
        if renewed is None:
            return self._why
        if (age := passed(renewed, self.clocks())) >= self.hold:
            return f"{age:.0f} s ago the store was ours for the last time: its servers are away, or this machine stood still"
        if self._gap is not None:
            return "the store is ours again, and not read yet: another machine may have sent this page"
        return None
