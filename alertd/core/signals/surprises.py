"""Surprises: what a surprise is worth in days, read from a lane's own past.

Remembered is how often a burst was more surprising than a limit, and how far above. Both are drawn towards what brands do,
so that a young lane is judged too, and a restless one gets a higher bar by itself.

What bursts exceed a limit by is a Weibull distribution, whose scale and shape follow from the mean of it and of its square.
The shape is the lane's own: bursts of copies on ten brands of NAB realTweets have tails of shape .5 and heavier, distinct
voices tails lighter than exponential. One shape for both, whichever, promised one of them six times too much or too little.
Bursts above a limit: Pickands, Annals of Statistics 3 (1975); the shape by its moments: Justus et al., Journal of Applied
Meteorology 17 (1978).
"""

from __future__ import annotations

import math

from alertd.core.stored import Stored

#: Surprises (powers of ten) above this are remembered, and how many hours and surprises what brands do weighs beside them.
FROM, SHARE_HOURS, EXCESS_WEIGHT = 2.0, 168.0, 8.0
#: The share of hours that brands have above it, where many write, and from how many mentions an hour on half of it: who is
#: written about twice a day has next to no bursts, but then three people on one evening, which exceeds the limit by far.
SHARE, HALF_OF_SHARE = 0.05, 1.1
#: By how much they exceed it, and how much more where few write (over the mentions an hour, and some).
EXCESS, MORE_EXCESS, LEAST_RATE = 0.75, 0.22, 0.02
#: The mean square of what they exceed it by, over the square of the mean: a little heavier than an exponential, which has 2,
#: until the lane has shown its own.
SQUARE = 2.25
#: One surprise teaches at most as much as this one.
MOST = 60.0
#: The heaviest and the lightest tail that is believed.
SHAPES = (0.45, 1.6)
#: The shape of a Weibull distribution is its spread over its mean to this power, within a few hundredths.
_SHAPE_POWER = -1.086
#: What one hour teaches halves in eight weeks.
_KEEP = 0.5 ** (1.0 / 1344.0)
#: Hours before a surprise teaches: a second wave on the same day is no proof that waves are usual.
TAUGHT_AFTER = 24
#: Surprises so many hours apart, and less, are of one burst: a page comes once for each.
ONE_BURST = 6
#: A burst is looked at with each mention, its past at the end of each bucket: the more mentions, the more often a surprise is
#: reached between two ends. So many times as often where they never end, and from so many an hour on half of what is above once.
MOST_LOOKS, HALF_OF_THEM = 3.0, 4.0
_DAY_HOURS = 24
#: Rarest that is said, as a power of e: beyond a hundred years nobody cares.
MOST_LOG = 60.0
#: What a snapshot keeps of the excess: 2, the sums of it and of its square; 1, of square roots; 0, as versions up to 0.1
#: did, of the excess alone.
_FORM, _BY_ROOTS = 2, 1


def looks(per_hour: float) -> float:
    """Return how many times more hours reach a surprise, looked at with each mention, than at the end of buckets.

    >>> [round(looks(each), 2) for each in (0.08, 2.0, 20.0, 200.0)]
    [1.04, 1.67, 2.67, 2.96]
    """
    return MOST_LOOKS - (MOST_LOOKS - 1.0) * HALF_OF_THEM / (per_hour + HALF_OF_THEM)


def brands(per_hour: float) -> tuple[float, float]:
    """Return (share of hours with a burst above the limit, by how much they exceed it) of brands of so many mentions an hour.

    >>> [[round(each, 3) for each in brands(rate)] for rate in (0.08, 2.0, 20.0)]
    [[0.003, 2.95], [0.032, 0.859], [0.047, 0.761]]
    """
    return SHARE * (1.0 - HALF_OF_SHARE / (per_hour + HALF_OF_SHARE)), EXCESS + MORE_EXCESS / (per_hour + LEAST_RATE)


