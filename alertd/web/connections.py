"""Connections: how many may be open, how long each may be silent, and who is let go when all places are taken.

Whoever reaches the port can open connections and say nothing. Each costs a descriptor, and without one no page can be
sent; so there are places for so many connections and no more, and the rest of the descriptors stays with the sources and
the outbox. When all places are taken the longest silent one is let go, first of those that never said a word, so that a
responder still gets in.
"""

from __future__ import annotations

import asyncio
import errno
import resource
import socket
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import StreamReader, web

Route = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger(__name__)

#: Open at once at the most: 200 viewers with a live page each, programs, and some to spare.
MOST = 512
#: Descriptors that stay with the store, the sources and the outbox, whoever connects.
RESERVED = 192
#: Even under a limit that leaves nothing, so many: the health check and the responder must get in.
FEWEST = 8
#: Seconds from the connection to its first whole header.
HEADER_SECONDS = 10.0
#: Seconds between two requests of one connection.
REST_SECONDS = 75.0
#: Seconds for a body (/ingest says 408 by itself after 30), and for a reader that takes nothing of its answer.
STUCK_SECONDS = 35.0
_LOOK_SECONDS = 1.0
_TELL_SECONDS = 60.0
_PAUSE_SECONDS = 1.0
#: What accept says when there is nothing left to accept with.
_SPENT = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


def places(descriptors: int) -> int:
    """Return how many connections may be open under a limit of descriptors.

    >>> places(8192), places(512), places(64)
    (512, 320, 8)
    """
    return max(FEWEST, min(MOST, descriptors - RESERVED))


class Connection(asyncio.Protocol):
    """One connection, handed through to aiohttp. since: when it began to be what it is now (waiting or answering)."""

    def __init__(self, inner: asyncio.Protocol, ended: Callable[[Connection], None], now: float) -> None:
        self.inner = inner
        self.since = now
        self.is_first = True
        self.body: StreamReader | None = None
        self.stuck_since: float | None = None
        self._ended = ended
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        self.inner.data_received(data)

    def eof_received(self) -> bool | None:
        """See asyncio.Protocol."""
        return self.inner.eof_received()

    def pause_writing(self) -> None:
        """See asyncio.Protocol: the other side takes nothing more for now."""
        self.stuck_since = time.monotonic()
        self.inner.pause_writing()

    def resume_writing(self) -> None:
        """See asyncio.Protocol."""
        self.stuck_since = None
        self.inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self._ended(self)
        self.inner.connection_lost(exc)

    def drop(self) -> None:
        """End it at once; what was still to be written is lost."""
        if self._transport is not None:
            self._transport.abort()


