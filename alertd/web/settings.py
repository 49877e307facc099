"""What the web side is told at its start, secrets among it; and the keys under which routes find it."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import web

from alertd.ports import Clock
from alertd.runtime.ack_links import live_key
from alertd.web.backend import Backend


@dataclass(frozen=True, kw_only=True, slots=True)
class WebSettings:
    """api_token opens everything; link_key signs acknowledge links; the others check what providers send.

    public_url: how people and providers reach us; the Host header of a request is never believed.
    twilio_token, slack_secret, slack_team: proofs of replies in place of the daemon's settings. Secrets stay out of the repr.
    """

    api_token: str = field(repr=False)
    link_key: bytes = field(repr=False)
    public_url: str = "http://127.0.0.1:8321"
    twilio_token: str | None = field(default=None, repr=False)
    slack_secret: str | None = field(default=None, repr=False)
    slack_team: str | None = None

    def __post_init__(self) -> None:
        """Refuse keys that protect nothing."""
        live_key(self.link_key)
        if not self.api_token:
            raise ValueError("the token is empty")


BACKEND: web.AppKey[Backend] = web.AppKey("backend", Backend)
SETTINGS = web.AppKey("settings", WebSettings)
CLOCK: web.AppKey[Clock] = web.AppKey("clock", Clock)
