"""One-time links: each signs one browser in, once, within a quarter of an hour; only a digest of each is kept, in memory."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from alertd.model.value import Value

LIVES = timedelta(minutes=15)
#: Kept at once; the oldest goes first.
_MOST = 500


class Invitation(Value, frozen=True, kw_only=True):
    """What a link opens. person: "" where whoever follows it says so. way: how it was given ("once": printed at the start, "mail")."""

    person: str
    way: str
    expires_at: datetime


class OneTimeLinks:
    """The links that have been given and not been used. A restart forgets them."""

    def __init__(self) -> None:
        self._kept: dict[str, Invitation] = {}

    def issue(self, person: str, way: str, now: datetime) -> str:
        """Return a new token."""
        token = secrets.token_urlsafe(24)
        self._kept = {digest: one for digest, one in self._kept.items() if one.expires_at > now}
        for oldest in list(self._kept)[: max(0, len(self._kept) + 1 - _MOST)]:
            del self._kept[oldest]
        self._kept[_digest(token)] = Invitation(person=person, way=way, expires_at=now + LIVES)
        return token

    def look(self, token: str, now: datetime) -> Invitation | None:
        """Return what a token opens; None for one that is none, was used or is too old."""
        found = self._kept.get(_digest(token))
        return found if found is not None and now < found.expires_at else None

    def take(self, token: str, now: datetime) -> Invitation | None:
        """Use a token up, and return what it opens."""
        found = self.look(token, now)
        self._kept.pop(_digest(token), None)
        return found


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
