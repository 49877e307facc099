"""How often somebody may be wrong: a short code could else be guessed by who has a phone of ours in hand, or its number."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta

_MOST = 10
_WITHIN = timedelta(minutes=10)
_REST = timedelta(hours=1)
_SENDERS = 10_000


class WrongCodes:
    """Ten wrong codes of one sender within ten minutes, and the sender rests for an hour. Time is an argument.

    >>> from datetime import UTC
    >>> wrong, now = WrongCodes(), datetime(2026, 11, 21, tzinfo=UTC)
    >>> for _ in range(10): wrong.add("sms:+1", now)
    >>> wrong.wait("sms:+1", now), wrong.wait("sms:+2", now), wrong.wait("sms:+1", now + timedelta(hours=1))
    (3600.0, 0.0, 0.0)
    """

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._rests_until: OrderedDict[str, datetime] = OrderedDict()

    def add(self, sender: str, now: datetime) -> None:
        """Note a wrong code."""
        seen = self._wrong.setdefault(sender, deque())
        self._wrong.move_to_end(sender)
        seen.append(now)
        while seen and now - seen[0] >= _WITHIN:
            seen.popleft()
        if len(seen) >= _MOST:
            seen.clear()
            self._rests_until[sender] = now + _REST
        for kept in (self._wrong, self._rests_until):
            if len(kept) > _SENDERS:
                kept.popitem(last=False)

    def wait(self, sender: str, now: datetime) -> float:
        """Return the seconds that a sender must rest, 0.0: none."""
        until = self._rests_until.get(sender)
        # What lies further ahead than an hour was noted by a clock that was wrong.
        return (until - now).total_seconds() if until is not None and now < until <= now + _REST else 0.0
