"""The synthetic stream of mentions: quiet weeks, crises, nights, a recurring campaign hour, second waves.

Built from seeds, minute by minute, so that two people compare the same numbers. A weekly profile (nights a fifth of the
day, week-ends 15 % less), hourly noise that is log-normal with 35 % and keeps 60 % of itself from hour to hour, and
Poisson counts.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
DAY = 1440
WEEK = 7 * DAY
#: The stream begins on a Monday, 00:00 UTC: the epoch second of 2026-01-05.
BEGINS = 1_767_571_200.0
NOISE, KEEPS = 0.35, 0.6


def profile() -> npt.NDArray[np.float64]:
    """Return the weekly profile, one value a minute, mean 1; day 0 is a Monday.

    >>> p = profile()
    >>> len(p), round(float(p.mean()), 6)
    (10080, 1.0)
    """
    minute = np.arange(WEEK)
    hour, day = (minute // 60) % 24, minute // DAY
    shape = 0.25 + 0.75 * np.maximum(0.0, 0.9 * np.sin(2 * np.pi * (hour - 7) / 24) + 0.4)
    shape = shape / shape.mean() * np.array([1.1, 1.1, 1.05, 1.05, 1.0, 0.85, 0.85])[day]
    result: npt.NDArray[np.float64] = shape / shape.mean()
    return result


_PROFILE = profile()


def quiet(per_hour: float, days: int, seed: int) -> Counts:
    """Return mentions a minute of a watch where nothing happens."""
    draw = np.random.default_rng(seed)
    sigma = math.sqrt(math.log(1.0 + NOISE**2))
    steps = draw.normal(0.0, sigma * math.sqrt(1.0 - KEEPS**2), days * 24)
    state, noise = 0.0, np.empty(days * 24)
    for i, step in enumerate(steps):
        state = KEEPS * state + step
        noise[i] = math.exp(state - sigma * sigma / 2.0)
    rate = per_hour / 60.0 * np.resize(_PROFILE, days * DAY) * np.repeat(noise, 60)
    return draw.poisson(rate)


def crisis(per_hour: float, minutes: int, seed: int) -> Counts:
    """Return what a crisis adds from its onset: doubling every 20 minutes up to 20 times the usual."""
    draw, k, base = np.random.default_rng(seed), np.arange(minutes), per_hour / 60.0
    rate = np.minimum(0.5 * base * 2.0 ** (k / 20.0), 20.0 * base)
    if per_hour < 10:  # a small brand's crisis is as large as anybody's: 1 an hour doubling to 64
        rate = np.maximum(rate, 2.0 ** np.minimum(k / 20.0, 6.0) / 60.0)
    return draw.poisson(rate)


def with_crisis(per_hour: float, number: int, *, night: bool = False, warm_up: int = 60) -> tuple[Counts, int]:
    """Return (mentions a minute, minute of the onset) of one crisis, by day or at two in the night."""
    usual, crises, onset = crisis_apart(per_hour, number, night=night, warm_up=warm_up)
    return usual + crises, onset


def crisis_apart(per_hour: float, number: int, *, night: bool = False, warm_up: int = 60) -> tuple[Counts, Counts, int]:
    """Return (usual mentions a minute, those of the crisis, minute of its onset)."""
    seed = 6000 if night else 300
    counts = quiet(per_hour, warm_up + 2, seed + number)
    onset = warm_up * DAY
    onset += 120 + number if night else int(np.random.default_rng(900 + number).integers(0, DAY))
    added = np.zeros_like(counts)
    added[onset:] = crisis(per_hour, len(counts) - onset, (6500 if night else 700) + number)
    return counts, added, onset


def with_waves(per_hour: float, number: int) -> tuple[Counts, int, int]:
    """Return (counts, first onset, second onset): the same crisis twice for 90 minutes, the second two hours after the end."""
    lasts, apart = 90, 120
    counts = quiet(per_hour, 62, 8000 + number)
    first = 60 * DAY + int(np.random.default_rng(900 + number).integers(0, DAY))
    second = first + lasts + apart
    for onset, seed in ((first, 8500 + number), (second, 8700 + number)):
        counts[onset : onset + lasts] += crisis(per_hour, lasts, seed)
    return counts, first, second


def with_campaign(per_hour: float, number: int, *, weekday: int = 1, burst: float = 0.0) -> tuple[Counts, int]:
    """Return (counts, minute at which the last campaign hour begins).

    Every Tuesday from 10:00 to 11:00 brings four times the usual. weekday: on which the last one falls (2: a
    Wednesday, the others stay). burst: adds this multiple of the base rate from 10:15 of the last.
    """
    days = 67
    counts, draw = quiet(per_hour, days, 4000 + number), np.random.default_rng(5000 + number)
    tuesdays = [day for day in range(days) if day % 7 == 1]
    last = tuesdays[-1] - 1 + weekday
    for day in [*tuesdays[:-1], last]:
        minutes = np.arange(day * DAY + 600, day * DAY + 660)
        counts[minutes] += draw.poisson(3.0 * per_hour / 60.0 * _PROFILE[minutes % WEEK])
    begins = last * DAY + 600
    if burst:
        counts[begins + 15 : begins + 60] += draw.poisson(burst * per_hour / 60.0, 45)
    return counts, begins
