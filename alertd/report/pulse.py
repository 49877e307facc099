"""Pulse: how much was written about a watch, and how much of it negative, five minutes at a time; for charts. Pure.

The engine keeps what it needs to decide; a picture needs the minutes themselves. They are folded from the log once, and
go on with it. What is usual here is what the same hour held on the seven days before: a picture shows it in whole posts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from alertd.core.signals.hard_count import is_negative
from alertd.model.events import CountSeen, Event, MentionSeen
from alertd.model.value import Value

STEP = 300
#: P(negative) in thousandths from which a post counts as negative here.
NEGATIVE_FROM = 500
#: What is kept: a day and a week, to compare with the same hours of the seven days before.
KEPT = timedelta(days=9)
_DAY = 86400 // STEP
_HOUR = 3600 // STEP
_DAYS = 7
_FEWEST_DAYS = 3


class Curve(Value, frozen=True, kw_only=True):
    """A stretch of time of one watch. Buckets of `step` seconds from begins_at on; the last one is still filling.

    total, negative: mentions of each bucket. usual: (low, middle, high) of each bucket as the days before had it; None
    while fewer than three of them are known. counted: buckets of which only a count is known, no texts.
    """

    begins_at: datetime
    step: int
    total: tuple[int, ...]
    negative: tuple[int, ...]
    usual: tuple[tuple[float, float, float] | None, ...]
    counted: tuple[bool, ...]

    def at(self, index: int) -> datetime:
        """Return when a bucket begins."""
        return self.begins_at + timedelta(seconds=self.step * index)

    def last(self, buckets: int) -> Curve:
        """Return the end of it."""
        return self.with_(
            begins_at=self.at(len(self.total) - buckets),
            total=self.total[-buckets:],
            negative=self.negative[-buckets:],
            usual=self.usual[-buckets:],
            counted=self.counted[-buckets:],
        )


class Pulse:
    """The last nine days of every watch."""

    def __init__(self) -> None:
        self._total: dict[str, dict[int, int]] = {}
        self._negative: dict[str, dict[int, int]] = {}
        self._counted: dict[str, dict[int, int]] = {}
        self._first: int | None = None

    def add(self, events: Iterable[Event]) -> None:
        """Fold what came in."""
        for event in events:
            if isinstance(event, MentionSeen):
                mention = event.mention
                bucket = _bucket(mention.posted_at)
                _count(self._total, mention.watch, bucket, 1)
                if is_negative(mention):
                    _count(self._negative, mention.watch, bucket, 1)
            elif isinstance(event, CountSeen):
                self._add_count(event)
                bucket = _bucket(event.begins_at)
            else:
                continue
            self._first = bucket if self._first is None else min(self._first, bucket)

    def _add_count(self, event: CountSeen) -> None:
        first = _bucket(event.begins_at)
        buckets = max(1, round(event.seconds / STEP))
        for n in range(buckets):
            # Whole posts: what does not divide goes to the first ones.
            share = event.count // buckets + (1 if n < event.count % buckets else 0)
            _count(self._counted, event.watch, first + n, share)

    def prune(self, now: datetime) -> None:
        """Forget what no curve can show any more."""
        oldest = _bucket(now - KEPT)
        for kept in (self._total, self._negative, self._counted):
            for watch, buckets in kept.items():
                if buckets and min(buckets) < oldest:
                    kept[watch] = {bucket: count for bucket, count in buckets.items() if bucket >= oldest}
        if self._first is not None:
            self._first = max(self._first, oldest)

    def day(self, watch: str, until: datetime) -> Curve:
        """Return the 24 hours before an instant, which is in the last bucket."""
        return self.curve(watch, _bucket(until) - _DAY + 1, _DAY)

    def curve(self, watch: str, first: int, buckets: int) -> Curve:
        """Return a stretch of a watch, by the number of its first bucket."""
        total, negative = self._total.get(watch, {}), self._negative.get(watch, {})
        counted = self._counted.get(watch, {})
        numbers = range(first, first + buckets)
        return Curve(
            begins_at=datetime.fromtimestamp(first * STEP, UTC),
            step=STEP,
            # A sensor counts the posts that we read too: the larger of the two is how many there were.
            total=tuple(max(total.get(n, 0), counted.get(n, 0)) for n in numbers),
            negative=tuple(negative.get(n, 0) for n in numbers),
            usual=tuple(self._usual(total, counted, n) for n in numbers),
            counted=tuple(counted.get(n, 0) > total.get(n, 0) for n in numbers),
        )

    def _usual(self, total: dict[int, int], counted: dict[int, int], bucket: int) -> tuple[float, float, float] | None:
        """Return what the hour around this bucket held on the days before, for one bucket."""
        hours = []
        for days in range(1, _DAYS + 1):
            middle = bucket - days * _DAY
            span = range(middle - _HOUR // 2, middle + _HOUR // 2)
            if self._first is None or span[0] < self._first:
                break
            hours.append(sum(max(total.get(n, 0), counted.get(n, 0)) for n in span) / _HOUR)
        if len(hours) < _FEWEST_DAYS:
            return None
        hours.sort()
        return hours[0], hours[len(hours) // 2], hours[-1]


def _bucket(at: datetime) -> int:
    return int(at.timestamp()) // STEP


def _count(kept: dict[str, dict[int, int]], watch: str, bucket: int, by: int) -> None:
    buckets = kept.setdefault(watch, {})
    buckets[bucket] = buckets.get(bucket, 0) + by
