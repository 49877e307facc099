"""Volume: how rare the present number of mentions is for this watch, in days.

Three yardsticks, each of the watch itself:

- `tail`: levels of the last 10 and 60 minutes against all that was seen, forgetting with a half-life of 7 days;
- `season`: the same hour of the week, today's level and the last two hours, where the week explains the watch;
- `start`: a scan over windows of 2 to 60 minutes while there are fewer than 750 buckets of history.

One lane counts one kind of mention of one watch: all voices, all posts, negative ones (weight = P(negative)),
reach-weighted ones, those that match. Times are epoch seconds of the post itself; `now` is the engine's time.
"""

from __future__ import annotations

import math

from alertd.core.signals import cold_start
from alertd.core.signals.history import BUCKET, History
from alertd.core.signals.reading import Reading, interval
from alertd.core.signals.recent import Recent
from alertd.model.value import quantised

#: A post older than this behind now counts in history only; it can never start or keep a fire.
LATENESS = 120.0
#: Older posts are not taken at all.
OLDEST = 86400.0
#: A burst reaches over eight or nine buckets of five minutes, so it is expected that many times less often than one
#: bucket as high. Measured with this figure: the synthetic stream pages falsely once in 41 days at a limit of 45 days
#: (20 and 200 mentions an hour); the ten NAB series once in 29 days outside the labelled windows at a limit of 27.
BURST_BUCKETS = 8.5
#: An alert goes on while this many minutes hold more than this multiple of the usual.
RAISED_MINUTES, RAISED = 30, 1.25
#: A page needs four mentions, whatever their rarity, unless a rule says less.
FEWEST = 3.5
#: Nobody can know more than this from some weeks: a hundred years.
MOST_DAYS = 36500.0


_PLAIN = (
    "_began",
    "_total",
    "_number",
    "_counts",
    "late",
    "refused",
    "_room",
    "_room_until",
    "_room_days",
    "_started",
    "_gap_end",
)