class Connections:
    """All open connections of one server.

    most: places there are. now: monotonic seconds. dropped: how many were let go so far, by why.
    """

    def __init__(self, most: int | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self.most = places(resource.getrlimit(resource.RLIMIT_NOFILE)[0]) if most is None else most
        self.dropped: dict[str, int] = {"silent": 0, "full": 0, "stuck": 0}
        self._now = now
        self._waiting: OrderedDict[Connection, None] = OrderedDict()
        self._answering: OrderedDict[Connection, None] = OrderedDict()
        self._by_protocol: dict[object, Connection] = {}
        self._room = asyncio.Event()
        self._told_at = -_TELL_SECONDS
        self._untold = 0
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def open(self) -> int:
        """How many are open now."""
        return len(self._by_protocol)

    # --- what the requests say ------------------------------------------------------------------------------------

    def begins(self, request: web.Request) -> None:
        """A whole header has come: it is answered now."""
        connection = self._by_protocol.get(request.protocol)
        if connection is not None and connection in self._waiting:
            del self._waiting[connection]
            self._answering[connection] = None
            connection.since, connection.is_first = self._now(), False
            connection.body = request.content

    def ends(self, request: web.Request) -> None:
        """It was answered, and waits for the next request."""
        connection = self._by_protocol.get(request.protocol)
        if connection is not None and connection in self._answering:
            del self._answering[connection]
            self._waiting[connection] = None
            connection.since, connection.body = self._now(), None
            self._room.set()

    # --- who may come ---------------------------------------------------------------------------------------------

    def begin(self, sockets: list[socket.socket], factory: Callable[[], asyncio.Protocol]) -> None:
        """Accept on these sockets until `end`."""
        self._tasks = [asyncio.create_task(self._accept(sock, factory), name="accept") for sock in sockets]
        self._tasks.append(asyncio.create_task(self._look(), name="connections"))

    async def end(self) -> None:
        """Accept nothing more; those that are open stay with the server."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, sock: socket.socket, factory: Callable[[], asyncio.Protocol]) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                await _knocked(sock)
                accepted, _ = sock.accept()
                accepted.setblocking(False)  # noqa: FBT003 - the library's word
            except OSError as fault:
                if fault.errno in _SPENT:
                    self._tell(fault)
                    await asyncio.sleep(_PAUSE_SECONDS)
                continue  # anything else befell a client that has gone again
            try:
                await self._has_room()
            except asyncio.CancelledError:
                accepted.close()
                raise
            try:
                connection = Connection(factory(), self._ended, self._now())
                self._by_protocol[connection.inner] = connection
                self._waiting[connection] = None
                await loop.connect_accepted_socket(lambda made=connection: made, accepted)  # type: ignore[misc]
            except OSError:
                self._ended(connection)
                accepted.close()

    async def _has_room(self) -> None:
        while self.open >= self.most:
            if (silent := self._silent()) is not None:
                self._drop(silent, "full")
            else:
                self._room.clear()
                await self._room.wait()

    def _silent(self) -> Connection | None:
        """Return who has to go for somebody new: who has never said anything, then who rests, then an unfinished body."""
        silent = (one for one in self._waiting if one.is_first)
        unfinished = (one for one in self._answering if one.body is not None and not one.body.is_eof())
        return next(silent, None) or next(iter(self._waiting), None) or next(unfinished, None)

    def _ended(self, connection: Connection) -> None:
        self._waiting.pop(connection, None)
        self._answering.pop(connection, None)
        self._by_protocol.pop(connection.inner, None)
        self._room.set()

    def _drop(self, connection: Connection, why: str) -> None:
        self.dropped[why] += 1
        connection.drop()
        self._ended(connection)

    def _tell(self, fault: OSError) -> None:
        """Say that nothing can be accepted, once a minute: a line for each try filled 136 MB in 45 s."""
        if self._now() - self._told_at < _TELL_SECONDS:
            self._untold += 1
            return
        log.error("connections.spent", why=fault.strerror, open=self.open, untold=self._untold)
        self._told_at, self._untold = self._now(), 0

    # --- how long each may be silent ------------------------------------------------------------------------------

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            self.drop_silent()

    def drop_silent(self) -> None:
        """Let go of who has been silent, unfinished or deaf for too long."""
        now = self._now()
        for one in list(self._waiting):
            if now - one.since > (HEADER_SECONDS if one.is_first else REST_SECONDS):
                self._drop(one, "silent")
            elif _is_deaf(one, now):
                self._drop(one, "stuck")
        for one in list(self._answering):
            is_late = now - one.since > STUCK_SECONDS and one.body is not None and not one.body.is_eof()
            if is_late or _is_deaf(one, now):
                self._drop(one, "stuck")


async def _knocked(sock: socket.socket) -> None:
    """Return once somebody waits to be let in.

    The loop's own sock_accept lets one in that it then forgets where it is told to end at that very step: nobody answers them, and nobody
    hangs up. Here whoever is not let in yet stays for who listens next.
    """
    loop = asyncio.get_running_loop()
    knock: asyncio.Future[None] = loop.create_future()

    def heard() -> None:
        if not knock.done():
            knock.set_result(None)

    loop.add_reader(sock, heard)
    try:
        await knock
    finally:
        loop.remove_reader(sock)


def _is_deaf(one: Connection, now: float) -> bool:
    return one.stuck_since is not None and now - one.stuck_since > STUCK_SECONDS


CONNECTIONS = web.AppKey("connections", Connections)


@web.middleware
async def attend(request: web.Request, handler: Route) -> web.StreamResponse:
    """Tell the connection when it is being answered: then it is not silent."""
    request.app[CONNECTIONS].begins(request)
    try:
        return await handler(request)
    finally:
        request.app[CONNECTIONS].ends(request)
