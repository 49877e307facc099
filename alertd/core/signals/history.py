"""History: what a lane has learnt of itself, five minutes at a time, and how rare the present is against it."""

from __future__ import annotations

import math

from alertd.core.signals.lateness import LATENESS
from alertd.core.signals.levels import FIT, FIT_FAST, SCALES, Levels
from alertd.core.signals.recent import Recent
from alertd.core.signals.season import KEPT_HOURS
from alertd.core.signals.seasonal import LOCAL_FROM, LOCAL_TO, Seasonal
from alertd.core.stored import Stored

BUCKET = 300.0
#: A count record comes only when its time is over; one of more seconds than this is not waited for.
_LONGEST_RECORD = 3600.0
#: Gaps are remembered as long as a window can reach back into them.
_GAP_KEPT = 7200.0
_LONGEST = max(SCALES)


class StoredHistory(Stored, frozen=True):
    """What a snapshot keeps; gaps: (begin, end) in epoch seconds."""

    phase: float
    next: int
    patience: float
    buckets: int
    gaps: list[tuple[float, float]]
    levels: object
    seasonal: object


class History:
    """Levels and season of one lane; time runs in buckets of five minutes."""

    __slots__ = ("_gaps", "_levels", "_phase", "buckets", "due", "next", "patience", "seasonal")

    def __init__(self) -> None:
        self._levels = Levels()
        self.seasonal = Seasonal()
        self._phase = 0.0
        self.next = -1  #: the bucket that is learnt next
        self.due = math.inf  #: when it is
        self.patience = LATENESS  #: seconds after its end, when no post can come on time for it any more
        self.buckets = 0  #: buckets learnt, without gaps
        self._gaps: list[tuple[float, float]] = []

    def begin(self, at: float, phase: float) -> None:
        """Open the history at the bucket of an instant."""
        self._phase = phase
        self.next = math.floor((at - phase) / BUCKET)
        self._set_due()

    def _set_due(self) -> None:
        self.due = self._phase + (self.next + 1) * BUCKET + self.patience

    def wait(self, seconds: float) -> None:
        """Wait for records of this length."""
        if seconds > self.patience:
            self.patience = min(seconds, _LONGEST_RECORD)
            self._set_due()

    def gap(self, begin: float, end: float) -> None:
        """Remember that nobody watched between two instants; closed hours inside become unknown."""
        self._gaps.append((begin, end))
        for hour in range(int(begin // 3600), math.ceil(end / 3600)):
            self.seasonal.season.forget(hour)

    @property
    def learnt_until(self) -> float:
        """The end of the last bucket that was learnt."""
        return self._phase + self.next * BUCKET

    def add_late(self, at: float, weight: float) -> None:
        """Count a late post in its own hour."""
        self.seasonal.season.add(int(at // 3600), weight)

    def advance(self, now: float, recent: Recent) -> None:
        """Learn all buckets that are due; silence in closed form."""
        while self.due <= now:
            due = 1 + int((now - self.due) // BUCKET)
            first_minute = 5 * (self.next + 1) - _LONGEST
            unseen = self._unseen(due)
            if unseen:
                self._skip(unseen)
            elif recent.top < first_minute and not self._gaps:
                self._learn_silence(due)
            else:
                self._learn(recent)
            self._set_due()
            self._drop_gaps()

    def _unseen(self, due: int) -> int:
        """Return how many buckets from the next one on lie whole inside one gap; at most those that are due."""
        begin = self._phase + self.next * BUCKET
        for first, last in self._gaps:
            if first <= begin and begin + BUCKET <= last:
                return min(due, int((last - begin) // BUCKET))
        return 0

    def _skip(self, buckets: int) -> None:
        """Pass over buckets that nobody saw, however many: their hours are closed, and unknown."""
        hour = int((self._phase + self.next * BUCKET) // 3600)
        self.next += buckets
        ends = int((self._phase + self.next * BUCKET) // 3600)
        if ends > hour:
            season = self.seasonal.season
            season.close(ends - 1, known=False)
            for each in range(max(hour, ends - KEPT_HOURS), ends):
                season.forget(each)
        self._refit()

    def _drop_gaps(self) -> None:
        if self._gaps:
            oldest = self._phase + self.next * BUCKET - _GAP_KEPT
            self._gaps = [gap for gap in self._gaps if gap[1] >= oldest]

    def _is_seen(self, now: float) -> bool:
        """Whether the minutes by which the present is compared with the pattern were watched."""
        return not self._gaps or self._is_known(now - 60.0 * LOCAL_FROM, now - 60.0 * LOCAL_TO)

    def _is_known(self, begin: float, end: float) -> bool:
        return not self._gaps or all(b >= end or e <= begin for b, e in self._gaps)

    def _learn(self, recent: Recent) -> None:
        """Learn one bucket: its windows end with it."""
        begin = self._phase + self.next * BUCKET
        after, end, hour = begin + BUCKET, 5 * (self.next + 1), int(begin // 3600)
        count, *counts = recent.ending(end, (5, *SCALES))
        if count:
            self.seasonal.season.add(hour, count)
        if not self._gaps:
            self.buckets += 1
            self._levels.learn(count, counts[0], counts[1])
            if self.seasonal.is_wanted:
                self.seasonal.learn(after, end, recent)
        elif self._is_known(begin, after):
            self.buckets += 1
            ten, sixty = (
                counted if self._is_known(after - 60.0 * minutes, after) else None
                for minutes, counted in zip(SCALES, counts, strict=True)
            )
            self._levels.learn(count, ten, sixty)
            if self.seasonal.is_wanted and self._is_known(after - _GAP_KEPT, after):
                self.seasonal.learn(after, end, recent)
        self.next += 1
        if int(after // 3600) != hour:
            known = self._is_known(hour * 3600.0, hour * 3600.0 + 3600.0)
            self.seasonal.close(hour, recent.between(end - 60, end), known=known)
        if self.next % FIT_FAST == 0:
            self._refit()

    def _learn_silence(self, times: int) -> None:
        """Learn empty buckets at once; refit as of the last full hour and quarter among them."""
        begin, end = self.next, self.next + times
        marks = sorted({m for m in (end - end % FIT, end - end % FIT_FAST) if m > begin})
        for mark in (*marks, end):
            part = mark - self.next
            if part > 0:
                self.buckets += part
                self._levels.learn_silence(part)
                self.seasonal.learn_silence(part)
                self.next = mark
            if mark in marks:
                self._refit()
        first, last = (int((self._phase + b * BUCKET) // 3600) for b in (begin, self.next))
        if last > first:
            self.seasonal.season.close(last - 1)

    def _refit(self) -> None:
        is_hour = self.next % FIT == 0
        self._levels.refit(hourly=is_hour)
        if is_hour:
            self.seasonal.refit()

    @property
    def mean(self) -> float:
        """The decayed mean count of a bucket."""
        return self._levels.mean

    def score(self, now: float, recent: Recent, *, expect: float, minutes: int | None) -> tuple[float, int]:
        """Return (log10 of the buckets in which one is as high, the window in minutes that tells most)."""
        if minutes is None:
            ten, hour = (recent.last(now, scale) / expect for scale in SCALES)
            by_level, best = self._levels.score(ten, hour)
        else:
            by_level, best = self._levels.single(recent.last(now, min(minutes, 60)) / expect, minutes), minutes
        weight = self.seasonal.weight
        found = None
        if weight > 0.0:
            found = self.seasonal.score(now, recent, expect=expect, minutes=minutes, is_seen=self._is_seen(now))
        if found is None:
            return by_level, best
        return weight * found[0] + (1.0 - weight) * by_level, found[1]

    def room(self, now: float, recent: Recent, score: float) -> float:
        """Return how many more mentions surely leave score() below `score`; see Volume.is_calm()."""
        weight = self.seasonal.weight
        room = math.inf
        if weight < 1.0:
            ten, hour = (recent.last(now, scale) for scale in SCALES)
            room = self._levels.room(ten, hour, score)
        if weight == 0.0:
            return room
        return min(room, self.seasonal.room(now, recent, score, is_seen=self._is_seen(now)))

    def usual(self, now: float, minutes: int, recent: Recent) -> tuple[float, float]:
        """Return (mentions usual in a window that ends now, variance of its log beyond chance)."""
        flat, share = self.mean * minutes / 5.0, self.seasonal.weight
        found = None
        if share > 0.0 and minutes <= 120:
            found = self.seasonal.expected(now, recent, (minutes,), is_seen=self._is_seen(now))
        if found is None:
            return flat, self.seasonal.spread(by_season=False)
        return share * found[0] + (1.0 - share) * flat, self.seasonal.spread(by_season=True)

    def last(self, now: float, minutes: int, recent: Recent) -> float:
        """Return the count of a window longer than an hour: the last hour by minutes, the rest by hours."""
        count = recent.last(now, 60)
        end, begin = (now - 3600.0) / 3600.0, (now - 60.0 * minutes) / 3600.0
        for hour in range(math.floor(begin), math.floor(end) + 1):
            inside = min(end, hour + 1.0) - max(begin, float(hour))
            count += (self.seasonal.season.count(hour) or 0.0) * max(inside, 0.0)
        return count

    def to_state(self) -> list[object]:
        """Return what from_state() needs."""
        gaps = [list(gap) for gap in self._gaps]
        return [
            self._phase,
            self.next,
            self.patience,
            self.buckets,
            gaps,
            self._levels.to_state(),
            self.seasonal.to_state(),
        ]

    def from_state(self, state: object) -> None:
        """Take over a state."""
        stored = StoredHistory.of(state)
        self._phase, self.next, self.patience = stored.phase, stored.next, stored.patience
        self.buckets, self._gaps = stored.buckets, stored.gaps
        self._levels.from_state(stored.levels)
        self.seasonal.from_state(stored.seasonal)
        if self.next >= 0:
            self._set_due()
