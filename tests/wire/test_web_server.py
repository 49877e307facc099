"""Listening and stopping."""

from __future__ import annotations

import asyncio
import gc
import random
import time

import pytest
import structlog
from yarl import URL

from alertd.errors import ConfigurationError
from alertd.web import server
from alertd.web.app import build
from alertd.web.server import Server
from alertd.web.settings import WebSettings
from tests.unit.web.fake_backend import FakeBackend, StillClock
from tests.unit.web.house import KEYS, TOKEN, open_door

pytestmark = pytest.mark.asyncio


async def test_a_taken_address_is_a_readable_fault() -> None:
    """The operator reads which address, and why."""
    async with open_door() as door:
        address = door.url.removeprefix("http://")
        other = Server(build(FakeBackend(), WebSettings(api_token=TOKEN, link_keys=KEYS), StillClock()))
        with pytest.raises(ConfigurationError, match=f"cannot listen on {address}: "):
            await other.start(("127.0.0.1", int(address.rpartition(":")[2])))


async def test_a_stop_does_not_wait_for_a_request_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that is never answered holds the daemon for no longer than its grace."""
    monkeypatch.setattr(server, "_SHUTDOWN_SECONDS", 0.05)
    backend, began = FakeBackend(), asyncio.Event()

    async def hang(*_args: object) -> object:
        began.set()
        return await asyncio.Event().wait()

    monkeypatch.setattr(backend, "ingest", hang)
    running = Server(build(backend, WebSettings(api_token=TOKEN, link_keys=KEYS), StillClock()))
    host, _, port = (await running.start(("127.0.0.1", 0))).partition(":")
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(
        b"POST /ingest/zap HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer zap-token\r\nContent-Length: 2\r\n\r\n{}"
    )
    await began.wait()
    before = time.monotonic()
    await running.stop()

    assert time.monotonic() - before < 3
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()


async def test_a_request_that_is_no_http_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    """The connection ends, the server goes on, and no traceback is written."""
    async with open_door() as door:
        host, _, port = door.url.removeprefix("http://").partition(":")
        for bad in (b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET / HTTP/1.1\r\nA" + b"b" * 20000 + b"\r\n\r\n"):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(bad)
            assert b" 400 " in await reader.read(64)
            writer.close()
        assert (await door.stranger.get(f"{door.url}/healthz")).status == 200
    gc.collect()  # a task that failed is told when it is forgotten
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_client_that_leaves_in_the_middle_is_no_fault_of_ours() -> None:
    """A body that breaks off with its connection is not told as an internal fault."""
    async with open_door() as door:
        host, _, port = door.url.removeprefix("http://").partition(":")
        with structlog.testing.capture_logs() as lines:
            _reader, writer = await asyncio.open_connection(host, port)
            writer.write(
                b"POST /ingest/zap HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer zap-token\r\nContent-Length: 500\r\n\r\nabc"
            )
            await writer.drain()
            assert (await door.stranger.get(f"{door.url}/healthz")).status == 200
            writer.transport.abort()
            for _ in range(20):
                assert (await door.stranger.get(f"{door.url}/healthz")).status == 200

    assert lines == []


PARTS = [
    "",
    "api",
    "v1",
    "incidents",
    "9f2c4e5a1b3d7f60",
    "ack",
    "a",
    "..",
    "%2e%2e",
    "%00",
    "%ff",
    "signals",
    "silences",
    "%F0%9F%92%A5",
    "x" * 300,
]
VALUES = [
    "",
    "0",
    "-1",
    "1e9",
    "null",
    "acme",
    "\u202e",
    "\udcff".encode("utf-8", "replace").decode(),
    "9999w",
    "2026-13-45T99:99:99Z",
    "'",
    "{{7*7}}",
]
BODIES = [
    b"",
    b"{}",
    b"[]",
    b"null",
    b'{"by":"a","for":"9999w","watch":"all","reason":"x"}',
    b"\xff\xfe",
    b'{"by":"\\ud800"}',
    b"1" * 70000,
    b"a=b&c",
]
KINDS = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain; charset=no-such",
    "",
]


async def test_no_request_is_an_internal_fault() -> None:
    """Two thousand requests made of odd parts, with the token, are all answered, and none with 500."""
    dice = random.Random(1)
    async with open_door(twilio_token="t", slack_secret="s") as door:
        known = sorted({resource.canonical for resource in door.app.router.resources()})
        for _ in range(2000):
            path = (
                "/" + "/".join(dice.choices(PARTS, k=dice.randint(0, 4))) if dice.random() < 0.4 else dice.choice(known)
            )
            for name in ("name", "id", "act", "token"):
                path = path.replace("{" + name + "}", dice.choice(PARTS) or "x")
            query = {
                name: dice.choice(VALUES)
                for name in dice.sample(["since", "at", "watch", "limit", "state", "next", "token"], 2)
            }
            url = URL(door.url + path, encoded=True).update_query(query)
            method = dice.choice(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"])
            headers = {
                "Content-Type": dice.choice(KINDS),
                "Cookie": "alertd_session=" + dice.choice(["AAAA", "=", "x" * 90]),
            }
            async with door.program.request(
                method, url, data=dice.choice(BODIES), headers=headers, allow_redirects=False
            ) as answer:
                assert answer.status < 500, (method, url, await answer.text())


@pytest.mark.parametrize("sent", [b"GARBAGE\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n"])
async def test_what_is_no_http_is_told_so(sent: bytes) -> None:
    """400, and not a line that ends without a word."""
    async with open_door() as door:
        host, _, port = door.url.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(sent)
        async with asyncio.timeout(10):
            answer = await reader.read(100)
        writer.close()
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 "))
