"""Seasonal: how rare the present is against this hour of the week, today's level and the last two hours.

A second yardstick: it knows nights, and a campaign that comes every Tuesday at ten is usual
to it. It speaks only for watches whose week explains them.
"""

from __future__ import annotations

import math

from alertd.core.signals.recent import Recent
from alertd.core.signals.season import Season
from alertd.core.signals.tail import Tail
from alertd.core.stored import Stored

#: The scales; with 10 and 60 alone the same crises take 6 to 10 minutes longer on the synthetic stream.
SCALES = (10, 20, 30, 60)
#: Their weights in the score (eight sets were tried); and decades taken off it, because four scales, looked at with each
#: post, find more than one looked at each bucket. Through the engine, on the synthetic stream, a limit of 45 days gives
#: with this figure 0.17 false pages a week at 200 an hour and none at 20; with 0.444 it was 0.25, and 0.03 on 36 other
#: weeks, so the difference is one page, and within the noise.
WEIGHTS, LOOKS = (0.25, 0.3, 0.25, 0.2), 0.46
#: Pseudo-count of the seasonal ratio, so that nothing against nothing is one.
STEADY = 0.5
#: Standard deviation of the log rate that no pattern explains; 0.28 on the synthetic stream after the last hours are
#: known. Its tail corrects the rest.
UNREST = 0.3
#: The last two hours but the last three quarters of one tell how the present compares with the pattern; a rising
#: crisis must not raise its own bar. What was so two hours ago is so by a power of 0.6 (the noise of the stream keeps
#: 0.6 an hour), less where few mentions tell it: half of that at nine.
LOCAL_FROM, LOCAL_TO, LOCAL_PRIOR, LOCAL_POWER, LOCAL_HALF = 120, 45, 2.0, 0.6, 9.0
LOCAL_BOUNDS = (0.4, 4.0)
#: The season is the yardstick where it explains this share of the hourly log counts: 0.6 to 0.75 on the synthetic
#: stream at 20/h and above, under 0.5 on nine of ten NAB series, where it costs recall.
EXPLAINS_FROM, EXPLAINS_FULLY = 0.5, 0.55
#: Its tails begin where the week explains this much, and speak after six weeks of their own: a burst expected once in
#: six weeks cannot be told from less. Until then the levels stand in.
EXPLAINS_LITTLE, LEAST_BUCKETS = 0.4, 12_096
#: Hours of both variances before anything is explained: five days.
_LEAST_HOURS = 120.0
_HOUR_KEEP = 0.5 ** (1.0 / 336.0)  # two weeks half-life
_HALF_LIFE = 2016.0  # buckets: 7 days
#: What happens now must not teach how it is judged: after a bucket this rare (log10 of buckets, about once in three
#: days) the tails are not fitted for a day, or a second wave two hours after the first is measured by the first. At
#: most two days, for a watch that never calms down. On the synthetic stream 8 of 12 second waves page without it.
BURST, CALM, LONGEST_HELD = 3.0, 288, 576


class StoredSeasonal(Stored, frozen=True):
    """What a snapshot keeps; tails: one for each of `SCALES`, or none while nothing is learnt."""

    learnt: int
    calm: int
    unfitted: int
    explained: list[float]
    season: object
    tails: list[object]


