"""A bucket of tokens: how many pages a channel may begin to send now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alertd.notifiers.limits import Limit

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Bucket:
    """Holds up to `burst` tokens and gains one every `every` seconds. Time is an argument.

    >>> bucket = Bucket(Limit(burst=1, every=2.0))
    >>> bucket.take(_EPOCH), bucket.take(_EPOCH), bucket.take(_EPOCH + timedelta(seconds=2))
    (0.0, 2.0, 0.0)
    """

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._tokens = float(limit.burst)
        self._filled_at: float | None = None
        self._promised = 0.0

    def take(self, now: datetime) -> float:
        """Take a token and return 0, or return after how many seconds to ask again.

        Those who are refused are told one after the other, so that a crowd does not come back at once.
        """
        at = (now - _EPOCH) / timedelta(seconds=1)
        # A wall clock that was set back must not empty or freeze the bucket: that span counts as nothing.
        passed = max(0.0, at - self._filled_at) if self._filled_at is not None else 0.0
        self._filled_at = at
        self._tokens = min(float(self._limit.burst), self._tokens + passed / self._limit.every)
        # A token that is 0.999999 full for reasons of arithmetic is full.
        if self._tokens >= 1.0 - 1e-6:
            self._tokens = max(0.0, self._tokens - 1.0)
            return 0.0
        free_at = at + (1.0 - self._tokens) * self._limit.every
        if self._promised > at + 3600.0:
            self._promised = 0.0  # promised before the clock was set back
        self._promised = max(free_at, self._promised + self._limit.every)
        return self._promised - at
