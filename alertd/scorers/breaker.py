"""A breaker: stop asking somebody who does not answer, and try again after a while."""

from __future__ import annotations


class Breaker:
    """Open after some failures in a row; closed again by one success. Time is an argument (seconds, monotonic)."""

    def __init__(self, *, failures: int = 3, rest: float = 30.0, longest: float = 600.0) -> None:
        self._limit = failures
        self._rest = rest
        self._longest = longest
        self._failed = 0
        self._until: float | None = None

    def allows(self, now: float) -> bool:
        """Whether to ask now; when the rest is over, one try."""
        return self._until is None or now >= self._until

    def succeeded(self) -> None:
        """Forget the failures."""
        self._failed, self._until = 0, None

    def failed(self, now: float) -> None:
        """Count a failure; each one past the limit doubles the rest."""
        self._failed += 1
        over = self._failed - self._limit
        if over >= 0:
            self._until = now + min(self._rest * 2 ** min(over, 20), self._longest)
