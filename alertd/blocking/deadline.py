"""Deadline: how long the answer to a batch is waited for, and a reader who is at work, by how long answers have taken of late.

A limit that never moves is too long on a machine that has time, or too short on one that has none: there every batch would be read twice.
"""

from __future__ import annotations

import statistics
from collections import deque

LEAST = 2.0  #: seconds; an answer takes a tenth of that on a machine that has time
MOST = 10.0  #: seconds; whoever needs that long spares nobody anything
TIMES = 4  #: as long as half of the answers have taken
REMEMBERED = 25  #: answers
SHORT, LONG = 0.25, 1.0  #: seconds that a batch waits for whoever is at work: at the least, and at the most
TURNS = (
    2  #: answers of usual length that it waits for: what the one that works reads by itself it cannot fold meanwhile
)


class Deadline:
    """The deadline of one reader, or of all. least: seconds."""

    def __init__(self, least: float = LEAST) -> None:
        self._least = least
        self._most = max(least, MOST)
        self._took: deque[float] = deque(maxlen=REMEMBERED)

    def took(self, seconds: float) -> None:
        """An answer took so long; one that never came, as long as it was waited for."""
        self._took.append(seconds)

    def seconds(self) -> float:
        """Return how long to wait for the next one.

        >>> deadline = Deadline()
        >>> for seconds in (0.2, 1.2, 1.5):
        ...     deadline.took(seconds)
        >>> deadline.seconds()
        4.8
        """
        return min(self._most, max(self._least, TIMES * self._usual()))

    def patience(self) -> float:
        """Return how long a batch waits for a reader while all are at work.

        >>> deadline = Deadline()
        >>> before = deadline.patience()
        >>> deadline.took(0.3)
        >>> usual = deadline.patience()
        >>> deadline.took(9.0)
        >>> before, usual, deadline.patience()
        (0.25, 0.6, 1.0)
        """
        return min(LONG, max(SHORT, TURNS * self._usual()))

    def _usual(self) -> float:
        return statistics.median(self._took) if self._took else 0.0