class StoredSurprises(Stored, frozen=True):
    """What a snapshot keeps; largest: of the open hour; later: (hour, surprise) that is not learnt yet; unrest: of the lane."""

    largest: float
    hours: float
    above: float
    excess: float
    unrest: float
    later: tuple[tuple[int, float], ...] = ()
    form: int = 0
    squares: float = 0.0


class Surprises:
    """The surprises of one lane, hour by hour."""

    __slots__ = ("_above", "_excess", "_hours", "_later", "_squares", "largest")

    def __init__(self) -> None:
        self.largest = 0.0  #: of the open hour
        self._hours = self._above = self._excess = self._squares = 0.0
        self._later: list[tuple[int, float]] = []  # (hour, surprise) that is not learnt yet

    def close(self, hour: int, *, known: bool) -> None:
        """Finish an hour; known: whether all of it was watched."""
        if known:
            self._hours = self._hours * _KEEP + 1.0
            self._above *= _KEEP
            self._excess *= _KEEP
            self._squares *= _KEEP
            if self.largest > FROM:
                self._teach_later(hour)
        while self._later and self._later[0][0] <= hour - TAUGHT_AFTER:
            excess = min(self._later.pop(0)[1], MOST) - FROM
            self._above += 1.0
            self._excess += excess
            self._squares += excess * excess
        self.largest = 0.0

    def _teach_later(self, hour: int) -> None:
        if self._later and hour - self._later[-1][0] <= ONE_BURST:
            self._later[-1] = hour, max(self.largest, self._later[-1][1])
        else:
            self._later.append((hour, self.largest))

    def tail(self, per_hour: float) -> tuple[float, float, float]:
        """Return (share of hours with a burst above the limit; scale and shape of what bursts exceed it by)."""
        usual_share, usual_excess = brands(per_hour)
        share = (self._above + usual_share * SHARE_HOURS) / (self._hours + SHARE_HOURS)
        weight = self._above + EXCESS_WEIGHT
        mean = (self._excess + usual_excess * EXCESS_WEIGHT) / weight
        square = (self._squares + SQUARE * usual_excess * usual_excess * EXCESS_WEIGHT) / weight
        spread = math.sqrt(max(square - mean * mean, 1e-6)) / mean
        shape = min(max(math.pow(spread, _SHAPE_POWER), SHAPES[0]), SHAPES[1])
        return share, mean / math.gamma(1.0 + 1.0 / shape), shape

    def days(self, surprise: float, per_hour: float) -> float:
        """Return in how many days one burst is as surprising; per_hour: mentions that are usual, each of which is a look."""
        if surprise <= 0.0:
            return 0.0
        share, scale, shape = self.tail(per_hour)
        a_day = share * _DAY_HOURS * looks(per_hour)
        if surprise <= FROM:
            return math.pow(10.0, surprise - FROM) / a_day
        return math.exp(min(((surprise - FROM) / scale) ** shape, MOST_LOG)) / a_day

    def least(self, days: float, per_hour: float) -> float:
        """Return the surprise that is expected once in so many days: the inverse of days()."""
        share, scale, shape = self.tail(per_hour)
        hours = days * share * _DAY_HOURS * looks(per_hour)
        return FROM + scale * math.log(hours) ** (1.0 / shape) if hours > 1.0 else FROM + math.log10(hours)

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
            self._squares,
        ]

    def from_state(self, stored: StoredSurprises) -> None:
        """Take over a state; what an older form knew of the excess is read as if all had exceeded by exponentials of it."""
        self.largest, self._hours, self._above = stored.largest, stored.hours, stored.above
        self._excess, self._squares, self._later = stored.excess, stored.squares, list(stored.later)
        if stored.form == _FORM or not stored.above:
            return
        mean = stored.excess / stored.above
        # The root exceeds the limit's by an exponential: the excess itself is mixed of that.
        if stored.form == _BY_ROOTS:
            root = math.sqrt(FROM)
            self._excess = stored.above * (2.0 * root * mean + 2.0 * mean**2)
            self._squares = stored.above * (8.0 * FROM * mean**2 + 24.0 * root * mean**3 + 24.0 * mean**4)
        else:
            self._squares = stored.above * 2.0 * mean**2
