"""Recent: the last three hours, minute by minute, so that a burst of seconds need not wait for a bucket."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import Any

from alertd.core.signals.row import Row
from alertd.core.stored import Stored

MINUTE = 60.0
#: Minutes kept. The longest window is 120 minutes, and a bucket is learnt up to 65 minutes late (hourly count records).
_KEPT = 192


class StoredRecent(Stored, frozen=True):
    """What a snapshot keeps; found: (minutes before the top one, count)."""

    phase: float
    top: int
    found: list[Any]  # up to 192 pairs a lane: to look at each would cost more than all else here


class Recent(Row):
    """Counts of the last minutes. Minutes are numbered from the lane's own phase, which count records may shift."""

    __slots__ = ("phase",)

    def __init__(self, phase: float = 0.0) -> None:
        super().__init__(_KEPT)
        self.phase = phase

    def copy(self) -> Recent:
        """Return the same minutes, to go on from."""
        return Recent.of_state(self.to_state())

    @classmethod
    def of_state(cls, state: object) -> Recent:
        """Return the minutes that a snapshot kept."""
        recent = cls()
        recent.from_state(state)
        return recent

    def minute(self, at: float) -> int:
        """Return the number of the minute that an instant lies in."""
        return math.floor((at - self.phase) / MINUTE)

    def ending(self, end: int, windows: tuple[int, ...]) -> list[float]:
        """Return `between` of several windows that end with a minute, at the price of the longest."""
        at, counts = self.part(end - max(windows), end)
        return [sum(counts[bisect_left(at, end - window) :], 0.0) for window in windows]

    def last(self, now: float, minutes: int) -> float:
        """Return the count of the last minutes; of the minute in which they begin, only the part that is inside."""
        here = (now - self.phase) / MINUTE
        this = math.floor(here)
        count = self.between(this - minutes + 1, this + 1)
        oldest = this - minutes
        if self.top - _KEPT < oldest <= self.top:
            count += (1.0 - (here - this)) * self.of(oldest)
        return count

    def lasts(self, now: float, windows: tuple[int, ...]) -> list[float]:
        """Return `last` of several windows at the price of the longest."""
        here = (now - self.phase) / MINUTE
        this = math.floor(here)
        at, counts = self.part(this - max(windows), this + 1)
        if not at:
            return [0.0] * len(windows)
        sums = list(accumulate(reversed(counts), initial=0.0))  # the newest first
        part, kept, found = 1.0 - (here - this), len(at), []
        for window in windows:
            first = bisect_right(at, this - window)
            count = sums[kept - first]
            if first and at[first - 1] == this - window:
                count += part * counts[first - 1]
            found.append(count)
        return found

    def to_state(self) -> list[object]:
        """Return what from_state() needs: only minutes with counts."""
        return [self.phase, self.top, [(self.top - minute, count) for minute, count in self]]

    def from_state(self, state: object) -> None:
        """Take over a state."""
        stored = StoredRecent.of(state)
        self.phase = stored.phase
        self.take(stored.top, [(stored.top - age, count) for age, count in stored.found])
