"""Pulse: how much was written about a watch, and how much of it negative, five minutes at a time; for charts. Pure.

The engine keeps what it needs to decide; a picture needs the minutes themselves. They are folded from the log once, and
go on with it. What is usual here is what the same hour held on the seven days before: a picture shows it in whole posts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise

from alertd.core.signals.hard_count import is_negative
from alertd.model.events import CountSeen, Event, MentionSeen
from alertd.model.glimpse import Glimpse
from alertd.model.mention import Mention
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
#: Seconds of the stretches by which the end of a burst is seen, and how many are kept: an hour, and the five minutes before it.
SLOT = 15
_SLOTS = (3600 + STEP) // SLOT


class Recent(Value, frozen=True, kw_only=True):
    """The last 65 minutes, `SLOT` seconds at a time. ends_at: when the last one is over, which may still be filling.

    negative: of each stretch; empty in one that an earlier build wrote. late: seconds that the sources of these posts are behind, as they say
    and as it is seen, whichever is less; a mean over the posts.
    """

    ends_at: datetime
    counts: tuple[int, ...]
    late: float = 0.0
    negative: tuple[int, ...] = ()

    def at(self, index: int) -> datetime:
        """Return when a stretch begins."""
        return self.ends_at - timedelta(seconds=SLOT * (len(self.counts) - index))


class Curve(Value, frozen=True, kw_only=True):
    """A stretch of time of one watch. Buckets of `step` seconds from begins_at on; the last one is still filling.

    total, negative: mentions of each bucket. usual: (low, middle, high) of each bucket as the days before had it; None
    while fewer than three of them are known. counted: buckets of which only a count is known, no texts. recent: its end, finer.
    """

    begins_at: datetime
    step: int
    total: tuple[int, ...]
    negative: tuple[int, ...]
    usual: tuple[tuple[float, float, float] | None, ...]
    counted: tuple[bool, ...]
    recent: Recent | None = None

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

    @property
    def filled(self) -> float:
        """How much of the last bucket is over, 0 to 1; 1 where nothing says what the time is."""
        if self.recent is None:
            return 1.0
        over = (self.recent.ends_at - self.at(len(self.total) - 1)).total_seconds()
        return min(max(over / self.step, 0.0), 1.0)

    def minutes(self, count: int) -> Curve | None:
        """Return its last minutes, one a bucket, of which the last is still filling; None where they are not known so finely."""
        recent, each = self.recent, 60 // SLOT
        if recent is None or len(recent.negative) != len(recent.counts) or len(recent.counts) < each * count:
            return None
        open_ = int(recent.ends_at.timestamp()) // SLOT % each or each  # stretches of the minute that runs
        ends = [len(recent.counts) - max(open_ + each * (n - 1), 0) for n in range(count, -1, -1)]
        parts = [slice(begin, end) for begin, end in pairwise(ends)]
        each_of = self.step // 60
        usual = [self.usual[-1 - (count - 1 - n) // each_of] for n in range(count)]
        return Curve(
            begins_at=recent.at(ends[0]),
            step=60,
            total=tuple(sum(recent.counts[part]) for part in parts),
            negative=tuple(sum(recent.negative[part]) for part in parts),
            usual=tuple(band and (band[0] / each_of, band[1] / each_of, band[2] / each_of) for band in usual),
            counted=(False,) * count,
            recent=recent,
        )


class Pulse:
    """The last nine days of every watch."""

    def __init__(self) -> None:
        self._total: dict[str, dict[int, int]] = {}
        self._negative: dict[str, dict[int, int]] = {}
        self._counted: dict[str, dict[int, int]] = {}
        self._slots: dict[str, dict[int, int]] = {}
        self._negative_slots: dict[str, dict[int, int]] = {}
        self._late: dict[str, dict[int, int]] = {}
        self._first: int | None = None

    def add(self, events: Iterable[Event]) -> None:
        """Fold what came in."""
        for event in events:
            if isinstance(event, MentionSeen):
                self._add_post(event.mention)
            elif isinstance(event, CountSeen):
                self._add_count(event)

    def add_seen(self, seen: Iterable[Glimpse | CountSeen]) -> None:
        """Fold what came in before, as charts need it."""
        for one in seen:
            if isinstance(one, CountSeen):
                self._add_count(one)
            else:
                self._add_post(one)

    def _add_post(self, post: Mention | Glimpse) -> None:
        bucket = _bucket(post.posted_at)
        _count(self._total, post.watch, bucket, 1)
        slot = int(post.posted_at.timestamp()) // SLOT
        if is_negative(post):
            _count(self._negative, post.watch, bucket, 1)
            _count(self._negative_slots, post.watch, slot, 1)
        self._begins(bucket)
        _count(self._slots, post.watch, slot, 1)
        if isinstance(post, Mention) and post.delay:
            # A sender may be quicker than its kind usually is. Of what is asked for by turns, half of a turn is the mean.
            seen = 2 * (post.seen_at - post.posted_at).total_seconds()
            _count(self._late, post.watch, slot, round(min(max(seen, 0.0), post.delay)))
        if len(self._slots[post.watch]) > 4 * _SLOTS:  # nine days are folded before anybody prunes
            self._prune_slots(post.watch, max(self._slots[post.watch]) - _SLOTS)

    def _prune_slots(self, watch: str, oldest: int) -> None:
        for kept in (self._slots, self._negative_slots, self._late):
            if watch in kept:
                kept[watch] = {slot: count for slot, count in kept[watch].items() if slot >= oldest}

    def _begins(self, bucket: int) -> None:
        self._first = bucket if self._first is None else min(self._first, bucket)

    def _add_count(self, event: CountSeen) -> None:
        first = _bucket(event.begins_at)
        self._begins(first)
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
        for watch in self._slots:
            self._prune_slots(watch, int((now - timedelta(seconds=2 * SLOT * _SLOTS)).timestamp()) // SLOT)
        if self._first is not None:
            self._first = max(self._first, oldest)

    def day(self, watch: str, until: datetime) -> Curve:
        """Return the 24 hours before an instant, which is in the last bucket."""
        return self.curve(watch, _bucket(until) - _DAY + 1, _DAY).with_(recent=self._recent(watch, until))

    def _recent(self, watch: str, until: datetime) -> Recent:
        stop = int(until.timestamp()) // SLOT + 1
        slots, late = self._slots.get(watch, {}), self._late.get(watch, {})
        counts = tuple(slots.get(n, 0) for n in range(stop - _SLOTS, stop))
        negative = self._negative_slots.get(watch, {})
        behind = sum(late.get(n, 0) for n in range(stop - _SLOTS, stop))
        return Recent(
            ends_at=datetime.fromtimestamp(stop * SLOT, UTC),
            counts=counts,
            late=behind / max(sum(counts), 1),
            negative=tuple(negative.get(n, 0) for n in range(stop - _SLOTS, stop)),
        )

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
            usual=self._usual(total, counted, numbers),
            counted=tuple(counted.get(n, 0) > total.get(n, 0) for n in numbers),
        )

    def _usual(
        self, total: Mapping[int, int], counted: Mapping[int, int], numbers: range
    ) -> tuple[tuple[float, float, float] | None, ...]:
        """Return what the hour around each bucket held on the days before, for one bucket."""
        oldest = numbers.start - _DAYS * _DAY - _HOUR // 2
        held = (max(total.get(n, 0), counted.get(n, 0)) for n in range(oldest, numbers.stop))
        until = list(accumulate(held, initial=0))  # of all buckets before each: an hour is the difference of two
        found: list[tuple[float, float, float] | None] = []
        for bucket in numbers:
            hours = []
            for days in range(1, _DAYS + 1):
                begins = bucket - days * _DAY - _HOUR // 2
                if self._first is None or begins < self._first:
                    break
                hours.append((until[begins - oldest + _HOUR] - until[begins - oldest]) / _HOUR)
            hours.sort()
            found.append((hours[0], hours[len(hours) // 2], hours[-1]) if len(hours) >= _FEWEST_DAYS else None)
        return tuple(found)


def _bucket(at: datetime) -> int:
    return int(at.timestamp()) // STEP


def _count(kept: dict[str, dict[int, int]], watch: str, bucket: int, by: int) -> None:
    buckets = kept.setdefault(watch, {})
    buckets[bucket] = buckets.get(bucket, 0) + by
