"""How a client of the servers ends: for good, also where it forgets that it was told to.

In Python 3.11 `asyncio.wait_for`, by which the client waits, drops a cancellation whose task is answered at that very step. Here it always does.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest
from nats.aio.client import Client

from alertd.store.nats.address import Address, parsed
from alertd.store.nats.far_readers import FarReaders
from alertd.store.nats.line import connect, connected, let_go
from alertd.store.nats.reading_for import ReadingFor
from alertd.store.nats.wire import Wire
from tests.cluster.servers import NatsServers, free_port, wait_until
from tests.cluster.test_far_readers import TERMS, OwnDesk

LONG = 60.0  # seconds in which everything here ends on any machine
Ended = Callable[[], Awaitable[None]]
Begin = Callable[[Address], Ended]


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Let each answer of the client come at the very step at which its task is told to end; return those that were forgotten."""
    real, forgotten = asyncio.wait_for, list[object]()

    async def waits(answer: Any, seconds: float | None) -> object:
        task = asyncio.ensure_future(answer)
        try:
            return await real(asyncio.shield(task), seconds)
        except asyncio.CancelledError:
            forgotten.append(answer)
            return await real(task, seconds)
        finally:
            task.cancel()

    monkeypatch.setattr(asyncio, "wait_for", waits)
    return forgotten


def _far(address: Address) -> Ended:
    """Let a machine look for others that read for it."""
    far = FarReaders(address, release="1")
    far.use(TERMS)
    return far.stop


def _near(address: Address) -> Ended:
    """Let a machine read for others."""
    return _cancelled(ReadingFor(address, OwnDesk(), release="1", places=1).run())


def _bare(address: Address) -> Ended:
    """Let nothing but a client in."""

    async def idle() -> None:
        async with connected(Client(), address):
            await asyncio.sleep(600)

    return _cancelled(idle())


def _cancelled(work: Coroutine[object, object, None]) -> Ended:
    task = asyncio.ensure_future(work)

    async def ended() -> None:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return ended


async def _so(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110 - what others do over a line
        await asyncio.sleep(0.01)


def _left() -> set[asyncio.Task[object]]:
    return {task for task in asyncio.all_tasks() if task is not asyncio.current_task()}


BEGIN = pytest.mark.parametrize("begin", [_far, _near, _bare])


@BEGIN
@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.003, 0.01, 0.05])
@pytest.mark.asyncio
async def test_whoever_is_told_to_end_while_it_is_let_in_ends(
    servers: NatsServers, forgetful: list[object], begin: Begin, seconds: float
) -> None:
    """At whatever step: no task goes on, none is begun afterwards, and no line is left open (pytest turns what is collected open into a fault)."""
    ended = begin(parsed(servers.store("ends")))
    await asyncio.sleep(seconds)
    async with asyncio.timeout(LONG):
        await ended()
    assert _left() == set()
    await asyncio.sleep(0.05)
    assert _left() == set()
    gc.collect()


@BEGIN
@pytest.mark.asyncio
async def test_whoever_is_told_to_end_where_no_server_is_ends(forgetful: list[object], begin: Begin) -> None:
    """It would look for one for ever: nobody tells it twice."""
    ended = begin(parsed(NatsServers.by([free_port()], "nowhere")))
    await asyncio.sleep(0.02)
    async with asyncio.timeout(LONG):
        await ended()
    assert _left() == set()


@pytest.mark.asyncio
async def test_whoever_looks_for_a_server_and_forgets_that_it_was_told_to_end_ends(forgetful: list[object]) -> None:
    """The client is between two servers when it is let go, its wait forgets that, and the server that it looks for is back: it is not let in again."""
    client, gate = Client(), asyncio.Event()
    lines: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(writer)
        if len(lines) > 1:
            await gate.wait()  # until then it stays between two servers
        writer.write(b'INFO {"max_payload": 1048576, "headers": true}\r\n')
        with contextlib.suppress(ConnectionError):
            while line := await reader.readline():
                if line == b"PING\r\n":
                    writer.write(b"PONG\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, asyncio.timeout(LONG):
        await connect(client, parsed(NatsServers.by([server.sockets[0].getsockname()[1]], "back")))
        lines[0].transport.abort()
        await _so(lambda: len(lines) > 1)
        letting_go = asyncio.ensure_future(let_go(client, patience=0.05))
        await _so(lambda: bool(forgetful))
        gate.set()
        await letting_go
        assert not client.is_connected
        server.close()
        for line in lines:
            line.close()
        assert not any("Client." in repr(task) for task in _left())
        await _so(lambda: not _left())
    gc.collect()


def test_one_that_is_let_go_while_it_looks_for_a_server_leaves_nothing_behind() -> None:
    """Its thread ends, and with it every task and line that the client had on its way."""
    servers = NatsServers()
    try:
        wire = Wire(parsed(servers.store("let_go")))
        servers.end()
        wait_until(lambda: wire._client.is_reconnecting, "it looks for a server")
        on_its_way = asyncio.run_coroutine_threadsafe(asyncio.sleep(600), wire._loop)  # as the client's own would be
        wire.close()
        assert on_its_way.cancelled()
        assert not wire._thread.is_alive()
        assert wire._loop.is_closed()
        assert not [task for task in asyncio.all_tasks(wire._loop) if not task.done()]
    finally:
        servers.remove()


@pytest.mark.parametrize("answers", [1, 2, 3])
def test_one_that_is_let_go_while_it_is_let_in_leaves_nothing_behind(servers: NatsServers, answers: int) -> None:
    """The client's wait forgets that it was told to end where its answer comes at that very moment: then it connects, after all was ended."""
    wire = Wire(parsed(servers.store("let_in")))
    begun: list[asyncio.Task[object]] = []

    async def goes_on() -> None:
        for _ in range(answers):
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(600)
        begun.append(asyncio.ensure_future(wire._client._attempt_reconnect()))
        begun.append(asyncio.ensure_future(asyncio.open_connection("127.0.0.1", 1)))

    begun.append(asyncio.run_coroutine_threadsafe(_task(goes_on()), wire._loop).result())
    wire.close()
    assert len(begun) == 3
    assert all(task.done() for task in begun)
    assert not wire._thread.is_alive()
    assert wire._loop.is_closed()


async def _task(work: Coroutine[object, object, object]) -> asyncio.Task[object]:
    return asyncio.ensure_future(work)
