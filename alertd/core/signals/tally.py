"""Tally: how many posts of one kind came of late, how many texts they are, and by how many people.

Minutes are kept for a day and hours for as long as "new" may look back. A window counts whole minutes, the present one too, so
it never counts more than its seconds hold.
"""

from __future__ import annotations

import math
from typing import Any

MINUTES_KEPT = 1500  # a day, and an hour that is not over
HOURS_KEPT = 24 * 92  # the longest `new_since`, and a little
#: People are counted exactly up to here, far above any floor; beyond, those who are silent longest are forgotten.
CAPACITY = 8192
HOUR = 3600.0
#: A burst is new if chance alone brings as many so seldom.
CHANCE = 1e-3
#: Heard less than once: what stands in for the hearings before, so that one stray use does not make a word usual.
UNHEARD = 0.5

HOW = ("posts", "voices", "people")  #: in the order of a cell's numbers


class Tally:
    """Numbers by minute and by hour: posts, voices (copies once) and people (each once an hour)."""

    __slots__ = ("_below", "_heard", "_hours", "_minutes", "_observed", "_passed_on", "seen")

    def __init__(self) -> None:
        self._minutes: dict[int, list[int]] = {}
        self._hours: dict[int, list[int]] = {}
        self._heard: dict[int, float] = {}  # person -> when heard last
        self._passed_on = -math.inf  # when somebody last passed on what another wrote
        self._observed = 0
        self._below: dict[tuple[float, int], int] = {}  # (window, limit) -> surely not over it up to so many observed
        self.seen = 0  #: posts that came in time to be told

    def observe(
        self, at: float, author: int, *, is_new: bool, is_fresh: bool = True, is_passed_on: bool = False
    ) -> None:
        """Count a post in its own minute.

        is_new: no copy of a text that was heard before. is_fresh: not too old to tell. is_passed_on: another's post, so that its author
        is nobody who says it.
        """
        self._observed += 1
        self.seen += is_fresh
        if is_passed_on:
            self._passed_on = max(self._passed_on, at)
        last = self._heard.get(author)
        is_someone = not is_passed_on and (last is None or at - last >= HOUR)
        if not is_passed_on and (last is None or at > last):
            self._heard.pop(author, None)
            self._heard[author] = at
            if len(self._heard) > CAPACITY:
                del self._heard[next(iter(self._heard))]
        for cells, key, kept in (
            (self._minutes, int(at // 60), MINUTES_KEPT),
            (self._hours, int(at // HOUR), HOURS_KEPT),
        ):
            cell = cells.get(key)
            if cell is None:
                cell = cells[key] = [0, 0, 0]
                if len(cells) > kept:
                    del cells[min(cells)]
            cell[0] += 1
            cell[1] += is_new
            cell[2] += is_someone

    def count(self, now: float, window: float, how: str = "voices") -> int:
        """Return what the last `window` seconds (a day at most) hold: posts, voices or people.

        Who passes on a post says nothing; where nobody was heard to say it, all who pass on are the one who did.

        >>> tally = Tally()
        >>> for author in (1, 1, 2):
        ...     tally.observe(30.0, author, is_new=author == 1)
        >>> [tally.count(60.0, 600.0, how) for how in HOW]
        [3, 2, 2]
        """
        if how == "people":
            first = 60.0 * (int((now - window) // 60) + 1)
            said = sum(1 for at in self._heard.values() if first <= at <= now)
            return said or int(first <= self._passed_on <= now)
        return self._between(int((now - window) // 60) + 1, int(now // 60), HOW.index(how))

    def is_below(self, now: float, window: float, limit: int) -> bool:
        """Whether the window surely holds no more posts than `limit`, at a fraction of the cost of counting.

        Time only takes posts out of a window, so what was counted once is good for as many more as were left.
        """
        question = (window, limit)
        if self._observed <= self._below.get(question, -1):
            return True
        left = limit - self.count(now, window, "posts")
        self._below[question] = self._observed + left
        return left >= 0

    def clock_set_back(self) -> None:
        """Take back what is_below() promised: time went back, and brings posts into a window again."""
        self._below = {}

    def _between(self, first: int, last: int, which: int) -> int:
        minutes = self._minutes
        if last - first > len(minutes):
            return sum(cell[which] for minute, cell in minutes.items() if first <= minute <= last)
        return sum(minutes[minute][which] for minute in range(first, last + 1) if minute in minutes)

    def before(self, now: float, window: float, since: float, how: str) -> int:
        """Return what was counted in the `since` seconds before the window; of people, each once an hour."""
        which, end = HOW.index(how), now - window
        begin = end - since
        fine = HOUR * math.floor((now - 86400.0) / HOUR)
        hours = sum(cell[which] for hour, cell in self._hours.items() if begin <= HOUR * hour < min(fine, end))
        return hours + self._between(int(max(begin, fine) // 60), int(end // 60), which)

    def is_burst(self, now: float, window: float, since: float, how: str) -> bool:
        """Whether the window holds more than chance explains by what was heard in `since` before it, or in the last day.

        What was never heard in that time is expected at the rate of new things: any hearing of it is one.
        """
        count = self.count(now, window, how)
        if count == 0:
            return False
        long = self.before(now, window, since, how)
        if long == 0:
            return True
        day = min(since, 86400.0)
        short = self.before(now, window, day, how)
        expected = window * max((long + UNHEARD) / since, (short + UNHEARD) / day if short else 0.0)
        return at_least(count, expected) < CHANCE

    def to_state(self) -> Any:
        """Return what a restart needs."""
        cells = [[[key, *cell] for key, cell in sorted(kept.items())] for kept in (self._minutes, self._hours)]
        passed_on = [self._passed_on] if math.isfinite(self._passed_on) else []
        return [*cells, list(self._heard.items()), self.seen, *passed_on]

    @classmethod
    def from_state(cls, state: Any) -> Tally:
        """Return the same numbers."""
        tally = cls()
        minutes, hours, heard, tally.seen, *passed_on = state
        tally._passed_on = passed_on[0] if passed_on else -math.inf
        tally._minutes = {key: list(cell) for key, *cell in minutes}
        tally._hours = {key: list(cell) for key, *cell in hours}
        tally._heard = dict(heard)
        return tally


def at_least(count: int, mean: float) -> float:
    """Return the chance that a Poisson number with this mean is `count` or more.

    >>> round(at_least(1, 0.1), 4), round(at_least(3, 1.0), 4)
    (0.0952, 0.0803)
    """
    if count > mean + 20.0 * math.sqrt(mean) + 20.0:
        return 0.0
    below, term = 0.0, math.exp(-mean)
    for number in range(count):
        below += term
        term *= mean / (number + 1)
    return max(1.0 - below, 0.0)
