"""Far readers: machines of the cluster that read posts for the one that works. They wait to take over, or do nothing else.

Each says once a second that it is there and by which terms it reads; only those with these very terms are asked. Whoever dies, stands
still or is too slow costs the batch in its hands, which the machine that works then reads by itself, and is asked again after a pause.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

import msgspec
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from alertd.blocking.deadline import LEAST, Deadline
from alertd.blocking.waiting import is_ending
from alertd.errors import ReaderKilled
from alertd.store.nats.address import Address
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

HEARD = 3 * EVERY  # seconds without a word after which a reader is not asked any more
FORGOTTEN = 300.0  # seconds without a word after which nothing is known of it any more
PAUSES = (1.0, 5.0, 30.0, 120.0)  # seconds until one is asked again, after so many failures in a row
MARGIN = 4096  # bytes of a message that are not the batch
PACKED = b"z"  # begins a body that had to be packed to fit into a message
PLAIN = b"-"
KILLED = b"!"  # the answer to a batch over which a process ended there


@dataclass
class Tally:
    """What became of batches. read: far away; busy: nobody was there or free; refused: not read there; failed: no answer in time.

    killed: it ended a process there.
    """

    read: int = 0
    busy: int = 0
    refused: int = 0
    failed: int = 0
    killed: int = 0


@dataclass
class _Far:
    """One reader as it is known here."""

    hello: Hello
    heard_at: float
    busy: int = 0
    failures: int = 0
    not_before: float = 0.0


class FarReaders:
    """Implements ports.FarReaders. release: of this program; who has another one may read otherwise, and does not read.

    now: a clock that only goes forward, in seconds. latest: seconds that the first answers may take; later ones as the others took.
    """

    def __init__(
        self, address: Address, *, release: str, now: Callable[[], float] = time.monotonic, latest: float = LEAST
    ) -> None:
        self._address = address
        self._release = release
        self._now = now
        self._deadline = Deadline(latest)
        self._client = Client()
        self._terms, self._version = b"", ""
        self._known: dict[str, _Far] = {}
        self._freed = asyncio.Event()
        self._news = asyncio.Event()  # there are new terms to be told of
        self._task: asyncio.Task[None] | None = None
        self.counts = Tally()

    def use(self, terms: bytes) -> None:
        """See ports.Readers. The first terms open the line."""
        self._terms, self._version = terms, version_of(terms)
        self._news.set()
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._keep(), name="far-readers")

    @property
    def up(self) -> int:
        """How many machines would read now."""
        return sum(map(self._is_up, self._known.values()))

    @property
    def places(self) -> int:
        """See ports.Readers."""
        return sum(one.hello.places for one in self._known.values() if self._is_up(one))

    @property
    def has_room(self) -> bool:
        """See ports.FarReaders."""
        return any(one.busy < one.hello.places and self._is_up(one) for one in self._known.values())

    @property
    def became(self) -> Mapping[str, int]:
        """See ports.FarReaders."""
        return asdict(self.counts)

    async def read(self, batch: bytes) -> bytes | None:
        """See ports.Readers. Who was asked and says nothing may have been ended by it too: nobody knows, and it counts as late."""
        body = self._fitting(batch) if self._client.is_connected else None
        far = None if body is None else await self._free()
        if body is None or far is None:
            self.counts.busy += 1
            return None
        far.busy += 1
        began = self._now()
        try:
            subject = batches(self._address, far.hello.reader)
            answer = await self._client.request(subject, body, timeout=self._deadline.seconds())
        except (NatsError, TimeoutError, OSError) as error:
            self._failed(far, error)
            return None
        finally:
            far.busy -= 1
            self._freed.set()
            self._deadline.took(self._now() - began)
        far.failures = 0
        if answer.data == KILLED:
            self.counts.killed += 1
            raise ReaderKilled(f"a process of {far.hello.reader} ended over it")
        told = opened(answer.data)
        if told is None:
            self.counts.refused += 1
        else:
            self.counts.read += 1
        return told

    async def stop(self) -> None:
        """See ports.Readers."""
        if self._task is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None

    # --- choosing -------------------------------------------------------------------------------------------------

    def _is_up(self, far: _Far) -> bool:
        now = self._now()
        return far.hello.version == self._version and now - far.heard_at < HEARD and now >= far.not_before

    async def _free(self) -> _Far | None:
        """Return the reader that has the least to do, after a little patience; None where none is up."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._deadline.patience()):
                while self._client.is_connected and (up := [one for one in self._known.values() if self._is_up(one)]):
                    best = min(up, key=lambda one: (one.busy / one.hello.places, one.hello.reader))
                    if best.busy < best.hello.places:
                        return best
                    self._freed.clear()
                    await self._freed.wait()
        return None

    def _failed(self, far: _Far, error: Exception) -> None:
        self.counts.failed += 1
        far.not_before = self._now() + PAUSES[min(far.failures, len(PAUSES) - 1)]
        far.failures += 1
        log.warning("far_reader.failed", reader=far.hello.reader, why=str(error) or type(error).__name__)

    def _fitting(self, body: bytes) -> bytes | None:
        """Return a body as it goes over the line, None where no message can hold it."""
        most = self._client.max_payload - MARGIN
        sent = closed(body, most)
        return sent if len(sent) <= most else None

    # --- talking --------------------------------------------------------------------------------------------------

    async def _keep(self) -> None:
        async with connected(self._client, self._address):
            await self._client.subscribe(hellos(self._address), cb=self._heard)
            await self._client.subscribe(pieces(self._address), cb=self._asked)
            while not is_ending():
                await self._announce()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(EVERY):
                        await self._news.wait()

    async def _announce(self) -> None:
        """Tell by which terms to read, and forget who has said nothing for long."""
        self._news.clear()
        told = Announced(release=self._release, version=self._version, size=len(self._terms))
        with contextlib.suppress(NatsError, OSError):
            await self._client.publish(announcements(self._address), msgspec.msgpack.encode(told))
        for name in [name for name, one in self._known.items() if self._now() - one.heard_at > FORGOTTEN]:
            del self._known[name]

    async def _heard(self, message: Msg) -> None:
        try:
            hello = msgspec.msgpack.decode(message.data, type=Hello)
        except msgspec.DecodeError:
            return  # of a release that says it otherwise
        known = self._known.get(hello.reader)
        if known is None:
            self._known[hello.reader] = _Far(hello, self._now())
        else:
            known.hello, known.heard_at = hello, self._now()
        self._freed.set()

    async def _asked(self, message: Msg) -> None:
        try:
            wanted = msgspec.msgpack.decode(message.data, type=Wanted)
        except msgspec.DecodeError:
            return
        if wanted.version == self._version:  # else they are another machine's, which answers
            with contextlib.suppress(NatsError, OSError):
                await message.respond(self._terms[wanted.begin : wanted.begin + PIECE])


def closed(body: bytes, most: int) -> bytes:
    """Return a body for the line, packed only where it would be too long.

    >>> closed(b"abc", 10), len(closed(b"a" * 1000, 100)) < 30
    (b'-abc', True)
    """
    return PLAIN + body if len(body) < most else PACKED + zlib.compress(body, 1)


def opened(body: bytes) -> bytes | None:
    """Return what was closed; None for an empty body, by which a reader says that it did not read.

    >>> opened(closed(b"a" * 1000, 100)) == b"a" * 1000, opened(b"")
    (True, None)
    """
    if not body:
        return None
    try:
        return body[1:] if body[:1] == PLAIN else zlib.decompress(body[1:])
    except zlib.error:
        return None
