"""Signed, expiring links that acknowledge in one tap; pure.

A page carries the short token: 128 bits of a keyed hash of its id, in 22 letters. It says nothing by itself: the outbox
knows the page. The long token says all of it, and is what daemons before this one sent; it goes on working. It has ids that are hexadecimal in half their length, the expiry counted in minutes,
and the signature is HMAC-SHA256 cut to 96 bits (a guess must be tried against the daemon, so 2**96 is far out of reach;
NIST SP 800-107r1, 2012, section 5.3.4 asks for 64 bits or more where tries are limited). With ids of 16 hexadecimal
digits and a name of up to 8 letters it has at most 60 characters.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta

from alertd.errors import AlertdError, ConfigurationError
from alertd.model.value import Value, aware

#: Links in replayed pages are signed with it, so that replays give the same bytes. A live daemon refuses this key.
REPLAY_KEY = hashlib.sha256(b"alertd replay: a link signed with this key acknowledges nothing").digest()

#: Longer than any escalation; after the incident was solved a link only shows.
LIVES = timedelta(hours=72)

_VERSION = 1
_MAC_BYTES = 12
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # replays sign links of any year
_MINUTE = timedelta(minutes=1)
_ALPHABET = re.compile(r"[A-Za-z0-9_-]{24,600}")
_SHORT = re.compile(r"[A-Za-z0-9_-]{22}")
_HEX = re.compile(r"(?:[0-9a-f]{2})+")


class BadLink(AlertdError):  # noqa: N818 - said as a noun
    """A link that acknowledges nothing."""


class Tampered(BadLink):
    """The link was cut, changed, or signed by another daemon."""


class Expired(BadLink):
    """The link's time is over. why: "expired" by the clock, "keys" that were changed since, or the "version" that made it."""

    def __init__(self, text: str, why: str = "expired") -> None:
        super().__init__(text)
        self.why = why


class Link(Value, frozen=True, kw_only=True):
    """What a token says: this person may acknowledge this round of this incident, until then."""

    incident: str
    person: str
    page_id: str
    round: int
    expires_at: datetime


class Keys:
    """The keys of links: the newest signs, the ones before it still check until their time is over.

    history: (key, since when it signs, until when it checks: None while nobody has said), the oldest first. It is
    replaced as a whole, so a thread that reads sees either the old or the new one.

    >>> first, later = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    >>> keys = Keys.only(b"a" * 32)
    >>> keys.rotate(b"b" * 32, later, keep=timedelta(0))
    >>> keys.signing(first)[:1], keys.signing(later)[:1], [key[:1] for key in keys.living(later)]
    (b'a', b'b', [b'b'])
    """

    def __init__(self, history: tuple[tuple[bytes, datetime, datetime | None], ...]) -> None:
        self.history = history

    @classmethod
    def only(cls, key: bytes) -> Keys:
        """Return keys of which there was never another."""
        return cls(((key, _EPOCH, None),))

    def signing(self, at: datetime) -> bytes:
        """Return the key that signed at an instant, so that a replay signs as the daemon did."""
        return next((key for key, since, _ in reversed(self.history) if since <= at), self.history[0][0])

    def living(self, now: datetime) -> list[bytes]:
        """Return the keys that check now, the newest first."""
        return [key for key, _, until in reversed(self.history) if until is None or now < until]

    def rotate(self, key: bytes, now: datetime, *, keep: timedelta) -> None:
        """Sign with a new key from now on; links of the ones before work so long yet."""
        until = now + keep
        ended = tuple((old, since, until if end is None or end > until else end) for old, since, end in self.history)
        self.history = (*ended, (live_key(key), now, None))


def short(key: bytes, page_id: str) -> str:
    """Return the short token of a page.

    >>> short(b"k" * 32, "00112233aabbccdd")
    '9soJqDyHecIaqCDadYlHNw'
    """
    mac = hmac.digest(key, b"alertd short link\0" + page_id.encode(), "sha256")[:16]
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def is_short(token: str) -> bool:
    """Whether a token may be a short one; the long ones begin at 24 letters."""
    return _SHORT.fullmatch(token) is not None


def check_short(keys: list[bytes], token: str, page_id: str, at: datetime, now: datetime) -> None:
    """Raise Tampered unless one of `keys` made this token for the page, decided `at`; Expired if it is too old."""
    if not any(hmac.compare_digest(short(key, page_id), token) for key in keys):
        raise Expired("The keys of links were changed since this one was sent.", "keys")
    if now >= at + LIVES:
        raise Expired("This link has expired.")


def check_long(keys: list[bytes], token: str, now: datetime) -> Link:
    """Return what a long token says that one of `keys` signed. Raises Tampered or Expired."""
    fault: BadLink = Tampered("This link is not one of ours: it may have been cut or changed.")
    for key in keys:
        try:
            return verify(key, token, now)
        except Expired:
            raise
        except BadLink as why:
            fault = why
    raise fault


