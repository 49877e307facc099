"""Pace: how long to wait before the next try, as plain arithmetic without a clock."""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


class Backoff:
    """Seconds to wait after each failure in a row: twice as long each time, up to the cap.

    >>> wait = Backoff(first=5.0, cap=320.0)
    >>> [wait.after_failure() for _ in range(3)]
    [5.0, 10.0, 20.0]
    >>> wait.reset(); wait.after_failure()
    5.0
    """

    def __init__(self, *, first: float, cap: float) -> None:
        self._first = first
        self._cap = cap
        self._next = first

    def after_failure(self) -> float:
        """Return the seconds to wait now; the next answer is longer, up to the cap."""
        wait = min(self._next, self._cap)
        self._next = 2.0 * wait
        return wait

    def reset(self) -> None:
        """Forget the failures: something worked."""
        self._next = self._first


class Quota:
    """At most `limit` acts in `window` seconds: how long the next one has to wait.

    >>> from datetime import UTC
    >>> start = datetime(2026, 1, 1, tzinfo=UTC)
    >>> quota = Quota(limit=1, window=60.0)
    >>> quota.take(start), quota.take(start + timedelta(seconds=10))
    (0.0, 50.0)
    """

    def __init__(self, *, limit: int, window: float) -> None:
        self._limit = limit
        self._window = timedelta(seconds=window)
        self._taken: list[datetime] = []

    def take(self, now: datetime) -> float:
        """Book one act and return the seconds to wait before doing it.

        A clock that was set back cannot block for longer than one window.
        """
        self._taken = [at for at in self._taken if now - self._window < at <= now + self._window]
        wait = 0.0
        if len(self._taken) >= self._limit:
            free_at = sorted(self._taken)[-self._limit] + self._window
            wait = min(max((free_at - now).total_seconds(), 0.0), self._window.total_seconds())
        self._taken.append(now + timedelta(seconds=wait))
        return wait


class Recent:
    """The last `limit` keys seen, by their digests; older ones are forgotten, so memory stays flat whatever strangers write into a key.

    >>> recent = Recent(limit=2)
    >>> [recent.is_new(key) for key in "abacda"]
    [True, True, False, True, True, True]
    """

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._keys: OrderedDict[bytes, None] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return _digest(key) in self._keys

    def __len__(self) -> int:
        return len(self._keys)

    def is_new(self, key: str) -> bool:
        """Return whether `key` was not among the last ones, and remember it."""
        digest = _digest(key)
        if digest in self._keys:
            self._keys.move_to_end(digest)
            return False
        self._keys[digest] = None
        if len(self._keys) > self._limit:
            self._keys.popitem(last=False)
        return True


def _digest(key: str) -> bytes:
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def seconds_until(header: str | None, now: datetime, *, default: float, cap: float) -> float:
    """Read a reset header (absolute Unix seconds) as seconds to wait, one second to spare; a short span counts as one.

    >>> from datetime import UTC
    >>> start = datetime(2026, 1, 1, tzinfo=UTC)
    >>> [seconds_until(told, start, default=60.0, cap=900.0) for told in ("1767225610", "30", "nan", "soon")]
    [11.0, 31.0, 60.0, 60.0]
    """
    told = _number(header)
    if told is None:
        return default
    return min(max(told + 1.0 - (now.timestamp() if told > _SPAN else 0.0), 1.0), cap)


def retry_after(header: str | None, now: datetime, *, default: float, cap: float) -> float:
    """Read a Retry-After header: seconds, or the date at which it ends. What is neither counts as `default`.

    >>> from datetime import UTC
    >>> start = datetime(2026, 1, 1, tzinfo=UTC)
    >>> [retry_after(told, start, default=60.0, cap=900.0) for told in ("7", "-7", "1e999", "nan", None)]
    [7.0, 0.0, 60.0, 60.0, 60.0]
    >>> retry_after("Thu, 01 Jan 2026 00:01:30 GMT", start, default=60.0, cap=900.0)
    90.0
    """
    told = _number(header)
    if told is None:
        until = _instant(header)
        if until is None:
            return default
        told = (until - now).total_seconds()
    return min(max(told, 0.0), cap)


_SPAN = 1e8  #: seconds, three years: less than this since 1970 is no instant but a span


def _number(header: str | None) -> float | None:
    """Return a finite number. Trap: "nan" is one to Python, and a loop that sleeps for it loses the order of its timers."""
    try:
        told = float(header or "")
    except ValueError:
        return None
    return told if math.isfinite(told) else None


def _instant(header: str | None) -> datetime | None:
    try:
        at = parsedate_to_datetime(header or "")
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
