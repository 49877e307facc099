"""Hour rates: the rate of each of the last hours and its doubt, in two rows of numbers.

Every lane has some thirty of them. As pairs in a dictionary they took 6 kB a lane, as much as all else that a quiet lane keeps.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator


class HourRates:
    """(rate, doubt) by hour; hours are added in their order, and the oldest are forgotten first. Hours may be missing between."""

    __slots__ = ("_doubts", "_first", "_rates")

    def __init__(self, rows: Iterable[tuple[int, float, float]] = ()) -> None:
        """Begin with some rows (hour, rate, doubt), in the order of hours."""
        self._first = 0
        self._rates: array[float] = array("d")  # nan: this hour is missing
        self._doubts: array[float] = array("d")
        for hour, rate, doubt in rows:
            self.add(hour, rate, doubt)

    def add(self, hour: int, rate: float, doubt: float) -> None:
        """Add an hour that is later than all others."""
        if not self._rates:
            self._first = hour
        missing = hour - self._first - len(self._rates)
        self._rates.extend([*[math.nan] * missing, rate])
        self._doubts.extend([*[math.nan] * missing, doubt])

    def forget_before(self, hour: int) -> None:
        """Forget the hours before one."""
        old = hour - self._first
        if old > 0 and self._rates:
            del self._rates[:old], self._doubts[:old]
            self._first = hour

    def get(self, hour: int) -> tuple[float, float] | None:
        """Return (rate, doubt) of an hour; None where it is missing."""
        at = hour - self._first
        if not 0 <= at < len(self._rates):
            return None
        rate = self._rates[at]
        return None if rate != rate else (rate, self._doubts[at])  # noqa: PLR0124 - nan, without a call: it is asked for all the time

    def rates(self, first: int, end: int) -> array[float] | None:
        """Return the rates of some hours in a row; None unless it has them all."""
        at = first - self._first
        found = self._rates[at : at + end - first] if at >= 0 else self._rates[:0]
        return found if len(found) == end - first and not math.isnan(sum(found)) else None

    def __contains__(self, hour: int) -> bool:
        return self.get(hour) is not None

    def __iter__(self) -> Iterator[int]:
        return (hour for hour in range(self._first, self._first + len(self._rates)) if hour in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def rows(self) -> list[list[float]]:
        """Return (hour, rate, doubt) of each hour, for a snapshot."""
        return [[hour, *(self.get(hour) or ())] for hour in self]
