"""Every route there is, with every field that any of them reads, filled with what strangers write: a page or a no, never a fault of ours.

Routes and fields are read from the program itself, so that one that is added tomorrow is tried tomorrow.
"""

from __future__ import annotations

import ast
import functools
import html
import json
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import aiohttp
import pytest
import structlog

from alertd import web
from alertd.web.app import build
from alertd.web.settings import WebSettings
from tests.unit.web.fake_backend import FakeBackend, StillClock
from tests.unit.web.house import KEYS, TOKEN, Door, open_door

pytestmark = [pytest.mark.slow, pytest.mark.asyncio]

MARK = "<x'y\"z>"
HOSTILE = (
    f"{MARK}</script><script>alert(1)</script>",
    "//evil.example/%0d%0aSet-Cookie: a=b",
    "../../../../etc/passwd",
    "\x00\x1b[2J\u202e\u2028\ud83d",
    "9" * 400,
    "-1",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31",
    "{{7*7}}${7*7}%s%n' OR 1=1 --",
    "a" * 5_000,
)
KNOWN = {"{id}": "9f2c4e5a1b3d7f60", "{name}": "response", "{act}": "ack", "{token}": "A" * 22}


@functools.cache
def routes() -> tuple[tuple[str, str], ...]:
    """Return the method and path of each route; a page that stays open is left out."""
    app = build(FakeBackend(), WebSettings(api_token=TOKEN, link_keys=KEYS), StillClock())
    found = {(route.method, route.resource.canonical) for route in app.router.routes() if route.resource}
    asked = [one for one in found if one[0] in ("GET", "POST") and not one[1].endswith("/live")]
    return tuple(sorted(asked))


@functools.cache
def fields() -> tuple[str, ...]:
    """Return every name by which a route asks for a value of its query or body."""
    found: set[str] = set()
    for path in Path(web.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            asked = (
                [*node.args[:2]]
                if isinstance(node, ast.Call)
                else [node.slice]
                if isinstance(node, ast.Subscript)
                else []
            )
            found |= {one.value for one in asked if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return tuple(sorted(name for name in found if re.fullmatch(r"[a-z_]{1,20}", name)))


def filled(path: str, value: str | None) -> str:
    """Return a path with each of its places filled: with the value, or with what is known where it is None."""
    for place, known in KNOWN.items():
        path = path.replace(place, known if value is None else quote(value.encode("utf-8", "surrogatepass"), safe=""))
    return path


def encoded(names: Iterable[str], value: str) -> str:
    """Return the value under every name, as a form or a query has it."""
    return urlencode({name: value.encode("utf-8", "surrogatepass") for name in names})


async def tried(
    door: Door, who: aiohttp.ClientSession, method: str, path: str, value: str, *, addresses: tuple[str | None, ...]
) -> None:
    """Ask in each way; see that the answer is none of those that must not be. addresses: what fills the places of the path."""
    names = fields()
    bodies: list[tuple[str, dict[str, str]]] = [("", {})]
    if method == "POST":
        bodies = [
            (encoded(names, value), {"Content-Type": "application/x-www-form-urlencoded"}),
            (json.dumps(dict.fromkeys(names, value)), {"Content-Type": "application/json"}),
        ]
    for address in (filled(path, place) for place in addresses):
        for body, headers in bodies:
            query = encoded(names, value)[:7_000]
            if query.count("%") and re.search(r"%.?$", query):
                query = query.rpartition("%")[0]
            about = f"{method} {path} {value[:30]!r} {address[:60]}"
            async with who.request(
                method, f"{door.url}{address}?{query}", data=body, headers=headers, allow_redirects=False
            ) as answer:
                text = await answer.text(errors="replace")
            assert answer.status < 500, about
            if answer.status != 400 or "Content-Security-Policy" in answer.headers:  # else it was no HTTP to begin with
                assert "default-src 'none'" in answer.headers["Content-Security-Policy"], about
                assert answer.headers["X-Content-Type-Options"] == "nosniff", about
            assert "evil.example" not in urlsplit(answer.headers.get("Location", "")).netloc, about
            assert not answer.headers.get("Location", "").startswith(("//", "/\\")), about
            assert not {cookie for cookie in answer.cookies if cookie == "a"}, about
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                assert MARK not in text, about
                assert "<script>alert" not in text, about
                assert html.escape(MARK) not in text or "&lt;x" in text, about


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
async def test_no_value_makes_a_fault(value: str) -> None:
    """As a stranger, as a person who is signed in, and as an administrator's program."""
    async with open_door(twilio_token="t", slack_secret="s", slack_team="T1") as door:
        await door.sign_in()
        with structlog.testing.capture_logs() as lines:
            for method, path in routes():
                if path == "/signout" or path.startswith("/sessions/"):
                    continue  # it would end what the others are tried with
                await tried(door, door.stranger, method, path, value, addresses=(value,))
                await tried(door, door.people, method, path, value, addresses=(None,))
                await tried(door, door.program, method, path, value, addresses=(value, None))
        assert [line for line in lines if line["event"] == "request.failed"] == []


async def test_there_is_something_to_try() -> None:
    """The routes and the fields are found: else the test above would pass for nothing."""
    assert len(routes()) > 40
    assert {"next", "q", "since", "until", "watch", "by", "note", "limit", "state", "for", "assignee"} <= set(fields())
