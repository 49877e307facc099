"""How many sign-in mails a person is sent: three in a quarter of an hour, whoever asks for them; pure."""

from __future__ import annotations

from datetime import datetime, timedelta

_SPAN, _MOST = timedelta(minutes=15), 3


class Mailed:
    """Counts mails by person, and forgets what is older than a quarter of an hour.

    >>> from datetime import UTC
    >>> mailed, now = Mailed(), datetime(2026, 11, 21, tzinfo=UTC)
    >>> [mailed.may("ayse", now) for _ in range(4)], mailed.may("omar", now), mailed.may("ayse", now + _SPAN)
    ([True, True, True, False], True, True)
    """

    def __init__(self) -> None:
        self._sent: dict[str, list[datetime]] = {}

    def may(self, person: str, now: datetime) -> bool:
        """Count one mail to a person of the people file; False: it is one too many."""
        lately = [at for at in self._sent.get(person, ()) if now - at < _SPAN]
        if len(lately) >= _MOST:
            return False
        self._sent[person] = [*lately, now]
        return True
