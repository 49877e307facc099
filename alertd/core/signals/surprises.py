"""Surprises: what a surprise is worth in days, read from a lane's own past.

Remembered is how often a burst was more surprising than a limit, and how far above. Both are drawn towards what brands do,
so that a young lane is judged too, and a restless one gets a higher bar by itself.

The tail is a Weibull of shape one half: the square roots of surprises exceed a limit by exponentials. With the surprises
themselves exponential, ten brands of NAB realTweets paged six times as often as promised once in 30 days; with their
logarithms, a fifth as often; so, 1.3 times (once in 7 days 0.8, in 90 days 1.1 times). Bursts above a limit: Pickands,
Annals of Statistics 3 (1975).
"""

from __future__ import annotations

import math

from alertd.core.stored import Stored

#: Surprises (powers of ten) above this are remembered; the share of hours that brands have above it, and by how much their
#: square root exceeds its own; and how many hours and how many such surprises these two weigh.
FROM, SHARE, INDEX, SHARE_HOURS, INDEX_WEIGHT = 2.0, 0.03, 0.17, 168.0, 6.0
#: One surprise teaches at most as much as this one.
MOST = 200.0
#: What one hour teaches halves in eight weeks.
_KEEP = 0.5 ** (1.0 / 1344.0)
#: Hours before a surprise teaches: a second wave on the same day is no proof that waves are usual.
TAUGHT_AFTER = 24
#: Surprises so many hours apart, and less, are of one burst: a page comes once for each.
ONE_BURST = 6
#: A burst is looked at with each mention, its past at the end of each bucket: so many times more hours reach a surprise.
LOOKS = 2.5
_DAY_HOURS = 24
_ROOT = math.sqrt(FROM)
#: Rarest that is said, as a power of e: beyond a hundred years nobody cares.
_MOST_LOG = 60.0
#: How the excess is reckoned: 1 by square roots; 0, as versions up to 0.1 did, by the surprises themselves.
_FORM = 1


class StoredSurprises(Stored, frozen=True):
    """What a snapshot keeps; largest: of the open hour; later: (hour, surprise) that is not learnt yet; unrest: of the lane."""

    largest: float
    hours: float
    above: float
    excess: float
    unrest: float
    later: tuple[tuple[int, float], ...] = ()
    form: int = 0


class Surprises:
    """The surprises of one lane, hour by hour."""

    __slots__ = ("_above", "_excess", "_hours", "_later", "largest")

    def __init__(self) -> None:
        self.largest = 0.0  #: of the open hour
        self._hours = self._above = self._excess = 0.0
        self._later: list[tuple[int, float]] = []  # (hour, surprise) that is not learnt yet

    def close(self, hour: int, *, known: bool) -> None:
        """Finish an hour; known: whether all of it was watched."""
        if known:
            self._hours = self._hours * _KEEP + 1.0
            self._above, self._excess = self._above * _KEEP, self._excess * _KEEP
            if self.largest > FROM:
                self._teach_later(hour)
        while self._later and self._later[0][0] <= hour - TAUGHT_AFTER:
            self._above += 1.0
            self._excess += math.sqrt(min(self._later.pop(0)[1], MOST)) - _ROOT
        self.largest = 0.0

    def _teach_later(self, hour: int) -> None:
        if self._later and hour - self._later[-1][0] <= ONE_BURST:
            self._later[-1] = hour, max(self.largest, self._later[-1][1])
        else:
            self._later.append((hour, self.largest))

    def tail(self) -> tuple[float, float]:
        """Return (share of hours with a burst above the limit, by how much square roots exceed it on average)."""
        share = (self._above + SHARE * SHARE_HOURS) / (self._hours + SHARE_HOURS)
        index = (self._excess + INDEX * INDEX_WEIGHT) / (self._above + INDEX_WEIGHT)
        return share, index

    def days(self, surprise: float) -> float:
        """Return in how many days one burst is as surprising."""
        if surprise <= 0.0:
            return 0.0
        share, index = self.tail()
        if surprise <= FROM:
            return math.pow(10.0, surprise - FROM) / share / _DAY_HOURS / LOOKS
        return math.exp(min((math.sqrt(surprise) - _ROOT) / index, _MOST_LOG)) / share / _DAY_HOURS / LOOKS

    def least(self, days: float) -> float:
        """Return the surprise that is expected once in so many days: the inverse of days()."""
        share, index = self.tail()
        hours = days * share * _DAY_HOURS * LOOKS
        return (_ROOT + index * math.log(hours)) ** 2 if hours > 1.0 else FROM + math.log10(hours)

    def to_state(self, unrest: float) -> list[object]:
        """Return what from_state() needs; unrest: of the lane, which snapshots keep beside it."""
        return [
            self.largest,
            self._hours,
            self._above,
            self._excess,
            unrest,
            [list(one) for one in self._later],
            _FORM,
        ]

    def from_state(self, stored: StoredSurprises) -> None:
        """Take over a state; what was reckoned by the surprises themselves is read as if all had exceeded alike."""
        self.largest, self._hours, self._above = stored.largest, stored.hours, stored.above
        self._excess, self._later = stored.excess, list(stored.later)
        if stored.form != _FORM and stored.above:
            self._excess = stored.above * (math.sqrt(FROM + stored.excess / stored.above) - _ROOT)
