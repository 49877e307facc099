"""Levels: how rare the present level is against all that the watch has seen, whatever the hour.

First the two-scale return period: levels of 10 and 60 minutes in a history that forgets with a half-life of 7 days.
What it calls rare (beyond RARE) is then ranked by how sudden it is: against the mean of the last hours, against the
last half day, against the largest ten minutes ever. And a rise beyond everything of the last hours is rare on a
watch, too, that a huge burst has made deaf for days.

Chosen on NAB realTweets, 33 public windows, from 557 configurations of this family after some 2,500 of others; nested
hold-out (all chosen on nine series, judged on the tenth): recall .67 at 0.27 false pages a week, .94 at 0.54, .97 at
0.88. See docs/signals.md.
"""

from __future__ import annotations

import math

from alertd.core.signals.tail import Tail
from alertd.core.stored import Stored

#: Edges of the histograms: mean counts of five minutes from under 1 to 300 million.
_LOWEST, _STEP, _CELLS = math.log(0.3), math.log(1e5 / 0.3) / 160, 255
#: Half-lives in buckets of five minutes: the watch's own past (7 days; 5 to 14 score the same within noise), the last
#: half day, the last hours.
LONG, HALF_DAY, HOURS = 2016.0, 72.0, 36.0
#: Windows in minutes: ten see a jump, an hour sees what lasts.
SCALES = (10, 60)
#: The tail of the last hours ages so fast that it is fitted every quarter of an hour, the others every hour.
FIT_FAST, FIT = 3, 12
#: A level never seen in a short memory counts as a million observations: it is new, and that is what matters.
_NEW = 1e-6
#: log10 of the buckets from which a level is rare. From here on suddenness decides.
RARE = 2.42
#: Weights of suddenness. 0.3 to 0.5, 0.5 to 1.0, 0.8 to 1.0 and 0.3 to 0.5 all hold the three points of the benchmark.
BY_LEVEL, BY_HOURS, BY_HALF_DAY, BY_RECORD = 0.5, 0.8, 1.0, 0.375
#: What every rare level has of it; and how many units make a decade of rarity (chosen so that "once in 26 days" is 0.24
#: false pages a week on NAB realTweets).
SUDDEN_FROM, SUDDEN_UNITS, SUDDEN_MOST = 1.5, 6.3, 20.0
#: A rise beyond the last hours: from this rarity in buckets it is rare, but never much more than that.
DEAF_FROM, DEAF_BELOW, DEAF_UNITS = 6.17, 0.02, 63.0
STEADY = 0.5
_LAG = 12  # buckets: the mean of the last hours looks past the present one
_BLOCK = 24  # buckets: the record looks past the last two to four hours


class StoredLevels(Stored, frozen=True):
    """What a snapshot keeps; tails: ten minutes, an hour, half a day, the last hours; means: the week, the last hours."""

    tails: tuple[object, object, object, object]
    means: tuple[object, object]
    record: float
    blocks: list[float]
    in_block: int


