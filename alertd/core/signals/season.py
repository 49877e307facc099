"""Season: what is usual of a watch at this hour of the week, from its last four weeks.

Each hour's count is kept as one byte on a log scale (672 bytes). The expected rate of an hour is the mean of the same
hour in four weeks, drawn towards the mean of the same hour of all days, so that a recurring campaign hour is learnt and
a small brand's empty Tuesdays do not become a zero. Hours are UTC; a clock change shifts the pattern by one hour until
it is learnt again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from alertd.core.stored import Stored

WEEK_HOURS = 168
KEPT_HOURS = 4 * WEEK_HOURS
#: The same hour of the last four weeks, so many hours ago.
WEEKS_AGO = tuple(range(WEEK_HOURS, KEPT_HOURS + 1, WEEK_HOURS))
#: An hour that nobody watched; never taken for zero.
UNKNOWN = 255
#: Steps to a doubling: counts to 11 stay exact, larger ones are 4 % coarse, the largest is 300 million an hour.
_STEPS = 9.0
#: How many weeks of evidence the mean over all days weighs against the same hour of the week.
DAILY_WEIGHT = 2.0
#: Bounds of today's level against the pattern, and the pseudo-count that steadies it (reference A of the benchmark).
LEVEL_BOUNDS, LEVEL_PRIOR = (0.5, 3.0), 5.0
#: An hour counts at most as this multiple of what it expects in today's level: one burst must not raise the bar.
LEVEL_CAP = 3.0

#: The count behind each code.
DECODED: tuple[float, ...] = tuple(math.exp2(code / _STEPS) - 1.0 for code in range(UNKNOWN))


def coded(count: float) -> int:
    """Write a count as one byte.

    >>> [round(decoded(coded(n))) for n in (0, 1, 7, 11)]
    [0, 1, 7, 11]
    """
    return min(round(_STEPS * math.log2(count + 1.0)), UNKNOWN - 1)


def decoded(code: int) -> float:
    """Read a count back."""
    return DECODED[code]


class StoredSeason(Stored, frozen=True):
    """What a snapshot keeps; opened: (hour, count), rates: (hour, rate), codes: packed."""

    next: int
    opened: list[tuple[int, float]]
    rates: list[tuple[int, float]]
    codes: bytes


class Season:
    """The last four weeks, hour by hour. Hours are numbered from the epoch."""

    __slots__ = ("_codes", "_next", "_now", "_open", "_rates")

    def __init__(self) -> None:
        self._codes = bytearray()  # allocated with the first full hour; a younger lane is 0 bytes
        self._next = -1  # the hour that close() expects next; -1 before the first
        self._open: dict[int, float] = {}  # hours with counts that are not closed yet
        self._rates: dict[int, float | None] = {}
        self._now: tuple[int, int, tuple[float, ...] | None] = (-1, -1, None)

    def add(self, hour: int, count: float) -> None:
        """Count in an hour: the open one, or one of the last 24 that a late post belongs to."""
        if self._next < 0:
            self._next = hour
        if hour >= self._next:
            self._open[hour] = self._open.get(hour, 0.0) + count
            return
        if hour >= self._next - 24 and self._codes:
            at = hour % KEPT_HOURS
            if self._codes[at] != UNKNOWN:
                self._codes[at] = coded(decoded(self._codes[at]) + count)
                self._now = (-1, -1, None)

    def close(self, hour: int, *, known: bool = True) -> None:
        """Finish all hours up to and with `hour`; the earlier ones without counts were zero, the last only if known."""
        if self._next < 0 or hour < self._next:
            return
        if not self._codes:
            self._codes = bytearray([UNKNOWN]) * KEPT_HOURS
        for each in range(max(self._next, hour - KEPT_HOURS + 1), hour + 1):
            count = self._open.pop(each, 0.0)
            code = coded(count) if count else 0
            self._codes[each % KEPT_HOURS] = code if known or each < hour else UNKNOWN
        if self._open:
            for each in [h for h in self._open if h <= hour]:
                del self._open[each]
        self._next = hour + 1

    def forget(self, hour: int) -> None:
        """Mark a closed hour as not watched."""
        if self._codes and self._next - KEPT_HOURS <= hour < self._next:
            self._codes[hour % KEPT_HOURS] = UNKNOWN
            self._now = (-1, -1, None)

    @property
    def codes(self) -> bytearray:
        """The kept hours, as a ring: hour h stands at h modulo KEPT_HOURS; UNKNOWN where nobody watched; empty before the first."""
        return self._codes

    def count(self, hour: int) -> float | None:
        """Return the count of a closed hour; None where it is unknown or too old."""
        if not self._is_kept(hour):
            return None
        code = self._codes[hour % KEPT_HOURS]
        return None if code == UNKNOWN else decoded(code)

    def between(self, first: int, end: int) -> bytearray:
        """Return the codes of some hours, up to one; UNKNOWN where nobody watched, or where they are too old or not closed."""
        if self._codes and self._next - KEPT_HOURS <= first and end <= self._next:
            begin = first % KEPT_HOURS
            ring = self._codes[begin : begin + end - first]
            return ring if len(ring) == end - first else ring + self._codes[: end - first - len(ring)]
        counts = (self._codes[hour % KEPT_HOURS] if self._is_kept(hour) else UNKNOWN for hour in range(first, end))
        return bytearray(counts)

    def _is_kept(self, hour: int) -> bool:
        return bool(self._codes) and self._next - KEPT_HOURS <= hour < self._next

    def mean_ago(self, hour: int, backs: Iterable[int] = WEEKS_AGO) -> float | None:
        """Return the mean count of the hours that lie so many hours before one; None where none of them is known."""
        return _mean([self.count(hour - back) for back in backs])

    def rate(self, hour: int) -> float | None:
        """Return the mentions expected in an hour by the pattern alone; None before a week is known.

        Computed once for each hour and kept for a day, since level() asks for all of them.
        """
        if hour not in self._rates:
            self._rates[hour] = self._pattern(hour)
            for each in [h for h in self._rates if h < hour - 26]:
                del self._rates[each]
        return self._rates[hour]

    def _pattern(self, hour: int) -> float | None:
        weeks = [c for c in (self.count(hour - back) for back in WEEKS_AGO) if c is not None]
        if not weeks:
            return None
        days = _mean([self.count(hour - 24 * k) for k in range(1, 28)])
        return (math.fsum(weeks) + DAILY_WEIGHT * (days or 0.0)) / (len(weeks) + DAILY_WEIGHT)

    def level(self, hour: int) -> float:
        """Return how the 24 closed hours before `hour` compare with their pattern, within bounds."""
        seen = expected = 0.0
        for each in range(hour - 24, hour):
            count = self.count(each)
            rate = None if count is None else self.rate(each)
            if count is not None and rate is not None:
                seen += min(count, LEVEL_CAP * rate + LEVEL_PRIOR)
                expected += rate
        ratio = (seen + LEVEL_PRIOR) / (expected + LEVEL_PRIOR)
        return min(max(ratio, LEVEL_BOUNDS[0]), LEVEL_BOUNDS[1])

    def rates(self, hour: int) -> tuple[float, float, float, float] | None:
        """Return (level, rate of hour-2, of hour-1, of hour); None before eight days are known."""
        if self._now[:2] != (hour, self._next):
            known = self.count(hour - WEEK_HOURS - 26) is not None
            rates = [self.rate(hour - back) for back in (2, 1, 0)] if known else [None]
            found = None if None in rates else (self.level(hour), *(r or 0.0 for r in rates))
            self._now = (hour, self._next, found)
        return self._now[2]  # type: ignore[return-value]

    def to_state(self) -> list[object]:
        """Return what from_state() needs."""
        rates = [[hour, rate] for hour, rate in sorted(self._rates.items()) if rate is not None]
        return [self._next, sorted(self._open.items()), rates, _packed(self._codes)]

    def from_state(self, state: object) -> None:
        """Take over a state."""
        stored = StoredSeason.of(state)
        self._next, self._open, self._codes = stored.next, dict(stored.opened), _unpacked(stored.codes)
        self._rates = dict(stored.rates)
        self._now = (-1, -1, None)


def _mean(counts: list[float | None]) -> float | None:
    known = [c for c in counts if c is not None]
    return math.fsum(known) / len(known) if known else None


def _packed(codes: bytearray) -> bytes:
    """Write runs of equal bytes as (byte, length): empty hours and unknown weeks cost nothing."""
    out = bytearray()
    for code in codes:
        if out and out[-2] == code and out[-1] < 255:
            out[-1] += 1
        else:
            out += bytes((code, 1))
    return bytes(out) if len(out) < len(codes) else bytes(codes)


def _unpacked(packed: bytes) -> bytearray:
    if len(packed) == KEPT_HOURS:
        return bytearray(packed)
    out = bytearray()
    for at in range(0, len(packed), 2):
        out += bytes([packed[at]]) * packed[at + 1]
    return out
