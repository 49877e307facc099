"""First replies: when each customer asked, and how long a human took; the share that was answered in time.

A wait is judged at the instant its promise is due, kept or missed, whichever came: so the share of a window changes only when
something is due, and who waits too long counts as missed before anybody has answered.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from typing import Any, NamedTuple

from alertd.core.signals.readings import median

CAPACITY = 5_000  # answered waits that are remembered, a watch
KEPT_FOR = 31 * 86400.0  # the longest window that a rule may ask for
_LAST = float("inf")


class Share(NamedTuple):
    """How many promises were due in a window, and how many of them were kept."""

    due: int
    kept: int

    @property
    def missed(self) -> int:
        """Those that were not."""
        return self.due - self.kept


class FirstReplies:
    """Waits that ended with an answer, in the order in which they began."""

    def __init__(self) -> None:
        self._ended: list[tuple[float, float]] = []  #: (asked, seconds that it took)
        self._version = 0  #: one more with each change, so that a share need not be counted again
        self._counted: dict[tuple[float, int, int], tuple[int, int]] = {}  #: (patience, first, last) -> (version, kept)

    def answered(self, asked: float, took: float, now: float) -> None:
        """A human answered, `took` seconds of the team's own clock after somebody asked; never less than none."""
        insort(self._ended, (asked, max(took, 0.0)))
        while len(self._ended) > CAPACITY or (self._ended and self._ended[0][0] < now - KEPT_FOR):
            del self._ended[0]
        self._version += 1

    def share(self, asked_after: float, asked_by: float, patience: float, *, waiting: int) -> Share:
        """Return what became of those who asked after one instant and by another, all of whom were due.

        patience: seconds in which an answer is in time. waiting: how many who asked then still wait.
        """
        first = bisect_right(self._ended, (asked_after, _LAST))
        last = bisect_right(self._ended, (asked_by, _LAST))
        if last <= first:
            return Share(due=waiting, kept=0)
        version, kept = self._counted.get((patience, first, last), (-1, 0))
        if version != self._version:
            kept = sum(took <= patience for _, took in self._ended[first:last])
            if len(self._counted) > 8:  # two windows a rule; what others asked before is gone
                self._counted.clear()
            self._counted[patience, first, last] = self._version, kept
        return Share(due=last - first + waiting, kept=kept)

    def median(self, asked_after: float, asked_by: float) -> float | None:
        """Return within how many seconds half of the answers came, to those who asked in a span; None where none came."""
        first = bisect_right(self._ended, (asked_after, _LAST))
        last = bisect_right(self._ended, (asked_by, _LAST))
        return median(sorted(took for _, took in self._ended[first:last])) if last > first else None

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return [list(one) for one in self._ended]

    def restore(self, state: Any) -> None:
        """Take what `to_state` gave."""
        self._ended = [(asked, took) for asked, took in state]
        self._version += 1
