"""Pace: in how many days a burst like the present one is expected of a lane of posts.

A count over 5 minutes to 3 hours against what the pattern expects, as a negative binomial whose spread is the unrest
of this lane and the doubt about its pattern: the surprise, in powers of ten. What a surprise is worth in days is read
from the lane's own past (see surprises).

In the first day there is no pattern: the rate is one that brands have (see first_day).
"""

from __future__ import annotations

import math

from alertd.core.signals import first_day
from alertd.core.signals.cold_start import exceeding
from alertd.core.signals.ebb import goes_on
from alertd.core.signals.history import History
from alertd.core.signals.lateness import LATENESS
from alertd.core.signals.pace_state import StoredPace
from alertd.core.signals.pattern import HOUR, LOCAL_FROM, LOCAL_TO, UNREST, Pattern
from alertd.core.signals.recent import Recent
from alertd.core.signals.surprises import Surprises

BUCKET = 300.0
#: Windows in minutes. Five see a jump, three hours see what builds up on a brand of two posts an hour.
WINDOWS = (5, 10, 20, 60, 180)
#: In the first day a minute too: what no brand has as its usual is seen in it.
YOUNG_WINDOWS = (1, *WINDOWS)
#: With fewer mentions' worth in a window nothing is said; in the first day five are needed (four in half an hour after a
#: silent day are a coincidence: it happened before one of six real onsets).
FEWEST, FEWEST_YOUNG = 3.5, 4.5
#: A lane's weights forget slowly: what a mention is worth is their mean over their mean square.
_KEEP_WEIGHTS, _PRIOR_WEIGHTS = 0.9995, 30.0
_GAP_KEPT = 4 * HOUR
#: The most room for more mentions that is promised at once, and that in the first day, where it is dear to work out.
_NEVER, _MOST_ROOM, _MOST_YOUNG_ROOM = 1e-300, 4096.0, 32.0
_DAY_HOURS = 24


