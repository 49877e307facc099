"""The last day: how many mentions, and how many of them negative, each half hour; and what the days before had then.

For the picture on a page, not for rules: a rule asks how rare a number is, a reader wants to see that there was nothing and now
there is much.
"""

from __future__ import annotations

from typing import Any

STEP = 1800
BUCKETS = 48
_DAYS = 7  # before the last, that say what is usual
_FEWEST_DAYS = 3
_KEPT = BUCKETS * (_DAYS + 1)


class LastDay:
    """Half hours with mentions, of the last eight days."""

    def __init__(self) -> None:
        self._halves: dict[int, list[int]] = {}  # half hour -> mentions, negative ones
        self._first: int | None = None

    def observe(self, at: float, *, negative: bool) -> None:
        """Count a mention in the half hour in which it was written."""
        number = int(at // STEP)
        cell = self._halves.setdefault(number, [0, 0])
        cell[0] += 1
        cell[1] += negative
        self._first = number if self._first is None else min(self._first, number)
        if len(self._halves) > _KEPT + BUCKETS:
            newest = max(self._halves)
            self._halves = {n: cell for n, cell in self._halves.items() if n > newest - _KEPT}

    def curve(self, now: float) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return mentions and negative ones of each half hour of the last day, the oldest first; the last one still runs.

        >>> day = LastDay()
        >>> day.observe(100.0, negative=True); day.observe(86_300.0, negative=False)
        >>> total, negative = day.curve(86_399.0)
        >>> total[0], total[-1], sum(total), negative[0], sum(negative)
        (1, 1, 2, 1, 1)
        """
        last = int(now // STEP)
        cells = [self._halves.get(number, (0, 0)) for number in range(last - BUCKETS + 1, last + 1)]
        return tuple(cell[0] for cell in cells), tuple(cell[1] for cell in cells)

    def usual(self, now: float) -> tuple[tuple[int, int], ...]:
        """Return from how many to how many mentions the days before had in each of these half hours.

        Of six days and more the extremes are left out, so that one bad day is not usual. Nothing before there are three days.
        """
        last = int(now // STEP)
        if self._first is None:
            return ()
        found = []
        for number in range(last - BUCKETS + 1, last + 1):
            before = [number - BUCKETS * day for day in range(1, _DAYS + 1)]
            counts = sorted(self._halves.get(one, (0, 0))[0] for one in before if one >= self._first)
            if len(counts) < _FEWEST_DAYS:
                return ()
            inner = counts[1:-1] if len(counts) >= 6 else counts
            found.append((inner[0], inner[-1]))
        return tuple(found)

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return [self._first, sorted([number, *cell] for number, cell in self._halves.items())]

    @classmethod
    def from_state(cls, state: Any) -> LastDay:
        """Return the same half hours; none of a snapshot that has none."""
        day = cls()
        if state is not None:
            day._first, cells = state
            day._halves = {number: list(cell) for number, *cell in cells}
        return day
