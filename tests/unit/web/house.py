"""A real server on loopback in front of the fake daemon, and clients for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from aiohttp import web

from alertd.model.page import Page, PageKind
from alertd.model.rule import Severity
from alertd.runtime import ack_links
from alertd.web.app import build
from alertd.web.server import Server
from alertd.web.settings import WebSettings
from tests.unit.web.fake_backend import NOW, FakeBackend, StillClock, incident

TOKEN = "right-token-right-token-right-token-1"
KEY = b"link key for tests, 32 bytes long"
KEYS = ack_links.Keys.only(KEY)


@dataclass
class Door:
    """A running server; `people` carries cookies and no token, `program` the token, `stranger` neither."""

    backend: FakeBackend
    clock: StillClock
    url: str
    people: aiohttp.ClientSession
    program: aiohttp.ClientSession
    stranger: aiohttp.ClientSession
    app: web.Application

    def link(self, **changes: object) -> str:
        """Return the address of an acknowledge link for ayse."""
        about: dict[str, object] = {
            "incident": "9f2c4e5a1b3d7f60",
            "person": "ayse",
            "page_id": "00112233aabbccdd",
            "round": 1,
            "expires_at": NOW + timedelta(hours=24),
        }
        key = changes.pop("key", KEY)
        return f"{self.url}/a/{ack_links.sign(key, **(about | changes))}"  # type: ignore[arg-type]

    def short_link(self, **changes: object) -> str:
        """Return the address of a short link for ayse, whose page is in the outbox."""
        about: dict[str, object] = {
            "page_id": "00112233aabbccdd",
            "kind": PageKind.PAGE,
            "at": NOW,
            "watch": "acme",
            "severity": Severity.CRISIS,
            "to": "ayse",
            "channel": "sms",
            "to_address": "+905550000001",
            "incident": "9f2c4e5a1b3d7f60",
        }
        page = Page(**(about | changes))  # type: ignore[arg-type]
        token = ack_links.short(KEY, page.page_id)
        self.backend.linked[token] = page
        return f"{self.url}/a/{token}"

    async def sign_in(self, by: str = "ayse") -> None:
        """Sign `people` in by the form."""
        async with self.people.post(f"{self.url}/signin", data={"token": TOKEN, "by": by}) as answer:
            assert answer.status == 200, await answer.text()


@asynccontextmanager
async def open_door(**settings: object) -> AsyncIterator[Door]:
    """Start a server on a free port, with one open incident behind it."""
    backend, clock = FakeBackend(), StillClock()
    backend.kept["9f2c4e5a1b3d7f60"] = incident()
    made = WebSettings(**({"api_token": TOKEN, "link_keys": KEYS} | settings))  # type: ignore[arg-type]
    app = build(backend, made, clock)
    server = Server(app)
    url = "http://" + await server.start(("127.0.0.1", 0))
    jar = aiohttp.CookieJar(unsafe=True)
    async with (
        aiohttp.ClientSession(cookie_jar=jar) as people,
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as program,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as stranger,
    ):
        try:
            yield Door(backend, clock, url, people, program, stranger, app)
        finally:
            await server.stop()
