"""Reading for another: a machine that takes batches from the one that works, and has them read by processes of its own.

It holds no store and decides nothing. It reads by the terms of the one that works, and only where that one is of the very same release:
in an upgrade, machines of both releases stand side by side, and each reads for its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
import time
from collections import deque
from collections.abc import Callable

import msgspec
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.errors import Error as JetStreamError

from alertd.blocking.waiting import is_ending, put_down
from alertd.errors import ReaderKilled
from alertd.model.cluster import Reading
from alertd.ports import Readers
from alertd.store.nats.address import Address
from alertd.store.nats.far_readers import KILLED, MARGIN, closed, opened
from alertd.store.nats.lease import Said
from alertd.store.nats.line import connected
from alertd.store.nats.reading import (
    EVERY,
    PIECE,
    Announced,
    Hello,
    Wanted,
    announcements,
    batches,
    hellos,
    pieces,
    version_of,
)

log = structlog.get_logger()

LATELY = 10.0  # seconds of which the rate is told
ANSWER = 2.0  # seconds in which a piece of the terms comes


class ReadingFor:
    """One machine that reads for another. readers: who does it here. places: batches that are taken at once. release: of this program."""

    def __init__(
        self,
        address: Address,
        readers: Readers,
        *,
        release: str,
        places: int,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = address
        self._readers = readers
        self._release = release
        self._places = places
        self._now = now
        self._client = Client()
        self._version = ""
        self._refused = ""  # the release of a machine that we cannot read for
        self._ident = secrets.token_hex(8)
        self._own = f"alertd.{address.name}.machine.{self._ident}"
        self._began: dict[int, float] = {}  # batches in hand
        self._taken = 0
        self._done: deque[tuple[float, float]] = deque()  # when batches were answered, and the seconds each took
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Read until cancelled. Servers that are away are waited for."""
        try:
            async with connected(self._client, self._address):
                await self._client.subscribe(announcements(self._address), cb=self._told)
                await self._client.subscribe(batches(self._address, self._ident), cb=self._given)
                while not is_ending():
                    await self._say()
                    await asyncio.sleep(EVERY)
        finally:
            await put_down(*self._tasks)

    def standing(self) -> Reading:
        """Return how this machine reads."""
        now = self._now()
        while self._done and self._done[0][0] < now - LATELY:
            self._done.popleft()
        spent = sum(seconds for _, seconds in self._done)
        return Reading(
            is_reading=bool(self._version),
            rate=round(len(self._done) / LATELY, 1),
            seconds=round(spent / len(self._done), 3) if self._done else 0.0,
            lag=round(max((now - began for began in self._began.values()), default=0.0), 3),
            refuses=self._refused,
        )

    # --- terms ----------------------------------------------------------------------------------------------------

    async def _told(self, message: Msg) -> None:
        try:
            told = msgspec.msgpack.decode(message.data, type=Announced)
        except msgspec.DecodeError:
            return  # of a release that says it otherwise: it is not ours
        if told.release != self._release:
            if told.release != self._refused:
                self._refused = told.release
                log.warning("reading.other_release", theirs=told.release, ours=self._release)
            return
        self._refused = ""
        if told.version == self._version:
            return
        terms = await self._fetched(told)
        if terms is not None:
            self._readers.use(terms)
            self._version = told.version
            log.info("reading.terms", version=told.version, bytes=len(terms))
            await self._greet()

    async def _fetched(self, told: Announced) -> bytes | None:
        terms = b""
        try:
            while len(terms) < told.size:
                wanted = msgspec.msgpack.encode(Wanted(version=told.version, begin=len(terms)))
                piece = (await self._client.request(pieces(self._address), wanted, timeout=ANSWER)).data
                if not 0 < len(piece) <= PIECE:
                    return None
                terms += piece
        except (NatsError, TimeoutError, OSError) as error:
            log.info("reading.no_terms", why=str(error) or type(error).__name__)  # told again in a second
            return None
        return terms if version_of(terms) == told.version else None

    # --- batches --------------------------------------------------------------------------------------------------

    async def _given(self, message: Msg) -> None:
        """Begin a batch, and be free for the next: a subscription hands them out one after the other."""
        self._taken += 1
        task = asyncio.create_task(self._read(self._taken, message), name="reading")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read(self, number: int, message: Msg) -> None:
        began = self._began[number] = self._now()
        try:
            body, most = await self._answer(message.data), self._client.max_payload - MARGIN
            with contextlib.suppress(NatsError, OSError):  # who asked reads it by itself
                await message.respond(body if len(body) <= most else b"")
        finally:
            del self._began[number]
            self._done.append((self._now(), self._now() - began))

    async def _answer(self, body: bytes) -> bytes:
        """Return what is said to a batch: what was read of it, nothing where it was not, KILLED where it ended the process that read it."""
        batch = opened(body)
        try:
            answer = None if batch is None else await self._readers.read(batch)
        except ReaderKilled:
            return KILLED
        return b"" if answer is None else closed(answer, self._client.max_payload - MARGIN)

    # --- what is said of us ---------------------------------------------------------------------------------------

    async def _greet(self) -> None:
        hello = Hello(reader=self._ident, version=self._version, places=self._places)
        with contextlib.suppress(NatsError, OSError):
            await self._client.publish(hellos(self._address), msgspec.msgpack.encode(hello))

    async def _say(self) -> None:
        """Say that we are there: to the one that works, and to `alertd cluster`."""
        await self._greet()
        name = f"pid {os.getpid()} on {socket.gethostname()}"
        said = Said(name=name, is_working=False, applied=0, reads=self.standing())
        # No store yet, or servers that are away: `alertd cluster` says so itself.
        with contextlib.suppress(NatsError, JetStreamError, OSError, TimeoutError):
            await self._client.jetstream(timeout=EVERY).publish(self._own, msgspec.msgpack.encode(said))