class Pace:
    """What one lane of posts has learnt of itself; time runs in buckets of five minutes."""

    __slots__ = (
        "_began",
        "_gaps",
        "_learnt",
        "_total",
        "_unrest",
        "_weights",
        "buckets",
        "due",
        "next",
        "pattern",
        "surprises",
        "worth",
    )

    def __init__(self) -> None:
        self.pattern = Pattern()
        self.next, self.due, self.buckets = -1, math.inf, 0
        self._began = 0.0
        self._total = 0.0  # weight of all that was seen, for the first day
        self._gaps: list[tuple[float, float]] = []
        self.surprises = Surprises()
        self._unrest = UNREST  # of the pattern, as of the last full hour
        self._weights = [_PRIOR_WEIGHTS] * 3  # decayed mentions, weights and squared weights
        self._learnt = [0.0, 0.0, 0.0]  # those of the open bucket
        self.worth = 1.0  #: mentions that one unit of weight stands for

    def begin(self, at: float) -> None:
        """Open at the bucket of an instant."""
        self._began = at
        self.next = math.floor(at / BUCKET)
        self.pattern.begin(int(at // HOUR))
        self._set_due()

    @classmethod
    def grown(cls, history: History, began: float, total: float) -> Pace:
        """Return what can be known from the hours that a history kept: the pattern, not yet what is rare."""
        pace = cls()
        pace.next, pace.buckets, pace._began, pace._total = history.next, history.buckets, began, total
        pace.pattern.take_hours(history.seasonal.season, int(history.next * BUCKET // HOUR))
        pace._set_due()
        return pace

    def _set_due(self) -> None:
        self.due = (self.next + 1) * BUCKET + LATENESS  # when no post can come on time for it any more

    def see(self, weight: float, *, is_one: bool = True) -> None:
        """Take in what one mention weighs; it counts when its bucket is learnt. is_one: whether people count it."""
        self._total += weight
        for i, each in enumerate((float(is_one), weight, weight * weight)):
            self._learnt[i] += each

    @property
    def crowd(self) -> float:
        """Mentions for each unit of weight, as people count them."""
        return self._weights[0] / self._weights[1]

    @property
    def is_young(self) -> bool:
        """Whether there is no full day yet."""
        return self.pattern.hours < _DAY_HOURS

    @property
    def mean(self) -> float:
        """The mean weight of a bucket."""
        return self.pattern.mean / 12.0

    @property
    def _per_hour(self) -> float:
        """Mentions that are usual in an hour, each of which is a look."""
        return self.pattern.mean * self.worth

    def advance(self, now: float, recent: Recent) -> None:
        """Learn all buckets that are due."""
        while self.due <= now:
            end = (self.next + 1) * BUCKET
            last = recent.minute(end)
            unseen = self._unseen_hours(now)
            if unseen:
                self.next += 12 * unseen
                self.pattern.skip(unseen)
                self.surprises.largest = 0.0
            elif recent.top < last - 5:  # nothing since: on to the end of the hour, or to what is due
                hour_end = (self.next * BUCKET // HOUR + 1) * HOUR
                many = min(int((hour_end - self.next * BUCKET) // BUCKET), 1 + int((now - self.due) // BUCKET))
                self._pass(many)
            else:
                self._learn(recent, end, last)
            self._set_due()

    def _unseen_hours(self, now: float) -> int:
        """Return how many hours from the next bucket on are due and lie whole inside one gap."""
        begin = self.next * BUCKET
        if begin % HOUR:
            return 0
        ends = max((last for first, last in self._gaps if first <= begin), default=begin)
        return max(int((min(ends, now - LATENESS) - begin) // HOUR), 0)

    def _pass(self, buckets: int) -> None:
        self.buckets += buckets if self._is_known(self.next * BUCKET, (self.next + buckets) * BUCKET) else 0
        self.next += buckets
        if self.next * BUCKET % HOUR == 0.0:
            self._close()

    def _learn(self, recent: Recent, end: float, last: int) -> None:
        count = recent.between(last - 5, last)
        if count:
            self.pattern.add(int((end - BUCKET) // HOUR), count)
            self._learn_weights()
            if not self.is_young and self._is_known(end - 3 * HOUR, end):
                self._see_surprise(end, recent)
        self._pass(1)

    def learn_late(self, at: float, weight: float, recent: Recent) -> None:
        """Teach a post that came after its bucket was learnt: its hour, and the surprise that it makes of its bucket."""
        if at >= self.next * BUCKET:
            return  # it is learnt with its bucket
        self.pattern.add(int(at // HOUR), weight)
        end = (math.floor(at / BUCKET) + 1) * BUCKET
        if not self.is_young and self._is_known(end - 3 * HOUR, end):
            self._see_surprise(end, recent)

    def _see_surprise(self, end: float, recent: Recent) -> None:
        # A moment before the end, so that the minutes that are summed are those of the bucket.
        found = self.surprise(end - 0.001, recent, expect=1.0, minutes=None)[0]
        self.surprises.largest = max(self.surprises.largest, found)

    def _learn_weights(self) -> None:
        number = self._learnt[0]
        if self._learnt[1]:
            keep = _KEEP_WEIGHTS**number
            self._weights = [kept * keep + new for kept, new in zip(self._weights, self._learnt, strict=True)]
            self._learnt = [0.0, 0.0, 0.0]
            self.worth = self._weights[1] / self._weights[2]

    def _close(self) -> None:
        begins = self.next * BUCKET - HOUR
        known = self._is_known(begins, begins + HOUR) and begins >= self._began
        was_young = self.is_young
        self.pattern.close(known=known, worth=self.worth)
        self._unrest = self.pattern.unrest(self.worth)
        self.surprises.close(int(begins // HOUR), known=known and not was_young)
        if self._gaps:
            self._gaps = [gap for gap in self._gaps if gap[1] >= begins - _GAP_KEPT]

    def gap(self, begin: float, end: float) -> None:
        """Remember that nobody watched between two instants; hours inside become unknown."""
        self._gaps.append((begin, end))
        for hour in range(int(begin // HOUR), math.ceil(end / HOUR)):
            self.pattern.forget(hour)

    def leave_out(self, begin: float, end: float) -> None:
        """Learn nothing of what is between two instants, whether they have come or not."""
        if (begin, end) not in self._gaps:
            self.gap(begin, end)

    def is_older(self, seconds: float) -> None:
        """A young lane has watched that much less than the clock says."""
        self._began += seconds

    def _is_known(self, begin: float, end: float) -> bool:
        return not self._gaps or all(b >= end or e <= begin for b, e in self._gaps)

    def surprise(self, now: float, recent: Recent, *, expect: float, minutes: int | None) -> tuple[float, int]:
        """Return (the largest surprise of the windows, as powers of ten; its window in minutes)."""
        own = YOUNG_WINDOWS if self.is_young else WINDOWS
        windows = own if minutes is None else (min(minutes, WINDOWS[-1]),)
        counts = [weight * self.worth for weight in recent.lasts(now, windows)]
        fewest = FEWEST_YOUNG if self.is_young else FEWEST
        if max(counts) < fewest:
            return 0.0, windows[0]
        best = (0.0, 10)
        held = dict(zip(windows, counts, strict=True))
        for window, count, judge in zip(windows, counts, self._judges(now, now, recent, windows, expect), strict=True):
            if count >= fewest and goes_on(window, held):
                surprise = -math.log10(max(judge(count), _NEVER))
                if surprise > best[0]:
                    best = (surprise, window)
        return best

    def _judges(
        self, now: float, until: float, recent: Recent, windows: tuple[int, ...], expect: float
    ) -> list[first_day.Judge]:
        """Return for each window the chance of so many mentions or more; until: the least, if nobody writes up to then."""
        worth = self.worth
        if self.is_young:
            if self.is_unweighed:
                return [_certain] * len(windows)
            life = until - self._began
            return [
                first_day.judge(max(self._total - seen, 0.0) * worth, life - 60.0 * window, 60.0 * window, expect)
                for window, seen in zip(windows, recent.lasts(now, windows), strict=True)
            ]
        means, unrest = self._means(now, until, recent, windows)
        shape = 1.0 / unrest
        return [lambda count, mean=mean * worth * expect: exceeding(count, mean, shape) for mean in means]  # type: ignore[misc]

    def _means(self, now: float, until: float, recent: Recent, windows: tuple[int, ...]) -> tuple[list[float], float]:
        """Return (weight expected in each window, its relative variance beyond chance); until: the least up to then."""
        pattern = self.pattern
        spans = (*windows, LOCAL_FROM, LOCAL_TO)
        usual = pattern.usual(now, spans)
        *most, far, near = usual
        later = None
        if until > now:  # within the hour the pattern moves on a straight line: the ends are the least and the most
            later = until
            *most, far_end, near_end = (
                min(a, b) if i < len(windows) else max(a, b)
                for i, (a, b) in enumerate(zip(usual, pattern.usual(until, spans), strict=True))
            )
            far, near = far_end, min(near, near_end)
        is_seen = self._is_known(now - 60.0 * LOCAL_FROM, now - 60.0 * LOCAL_TO)
        level, local = pattern.pace(now, recent, is_seen=is_seen, usual=[far, near], until=later)
        means = [mean * (local if window <= 60 else level) for window, mean in zip(windows, most, strict=True)]
        return means, self._unrest + pattern.rate(int(now // HOUR))[1]

    def rarity(self, now: float, recent: Recent, *, expect: float, minutes: int | None) -> tuple[float, int]:
        """Return (days in which one such burst is expected, the telling window in minutes)."""
        surprise, window = self.surprise(now, recent, expect=expect, minutes=minutes)
        if self.is_young:
            before = max(self._total - recent.last(now, window), 0.0) * self.worth
            life = now - self._began
            return first_day.days(surprise, before, life - 60.0 * window, life), window
        return self.surprises.days(surprise, self._per_hour), window

    def room(self, now: float, until: float, recent: Recent, days: float) -> float:
        """Return how much more weight surely leaves the rarity below so many days, up to an instant of the same hour.

        Nobody may write in the meantime, then less is expected: the least is what is assumed.
        """
        if self.is_young:
            return self._young_room(now, until, recent, days)
        chance = 10.0 ** -self.surprises.least(days, self._per_hour)
        most = _MOST_ROOM
        counts = [weight * self.worth for weight in recent.lasts(now, WINDOWS)]
        for count, judge in zip(counts, self._judges(now, until, recent, WINDOWS, 1.0), strict=True):
            most = min(most, _left(lambda many, least, judge=judge: judge(many) > least, count, chance, most))  # type: ignore[misc]
            if most <= 0.0:
                break
        return most / self.worth

    def _young_room(self, now: float, until: float, recent: Recent, days: float) -> float:
        """Return the same in the first day, whose bursts count as rarer the younger the lane is."""
        worth, life = self.worth, now - self._began
        most = _MOST_YOUNG_ROOM
        for window, seen in zip(YOUNG_WINDOWS, recent.lasts(now, YOUNG_WINDOWS), strict=True):
            span, before = 60.0 * window, max(self._total - seen, 0.0) * worth
            past = until - self._began - span
            chance = 10.0 ** -first_day.least(days, before, past, life)
            surely = first_day.surely(before, (life - span, past), span, 1.0)
            most = min(most, _left(surely, seen * worth, chance, most))
            if most <= 0.0:
                break
        return most / worth

    @property
    def is_unweighed(self) -> bool:
        """Whether weights of thousands (reach) have come, and what a mention is worth is not learnt yet."""
        return self.is_young and self._weights[0] <= _PRIOR_WEIGHTS and self._learnt[2] > 2.0 * self._learnt[1]

    def usual(self, now: float, minutes: int, recent: Recent) -> tuple[float, float] | None:
        """Return (weight usual in a window that ends now, relative variance beyond chance); None while unknown."""
        if self.is_young:
            return None
        means, unrest = self._means(now, now, recent, (minutes,))
        return means[0], unrest

    def last(self, now: float, minutes: int, recent: Recent) -> float:
        """Return the weight of a window longer than three hours: the last hour by minutes, the rest by hours."""
        weight = recent.last(now, 60)
        end, begin = (now - HOUR) / HOUR, (now - 60.0 * minutes) / HOUR
        for hour in range(math.floor(begin), math.floor(end) + 1):
            inside = min(end, hour + 1.0) - max(begin, float(hour))
            weight += (self.pattern.season.count(hour) or 0.0) * max(inside, 0.0)
        return weight

    def to_state(self) -> list[object]:
        """Return what from_state() needs."""
        weights = [self._total, list(self._weights), list(self._learnt), self.worth]
        gaps = [list(gap) for gap in self._gaps]
        return [
            self._began,
            self.next,
            self.buckets,
            gaps,
            self.surprises.to_state(self._unrest),
            weights,
            self.pattern.to_state(),
        ]

    def from_state(self, state: object) -> None:
        """Take over a state."""
        stored = StoredPace.of(state)
        self._began, self.next, self.buckets, self._gaps = stored.began, stored.next, stored.buckets, stored.gaps
        self._unrest = stored.tail.unrest
        self.surprises.from_state(stored.tail)
        self._total, self._weights, self._learnt, self.worth = stored.weights
        self.pattern.from_state(stored.pattern)
        if self.next >= 0:
            self._set_due()


def _certain(_count: float) -> float:
    """Return the chance of what nothing is known of: never surprising."""
    return 1.0


def _left(surely: first_day.Surely, count: float, chance: float, most: float) -> float:
    """Return how many more mentions keep the chance above a limit, by bisection; a tenth is kept back."""
    low = FEWEST - 0.01 - count
    if low >= most or surely(count + most, chance):
        return most
    high = most
    while high - low > max(0.5, 0.1 * low):
        middle = (low + high) / 2.0
        low, high = (middle, high) if surely(count + middle, chance) else (low, middle)
    return low