def live_key(key: bytes) -> bytes:
    """Return `key` if a live daemon may sign with it.

    Raises ConfigurationError for the replay key and for keys under 16 bytes.
    """
    if hmac.compare_digest(key, REPLAY_KEY):
        raise ConfigurationError("the link key is the one of replays: every replay could acknowledge")
    if len(key) < 16:
        raise ConfigurationError("the link key is shorter than 16 bytes")
    return key


def sign(key: bytes, *, incident: str, person: str, page_id: str, round: int, expires_at: datetime) -> str:  # noqa: A002 - the field's own word
    """Return a URL-safe token. The expiry is rounded up to a full minute.

    Raises ValueError for a naive instant, one before 1970, and for names over 127 bytes.

    >>> token = sign(b"k" * 32, incident="9f2c4e5a1b3d7f60", person="ayse", page_id="00112233aabbccdd", round=1,
    ...              expires_at=datetime(2026, 11, 22, tzinfo=UTC))
    >>> len(token), verify(b"k" * 32, token, datetime(2026, 11, 21, tzinfo=UTC)).person
    (55, 'ayse')
    """
    minutes = -((_EPOCH - aware(expires_at, "expires_at")) // _MINUTE)
    if not 0 <= minutes < 1 << 32:
        raise ValueError(f"a link cannot expire at {expires_at}")
    body = bytes([_VERSION]) + minutes.to_bytes(4) + _number(round) + b"".join(map(_text, (incident, page_id, person)))
    return base64.urlsafe_b64encode(body + _mac(key, body)).rstrip(b"=").decode()


def verify(key: bytes, token: str, now: datetime) -> Link:
    """Return what the token says. Raises Tampered or Expired."""
    raw = _decoded(token)
    body, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    if not hmac.compare_digest(_mac(key, body), mac):
        raise Tampered("This link is not one of ours: it may have been cut or changed.")
    # Only bytes that we signed ourselves are read from here on.
    if body[0] != _VERSION:
        raise Expired("This link was made by another version of alertd.", "version")
    expires_at = _EPOCH + int.from_bytes(body[1:5]) * _MINUTE
    if now >= expires_at:
        raise Expired("This link has expired.")
    round_, at = _read_number(body, 5)
    incident, at = _read_text(body, at)
    page_id, at = _read_text(body, at)
    person, _ = _read_text(body, at)
    return Link(incident=incident, person=person, page_id=page_id, round=round_, expires_at=expires_at)


def address(public_url: str, token: str) -> str:
    """Return the link itself.

    >>> address("https://alerts.example.org/", "AbC")
    'https://alerts.example.org/a/AbC'
    """
    return f"{public_url.rstrip('/')}/a/{token}"


def _decoded(token: str) -> bytes:
    """Read base64 strictly.

    Python's decoder forgives: it skips foreign characters and ignores unused bits of the last one, so that several
    spellings would be one token. Only the spelling we wrote is taken.
    """
    if not _ALPHABET.fullmatch(token):
        raise Tampered("This link is not one of ours: it may have been cut or changed.")
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except binascii.Error:
        raw = b""
    if len(raw) <= _MAC_BYTES or base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != token:
        raise Tampered("This link is not one of ours: it may have been cut or changed.")
    return raw


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, b"alertd acknowledge\0" + body, "sha256")[:_MAC_BYTES]


def _number(value: int) -> bytes:
    """Write 1 to 127 in one byte, more in two (rounds of one incident stay far below 32,768)."""
    if not 0 <= value < 1 << 15:
        raise ValueError(f"round {value} is out of range")
    return bytes([value]) if value < 0x80 else bytes([0x80 | value >> 8, value & 0xFF])


def _read_number(body: bytes, at: int) -> tuple[int, int]:
    first = body[at]
    return (first, at + 1) if first < 0x80 else ((first & 0x7F) << 8 | body[at + 1], at + 2)


def _text(value: str) -> bytes:
    """Write a length byte and the text; lower-case hexadecimal is packed, and its length byte has the top bit set."""
    is_hex = _HEX.fullmatch(value) is not None
    packed = bytes.fromhex(value) if is_hex else value.encode()
    if len(packed) > 0x7F:
        raise ValueError(f"too long for a link: {value[:40]!r}")
    return bytes([len(packed) | (0x80 if is_hex else 0)]) + packed


def _read_text(body: bytes, at: int) -> tuple[str, int]:
    size, is_hex = body[at] & 0x7F, body[at] & 0x80
    packed = body[at + 1 : at + 1 + size]
    return (packed.hex() if is_hex else packed.decode()), at + 1 + size
