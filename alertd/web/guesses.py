"""A bound on wrong secrets, by address and in all; pure."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

#: A longer token cannot be guessed, so the right one is let in even while others from the same address guess:
#: else anybody could lock the responders out.
UNGUESSABLE = 32
_ADDRESSES = 4096
#: (at once, seconds until one is forgiven): of one address, and of all together, who may be one with many addresses.
_OF_ONE, _OF_ALL = (30, 2.0), (600, 0.1)
_ALL = ""


class Guesses:
    """Counts wrong secrets: 30 at once of one address and 600 of all, then one each two seconds and ten a second.

    >>> from datetime import UTC
    >>> guesses, now = Guesses(), datetime(2026, 11, 21, tzinfo=UTC)
    >>> for _ in range(30): guesses.failed("192.0.2.1", now)
    >>> guesses.wait("192.0.2.1", now), guesses.wait("192.0.2.2", now)
    (2.0, 0.0)
    """

    def __init__(self) -> None:
        # address -> (failures not yet forgiven, when counted); the longest untouched address is forgotten first
        self._failures: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def failed(self, address: str, now: datetime, *, alone: bool = False) -> None:
        """Note a wrong secret. alone: it says nothing of what all together guess."""
        for name in (address,) if alone else (address, _ALL):
            self._failures[name] = (self._count(name, now) + 1, now)
            self._failures.move_to_end(name)
        if len(self._failures) > _ADDRESSES:
            self._failures.popitem(last=False)

    def wait(self, address: str, now: datetime, *, alone: bool = False) -> float:
        """Return the seconds until this address may try again; 0.0 is now. alone: whatever the others do."""
        own = _over(self._count(address, now), _OF_ONE)
        return own if alone else max(own, _over(self._count(_ALL, now), _OF_ALL))

    def _count(self, name: str, now: datetime) -> float:
        count, at = self._failures.get(name, (0.0, now))
        seconds = (_OF_ONE if name else _OF_ALL)[1]
        return max(0.0, count - (now - at).total_seconds() / seconds)


def _over(count: float, bound: tuple[int, float]) -> float:
    burst, seconds = bound
    return max(0.0, (count - burst + 1) * seconds)
