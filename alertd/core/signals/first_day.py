"""First day: how surprising a burst is on a watch of which next to nothing is known.

What is not known of the watch is known of brands: most are small. The rate is one of a grid, weighted by how many brands
have it and by what the watch has shown before the burst; around it lie night and day.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

from alertd.core.signals.cold_start import exceeding
from alertd.core.signals.surprises import FROM, MOST_LOG, brands, looks

DAY, _HOUR, _LEAST_LIFE = 86400.0, 3600.0, 1800.0
#: Chance of so many mentions or more.
Judge = Callable[[float], float]
#: Rates an hour that are tried, three times apart, and what share of brands has each: log-normal, median 3 an hour, and wide,
#: because who buys such a tool is talked about: one in a hundred has 3,000 an hour.
MEDIAN, SPREAD = 3.0, 3.0
RATES = tuple(0.01 * 3.0**i for i in range(16))
PRIOR = tuple(-0.5 * (math.log(rate / MEDIAN) / SPREAD) ** 2 for rate in RATES)
#: Relative variance of what is written now around the rate so far: within an hour it is the same time of day, within a night
#: and a day it is not (nights, mornings, the news).
STEADY, RESTLESS, WHOLE_NIGHT = 0.15, 0.7, 8
#: Shape of what was written so far around the rate behind it: whole hours differ less than minutes.
PAST_SHAPE = 6.0
#: What brands do later, they do half as often in their first day, where chances are drawn from wider doubts; their bursts
#: exceed the limit by as little as those of brands that many write about.
_AS_OFTEN, _EXCESS = 0.5, 0.65
#: Of two surprises below the limit the smaller is by this power commoner than chance says: large brands begin with it.
_STEEP = 2.0
#: Seconds of a median brand that stand beside what was seen, where it is asked how many write.
_BESIDE = 1800.0
#: With so many mentions before the burst the watch tells its own rate.
_ENOUGH = 20.0
#: Seconds of the shortest window of a lane that is no longer young.
_FIVE = 300.0
#: A past is short that lasts less than this part of the window.
_SHORT = 0.5
#: Seconds; in less nothing is learnt of a rate, and what it lets expect is rounded to 0, which has no logarithm.
_INSTANT = 1e-9
#: A rate that less than this speaks for is left out.
_LEAST = 1e-4


def starts(life: float) -> float:
    """Return by how much a burst is rarer that comes so early: of a start it is asked how often one has such a burst.

    What is expected once in ten thousand minutes is nothing after ten thousand minutes, but rare within the first thirty.
    A younger lane counts as half an hour old: of fifty brands with sixty posts an hour, every other one paged in its first half
    hour while bursts of the first ten minutes counted as six times as rare.
    """
    return max(1.0, DAY / max(life, _LEAST_LIFE))


def spans(window: float, past: float) -> float:
    """Return how many windows of a length the last hour holds, or the life: each may be the one that surprises.

    With each hour fewer of them count, and after a night none: by then the doubt about the hour outweighs their number. A
    minute keeps all of its own, since few posts that come together by chance fill it.
    """
    many = min(max(past, 0.0) + window, _HOUR) / window
    fade = 1.0 if window < _FIVE else 1.0 + (_HOUR / _FIVE - 1.0) * _hours(past) / WHOLE_NIGHT
    return max(1.0, many / fade)


def days(surprise: float, before: float, past: float, life: float) -> float:
    """Return in how many days one burst is as surprising, on a lane so many seconds old; before, past: as `judge` was told."""
    a_day = _a_day(before, past, life)
    if surprise <= FROM:
        return math.pow(10.0, _STEEP * (surprise - FROM)) / a_day if surprise > 0.0 else 0.0
    return math.exp(min((surprise - FROM) / _EXCESS, MOST_LOG)) / a_day


def least(rarer_than: float, before: float, past: float, life: float) -> float:
    """Return the surprise that is expected once in so many days: the inverse of days()."""
    bursts = rarer_than * _a_day(before, past, life)
    return FROM + (_EXCESS * math.log(bursts) if bursts > 1.0 else math.log10(bursts) / _STEEP)


def _a_day(before: float, past: float, life: float) -> float:
    """Return how many bursts of the limit are expected a day, of a brand that had so many mentions in so many seconds."""
    rate = (before + MEDIAN * _BESIDE / _HOUR) / (max(past, 0.0) + _BESIDE) * _HOUR
    share, _ = brands(rate)
    return _AS_OFTEN * 24.0 * share * looks(rate) / starts(life)


def judge(before: float, past: float, window: float, expect: float) -> Judge:
    """Return the chance of a count in one of the windows of an hour, after `before` mentions in the `past` seconds before it.

    A past that is much shorter than the window may be silent by chance, whatever the brand: it makes nothing rarer than what is
    known of brands makes it.
    """
    unrest, many = _unrest(past), spans(window, past)
    if before >= _ENOUGH and past > 0.0:
        shape, usual = 1.0 / (unrest + 1.0 / before), before * window / past * expect
        told = _by_own(usual, shape, many)
    else:
        told = _mixed(_rates(before, past, window, expect), 1.0 / unrest, many)
    if past >= _SHORT * window:
        return told
    unknown = _mixed(_of_brands(window, expect), 1.0 / unrest, many)
    return lambda count: max(told(count), unknown(count))


def _by_own(usual: float, shape: float, many: float) -> Judge:
    """Return the chance by what the watch has shown itself."""
    return lambda count: many * exceeding(count, usual, shape)


def _mixed(rates: list[tuple[float, float]], shape: float, many: float) -> Judge:
    return lambda count: many * math.fsum(share * exceeding(count, mean, shape) for share, mean in rates)


_UNREST = tuple(STEADY + (RESTLESS - STEADY) * hours / WHOLE_NIGHT for hours in range(WHOLE_NIGHT + 1))


def _unrest(past: float) -> float:
    """Return the relative variance of what is written now around the rate of so many seconds; it grows by whole hours."""
    return _UNREST[_hours(past)]


def _hours(past: float) -> int:
    """Return the whole hours before the window, up to those of a night."""
    return min(max(math.floor(past / _HOUR), 0), WHOLE_NIGHT)


@functools.lru_cache(maxsize=64)
def _of_brands(window: float, expect: float) -> list[tuple[float, float]]:
    """Return the rates of brands of which nothing is known; there are as many answers as windows."""
    return _rates(0.0, 0.0, window, expect)


def _rates(before: float, past: float, window: float, expect: float) -> list[tuple[float, float]]:
    """Return how likely each rate is, and what it lets expect in the window; the lowest rate first."""
    weights = list(PRIOR)
    if past > _INSTANT:
        for i, rate in enumerate(RATES):
            mean = rate * past / 3600.0
            weights[i] += PAST_SHAPE * math.log1p(-mean / (mean + PAST_SHAPE))
            if before > 0.5:  # sums of single precision leave crumbs
                weights[i] += before * math.log(mean / (mean + PAST_SHAPE))
    top = max(weights)
    shares = [math.exp(each - top) for each in weights]
    total = math.fsum(shares)
    return [
        (share / total, rate * window / 3600.0 * expect)
        for share, rate in zip(shares, RATES, strict=True)
        if share > _LEAST * total * 1e-3
    ]


#: What `judge` leaves out is less than this: a promise keeps it back.
_LEFT_OUT = 1e-6
#: Whether a count has more than a chance.
Surely = Callable[[float, float], bool]


def surely(before: float, past: tuple[float, float], window: float, expect: float) -> Surely:
    """Return a test whether `judge` will surely say more than a chance of a count, while no more is known than now.

    before: mentions before the window, which can only become more; past: the seconds before it, now and at the end.
    More mentions before it make higher rates likelier, and more time lower ones: the least of the first with the most of the second is
    the least chance. Where the watch begins to tell its own rate, or the past begins, the lower of both is taken.
    """
    begins, ends = past
    night, later = _hours(begins), _hours(ends)
    shapes = (1.0 / _UNREST[night],) if night == later else (1.0 / _UNREST[night], 1.0 / _UNREST[later])
    tails: list[_Tail] = []
    if begins <= _INSTANT or ends < _SHORT * window:
        tails += [_tail_of_brands(window, expect, shape) for shape in shapes]
    mixtures: list[list[tuple[float, float]]] = []
    if ends >= _SHORT * window:
        mixtures.append([(1.0, max(before, _ENOUGH) * window / ends * expect)])
        if before < _ENOUGH:
            mixtures.append(_rates(before, ends, window, expect))
    many = min(spans(window, begins), spans(window, ends))  # it rises in the first hour, and falls from then on
    tails += [_Tail(mixed, shape) for mixed in mixtures for shape in shapes]

    def is_more(count: float, chance: float) -> bool:
        chance = chance / many + _LEFT_OUT
        return all(tail.is_more(count, chance) for tail in tails)

    return is_more


class _Tail:
    """How likely so many mentions or more are, by a mixture of rates: `_mixed` for one who asks for many counts.

    What does not depend on the count is worked out once, and the highest rates are asked first: mostly they say enough.
    """

    __slots__ = ("_gamma", "_rows", "_shape")

    def __init__(self, mixed: list[tuple[float, float]], shape: float) -> None:
        self._shape, self._gamma = shape, math.lgamma(shape)
        #: share, mean, and of `exceeding` with this mean and shape what is the same for every count
        self._rows: list[tuple[float, float, float, float, float]] = []
        for share, mean in reversed(mixed):
            if mean > 0.0:  # of no mentions at all none exceed anything
                q = mean / (mean + shape)
                self._rows.append((share, mean, q, math.log(q), shape * math.log1p(-q)))

    def is_more(self, count: float, chance: float) -> bool:
        """Whether so many have more than a chance; the terms of `exceeding`, in its order, so that it says the same."""
        shape = self._shape
        ways = math.lgamma(count + shape) - self._gamma - math.lgamma(count + 1.0)
        rising = max((count + shape) / (count + 1.0), 1.0)
        for share, mean, q, log_q, none in self._rows:
            if count <= mean:
                chance -= share
            else:
                ratio = rising * q
                tail = math.exp(ways + count * log_q + none) / (1.0 - ratio) if ratio < 1.0 else 1.0
                chance -= share * min(1.0, tail)
            if chance < 0.0:
                return True
        return False


@functools.lru_cache(maxsize=256)
def _tail_of_brands(window: float, expect: float, shape: float) -> _Tail:
    """Return it for brands of which nothing is known; there are as many as windows and hours of a night."""
    return _Tail(_of_brands(window, expect), shape)
