"""Pace: in how many days a burst like the present one is expected of a lane of posts.

A count over 5 minutes to 3 hours against what the pattern expects, as a negative binomial whose spread is the unrest
of this lane and the doubt about its pattern: the surprise, in powers of ten. What a surprise is worth in days is read
from the lane's own past (see surprises).

In the first day there is no pattern: the rate is one that brands have (see first_day).
"""

from __future__ import annotations

import math
import operator
from functools import partial

from alertd.core.signals import even, first_day
from alertd.core.signals.cold_start import exceeding
from alertd.core.signals.ebb import goes_on
from alertd.core.signals.history import History
from alertd.core.signals.lateness import LATENESS
from alertd.core.signals.pace_state import StoredPace
from alertd.core.signals.pattern import HOUR, LOCAL_FROM, LOCAL_TO, UNREST, Pattern
from alertd.core.signals.promise import EASE, Bounds, Limits, is_likelier, reached
from alertd.core.signals.recent import Recent
from alertd.core.signals.surprises import Surprises

BUCKET = 300.0
#: Windows in minutes. Five see a jump, three hours see what builds up on a brand of two posts an hour. What began 35 minutes ago is half
#: usual in an hour, and half of it is outside of 20: so they stand closer than three to one.
WINDOWS = (5, 10, 20, 35, 60, 105, 180)
#: In the first day a minute too: what no brand has as its usual is seen in it. Each window is a chance to be wrong, so fewer long ones.
YOUNG_WINDOWS = (1, 5, 10, 20, 60, 180)
#: With fewer mentions' worth in a window nothing is said; in the first day five are needed (four in half an hour after a
#: silent day are a coincidence: it happened before one of six real onsets).
FEWEST, FEWEST_YOUNG = 3.5, 4.5
#: A lane's weights forget slowly: what a mention is worth is their mean over their mean square.
_KEEP_WEIGHTS, _PRIOR_WEIGHTS = 0.9995, 30.0
_GAP_KEPT = 4 * HOUR
_NEVER = 1e-300
#: Seconds that it may last; in the first day a part of the life too, for the more time, the less is expected.
_LASTS, _LASTS_YOUNG, _LASTS_OF_LIFE = 900.0, 1800.0, 0.2
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
        "is_even",
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
        self.is_even = False  #: whether its days are shared out by the hours (see even)

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
        if not self._gaps or begin % HOUR:
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
        for window, count, judge in zip(windows, counts, self._judges(now, recent, windows, expect), strict=True):
            if count >= fewest and goes_on(window, held):
                surprise = -math.log10(max(judge(count), _NEVER))
                if surprise > best[0]:
                    best = (surprise, window)
        return best

    def _judges(self, now: float, recent: Recent, windows: tuple[int, ...], expect: float) -> list[first_day.Judge]:
        """Return for each window the chance of so many mentions or more."""
        worth = self.worth
        if self.is_young:
            if self.is_unweighed:
                return [_certain] * len(windows)
            life = now - self._began
            return [
                first_day.judge(max(self._total - seen, 0.0) * worth, life - 60.0 * window, 60.0 * window, expect)
                for window, seen in zip(windows, recent.lasts(now, windows), strict=True)
            ]
        means, unrest = self._means(now, now, recent, windows, expect)
        shape = 1.0 / unrest
        return [lambda count, mean=mean * worth * expect: exceeding(count, mean, shape) for mean in means]  # type: ignore[misc]

    def _means(
        self, now: float, until: float, recent: Recent, windows: tuple[int, ...], expect: float = 1.0
    ) -> tuple[list[float], float]:
        """Return (weight expected in each window, its relative variance beyond chance); until: the least up to then.

        expect: by what it will be multiplied, so that the last two hours do not bring it in a second time.
        """
        pattern = self.pattern
        spans = (*windows, LOCAL_FROM, LOCAL_TO)
        *most, far, near = pattern.usual(now, spans)
        ends, later = [(far, near)], None
        if until > now:  # within the hour the pattern moves one way or stands: the ends are the least and the most
            later = until
            *most_end, far_end, near_end = pattern.usual(until, spans)
            most = list(map(min, most, most_end))
            ends = [(max(far, far_end), min(near, near_end)), (min(far, far_end), max(near, near_end))]
        is_seen = self._is_known(now - 60.0 * LOCAL_FROM, now - 60.0 * LOCAL_TO)
        level, local = min(
            pattern.pace(now, recent, is_seen=is_seen, usual=usual, until=later, expect=expect) for usual in ends
        )
        means = [mean * (local if window <= 60 else level) for window, mean in zip(windows, most, strict=True)]
        return means, self._unrest + pattern.rate(int(now // HOUR))[1]

    def rarity(self, now: float, recent: Recent, *, expect: float, minutes: int | None) -> tuple[float, int]:
        """Return (days in which one such burst is expected, the telling window in minutes)."""
        surprise, window = self.surprise(now, recent, expect=expect, minutes=minutes)
        if self.is_young:
            before = max(self._total - recent.last(now, window), 0.0) * self.worth
            life = now - self._began
            return first_day.days(surprise, before, life - 60.0 * window, life), window
        return self.surprises.days(surprise, self._per_hour) * self._times(now), window

    def _times(self, now: float) -> float:
        """Return by how much days are multiplied in this hour."""
        return even.times(self.pattern.rate(int(now // HOUR))[0], self.pattern.mean) if self.is_even else 1.0

    def room(self, limits: Limits, now: float, recent: Recent) -> float:
        """Return how much more weight surely leaves each window below its limit; nothing or less: one of them has reached it."""
        windows = YOUNG_WINDOWS if self.is_young else WINDOWS
        if len(limits) != len(windows):  # of a release that had others
            return -1.0
        return float(min(map(operator.sub, limits, recent.lasts(now, windows))))

    def limits(self, now: float, recent: Recent, days: float) -> tuple[Limits, float, Bounds]:
        """Return (the weight in each window that is surely less rare than so many days, until when, while a mention is worth what).

        Nobody may write in the meantime, then less is expected: the least is what is assumed. A bucket that is learnt in the
        meantime changes what a mention is worth and nothing else, as long as no hour is closed: so a promise over several buckets is
        tried first, and one to the next bucket where that leaves no room.
        """
        soon = min(self.due, self._hour_ends(now))
        work_out = self._young_limits if self.is_young else self._old_limits
        until, worth = self._lasts(now), (self.worth / EASE, self.worth * EASE)
        if until > soon:
            limits = work_out(now, until, recent, days, worth)
            if self.room(limits, now, recent) > 0.0:
                return limits, until, worth
        return work_out(now, soon, recent, days, (self.worth, self.worth)), soon, (self.worth, self.worth)

    def _lasts(self, now: float) -> float:
        """Return until when a promise may last at the most."""
        if self.is_young:  # no hour has a pattern yet, and the day is not full before so many more are closed
            left = max(_DAY_HOURS - 2 - self.pattern.hours, 0) * HOUR
            return now + min(_LASTS_YOUNG, _LASTS_OF_LIFE * (now - self._began), left)
        closes = (self.next * BUCKET // HOUR + 1) * HOUR + LATENESS
        return min(now + _LASTS, closes, self._hour_ends(now))

    @staticmethod
    def _hour_ends(now: float) -> float:
        """Return when the hour ends."""
        return HOUR * (now // HOUR + 1.0)

    def _old_limits(self, now: float, until: float, recent: Recent, days: float, worth: Bounds) -> Limits:
        """Return them as if a mention that comes were worth the most, and one that is usual the least."""
        least, heaviest = worth
        an_hour, days = self.pattern.mean, days / self._times(now)
        chance = 10.0 ** -min(self.surprises.least(days, an_hour * each) for each in worth)
        means, unrest = self._means(now, until, recent, WINDOWS)
        return tuple(
            reached(partial(is_likelier, mean * least, 1.0 / unrest), seen * heaviest, chance, FEWEST) / heaviest
            for seen, mean in zip(recent.lasts(now, WINDOWS), means, strict=True)
        )

    def _young_limits(self, now: float, until: float, recent: Recent, days: float, worth: Bounds) -> Limits:
        """Return the same in the first day, whose bursts count as rarer the younger the lane is."""
        least, heaviest = worth
        life = now - self._began
        found = []
        for window, seen in zip(YOUNG_WINDOWS, recent.lasts(now, YOUNG_WINDOWS), strict=True):
            span, before = 60.0 * window, max(self._total - seen, 0.0) * least
            past = until - self._began - span
            chance = 10.0 ** -first_day.least(days, before, past, life)
            surely = first_day.surely(before, (life - span, past), span, 1.0)
            found.append(reached(surely, seen * heaviest, chance, FEWEST) / heaviest)
            if found[-1] <= seen:
                found += [found[-1]] * (len(YOUNG_WINDOWS) - len(found))
                break
        return tuple(found)

    @property
    def is_unweighed(self) -> bool:
        """Whether weights of thousands (reach) have come, and what a mention is worth is not learnt yet."""
        return self.is_young and self._weights[0] <= _PRIOR_WEIGHTS and self._learnt[2] > 2.0 * self._learnt[1]

    def usual(self, now: float, minutes: int, recent: Recent, expect: float = 1.0) -> tuple[float, float] | None:
        """Return (weight usual in a window that ends now, relative variance beyond chance); None while unknown. expect: see `_means`."""
        if self.is_young:
            return None
        means, unrest = self._means(now, now, recent, (minutes,), expect)
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
