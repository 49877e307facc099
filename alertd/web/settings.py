"""What the web side is told at its start, secrets among it; and the keys under which routes find it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from alertd.ports import Clock
from alertd.runtime.ack_links import Keys, live_key
from alertd.web.backend import Backend
from alertd.web.one_time import OneTimeLinks
from alertd.web.scopes import Access, Scope


@dataclass(frozen=True, kw_only=True, slots=True)
class Oidc:
    """A provider of identities. claim: what of its token is the login of a person."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = "email"


@dataclass(frozen=True, kw_only=True, slots=True)
class SignIn:
    """How people sign in besides by token, and what they may do then: respond, unless they are among admins or viewers.

    mail: the channel by which links are sent, "": none are. header: in which a proxy says who it is, believed from these addresses only.
    """

    mail: str = ""
    header: str = ""
    header_from: tuple[str, ...] = ()
    oidc: Oidc | None = None
    admins: tuple[str, ...] = ()
    viewers: tuple[str, ...] = ()

    @property
    def ways(self) -> frozenset[str]:
        """The ways that are on. The link that is printed at the start always is."""
        on = {"once": True, "mail": bool(self.mail), "header": bool(self.header), "oidc": self.oidc is not None}
        return frozenset(name for name, is_on in on.items() if is_on)

    @property
    def provider(self) -> str:
        """How people know the provider: its host."""
        return (urlsplit(self.oidc.issuer).hostname or "") if self.oidc else ""

    def scope_of(self, person: str) -> Scope:
        """Return what a person may do."""
        return Scope.ADMIN if person in self.admins else Scope.READ if person in self.viewers else Scope.RESPOND


@dataclass(frozen=True, kw_only=True, slots=True)
class WebSettings:
    """api_token opens everything; link_keys check acknowledge links; the others check what providers send.

    tokens: further ones, of less scope. proxies: addresses or networks whose X-Forwarded-For is believed.
    public_url: how people and providers reach us; the Host header of a request is never believed.
    sessions_file: where sign-ins outlive a restart, None: nowhere. share_sessions: see Sessions.
    sign_in: further ways to sign in; one_time: the links that sign in once.
    translate_url: where a reader may have a post translated, with {text}, {from} and {to}; "": nowhere.
    twilio_token, slack_secret, slack_team: proofs of replies in place of the daemon's settings. Secrets stay out of the repr.
    """

    api_token: str = field(repr=False)
    link_keys: Keys = field(repr=False)
    tokens: tuple[Access, ...] = ()
    proxies: tuple[str, ...] = ()
    public_url: str = "http://127.0.0.1:8321"
    sessions_file: Path | None = None
    share_sessions: Callable[[bytes], object] | None = field(default=None, repr=False)
    twilio_token: str | None = field(default=None, repr=False)
    slack_secret: str | None = field(default=None, repr=False)
    slack_team: str | None = None
    translate_url: str = ""
    sign_in: SignIn = SignIn()
    one_time: OneTimeLinks = field(default_factory=OneTimeLinks, repr=False)

    def __post_init__(self) -> None:
        """Refuse keys that protect nothing."""
        for key, _, _ in self.link_keys.history:
            live_key(key)
        if not self.api_token:
            raise ValueError("the token is empty")

    @property
    def accesses(self) -> tuple[Access, ...]:
        """Every token that opens something, that of the administrator first."""
        return (Access(name="api_token", scope=Scope.ADMIN, token=self.api_token), *self.tokens)

    @property
    def base(self) -> str:
        """The path under which people reach us, "" at the top: where a proxy gives us a folder of its host."""
        return urlsplit(self.public_url).path.rstrip("/")


BACKEND: web.AppKey[Backend] = web.AppKey("backend", Backend)
SETTINGS = web.AppKey("settings", WebSettings)
CLOCK: web.AppKey[Clock] = web.AppKey("clock", Clock)
