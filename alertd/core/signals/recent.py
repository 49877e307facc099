"""Recent: the last three hours, minute by minute, so that a burst of seconds need not wait for a bucket."""

from __future__ import annotations

import math
from array import array
from itertools import accumulate
from typing import Any

from alertd.core.stored import Stored

MINUTE = 60.0
#: Minutes kept. The longest window is 120 minutes, and a bucket is learnt up to 65 minutes late (hourly count records).
_KEPT = 192


class StoredRecent(Stored, frozen=True):
    """What a snapshot keeps; found: (minutes before the top one, count)."""

    phase: float
    top: int
    found: list[Any]  # up to 192 pairs a lane: to look at each would cost more than all else here


class Recent:
    """Counts of the last minutes. Minutes are numbered from the lane's own phase, which count records may shift."""

    __slots__ = ("_minutes", "_top", "phase")

    def __init__(self, phase: float = 0.0) -> None:
        self.phase = phase
        self._minutes: array[float] = array("f")  # allocated with the first count
        self._top = -1

    def copy(self) -> Recent:
        """Return the same minutes, to go on from."""
        return Recent.of(self.to_state())

    @classmethod
    def of(cls, state: object) -> Recent:
        """Return the minutes that a snapshot kept."""
        recent = cls()
        recent.from_state(state)
        return recent

    def minute(self, at: float) -> int:
        """Return the number of the minute that an instant lies in."""
        return math.floor((at - self.phase) / MINUTE)

    @property
    def top(self) -> int:
        """The newest minute with a count; -1 before the first."""
        return self._top

    def add(self, minute: int, count: float) -> None:
        """Count in a minute; one older than what is kept is dropped."""
        if minute > self._top:
            self._move(minute)
        elif minute <= self._top - _KEPT:
            return
        self._minutes[minute % _KEPT] += count

    def _move(self, minute: int) -> None:
        if not self._minutes or minute - self._top >= _KEPT:
            self._minutes = array("f", bytes(4 * _KEPT))
        else:
            for each in range(self._top + 1, minute + 1):
                self._minutes[each % _KEPT] = 0.0
        self._top = minute

    def between(self, first: int, end: int) -> float:
        """Return the count of the minutes from `first` up to, not with, `end`."""
        first, end = max(first, self._top - _KEPT + 1), min(end, self._top + 1)
        if first >= end:
            return 0.0
        a, b = first % _KEPT, end % _KEPT
        if a < b:
            return sum(self._minutes[a:b])
        return sum(self._minutes[a:]) + sum(self._minutes[:b])

    def ending(self, end: int, windows: tuple[int, ...]) -> list[float]:
        """Return `between` of several windows that end with a minute, at the price of the longest."""
        last = min(end, self._top + 1)
        first = max(end - max(windows), self._top - _KEPT + 1)
        if first >= last:
            return [0.0] * len(windows)
        a, b = first % _KEPT, last % _KEPT
        minutes = self._minutes[a:b] if a < b else self._minutes[a:] + self._minutes[:b]
        empty, kept = end - last, len(minutes)
        return [sum(minutes[max(kept - max(window - empty, 0), 0) :]) for window in windows]

    def last(self, now: float, minutes: int) -> float:
        """Return the count of the last minutes; of the minute in which they begin, only the part that is inside."""
        here = (now - self.phase) / MINUTE
        this = math.floor(here)
        count = self.between(this - minutes + 1, this + 1)
        oldest = this - minutes
        if self._top - _KEPT < oldest <= self._top:
            count += (1.0 - (here - this)) * self._minutes[oldest % _KEPT]
        return count

    def lasts(self, now: float, windows: tuple[int, ...]) -> list[float]:
        """Return `last` of several windows at the price of the longest."""
        here = (now - self.phase) / MINUTE
        this = math.floor(here)
        end = min(self._top, this) + 1
        first = max(this - max(windows), self._top - _KEPT + 1)
        if first >= end:
            return [0.0] * len(windows)
        a, b = first % _KEPT, end % _KEPT
        minutes = self._minutes[a:b] if a < b else self._minutes[a:] + self._minutes[:b]
        minutes.reverse()  # the newest first
        sums = list(accumulate(minutes, initial=0.0))
        part, empty, kept = 1.0 - (here - this), this + 1 - end, len(minutes)
        found = []
        for window in windows:
            inside = max(window - empty, 0)
            if inside >= kept:
                found.append(sums[-1])
            else:
                found.append(sums[inside] + (part * minutes[inside] if window >= empty else 0.0))
        return found

    def to_state(self) -> list[object]:
        """Return what from_state() needs: only minutes with counts."""
        kept = range(max(self._top - _KEPT + 1, 0), self._top + 1) if self._top >= 0 else range(0)
        found = [(self._top - each, self._minutes[each % _KEPT]) for each in kept if self._minutes[each % _KEPT]]
        return [self.phase, self._top, found]

    def from_state(self, state: object) -> None:
        """Take over a state."""
        stored = StoredRecent.of(state)
        self.phase, self._top = stored.phase, stored.top
        self._minutes = array("f", bytes(4 * _KEPT)) if self._top >= 0 else array("f")
        for age, count in stored.found:
            self._minutes[(self._top - age) % _KEPT] = count
