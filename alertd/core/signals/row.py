"""Row: counts in cells of time, the last so many of them; only cells that hold something take room, and silence takes none.

Sums are those of a ring that holds every cell, to the last bit: an empty cell adds nothing, and where the ring would begin anew two
parts are summed each by itself. So an old log gives the same numbers as it did when it was one.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator


class Row:
    """Counts by number of cell, single precision. kept: how many cells up to the newest one."""

    __slots__ = ("_at", "_counts", "_kept", "top")

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self.top = -1  #: the newest cell, -1 before the first
        self._at: array[int] = array("i")  # ascending; minutes of the years up to 2200 have 28 bits
        self._counts: array[float] = array("f")

    def move(self, cell: int) -> None:
        """Let a later cell be the newest one; what is too old then is forgotten."""
        self.top = cell
        at, oldest = self._at, cell - self._kept
        if at and at[0] <= oldest:
            gone = bisect_right(at, oldest)
            del at[:gone], self._counts[:gone]

    def add(self, cell: int, count: float) -> None:
        """Count in a cell; one older than what is kept is dropped."""
        if cell > self.top:
            self.move(cell)
        elif cell <= self.top - self._kept:
            return
        if not count:
            return
        at = self._at
        place = len(at) if not at or cell > at[-1] else bisect_left(at, cell)
        if place < len(at) and at[place] == cell:
            self._counts[place] += count
        else:
            at.insert(place, cell)
            self._counts.insert(place, count)

    def of(self, cell: int) -> float:
        """Return the count of a cell."""
        place = bisect_left(self._at, cell)
        return self._counts[place] if place < len(self._at) and self._at[place] == cell else 0.0

    def between(self, first: int, end: int) -> float:
        """Return the count of the cells from `first` up to, not with, `end`."""
        at, counts, kept = self._at, self._counts, self._kept
        first, end = max(first, self.top - kept + 1), min(end, self.top + 1)
        if first >= end:
            return 0.0
        begins, ends = bisect_left(at, first), bisect_left(at, end)
        if first % kept < end % kept:
            return sum(counts[begins:ends], 0.0)
        anew = bisect_left(at, end - end % kept, begins, ends)
        return sum(counts[begins:anew], 0.0) + sum(counts[anew:ends], 0.0)

    def part(self, first: int, end: int) -> tuple[array[int], array[float]]:
        """Return the cells from `first` up to, not with, `end` that hold something, and their counts; the oldest first."""
        begins, ends = bisect_left(self._at, max(first, self.top - self._kept + 1)), bisect_left(self._at, end)
        return self._at[begins:ends], self._counts[begins:ends]

    def __iter__(self) -> Iterator[tuple[int, float]]:
        """Yield (cell, count) of each cell that holds something, the oldest first."""
        return zip(self._at, self._counts, strict=True)

    def take(self, top: int, found: Iterable[tuple[int, float]]) -> None:
        """Take over what another row held. found: (cell, count)."""
        self.top = top
        kept = sorted((cell, count) for cell, count in found if count and top - self._kept < cell <= top)
        self._at, self._counts = array("i", [cell for cell, _ in kept]), array("f", [count for _, count in kept])
