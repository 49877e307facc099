"""Sign-in of people: a signed cookie instead of the token, proof that a form is ours, a bound on guesses; pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections import OrderedDict
from datetime import datetime, timedelta

from alertd.model.value import Value

COOKIE = "alertd_session"
LASTS = timedelta(days=30)

#: A longer token cannot be guessed, so the right one is let in even while others from the same address guess:
#: else anybody could lock the responders out.
UNGUESSABLE = 32
_BURST = 30
_REFILL_SECONDS = 2.0
_ADDRESSES = 4096


class Session(Value, frozen=True, kw_only=True):
    """A signed-in browser. person: the name its user gave, "" while unknown. cookie: as it was sent."""

    person: str
    expires_at: datetime
    cookie: str


def session_key(api_token: str) -> bytes:
    """Return the key that signs sessions: a new token signs everybody out."""
    return hmac.digest(api_token.encode(), b"alertd session 1", "sha256")


def issue(key: bytes, person: str, now: datetime) -> Session:
    """Return a new session for `person`."""
    expires = int((now + LASTS).timestamp())
    body = expires.to_bytes(5) + person.encode("utf-8", "replace")[:200]
    cookie = base64.urlsafe_b64encode(body + _mac(key, b"cookie", body)).rstrip(b"=").decode()
    return Session(person=person, expires_at=now + LASTS, cookie=cookie)


def read(key: bytes, cookie: str, now: datetime) -> Session | None:
    """Return the session of a cookie; None if it is not ours or has ended.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 21, tzinfo=UTC)
    >>> read(b"k", issue(b"k", "ayse", now).cookie, now).person
    'ayse'
    >>> read(b"other key", issue(b"k", "ayse", now).cookie, now)
    """
    try:
        raw = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
    except (binascii.Error, ValueError):
        return None
    body, mac = raw[:-16], raw[-16:]
    if len(body) < 5 or not hmac.compare_digest(mac, _mac(key, b"cookie", body)):
        return None
    expires = int.from_bytes(body[:5])
    if now.timestamp() >= expires:
        return None
    expires_at = datetime.fromtimestamp(expires, tz=now.tzinfo)
    return Session(person=body[5:].decode("utf-8", "replace"), expires_at=expires_at, cookie=cookie)


def form_proof(key: bytes, session: Session) -> str:
    """Return what a form must carry so that it is known to come from our own page of that session."""
    return _mac(key, b"form", session.cookie.encode()).hex()


def is_same(given: str, right: str) -> bool:
    """Compare secrets in constant time, also when their lengths differ."""
    return hmac.compare_digest(
        hashlib.sha256(given.encode("utf-8", "replace")).digest(), hashlib.sha256(right.encode()).digest()
    )


def _mac(key: bytes, use: bytes, body: bytes) -> bytes:
    return hmac.digest(key, use + b"\0" + body, "sha256")[:16]


class Guesses:
    """Bounds how often an address may send a wrong token: 30 at once, then one each two seconds.

    >>> from datetime import UTC
    >>> guesses, now = Guesses(), datetime(2026, 11, 21, tzinfo=UTC)
    >>> for _ in range(30): guesses.failed("192.0.2.1", now)
    >>> guesses.wait("192.0.2.1", now), guesses.wait("192.0.2.2", now)
    (2.0, 0.0)
    """

    def __init__(self) -> None:
        # address -> (failures not yet forgiven, when counted); the longest untouched address is forgotten first
        self._failures: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def failed(self, address: str, now: datetime) -> None:
        """Note a wrong token."""
        self._failures[address] = (self._count(address, now) + 1, now)
        self._failures.move_to_end(address)
        if len(self._failures) > _ADDRESSES:
            self._failures.popitem(last=False)

    def wait(self, address: str, now: datetime) -> float:
        """Return the seconds until this address may try again; 0.0 is now."""
        over = self._count(address, now) - _BURST + 1
        return max(0.0, over * _REFILL_SECONDS)

    def _count(self, address: str, now: datetime) -> float:
        count, at = self._failures.get(address, (0.0, now))
        return max(0.0, count - (now - at).total_seconds() / _REFILL_SECONDS)
