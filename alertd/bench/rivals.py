"""Rules that other products document, on the same stream. This ranks rules as written down, not products.

Each rule takes the running total of mentions (minute by minute, one longer than the stream) and the minutes to judge,
and says at which of them it fires. Thresholds that the vendor does not publish are set to twice the usual and marked ~.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Total = npt.NDArray[np.int64]
Minutes = npt.NDArray[np.int64]
Fires = npt.NDArray[np.bool_]
Rule = Callable[[Total, Minutes], Fires]
HOUR, DAY, WEEK = 60, 1440, 10080


def total(counts: npt.NDArray[np.int64]) -> Total:
    """Return the running total, beginning with 0."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])


def count(running: Total, end: Minutes, minutes: int) -> npt.NDArray[np.float64]:
    """Return the mentions of the minutes before `end`."""
    return (running[np.maximum(end, 0)] - running[np.maximum(end - minutes, 0)]).astype(np.float64)


def every(minutes: int, end: Minutes) -> Fires:
    """Say at which minutes a rule that looks now and then looks."""
    looks: Fires = end % minutes == 0
    return looks


def at_least(count: npt.NDArray[np.float64], size: float, chance: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the probability that a negative binomial number is at least `count`.

    >>> at_least(np.array([0.0, 1.0, 3.0]), 1.0, np.array([0.5, 0.5, 0.5])).tolist()
    [1.0, 0.5, 0.125]
    """
    below = np.zeros(len(count))
    exactly = chance**size
    for number in range(int(count.max(initial=0.0))):
        below += np.where(number < count, exactly, 0.0)
        exactly = exactly * (1.0 - chance) * (number + size) / (number + 1)
    return np.maximum(0.0, 1.0 - below)


def mutual_mind(running: Total, t: Minutes) -> Fires:
    """Every 10 minutes: twice the mean ten minutes of the 350 minutes before."""
    fires: Fires = every(10, t) & (count(running, t, 10) > 2.0 * count(running, t - 10, 350) / 35.0)
    return fires


def meltwater(running: Total, t: Minutes) -> Fires:
    """Every 5 minutes: twice the hourly mean of 12 hours, and above yesterday and last week."""
    n = count(running, t, HOUR)
    above = (n > count(running, t - DAY, HOUR)) & (n > count(running, t - WEEK, HOUR))
    return every(5, t) & above & (n >= 2.0 * count(running, t - HOUR, 720) / 12.0) & (n > 0)


def agility(running: Total, t: Minutes) -> Fires:
    """Hourly: half more than the hourly mean of 7 days."""
    fires: Fires = every(HOUR, t) & (count(running, t, HOUR) > 1.5 * count(running, t - HOUR, WEEK) / 168.0)
    return fires


def socialmetrix(running: Total, t: Minutes) -> Fires:
    """Hourly: mean of 24 hours above mean + 1.5 sd of 168 hourly counts."""
    hours = np.stack([count(running, t - HOUR * k, HOUR) for k in range(168)])
    fires: Fires = every(HOUR, t) & (hours[:24].mean(0) > hours.mean(0) + 1.5 * hours.std(0))
    return fires


def salesforce(running: Total, t: Minutes) -> Fires:
    """Each minute: twice the mean of the same hour one, two and three weeks ago."""
    past = sum(count(running, t - WEEK * k, HOUR) for k in (1, 2, 3))
    fires: Fires = count(running, t, HOUR) > 2.0 * np.asarray(past) / 3.0
    return fires


def pivony(running: Total, t: Minutes) -> Fires:
    """Every two hours: twice the hourly mean of 24 hours."""
    fires: Fires = every(120, t) & (count(running, t, HOUR) > 2.0 * count(running, t - HOUR, DAY) / 24.0)
    return fires


def mention_manager(running: Total, t: Minutes) -> Fires:
    """Every 5 minutes: the clock hour so far, twice the hourly mean of the 24 hours that end an hour before it."""
    begin = (t - 1) // HOUR * HOUR
    so_far = (running[t] - running[begin]).astype(np.float64)
    fires: Fires = every(5, t) & (so_far >= 2.0 * count(running, begin - HOUR, DAY) / 24.0) & (so_far > 0)
    return fires


def huginn(running: Total, t: Minutes) -> Fires:
    """Hourly: mean + 3 sd of 335 hourly counts. Its two days of spacing are left to the episodes."""
    hours = np.stack([count(running, t - HOUR * k, HOUR) for k in range(1, 336)])
    fires: Fires = every(HOUR, t) & (count(running, t, HOUR) > hours.mean(0) + 3.0 * hours.std(0))
    return fires


def third_eye(running: Total, t: Minutes) -> Fires:
    """Hourly: 24 hours above 150 % of the daily mean of the 7 days before."""
    fires: Fires = every(HOUR, t) & (count(running, t, DAY) > 1.5 * count(running, t - DAY, WEEK) / 7.0)
    return fires


def obsei(running: Total, t: Minutes) -> Fires:
    """Hourly: a week of at least 5, two sd above seven weeks (sd at least 1), twice the week before."""
    weeks = np.stack([count(running, t - WEEK * k, WEEK) for k in range(8)])
    spread = np.maximum(weeks[1:].std(0), 1.0)
    fires: Fires = (
        every(HOUR, t) & (weeks[0] >= 5) & (weeks[0] >= weeks[1:].mean(0) + 2.0 * spread) & (weeks[0] >= 2.0 * weeks[1])
    )
    return fires


def seasonal(alpha: float) -> Rule:
    """Return reference A: a seasonal negative binomial over 5, 15 and 60 minutes, each minute."""

    def rule(running: Total, t: Minutes) -> Fires:
        fires = np.zeros(len(t), bool)
        for width in (5, 15, 60):
            n = count(running, t, width)
            wide = width + 60
            weeks = [count(running, t - WEEK * k + 30, wide) for k in (1, 2, 3, 4)]
            base = np.mean(weeks, axis=0) * width / wide
            day = count(running, t - width, DAY)
            days = np.mean([count(running, t - width - WEEK * k, DAY) for k in (1, 2, 3, 4)], axis=0)
            mean = np.maximum(base * np.clip((day + 5) / (days + 5), 0.5, 3.0), 0.05 * width / 60)
            chance = at_least(np.minimum(n, 400), 1 / 0.12, 1 / (1 + 0.12 * mean))
            fires |= (n >= 4) & (n >= 2 * mean) & (chance < alpha)
        return fires

    return rule


RULES: dict[str, Rule] = {
    "MutualMind": mutual_mind,
    "Meltwater-like ~": meltwater,
    "Agility PR": agility,
    "Salesforce-like ~": salesforce,
    "Pivony ~": pivony,
    "mention-manager": mention_manager,
    "Huginn PeakDetector": huginn,
    "ThirdEye, day > 150 %": third_eye,
    "Socialmetrix": socialmetrix,
    "obsei theme_spike": obsei,
    "Reference A, alpha 1e-4": seasonal(1e-4),
    "Reference A, alpha 1e-5": seasonal(1e-5),
    "Reference A, alpha 1e-6": seasonal(1e-6),
}
