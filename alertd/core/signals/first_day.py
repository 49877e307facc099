"""First day: how surprising a burst is on a watch of which next to nothing is known.

What is not known of the watch is known of brands: most are small. The rate is one of a grid, weighted by how many brands
have it and by what the watch has shown before the burst; around it lie night and day.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

from alertd.core.signals.cold_start import exceeding

DAY, _LEAST_LIFE = 86400.0, 1800.0
#: Chance of so many mentions or more.
Judge = Callable[[float], float]
#: Rates an hour that are tried, eight times apart, and what share of brands has each: log-normal, median 3 an hour, and wide,
#: because who buys such a tool is talked about: one in a hundred has 3,000 an hour.
MEDIAN, SPREAD = 3.0, 3.0
RATES = tuple(0.01 * 8.0**i for i in range(9))
PRIOR = tuple(-0.5 * (math.log(rate / MEDIAN) / SPREAD) ** 2 for rate in RATES)
#: Shape of the hours of a day around the mean rate: nights, mornings, the news.
SHAPE = 1.4
#: With so many mentions before the burst the watch tells its own rate.
_ENOUGH = 20.0
#: Seconds; in less nothing is learnt of a rate, and what it lets expect is rounded to 0, which has no logarithm.
_INSTANT = 1e-9
#: A rate that less than this speaks for is left out.
_LEAST = 1e-4


def starts(life: float) -> float:
    """Return by how much a burst is rarer that comes so early: of a start it is asked how often one has such a burst.

    What is expected once in ten thousand minutes is nothing after ten thousand minutes, but rare within the first ten.
    """
    return max(1.0, DAY / max(life, _LEAST_LIFE))


def judge(before: float, past: float, window: float, expect: float) -> Judge:
    """Return the chance of a count in a window, after `before` mentions in the `past` seconds before it (none: only brands are known)."""
    if before >= _ENOUGH and past > 0.0:
        shape, usual = 1.0 / (1.0 / SHAPE + 1.0 / before), before * window / past * expect
        return lambda count: exceeding(count, usual, shape)
    mixed = _rates(before, past, window, expect)
    return lambda count: sum(share * exceeding(count, mean, SHAPE) for share, mean in mixed)


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
            weights[i] += SHAPE * math.log1p(-mean / (mean + SHAPE))
            if before > 0.5:  # sums of single precision leave crumbs
                weights[i] += before * math.log(mean / (mean + SHAPE))
    top = max(weights)
    shares = [math.exp(each - top) for each in weights]
    total = sum(shares)
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
    mixtures: list[list[tuple[float, float]]] = []
    if begins <= 0.0:
        mixtures.append(_of_brands(window, expect))
    if ends > 0.0:
        mixtures.append([(1.0, max(before, _ENOUGH) * window / ends * expect)])
        if before < _ENOUGH:
            mixtures.append(_rates(before, ends, window, expect))
    return lambda count, chance: all(_is_more(mixed, count, chance + _LEFT_OUT) for mixed in mixtures)


def _is_more(mixed: list[tuple[float, float]], count: float, chance: float) -> bool:
    """Whether so many have more than a chance; the highest rates say so first, and then the others need not be asked."""
    for share, mean in reversed(mixed):
        chance -= share * exceeding(count, mean, SHAPE)
        if chance < 0.0:
            return True
    return False
