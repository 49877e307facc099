"""Who is signed in: a random cookie in the browser, all that it means on our side, so that a sign-out ends it for good."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import structlog

from alertd.model.value import Value
from alertd.web.scopes import Access, Scope

log = structlog.get_logger(__name__)

COOKIE = "alertd_session"
LASTS = timedelta(days=30)
#: Kept at once; the oldest is ended first.
MOST = 1000
_OF_ONE = 20  #: of one person by a proxy's word
#: How old the word on when a session was last used may be.
_SEEN_EVERY = timedelta(minutes=5)


class Session(Value, frozen=True, kw_only=True):
    """A signed-in browser.

    id: how lists name it; tells nothing of the cookie. digest: of the cookie, which itself is kept nowhere.
    person: "" while unknown. scope, issuer: of the token that signed it in; a session ends with its token.
    way: how somebody signed in without a token ("once", "mail", "header", "oidc"); a session ends when that way is closed.
    """

    id: str
    digest: str
    person: str
    scope: Scope
    issuer: str
    began_at: datetime
    seen_at: datetime
    expires_at: datetime
    browser: str = ""
    way: str = ""


class Sessions:
    """All sessions of one daemon. file: where they outlive a restart, None: nowhere.

    share: is given all of them, written, whenever one begins or ends, for the machine that takes over. Without those of a proxy's word: it
    vouches for its people there too, and what keeps no cookie begins a session at each look.
    """

    def __init__(self, file: Path | None = None, share: Callable[[bytes], object] | None = None) -> None:
        self._file = file
        self._share = share
        self._shared = b""
        self._kept: dict[str, Session] = {one.digest: one for one in _read(file)}

    def begin(self, person: str, access: Access, now: datetime, *, browser: str = "", way: str = "") -> str:
        """Begin a session and return its cookie."""
        cookie = secrets.token_urlsafe(24)
        session = Session(
            id=secrets.token_hex(4),
            digest=_digest(cookie),
            person=person,
            scope=access.scope,
            issuer=issuer_of(access),
            began_at=now,
            seen_at=now,
            expires_at=now + LASTS,
            browser=browser[:120],
            way=way,
        )
        self._kept = {digest: one for digest, one in self._kept.items() if one.expires_at > now}
        # What keeps no cookie begins anew at each look; it must not crowd others out.
        own = [
            digest for digest, one in self._kept.items() if way == "header" and (one.way, one.person) == (way, person)
        ]
        for oldest in own[: max(0, len(own) + 1 - _OF_ONE)]:
            del self._kept[oldest]
        for oldest in list(self._kept)[: max(0, len(self._kept) + 1 - MOST)]:
            del self._kept[oldest]
        self._kept[session.digest] = session
        self._write()
        return cookie

    def find(
        self, cookie: str, accesses: Iterable[Access], now: datetime, *, ways: Collection[str] = ()
    ) -> Session | None:
        """Return the session of a cookie; None if it is not ours, has ended, or its token or way is no longer in force."""
        session = self._kept.get(_digest(cookie))
        if session is None or now >= session.expires_at:
            return None
        if session.way:
            if session.way not in ways:
                return None
        elif session.issuer not in {issuer_of(access) for access in accesses}:
            return None
        if now - session.seen_at > _SEEN_EVERY:
            session = session.with_(seen_at=now)
            self._kept[session.digest] = session
        return session

    def name(self, session: Session, person: str) -> None:
        """Say who it is that is signed in."""
        if session.digest in self._kept:
            self._kept[session.digest] = self._kept[session.digest].with_(person=person)
            self._write()

    def end(self, id_: str) -> bool:
        """End one session; False where there is none of that id."""
        found = [digest for digest, one in self._kept.items() if one.id == id_]
        for digest in found:
            del self._kept[digest]
        self._write()
        return bool(found)

    def all(self, now: datetime) -> list[Session]:
        """Return the sessions that have not ended, the newest first."""
        return [one for one in reversed(self._kept.values()) if one.expires_at > now]

    def _write(self) -> None:
        if self._share is not None:
            told = msgspec.json.encode([one for one in self._kept.values() if one.way != "header"])
            if told != self._shared:
                self._shared = told
                self._share(told)
        if self._file is None:
            return
        beside = self._file.with_name(self._file.name + ".new")
        try:
            # 0600 from its first byte: what is in it opens nothing, but says who works here.
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(msgspec.json.encode(list(self._kept.values())))
            beside.replace(self._file)
        except OSError as fault:  # a full disk: people sign in again after the next restart, nothing else
            log.warning("sessions.unkept", why=fault.strerror)


def form_proof(cookie: str) -> str:
    """Return what a form must carry so that it is known to come from our own page of that session."""
    return hmac.digest(cookie.encode("utf-8", "replace"), b"alertd form", "sha256")[:16].hex()


def issuer_of(access: Access) -> str:
    """Return a name for a token that tells nothing of it."""
    return hmac.digest(access.token.encode(), b"alertd session issuer", "sha256")[:8].hex()


def is_same(given: str, right: str) -> bool:
    """Compare secrets in constant time, also when their lengths differ."""
    return hmac.compare_digest(
        hashlib.sha256(given.encode("utf-8", "replace")).digest(), hashlib.sha256(right.encode()).digest()
    )


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "replace")).hexdigest()


def _read(file: Path | None) -> list[Session]:
    """Return what the last run kept; nothing where it cannot be read: then people sign in again."""
    if file is None or not file.exists():
        return []
    try:
        return msgspec.json.decode(file.read_bytes(), type=list[Session])
    except (OSError, msgspec.MsgspecError) as fault:
        log.warning("sessions.unread", why=type(fault).__name__)
        return []
