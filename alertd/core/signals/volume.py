"""Volume: how rare the present number of mentions is for this watch, in days.

Two yardsticks, each of the watch itself:

- `pace`, for posts: this hour of this week, today's level and the last two hours, by what brands do while the watch is
  young; one promise from the first minutes on;
- `history`, for the records of a count sensor, which come by the bucket: levels of the last 10 and 60 minutes against
  all that was seen, the season beside it, and `cold_start` before there are 750 buckets.

One lane counts one kind of mention of one watch: all voices, all posts, negative ones, reach-weighted ones, those that
match. A mention has a weight, which is the evidence it is (of a thread or a cascade the tenth post is little), and is
one mention to people all the same. Times are epoch seconds of the post itself; `now` is the engine's time.
"""

from __future__ import annotations

import math

from alertd.core.signals import cold_start
from alertd.core.signals.history import BUCKET, History
from alertd.core.signals.lateness import LATENESS
from alertd.core.signals.pace import Pace
from alertd.core.signals.promise import ALWAYS, NO_LIMITS, Promise
from alertd.core.signals.reading import MOST_DAYS, Reading, Usual, interval
from alertd.core.signals.recent import Recent
from alertd.core.signals.volume_state import COUNTED, PLACED, StoredVolume, StoredVolume3
from alertd.model.value import quantised

#: Older posts are not taken at all.
OLDEST = 86400.0
#: For count records: a burst reaches over eight or nine buckets of five minutes, so it is expected that many times less
#: often than one bucket as high. The ten NAB series page once in 29 days outside the labelled windows at a limit of 27.
BURST_BUCKETS = 8.5
#: An alert goes on while this many minutes hold more than this multiple of the usual.
RAISED_MINUTES, RAISED = 30, 1.25
#: A page needs four mentions, whatever their rarity, unless a rule says less.
FEWEST = 3.5
#: The longest window that Recent holds by the minute.
_LONGEST = 180