class Seasonal:
    """The season of one lane, its tails, and how much it explains."""

    __slots__ = ("_calm", "_explained", "_learnt", "_tails", "_unfitted", "season")

    def __init__(self) -> None:
        self.season = Season()
        self._tails = {w: Tail(lowest=0.0, step=0.1, cells=255, half_life=_HALF_LIFE) for w in SCALES}
        self._learnt = -1  # buckets that the tails have learnt; -1 while they are not wanted
        self._calm = CALM  # buckets since the last burst
        self._unfitted = 0  # buckets since the last fit
        self._explained = [0.0] * 5  # weight, level, level^2, residue, residue^2 of hours

    @property
    def is_wanted(self) -> bool:
        """Whether the week explains enough to be worth its tails."""
        return self._learnt >= 0

    def learn(self, now: float, end: int, recent: Recent) -> None:
        """Learn the bucket that ends at an instant (minute `end`)."""
        expected = self.expected(now - 0.001, recent, SCALES)
        if expected is None:
            return
        self._learnt += 1
        self._unfitted += 1
        rare = 0.0
        counts = recent.ending(end, SCALES)
        for tail, count, usual, weight in zip(self._tails.values(), counts, expected, WEIGHTS, strict=True):
            surprising = surprise(count, usual)
            rare += weight * tail.rarity(surprising)
            tail.learn(surprising)
        self._calm = 0 if rare >= BURST else self._calm + 1

    def learn_silence(self, times: int) -> None:
        """Learn empty buckets at once: no ratio is lower than that of nothing."""
        if self._learnt >= 0:
            self._learnt += times
            self._unfitted += times
            self._calm += times
            for tail in self._tails.values():
                tail.learn_lowest(times)

    def refit(self) -> None:
        """Fit the tails anew, unless a burst was just seen."""
        if self._learnt > 0 and (self._calm >= CALM or self._unfitted >= LONGEST_HELD or self._learnt < LEAST_BUCKETS):
            self._unfitted = 0
            for tail in self._tails.values():
                tail.refit()

    def close(self, hour: int, count: float, *, known: bool) -> None:
        """Finish an hour with its count, and learn how far the week explains it."""
        self.season.close(hour, known=known)
        rate = self.season.rate(hour)
        if rate is None or not known:
            return
        level = math.log(count + 1.0)
        residue = level - math.log(rate * self.season.level(hour) + 1.0)
        for i, x in enumerate((1.0, level, level * level, residue, residue * residue)):
            self._explained[i] = self._explained[i] * _HOUR_KEEP + x
        if self._learnt < 0 and self.explained >= EXPLAINS_LITTLE:
            self._learnt = 0

    @property
    def explained(self) -> float:
        """The share of the hourly log counts that the week explains; 0 while unknown."""
        weight, level, square, residue, residue_square = self._explained
        if weight < _LEAST_HOURS:
            return 0.0
        variance = square / weight - (level / weight) ** 2
        left = residue_square / weight - (residue / weight) ** 2
        return max(1.0 - left / variance, 0.0) if variance > 0.0 else 0.0

    @property
    def weight(self) -> float:
        """How far the season is the yardstick, from 0 to 1."""
        if self._learnt < LEAST_BUCKETS:
            return 0.0
        return min(max((self.explained - EXPLAINS_FROM) / (EXPLAINS_FULLY - EXPLAINS_FROM), 0.0), 1.0)

    def spread(self, *, by_season: bool) -> float:
        """Return the variance of the hourly log count, around the pattern or around its mean."""
        weight, level, square, residue, residue_square = self._explained
        if weight < 24.0:
            return 1.0
        if by_season:
            return max(residue_square / weight - (residue / weight) ** 2, 0.02)
        return max(square / weight - (level / weight) ** 2, 0.05)

    def expected(
        self, now: float, recent: Recent, windows: tuple[int, ...], *, is_seen: bool = True
    ) -> list[float] | None:
        """Return the mentions expected in windows that end now: pattern x level of today x the last two hours.

        is_seen: whether the last two hours were watched; else they say nothing.
        """
        hour = int(now // 3600)
        rates = self.season.rates(hour)
        if rates is None:
            return None
        level, before, last, this = rates
        into = (now - 3600.0 * hour) / 60.0

        def pattern(minutes: float) -> float:
            """Mentions of the last minutes by the pattern; the rates reach two hours back."""
            if minutes <= into:
                return minutes * this / 60.0
            if minutes <= into + 60.0:
                return (into * this + (minutes - into) * last) / 60.0
            return (into * this + 60.0 * last + (minutes - into - 60.0) * before) / 60.0

        end = recent.minute(now) + 1
        seen = recent.between(end - LOCAL_FROM, end - LOCAL_TO)
        usual = (pattern(LOCAL_FROM) - pattern(LOCAL_TO)) * level
        power = LOCAL_POWER * usual / (usual + LOCAL_HALF)
        local = ((seen + LOCAL_PRIOR) / (usual + LOCAL_PRIOR)) ** power if is_seen else 1.0
        pace = level * min(max(local, LOCAL_BOUNDS[0]), LOCAL_BOUNDS[1])
        return [pattern(minutes) * pace for minutes in windows]

    def score(
        self, now: float, recent: Recent, *, expect: float, minutes: int | None, is_seen: bool = True
    ) -> tuple[float, int] | None:
        """Return (log10 of the buckets in which one is as high, the telling window); None while nothing is expected."""
        scales = SCALES if minutes is None else (min(SCALES, key=lambda s: abs(s - minutes)),)
        spans = scales if minutes is None else (min(minutes, 60),)
        usual = self.expected(now, recent, spans, is_seen=is_seen)
        if usual is None:
            return None
        by = {
            scale: self._tails[scale].rarity(surprise(recent.last(now, span), mean * expect))
            for scale, span, mean in zip(scales, spans, usual, strict=True)
        }
        if minutes is not None:
            return max(by[scales[0]] - LOOKS, 0.0), scales[0]
        total = math.fsum(weight * by[scale] for weight, scale in zip(WEIGHTS, SCALES, strict=True))
        return max(total - LOOKS, 0.0), max(by, key=lambda s: (by[s], -s))

    def room(self, now: float, recent: Recent, score: float, *, is_seen: bool = True) -> float:
        """Return how many more mentions keep each scale below a score (a fifth is kept back: the pattern moves)."""
        usual = self.expected(now, recent, SCALES, is_seen=is_seen)
        if usual is None:
            return math.inf
        return min(
            0.8 * count_of(tail.level(score + LOOKS), mean) - count
            for tail, mean, count in zip(self._tails.values(), usual, recent.lasts(now, SCALES), strict=True)
        )

    def to_state(self) -> list[object]:
        """Return what from_state() needs."""
        tails = [tail.to_state() for tail in self._tails.values()] if self._learnt > 0 else []
        return [self._learnt, self._calm, self._unfitted, list(self._explained), self.season.to_state(), tails]

    def from_state(self, state: object) -> None:
        """Take over a state."""
        stored = StoredSeasonal.of(state)
        self._learnt, self._calm, self._unfitted = stored.learnt, stored.calm, stored.unfitted
        self._explained = stored.explained
        self.season.from_state(stored.season)
        for tail, each in zip(self._tails.values(), stored.tails, strict=False):
            tail.from_state(each)


def surprise(count: float, usual: float) -> float:
    """Return the log ratio of a count to the usual, in standard deviations that chance and unrest would give it.

    Four against one is little, four hundred against a hundred is much; both are four times the usual.
    """
    return math.log((count + STEADY) / (usual + STEADY)) / math.sqrt(UNREST * UNREST + 1.0 / (usual + STEADY))


def count_of(surprising: float, usual: float) -> float:
    """Return the count that is as surprising: the inverse of surprise()."""
    spread = math.sqrt(UNREST * UNREST + 1.0 / (usual + STEADY))
    return (usual + STEADY) * math.exp(surprising * spread) - STEADY