class Levels:
    """The watch's own past, at several scales and memories."""

    __slots__ = ("_blocks", "_fast", "_hours", "_in_block", "_record", "_short", "_tails", "_week")

    def __init__(self) -> None:
        self._tails = tuple(Tail(lowest=_LOWEST, step=_STEP, cells=_CELLS, half_life=LONG) for _ in (10, 60))
        self._short = Tail(lowest=_LOWEST, step=_STEP, cells=_CELLS, half_life=HALF_DAY, share=0.02, least=_NEW)
        self._fast = Tail(lowest=_LOWEST, step=_STEP, cells=_CELLS, half_life=HOURS, share=0.05, least=_NEW)
        self._week, self._hours = Mean(LONG), Mean(HOURS, lag=_LAG)
        self._record, self._blocks, self._in_block = 0.0, [0.0, 0.0], 0

    @property
    def mean(self) -> float:
        """The mean count of a bucket over the last weeks."""
        return self._week.now

    def learn(self, count: float, ten: float | None, hour: float | None) -> None:
        """Add one bucket: its count, and those of the ten minutes and the hour that end with it (None: not all was watched)."""
        self._week.learn(count)
        self._hours.learn(count)
        if ten is not None:
            reached = math.log(ten / 2.0 + 1.0)
            self._tails[0].learn(reached)
            self._short.learn(reached)
            self._blocks[1] = max(self._blocks[1], ten)
        if hour is not None:
            reached = math.log(hour / 12.0 + 1.0)
            self._tails[1].learn(reached)
            self._fast.learn(reached)
        self._age_record(1)

    def learn_silence(self, times: int) -> None:
        """Add empty buckets at once."""
        self._week.learn_silence(times)
        self._hours.learn_silence(times)
        for tail in (*self._tails, self._short, self._fast):
            tail.learn_lowest(times)
        self._age_record(times)

    def _age_record(self, times: int) -> None:
        self._in_block += times
        if self._in_block < _BLOCK:
            return
        for _ in range(min(self._in_block // _BLOCK, 2)):
            self._record = max(self._record, self._blocks[0])
            self._blocks = [self._blocks[1], 0.0]
        self._in_block %= _BLOCK

    def refit(self, *, hourly: bool) -> None:
        """Fit the tail of the last hours anew, hourly all."""
        self._fast.refit()
        if hourly:
            for tail in (*self._tails, self._short):
                tail.refit()

    def score(self, ten: float, hour: float) -> tuple[float, int]:
        """Return (log10 of the buckets in which one is as high, the window in minutes that tells most)."""
        by_ten, by_hour = self._tails[0].rarity(level(ten, 10)), self._tails[1].rarity(level(hour, 60))
        rare = (by_ten + by_hour) / 2.0
        score = rare if rare < RARE else RARE + self._sudden(ten, rare - RARE) / SUDDEN_UNITS
        new = self._fast.rarity(level(hour, 60)) - DEAF_FROM
        if new >= 0.0:
            score = max(score, RARE - DEAF_BELOW + min(new, SUDDEN_MOST) / DEAF_UNITS)
        return score, 10 if by_ten >= by_hour else 60

    def _sudden(self, ten: float, above: float) -> float:
        bucket = ten / 2.0 + STEADY
        linear = (
            BY_LEVEL * above
            + BY_HOURS * math.log(bucket / (self._hours.lagged + STEADY))
            + BY_HALF_DAY * min(self._short.rarity(level(ten, 10)), 6.0)
            + BY_RECORD * math.log(bucket / (self._record / 2.0 + STEADY))
        )
        return min(max(linear - SUDDEN_FROM, 0.0), SUDDEN_MOST)

    def single(self, count: float, minutes: int) -> float:
        """Return the score of one window that a rule has chosen."""
        tail = self._tails[0] if minutes <= 25 else self._tails[1]
        return tail.rarity(level(count, min(minutes, 60)))

    def room(self, ten: float, hour: float, score: float) -> float:
        """Return how many more mentions keep score() below `score`: each scale below it, and nothing new to the last hours."""
        rare = min(score, RARE - DEAF_BELOW)
        limits = (
            (self._tails[0].level(rare), ten, 2.0),
            (self._tails[1].level(rare), hour, 12.0),
            (self._fast.level(DEAF_FROM), hour, 12.0),
        )
        return min((math.exp(most) - 1.0) * buckets - count for most, count, buckets in limits)

    def to_state(self) -> list[object]:
        """Return what from_state() needs."""
        tails = [tail.to_state() for tail in (*self._tails, self._short, self._fast)]
        means = [self._week.to_state(), self._hours.to_state()]
        return [tails, means, self._record, list(self._blocks), self._in_block]

    def from_state(self, state: object) -> None:
        """Take over a state."""
        stored = StoredLevels.of(state)
        self._record, self._blocks, self._in_block = stored.record, stored.blocks, stored.in_block
        for tail, each in zip((*self._tails, self._short, self._fast), stored.tails, strict=True):
            tail.from_state(each)
        for mean, each in zip((self._week, self._hours), stored.means, strict=True):
            mean.from_state(each)


class StoredMean(Stored, frozen=True):
    """What a snapshot keeps; past: oldest first."""

    sum: float
    weight: float
    past: list[float]


class Mean:
    """A decayed mean of bucket counts that can also tell what it was some buckets ago."""

    __slots__ = ("_keep", "_lag", "_past", "_sum", "_weight")

    def __init__(self, half_life: float, *, lag: int = 0) -> None:
        self._keep, self._lag = 0.5 ** (1.0 / half_life), lag
        self._sum = self._weight = 0.0
        self._past: list[float] = []  # oldest first

    @property
    def now(self) -> float:
        """The mean up to the last bucket."""
        return self._sum / self._weight if self._weight else 0.0

    @property
    def lagged(self) -> float:
        """The mean as it was; as old as there is before."""
        return self._past[0] if self._past else 0.0

    def learn(self, count: float) -> None:
        """Add one bucket."""
        self._sum, self._weight = self._sum * self._keep + count, self._weight * self._keep + 1.0
        if self._lag:
            self._past.append(self._sum / self._weight)
            if len(self._past) > self._lag + 1:
                del self._past[: -self._lag - 1]

    def learn_silence(self, times: int) -> None:
        """Add empty buckets at once."""
        steps = min(times, self._lag + 1) if self._lag else 0
        if times > steps:
            keep = self._keep ** (times - steps)
            self._sum, self._weight = self._sum * keep, self._weight * keep + (1.0 - keep) / (1.0 - self._keep)
        for _ in range(steps):
            self.learn(0.0)

    def to_state(self) -> list[object]:
        """Return what from_state() needs."""
        return [self._sum, self._weight, list(self._past)]

    def from_state(self, state: object) -> None:
        """Take over a state."""
        stored = StoredMean.of(state)
        self._sum, self._weight, self._past = stored.sum, stored.weight, stored.past


def level(count: float, minutes: int) -> float:
    """Return the level of a count: log of one plus its mean over buckets of five minutes."""
    return math.log(5.0 * count / minutes + 1.0)