class Volume:
    """One lane of mentions. Feed it with observe() and observe_count(), ask it with reading()."""

    VERSION = 3

    __slots__ = (*_PLAIN, "_history", "_numbers", "_recent", "_room_asked")

    def __init__(self, *, started_at: float | None = None) -> None:
        """Open a lane; started_at: since when it is watched, if that is before its first mention."""
        self._recent = Recent()
        self._numbers: Recent | None = None  # mentions behind the weights, where weights are larger than one
        self._history = History()
        self._began = -1.0
        self._total = 0.0
        self._number = 0
        self._counts = False
        self._room, self._room_until, self._room_days, self._room_asked = -1.0, 0.0, MOST_DAYS, -1.0
        self._gap_end = 0.0
        self.late = 0  #: mentions that entered history only
        self.refused = 0  #: mentions too old for anything
        self._started = started_at

    def observe(self, at: float, *, now: float, weight: float = 1.0) -> None:
        """Count one mention in the minute it was written; a late one enters history only, after 24 h nothing."""
        recent = self._recent
        if self._began < 0.0:
            self._open(at if at >= now - LATENESS else now)
        if now >= self._history.due:
            self._history.advance(now, recent)
        if at < now - LATENESS:
            self._late(at, now, weight)
            return
        minute = recent.minute(min(at, now))
        recent.add(minute, weight)
        if weight > 1.0 or self._numbers is not None:
            self._count_one(minute)
            self._room -= max(1.0 - weight, 0.0)  # mentions are what is promised, however little one weighs
        self._total += weight
        self._room -= weight
        self._number += 1

    def observe_count(self, begin: float, seconds: float, count: float, *, now: float) -> None:
        """Count a record of a volume sensor, spread evenly over its minutes; an empty one is knowledge too."""
        end = begin + seconds
        if self._began < 0.0:
            self._open(begin, phase=begin % BUCKET)
        self._counts = True
        self._history.wait(seconds)
        self._history.advance(min(now, begin + self._history.patience), self._recent)  # what lies before the record
        if end < now - max(LATENESS, seconds):
            self._late(begin, now, count)
            return
        first = self._recent.minute(begin)
        minutes = max(round(seconds / 60.0), 1)
        for minute in range(first, first + minutes):
            self._recent.add(minute, count / minutes)
        self._total += count
        self._room = -1.0
        self._number += round(count)

    def _count_one(self, minute: int) -> None:
        if self._numbers is None:
            self._numbers = Recent(self._recent.phase)
        self._numbers.add(minute, 1.0)

    def _open(self, at: float, *, phase: float = 0.0) -> None:
        if self._started is not None:
            at = min(at, self._started)
        self._recent.phase = phase
        self._began = at
        self._history.begin(at, phase)

    def _late(self, at: float, now: float, weight: float) -> None:
        if at < now - OLDEST:
            self.refused += 1
            return
        self.late += 1
        self._history.add_late(at, weight)

    def gap(self, begin: float, end: float) -> None:
        """Mark time that nobody watched: its buckets are never learnt, and a young lane is that much younger."""
        begin = max(begin, self._began)
        if self._began < 0.0 or end <= begin:
            return
        self._history.advance(begin, self._recent)
        self._history.gap(begin, end)
        if self.is_starting:  # what two sources did not see at the same time was missed once
            self._began += max(end - max(begin, self._gap_end), 0.0)
        self._gap_end = max(self._gap_end, end)
        self.promise_nothing()

    def promise_nothing(self) -> None:
        """Take back what is_calm() promised: time, or what is known of it, has changed."""
        self._room, self._room_until, self._room_asked = -1.0, 0.0, -1.0

    def advance(self, now: float) -> None:
        """Catch up with time; long silence is closed form."""
        if self._began >= 0.0 and now >= self._history.due:
            self._history.advance(now, self._recent)

    @property
    def is_starting(self) -> bool:
        """Whether there is too little history for the rarity by days."""
        return self._history.buckets < cold_start.START / BUCKET

    def is_calm(self, now: float, days: float = 1.0) -> bool:
        """Whether its rarity is surely below so many days (at least one) now, for a fraction of the cost of reading().

        With fewer than four mentions in the hour it is calm too: so many are the least that a page needs.

        The promise holds for as many mentions as it left room for, up to the next bucket (a minute by season, a tenth of
        its life in its first days). The fewest days ever asked for are promised to all who ask.
        """
        if days >= self._room_days and (
            (self._room > 0.0 and now < self._room_until) or (self._room <= 0.0 and now == self._room_asked)
        ):
            return self._room > 0.0
        if self._began < 0.0:
            return True
        self.advance(now)
        self._room_days, self._room_asked = min(days, self._room_days), now
        if self.is_starting:
            self._room_until = now + self._start_left(now)
            recent, began = self._numbers or self._recent, self._began
            self._room = cold_start.room(recent, now, began, self._all, until=self._room_until, days=self._room_days)
            return self._room > 0.0
        score = math.log10(self._room_days * 86400.0 / (BURST_BUCKETS * BUCKET))
        self._room = max(self._history.room(now, self._recent, score), FEWEST - self._recent.last(now, 60))
        hour = 3600.0 * (now // 3600.0 + 1.0)
        by_season = self._history.seasonal.weight > 0.0
        self._room_until = min(self._history.due, hour, now + 60.0) if by_season else self._history.due
        return self._room > 0.0

    def _start_left(self, now: float) -> float:
        """Return for how many seconds a promise holds: a tenth of what is known, and not into the days of history."""
        left = (cold_start.START / BUCKET - self._history.buckets - 1) * BUCKET
        return max(min(0.1 * (now - self._began), left), 1.0)

    def is_raised(self, now: float, *, expect: float = 1.0) -> bool:
        """Whether the last half hour is still above the usual: an alert that fired goes on until it is not.

        expect: how many times the usual a running campaign may bring.

        Measured on NAB realTweets: with this end of an alert one watch-week has 0.49 false pages at a recall of 31 of 33
        windows; ending it at half the limit gives 0.52 to 0.54.
        """
        if self._began < 0.0:
            return False
        self.advance(now)
        count = self._recent.last(now, RAISED_MINUTES)
        usual = self._usual(now, RAISED_MINUTES, "usual")[0]
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
        if self.is_starting:
            recent = self._numbers or self._recent
            rarity, scanned = cold_start.rarity(recent, now, self._began, self._all, expect=expect)
            minutes = minutes or scanned
        else:
            score, best = self._history.score(now, self._recent, expect=expect, minutes=minutes)
            minutes = minutes or best
            rarity = 10.0**score * BURST_BUCKETS * BUCKET / 86400.0 if score > 0.0 else 0.0
        value = self._count(now, minutes)
        usual_, low, high = self._usual(now, minutes, versus)
        return Reading(
            value=quantised(value),
            usual=None if usual_ is None else quantised(usual_ * expect),
            low=None if low is None else quantised(low * expect),
            high=None if high is None else quantised(high * expect),
            window=60.0 * minutes,
            rarity=None if now - self._began < cold_start.YOUNGEST else quantised(min(rarity, MOST_DAYS)),
            mentions=quantised(value if self._numbers is None else self._numbers.last(now, min(minutes, 60))),
        )

    @property
    def _all(self) -> float:
        return self._total if self._numbers is None else float(self._number)

    def _count(self, now: float, minutes: int) -> float:
        if minutes <= 60:
            return self._recent.last(now, minutes)
        return self._history.last(now, minutes, self._recent)

    def _usual(self, now: float, minutes: int, versus: str) -> tuple[float | None, float | None, float | None]:
        hours = minutes / 60.0
        if versus == "same_hour_4_weeks":
            mean = self._history.seasonal.season.same_hour(int(now // 3600))
            return (None, None, None) if mean is None else (mean * hours, None, None)
        if versus == "last_24h":
            mean = self._history.seasonal.season.last_day(int(now // 3600))
            return (None, None, None) if mean is None else (mean * hours, None, None)
        if self.is_starting:
            count = self._recent.last(now, min(minutes, 60))
            past = max((now - self._began) / 60.0 - minutes, 0.0)
            before = self._total - count
            if past < 60.0 or before <= 0.0:
                return None, None, None
            return interval(before / past * minutes, 1.0 / before + 1.0 / cold_start.UNREST)
        mean, unrest = self._history.usual(now, minutes, self._recent)
        return interval(mean, unrest)

    def floor(self, now: float) -> tuple[float, float]:
        """Return the default (mentions, authors) that a page needs: 4 and 3 for a quiet watch, 10 and 5 from 20 an hour."""
        if self._began < 0.0:
            return 4.0, 3.0
        self.advance(now)
        if self.is_starting:
            hour = self._recent.last(now, 60)
            rate = max(self._total - hour, 1.0) / ((now - self._began) / 3600.0 + 1.0)
        else:
            rate = 60.0 / 5.0 * self._history.mean
        busy = min(rate / 20.0, 1.0)
        return float(round(4.0 + 6.0 * busy)), float(round(3.0 + 2.0 * busy))

    def to_state(self) -> list[object]:
        """Return plain values for a snapshot."""
        plain = [getattr(self, name) for name in _PLAIN]
        numbers = None if self._numbers is None else self._numbers.to_state()
        return [self.VERSION, *plain, self._recent.to_state(), numbers, self._history.to_state()]

    @classmethod
    def from_state(cls, state: list[object]) -> Volume:
        """Make a lane from a snapshot."""
        version, *plain, recent, numbers, history = state
        if version != cls.VERSION:
            raise ValueError(f"a volume lane of version {version} cannot be read")
        lane = cls()
        for name, value in zip(_PLAIN, plain, strict=True):
            setattr(lane, name, value)
        if numbers is not None:
            lane._numbers = Recent()
            lane._numbers.from_state(numbers)  # type: ignore[arg-type]
        lane._recent.from_state(recent)  # type: ignore[arg-type]
        lane._history.from_state(history)  # type: ignore[arg-type]
        return lane
