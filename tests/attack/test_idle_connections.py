"""Whoever reaches the port opens connections and says nothing: pages still go out, and a responder still gets in."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import time
from collections.abc import AsyncIterator

import pytest
import structlog

from alertd.web import connections
from alertd.web.app import build
from alertd.web.connections import Connections, places
from alertd.web.server import Server
from alertd.web.settings import WebSettings
from tests.unit.web.fake_backend import FakeBackend, StillClock
from tests.unit.web.house import KEYS, TOKEN

pytestmark = pytest.mark.asyncio

GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


class Ticking:
    """Monotonic seconds that somebody turns."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        """Return what it shows."""
        return self.at


@contextlib.asynccontextmanager
async def served(most: int, now: Ticking | None = None) -> AsyncIterator[tuple[Connections, str, int]]:
    """Serve with so many places; yield the connections, the host and the port."""
    app = build(FakeBackend(), WebSettings(api_token=TOKEN, link_keys=KEYS), StillClock())
    server = Server(app)
    kept = server.connections = Connections(most, now or time.monotonic)
    app._state[connections.CONNECTIONS] = kept
    host, _, port = (await server.start(("127.0.0.1", 0))).partition(":")
    try:
        yield kept, host, int(port)
    finally:
        await server.stop()


async def answered(host: str, port: int, request: bytes = GET) -> bytes:
    """Return the first line of an answer on a connection of its own."""
    reader, writer = await asyncio.wait_for(asyncio.open_connection(host, port), 5)
    try:
        writer.write(request)
        return await asyncio.wait_for(reader.readline(), 5)
    finally:
        writer.close()


async def said_ok(streams: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
    """Ask on an open connection, and read the whole answer."""
    streams[1].write(GET)
    assert (await streams[0].readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
    assert await streams[0].readexactly(3) == b"ok\n"


async def ended(reader: asyncio.StreamReader) -> bool:
    """Whether the other side has ended the connection without a word."""
    try:
        return await asyncio.wait_for(reader.read(), 5) == b""
    except ConnectionResetError:
        return True


async def test_two_thousand_silent_connections_keep_nobody_out() -> None:
    """There are places for 50, two thousand come: no more than 50 are ever open, and a question is answered in a moment."""
    async with served(50) as (kept, host, port):
        silent = []
        for _ in range(2000):
            sock = socket.socket()
            sock.setblocking(False)  # noqa: FBT003 - the socket's own word
            silent.append(sock)
            with contextlib.suppress(BlockingIOError):
                sock.connect((host, port))
            if len(silent) % 100 == 0:
                await asyncio.sleep(0.01)
                assert kept.open <= 50
        before = time.monotonic()
        assert await answered(host, port) == b"HTTP/1.1 200 OK\r\n"
        assert time.monotonic() - before < 2
        assert kept.dropped["full"] > 300
        for sock in silent:
            sock.close()


async def test_who_has_spoken_outlasts_who_has_not() -> None:
    """A program that rests between two requests keeps its connection while silent ones come and go."""
    async with served(5) as (kept, host, port):
        resting = await asyncio.open_connection(host, port)
        await said_ok(resting)
        silent = [await asyncio.open_connection(host, port) for _ in range(20)]
        await said_ok(resting)
        assert kept.dropped["full"] >= 15
        for _, writer in (resting, *silent):
            writer.close()


async def test_who_is_being_answered_is_never_let_go_for_somebody_new() -> None:
    """All places are taken by requests that are answered: the next one waits before it is accepted, then is answered."""
    async with served(2) as (kept, host, port):
        busy = [await asyncio.open_connection(host, port) for _ in range(2)]
        for streams in busy:
            await said_ok(streams)
        for one in list(kept._waiting):
            kept._waiting.pop(one)
            kept._answering[one] = None
        waiting = asyncio.create_task(answered(host, port))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        assert kept.dropped["full"] == 0
        busy[0][1].close()
        assert await waiting == b"HTTP/1.1 200 OK\r\n"
        busy[1][1].close()


async def test_silence_has_its_time() -> None:
    """A connection without a header ends after ten seconds, one that rests between requests after 75."""
    now = Ticking()
    async with served(10, now) as (kept, host, port):
        silent, dripping, resting = [await asyncio.open_connection(host, port) for _ in range(3)]
        dripping[1].write(b"GET /healthz HTTP/1.1\r\nX-")
        await said_ok(resting)
        now.at = connections.HEADER_SECONDS + 1
        kept.drop_silent()
        assert await ended(silent[0])
        assert await ended(dripping[0])
        await said_ok(resting)
        now.at += connections.REST_SECONDS + 1
        kept.drop_silent()
        assert kept.dropped["silent"] == 3
        assert kept.open == 0
        for _, writer in (silent, dripping, resting):
            writer.close()


async def test_an_unfinished_body_and_a_deaf_reader_have_their_time() -> None:
    """What is neither whole nor read makes room, however long its program would wait."""
    now = Ticking()
    async with served(10, now) as (kept, host, port):
        reader, writer = await asyncio.open_connection(host, port)
        head = (
            f"POST /api/v1/silences HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 500\r\n\r\n"
        )
        writer.write(head.encode())
        while not kept._answering:  # noqa: ASYNC110 - until its header was read
            await asyncio.sleep(0.01)
        now.at = connections.STUCK_SECONDS + 1
        kept.drop_silent()
        assert await ended(reader)
        assert kept.dropped["stuck"] == 1
        writer.close()


async def test_a_spent_accept_is_told_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of tries without a descriptor are one line, and the next minute's line counts them."""
    monkeypatch.setattr(connections, "_PAUSE_SECONDS", 0.0)
    now, tries = Ticking(), 0

    async def spent(_sock: socket.socket) -> None:
        nonlocal tries
        tries += 1
        await asyncio.sleep(0)
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(connections, "_knocked", spent)
    kept = Connections(10, now)
    with structlog.testing.capture_logs() as lines, socket.socket() as sock:
        kept.begin([sock], asyncio.Protocol)
        while tries < 500:  # noqa: ASYNC110 - the loop's own turns are counted
            await asyncio.sleep(0)
        now.at = 61.0
        while tries < 600:  # noqa: ASYNC110
            await asyncio.sleep(0)
        await kept.end()
    assert [line["event"] for line in lines] == ["connections.spent"] * 2
    assert lines[1]["untold"] > 400


async def test_descriptors_stay_with_the_outbox() -> None:
    """However few there are, most are not for whoever connects; and a handful of places is always there."""
    assert [places(n) for n in (8192, 1024, 512, 256, 64)] == [512, 512, 320, 64, 8]
