"""Start: how rare a burst is while there is no history to speak of.

The rate before the burst is known only from the few posts seen so far, so it is uncertain by itself (a gamma
distribution of as many posts), and it may be night (another gamma). What is left is a negative binomial tail, scanned
over windows from 2 to 60 minutes. No prior rate is assumed: a watch of 200 mentions an hour starts without a page, a
watch that saw one post in ten minutes and then five in three pages on the fifth.

The rarity counts starts rather than days: an accident that is expected once in ten thousand minutes is nothing after
ten thousand minutes, but it is rare within the first ten.
"""

from __future__ import annotations

import math

from alertd.core.signals.recent import Recent

#: Windows scanned, in minutes.
WINDOWS = (2, 3, 5, 8, 12, 20, 30, 45, 60)
#: Shape of the gamma that stands for the hour of the day, the weather and the news; and how many looks a burst gets
#: (windows overlap, posts are looked at one by one). Chosen on 500 cold starts of the synthetic stream at 2 mentions an
#: hour and six real onsets, at a limit of 45 days: shape 0.7 with 2.7 to 4 looks gives 0.10 to 0.16 false pages a week
#: and a median of 3.5 minutes; 1.0 with 7 looks 0.15 and 11.5 minutes; 1.4 with 8 looks 0.24 and 11 minutes.
UNREST = 0.7
LOOKS = 3.3
#: The start lasts this long: 750 buckets of 5 minutes, as in the Numenta Anomaly Benchmark.
START = 750 * 300.0
#: Nothing is said about a watch in its first minutes.
_LEAST_HISTORY = 5.0
#: So old is the youngest lane of which anything can be said.
YOUNGEST = 60.0 * (WINDOWS[0] + _LEAST_HISTORY)
#: Four posts in half an hour after a silent day are a coincidence (it happened before one of six real onsets).
FEWEST = 4.5
_NEVER = 1e-300
#: The most mentions that a promise of calm may leave room for, and what it keeps back of the fewest that are looked at.
_MOST_ROOM, _KEPT_BACK = 4096.0, 0.01
#: What happens by chance once in fifty looks is no burst, however young the watch.
_PLAIN_CHANCE = 0.02


def rarity(recent: Recent, now: float, began: float, total: float, *, expect: float = 1.0) -> tuple[float, int]:
    """Return (days in which one such burst is expected, its window in minutes).

    began: instant of the first mention, which opens the history; total: all mentions since.
    expect: how many times the usual a campaign may bring.
    """
    best = (0.0, 10)
    life = (now - began) / 60.0
    for window, count in zip(WINDOWS, recent.lasts(now, WINDOWS), strict=True):
        past = life - window
        if past < _LEAST_HISTORY:
            break
        before = max(total - count, 0.5)  # watched, and nobody wrote: half a mention (Jeffreys)
        if count < FEWEST:
            continue
        usual = before / past * window
        chance = exceeding(count, usual * expect, 1.0 / (1.0 / UNREST + 1.0 / before))
        if chance > _PLAIN_CHANCE:
            continue
        days = window / 1440.0 / max(chance, _NEVER) / LOOKS * max(1.0, START / 60.0 / life)
        if days > best[0]:
            best = (days, window)
    return best


def room(recent: Recent, now: float, began: float, total: float, *, until: float, days: float) -> float:
    """Return how many more mentions surely leave every window below a rarity of so many days, up to an instant.

    No mention in the meantime makes the rate before the burst smallest, and that is what is assumed; see rarity().
    """
    life, passed = (now - began) / 60.0, (until - now) / 60.0
    most = _MOST_ROOM
    for window, count in zip(WINDOWS, recent.lasts(now, WINDOWS), strict=True):
        past = life - window + passed
        if past < _LEAST_HISTORY:
            break
        before = max(total - count, 0.5)
        mean = before / past * window
        chance = min(_PLAIN_CHANCE, window / 1440.0 / LOOKS * max(1.0, START / 60.0 / life) / days)
        # Mentions that leave the window make the rate before it surer; the surest is the safe side.
        shape = 1.0 / (1.0 / UNREST + 1.0 / (total + most))
        least = FEWEST - _KEPT_BACK - count
        if least >= most or exceeding(count + most, mean, shape) > chance:
            continue
        low, high = least, most
        while high - low > max(0.5, 0.1 * low):
            middle = (low + high) / 2.0
            low, high = (middle, high) if exceeding(count + middle, mean, shape) > chance else (low, middle)
        most = low
        if most <= 0.0:
            break
    return most


def lasts(now: float, began: float, buckets: int) -> float:
    """Return for how many seconds a promise holds: a tenth of what is known, and not beyond the start."""
    return max(min(0.1 * (now - began), (START / 300.0 - buckets - 1) * 300.0), 1.0)


def exceeding(count: float, mean: float, shape: float) -> float:
    """Return the chance of `count` or more, negative binomial with this mean and shape (variance mean + mean^2/shape).

    The tail is bounded by a geometric series from its first term on, so it is never too small.

    >>> round(exceeding(2, 1.0, 1.0), 6)  # geometric with mean 1: one in four
    0.25
    """
    if count <= mean:
        return 1.0
    if mean <= 0.0:
        return 0.0
    q = mean / (mean + shape)
    first = (
        math.lgamma(count + shape)
        - math.lgamma(shape)
        - math.lgamma(count + 1.0)
        + count * math.log(q)
        + shape * math.log1p(-q)
    )
    ratio = max((count + shape) / (count + 1.0), 1.0) * q
    return min(1.0, math.exp(first) / (1.0 - ratio)) if ratio < 1.0 else 1.0
