"""Lateness: how far behind now a post may come and still count as one of now, and what such posts change.

Design 5: the allowed lateness of live windows is the source's own delay (its pace of asking and the platform's own) plus
LATENESS, MOST_LATE at most. Nothing waits for such posts: what is learnt waits LATENESS only, and when a post comes later
than that its own past minutes are judged again. So a burst that is ten minutes old pages, and one of X pages as fast as if
there were no slow source. A later post, and one that fills a gap that was told, counts in history only.
"""

from __future__ import annotations

import math
from typing import Any

from alertd.core.stored import Stored
from alertd.model.mention import Mention

LATENESS = 120.0  #: seconds
TOO_OLD = 6 * 3600.0  #: seconds; an older mention never wakes anybody by itself (design 5)
MOST_LATE = 1800.0  #: seconds; however slow a source is, older news is no news
#: Seconds for which minutes that late posts changed are judged again: one look brings its posts in more than one commit.
AGAIN = 60.0
#: Seconds between the instants as of which they are judged: the buckets in which a lane of posts learns.
STEP = 300.0
_GAPS = 8  # the newest gaps that are kept; older than MOST_LATE they say nothing


class StoredBehind(Stored, frozen=True):
    """What a snapshot keeps; begin: None while no late post came."""

    begin: float | None
    until: float
    gaps: list[tuple[float, float]]


class Behind:
    """What came late to one watch: whether a post still counts as one of now, and which past minutes have changed."""

    __slots__ = ("_begin", "_gaps", "_until")

    def __init__(self) -> None:
        self._begin, self._until = math.inf, -math.inf
        self._gaps: list[tuple[float, float]] = []

    def takes(self, mention: Mention, posted: float, now: float) -> bool:
        """Return whether a post counts as one of now; remember the minute of one that is late."""
        age = now - posted
        if age <= LATENESS:
            return True
        if mention.is_filled or age > min(mention.delay + LATENESS, MOST_LATE):
            return False
        if any(begin <= posted < end for begin, end in self._gaps):
            return False
        self._begin = min(posted, self._begin if now < self._until else math.inf)
        self._until = now + AGAIN
        return True

    def gap(self, begin: float, end: float) -> None:
        """Nobody watched between two instants: what was written then is no burst, whenever it comes."""
        self._gaps = [*self._gaps, (begin, end)][-_GAPS:]

    def is_late(self, now: float) -> bool:
        """Whether posts have just come that are late, and count as of now all the same."""
        return now < self._until

    def looks(self, now: float) -> tuple[float, ...]:
        """Return the past instants as of which a watch is to be judged again, the newest first; mostly none.

        A moment before each full five minutes, so that the minutes that are summed are those before it.
        """
        if now >= self._until:
            return ()
        first = math.floor(max(self._begin, now - MOST_LATE - AGAIN) / STEP) + 1
        last = math.ceil(now / STEP) - 1
        return tuple(STEP * each - 0.001 for each in range(last, first - 1, -1))

    def clock_set_back(self, at: float) -> None:
        """Forget what was late by a clock that was wrong."""
        self._begin, self._until = math.inf, -math.inf
        self._gaps = [(begin, min(end, at)) for begin, end in self._gaps if begin < at]

    def to_state(self) -> Any:
        """Return what a restart needs."""
        begin = None if math.isinf(self._begin) else self._begin
        return [begin, max(self._until, 0.0), [list(gap) for gap in self._gaps]]

    @classmethod
    def from_state(cls, state: Any) -> Behind:
        """Return the same from a snapshot; one of before it was kept has none."""
        behind = cls()
        if state is not None:
            stored = StoredBehind.of(state)
            behind._begin = math.inf if stored.begin is None else stored.begin
            behind._until = stored.until
            behind._gaps = list(stored.gaps)
        return behind