class Volume:
    """One lane of mentions. Feed it with observe() and observe_count(), ask it with reading()."""

    VERSION = 4

    __slots__ = (*COUNTED, *PLACED, "_history", "_numbers", "_pace", "_promise", "_recent")

    def __init__(self, *, started_at: float | None = None) -> None:
        """Open a lane; started_at: since when it is watched, if that is before its first mention."""
        self._recent = Recent()
        self._numbers: Recent | None = None  # mentions behind the weights, where weights are not one
        self._pace = Pace()
        self._history: History | None = None  # begun with the first count record
        self._began = -1.0
        self._total = 0.0
        self._number = 0
        self._is_heavy = False  # weights are no mentions (reach): the value is their sum
        self._promise = Promise()
        self._gap_end = 0.0
        self.late = 0  #: mentions that entered history only
        self.refused = 0  #: mentions too old for anything
        self._started = started_at

    @property
    def began(self) -> float | None:
        """Since when it is watched; None before its first mention."""
        return self._started if self._began < 0.0 else self._began

    def observe(
        self, at: float, *, now: float, weight: float = 1.0, is_live: bool | None = None, is_one: bool = True
    ) -> None:
        """Count one mention in the minute it was written; a late one enters history only, after 24 h nothing.

        is_live: whether it counts as one of now; None: by its age alone. A slow source's post is live minutes later.
        is_one: whether it is one of those that are counted; else it is evidence of them and no more.
        """
        recent = self._recent
        is_fresh = at >= now - LATENESS
        is_live = is_fresh if is_live is None else is_live
        if self._began < 0.0:
            self._open(at if is_live else now)
        self.advance(now)
        if not is_live:
            self._late(at, now, weight)
            return
        minute, promise = recent.minute(min(at, now)), self._promise
        if weight != 1.0 or self._numbers is not None:
            self._numbers = self._numbers or self._recent.copy()  # so far each weighed one
            self._is_heavy = self._is_heavy or weight > 1.0
            if is_one:
                self._numbers.add(minute, 1.0)
                promise.room -= max(1.0 - weight, 0.0)  # mentions are what is promised, however little one weighs
        recent.add(minute, weight)
        self._pace.see(weight, is_one=is_one)
        self._total += weight
        promise.room -= weight
        self._number += is_one
        if not is_fresh:
            self._learn_again(at, weight)

    def _learn_again(self, at: float, weight: float) -> None:
        """Teach a post whose bucket may have been learnt without it."""
        if self._history is None:
            self._pace.learn_late(at, weight, self._recent)
        elif at < self._history.learnt_until:
            self._history.add_late(at, weight)

    def observe_count(self, begin: float, seconds: float, count: float, *, now: float) -> None:
        """Count a record of a volume sensor, spread evenly over its minutes; an empty one is knowledge too."""
        end = begin + seconds
        if self._began < 0.0:
            self._open(begin, phase=begin % BUCKET)
        history = self._history
        if history is None:
            history = self._history = History()
            history.begin(begin, self._recent.phase)
        history.wait(seconds)
        history.advance(min(now, begin + history.patience), self._recent)  # what lies before the record
        if end < now - max(LATENESS, seconds):
            self._late(begin, now, count)
            return
        first = self._recent.minute(begin)
        minutes = max(round(seconds / 60.0), 1)
        for minute in range(first, first + minutes):
            self._recent.add(minute, count / minutes)
        self._total += count
        self._promise.room = -1.0
        self._number += round(count)

    def _open(self, at: float, *, phase: float = 0.0) -> None:
        if self._started is not None:
            at = min(at, self._started)
        self._recent.phase = phase
        self._began = at
        self._pace.begin(at)

    def _late(self, at: float, now: float, weight: float) -> None:
        if at < now - OLDEST:
            self.refused += 1
            return
        self.late += 1
        if self._history is not None:
            self._history.add_late(at, weight)
        else:
            self._pace.pattern.add(int(at // 3600), weight)

    def gap(self, begin: float, end: float) -> None:
        """Mark time that nobody watched: its buckets are never learnt, and a young lane is that much younger."""
        begin = max(begin, self._began)
        if self._began < 0.0 or end <= begin:
            return
        self.advance(begin)
        self._pace.gap(begin, end)
        if self._history is not None:
            self._history.gap(begin, end)
        if self.is_starting:  # what two sources did not see at the same time was missed once
            missed = max(end - max(begin, self._gap_end), 0.0)
            self._began += missed
            self._pace.is_older(missed)
        self._gap_end = max(self._gap_end, end)
        self.promise_nothing()

    def leave_out(self, begin: float, end: float) -> None:
        """What is written between two instants is planned: it is seen, and teaches nothing of what is usual."""
        self._pace.leave_out(begin, end)
        self.promise_nothing()

    def live_in(self, zone: str, *, is_even: bool = False) -> None:
        """Learn days and weeks by the clocks of a zone; is_even: whether its hours share out what is rare."""
        self._pace.pattern.zone, self._pace.is_even = zone, is_even

    def promise_nothing(self) -> None:
        """Take back what is_calm() promised: time, or what is known of it, has changed."""
        self._promise.nothing()

    def advance(self, now: float) -> None:
        """Catch up with time; long silence is closed form."""
        if self._began < 0.0:
            return
        yardstick = self._pace if self._history is None else self._history
        if now >= yardstick.due:
            yardstick.advance(now, self._recent)

    @property
    def is_starting(self) -> bool:
        """Whether it is younger than 750 buckets (2.6 days)."""
        yardstick = self._pace if self._history is None else self._history
        return yardstick.buckets < cold_start.START / BUCKET

    def is_calm(self, now: float, days: float = 1.0) -> bool:
        """Whether its rarity is surely below so many days (at least one) now, for a fraction of the cost of reading().

        With fewer than four mentions in the hour it is calm too: so many are the least that a page needs (see `promise.py`).
        """
        if self._began < 0.0:
            return True
        promise, pace = self._promise, self._pace
        if now < pace.due and self._history is None and promise.room > 0.0 and promise.stands(now, days, pace.worth):
            return True  # nothing to catch up with: so it is at most mentions
        self.advance(now)
        if (known := promise.answer(now, days, pace.worth)) is not None:
            return known
        limits = promise.limits if promise.stands(now, days, pace.worth) else NO_LIMITS
        if limits and promise.refill(self._pace.room(limits, now, self._recent)):
            return True
        days = promise.ask(now, days)
        if self._history is None:
            return self._calm_by_pace(now, days)
        history = self._history
        if self.is_starting:
            until = now + cold_start.lasts(now, self._began, history.buckets)
            recent, began = self._numbers or self._recent, self._began
            return promise.give(cold_start.room(recent, now, began, self._all, until=until, days=days), until)
        score = math.log10(days * 86400.0 / (BURST_BUCKETS * BUCKET))
        room = max(history.room(now, self._recent, score), FEWEST - self._recent.last(now, 60))
        hour = min(3600.0 * (now // 3600.0 + 1.0), now + 60.0)
        return promise.give(room, history.due if history.seasonal.weight <= 0.0 else min(history.due, hour))

    def _calm_by_pace(self, now: float, days: float) -> bool:
        """Promise what the pace knows; return whether there is room."""
        pace, promise = self._pace, self._promise
        few = FEWEST - (self._numbers or self._recent).last(now, _LONGEST)
        if few > 0.0:  # so few are no burst whatever they weigh, and time makes them fewer
            return promise.give(few, ALWAYS)
        if not pace.is_unweighed:
            limits, until, worth = pace.limits(now, self._recent, days)
            if promise.give(pace.room(limits, now, self._recent), until, worth, limits):
                return True
        is_calm = pace.is_young and pace.rarity(now, self._recent, expect=1.0, minutes=None)[0] < days
        return promise.give(1.0 if is_calm else -1.0, now)  # calm at this instant: the next mention tells more

    def is_raised(self, now: float, *, expect: float = 1.0) -> bool:
        """Whether the last half hour is still above the usual: an alert that fired goes on until it is not.

        expect: how many times the usual a running campaign may bring.

        Measured on NAB realTweets: with this end of an alert one watch-week has 0.49 false pages at a recall of 31 of 33
        windows; ending it at half the limit gives 0.52 to 0.54.
        """
        if self._began < 0.0:
            return False
        self.advance(now)
        count = self._recent.last(now, RAISED_MINUTES) * self._crowd
        usual = self._usual(now, RAISED_MINUTES, "usual", expect)[0]
        return count > 0.0 if usual is None else count > RAISED * usual * expect

    def reading(
        self, now: float, *, window: float | None = None, versus: str = "usual", expect: float = 1.0
    ) -> Reading:
        """Return what there is now, what is usual, and how rare it is.

        window: seconds to count, at most 86,400; None lets the signal choose its own scales (10 and 60 minutes).
        versus: what `usual` means: "usual", "same_hour_4_weeks" or "last_24h".
        expect: how many times the usual a running campaign may bring.
        """
        self.advance(now)
        if self._began < 0.0:
            return Reading(value=0.0, usual=None, window=window or 600.0)
        minutes = None if window is None else max(round(window / 60.0), 1)
        rarity, told = self._rarity(now, expect, minutes)
        minutes = minutes or told
        value = self._value(now, minutes)
        usual_, low, high = self._usual(now, minutes, versus, expect)
        return Reading(
            value=quantised(value),
            usual=None if usual_ is None else quantised(usual_ * expect),
            low=None if low is None else quantised(low * expect),
            high=None if high is None else quantised(high * expect),
            window=60.0 * minutes,
            rarity=rarity,
            mentions=quantised(
                self._numbers.last(now, min(minutes, _LONGEST)) if self._is_heavy and self._numbers else value
            ),
        )

    def _rarity(self, now: float, expect: float, minutes: int | None) -> tuple[float | None, int]:
        """Return (days in which one such burst is expected, None while nothing can be said; the telling window)."""
        history = self._history
        if history is None:
            days, told = self._pace.rarity(now, self._recent, expect=expect, minutes=minutes)
            if self._numbers is not None and self._numbers.last(now, _LONGEST) < FEWEST:
                days = 0.0  # however much they weigh
        elif self.is_starting:
            days, told = cold_start.rarity(self._numbers or self._recent, now, self._began, self._all, expect=expect)
            if now - self._began < cold_start.YOUNGEST:
                return None, told
        else:
            score, told = history.score(now, self._recent, expect=expect, minutes=minutes)
            days = 10.0**score * BURST_BUCKETS * BUCKET / 86400.0 if score > 0.0 else 0.0
        return quantised(min(days, MOST_DAYS)), told

    @property
    def _all(self) -> float:
        return self._total if self._numbers is None else float(self._number)

    @property
    def _crowd(self) -> float:
        """How many mentions people count for each unit of weight."""
        return 1.0 if self._is_heavy or self._numbers is None else self._pace.crowd

    def _value(self, now: float, minutes: int) -> float:
        """Return what people count in a window: mentions, or the sum of weights that are no mentions."""
        counted = self._recent if self._is_heavy or self._numbers is None else self._numbers
        if minutes <= (_LONGEST if self._history is None else 60):
            return counted.last(now, minutes)
        if self._history is None:
            return self._pace.last(now, minutes, self._recent) * self._crowd
        return self._history.last(now, minutes, self._recent)

    def _usual(self, now: float, minutes: int, versus: str, expect: float) -> Usual:
        hours = minutes / 60.0 * self._crowd
        season = self._pace.pattern.season if self._history is None else self._history.seasonal.season
        if versus != "usual":
            hour = int(now // 3600)
            backs = self._pace.pattern.weeks_ago(hour) if versus == "same_hour_4_weeks" else range(1, 25)
            mean = season.mean_ago(hour, backs)
            return (None, None, None) if mean is None else (mean * hours, None, None)
        if self._history is None:
            found = self._pace.usual(now, minutes, self._recent, expect)
            if found is not None:
                return interval(found[0] * self._crowd, found[1])
        elif not self.is_starting:
            return interval(*self._history.usual(now, minutes, self._recent))
        kept = self._history or self._pace
        held = self._recent.last(now, minutes) if minutes <= _LONGEST else kept.last(now, minutes, self._recent)
        past = max((now - self._began) / 60.0 - minutes, 0.0)
        before = self._total - held
        if past < 60.0 or before <= 0.0:
            return None, None, None
        usual = before / past * minutes * self._crowd
        return interval(usual, 1.0 / (before * self._pace.worth) + 1.0 / cold_start.UNREST)

    def long_run(self, now: float) -> float | None:
        """Return the mentions an hour of the last weeks, whatever the hour and the day; None before there is a day."""
        self.advance(now)
        if self._began < 0.0 or self._history is not None or self._pace.is_young:
            return None
        return self._pace.pattern.mean * self._crowd

    def floor(self, now: float) -> tuple[float, float]:
        """Return the default (mentions, authors) that a page needs: 4 and 3 for a quiet watch, 10 and 5 from 20 an hour."""
        if self._began < 0.0:
            return 4.0, 3.0
        self.advance(now)
        if self._pace.is_young if self._history is None else self.is_starting:
            hour = self._recent.last(now, 60)
            rate = max(self._total - hour, 1.0) / ((now - self._began) / 3600.0 + 1.0)
        else:
            rate = 12.0 * (self._pace.mean if self._history is None else self._history.mean)
        busy = min(rate / 20.0, 1.0)
        return float(round(4.0 + 6.0 * busy)), float(round(3.0 + 2.0 * busy))

    def to_state(self) -> list[object]:
        """Return plain values for a snapshot."""
        counted, placed = ([getattr(self, name) for name in names] for names in (COUNTED, PLACED))
        numbers = None if self._numbers is None else self._numbers.to_state()
        history = None if self._history is None else self._history.to_state()
        parts = [self._recent.to_state(), numbers, history, self._pace.to_state()]
        promised, bounds = self._promise.to_state()
        return [self.VERSION, *counted, *promised, *placed, *parts, *bounds]

    @classmethod
    def from_state(cls, state: list[object]) -> Volume:
        """Make a lane from a snapshot; one of version 3 brings its hours, and learns the rest anew."""
        version, *rest = state
        if version == 3:
            return cls._from_3(rest)
        if version != cls.VERSION:
            raise ValueError(f"a volume lane of version {version} cannot be read")
        stored = StoredVolume.of(rest)
        lane = cls()
        for name in (*COUNTED, *PLACED):
            setattr(lane, name, getattr(stored, name.lstrip("_")))
        lane._take(stored.recent, stored.numbers, stored.history)
        lane._pace.from_state(stored.pace)
        lane._promise.days = stored.room_days
        lane._promise.give(stored.room, stored.room_until, stored.room_worth, stored.room_limits)
        return lane

    def _take(self, recent: object, numbers: object, history: object) -> None:
        self._recent.from_state(recent)
        self._numbers = None if numbers is None else Recent.of_state(numbers)
        if history is not None:
            self._history = History()
            self._history.from_state(history)

    @classmethod
    def _from_3(cls, state: list[object]) -> Volume:
        """Read what versions up to 0.1 wrote: one yardstick for posts and count records."""
        stored = StoredVolume3.of(state)
        lane = cls()
        lane._began, lane._started = stored.began, stored.started
        lane._total, lane._number = stored.total, stored.number
        lane.late, lane.refused, lane._gap_end = stored.late, stored.refused, stored.gap_end
        lane._is_heavy = stored.numbers is not None
        lane._take(stored.recent, stored.numbers, stored.history)
        if not stored.counts and lane._began >= 0.0 and lane._history is not None:
            lane._pace, lane._history = Pace.grown(lane._history, lane._began, lane._total), None
        return lane
