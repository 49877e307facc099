"""Wire: a connection to a NATS cluster for threads that block, and what of JetStream the store needs.

Three streams: the log, the lease with what each machine says of itself (gone after `lease` seconds), and bases, from which a new machine
begins. Every check that matters is the servers': a message enters the log only behind the very one that its sender knows as the last.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import NamedTuple, TypeVar

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError
from nats.js import JetStreamContext, api
from nats.js.errors import APIError, NoStreamResponseError, NotFoundError, ServiceUnavailableError

from alertd.errors import StoreError, StoreUnavailable
from alertd.store.nats.address import Address
from alertd.store.nats.line import CLOSING, ENDING, connect, let_go

T = TypeVar("T")
SECONDS = 5.0  # that an answer may take
HEARD = 0.5  # seconds that who listens has to say so; the servers' no comes at once
STRANDED = 4.0  # seconds without an answer after which another server is asked: the line to ours is whole, and its own to the others may be cut
_BATCH = 256  # messages read at once
FEW = 64  #: records of the log that are asked for by their numbers, of the server that leads it
_WRONG_LAST = (10070, 10071)  # of the stream, of the subject
LAST, LAST_OF_SUBJECT = "Nats-Expected-Last-Sequence", "Nats-Expected-Last-Subject-Sequence"


class WrongLast(StoreError):  # noqa: N818 - what the server says
    """Somebody else wrote in between, so nothing was written."""


class Standing(NamedTuple):
    """How a stream stands. first: the oldest message that is left; last: the newest ever. leader: the server that leads it."""

    first: int
    last: int
    messages: int
    bytes: int
    leader: str
    replicas: int
    lags: tuple[tuple[str, bool, int], ...] = ()


class Wire:
    """One connection. Raises StoreUnavailable for whatever the cluster or the way to it cannot do just now."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.shown = address.shown
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="nats", daemon=True)
        self._thread.start()
        self._client = Client()
        self._trouble: Exception | None = None  # what the line said last of why it is none
        self._unanswered_since: float | None = None  # when the first question was asked of those that got no answer
        try:
            self.ask(lambda: connect(self._client, address, self._heard), seconds=SECONDS)
        except BaseException:
            self.close()
            raise
        self._js: JetStreamContext = self._client.jetstream(timeout=SECONDS)

    def _heard(self, error: Exception | None) -> None:
        if isinstance(error, (BrokenPipeError, ConnectionResetError)) and isinstance(self._trouble, NatsError):
            return  # a server that refuses says why and hangs up; the line that breaks behind it says less
        self._trouble = error

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.run_until_complete(let_go(self._client, lambda: asyncio.all_tasks(self._loop)))
        self._loop.close()

    def ask(self, make: Callable[[], Awaitable[T]], *, seconds: float = SECONDS) -> T:
        """Do something on the connection; return its answer."""

        async def bounded() -> T:
            began = time.monotonic()
            try:
                async with asyncio.timeout(seconds):
                    answer = await make()
            except (TimeoutError, NoStreamResponseError, ServiceUnavailableError):
                await self._unanswered(began)
                raise
            self._unanswered_since = None
            return answer

        try:
            return asyncio.run_coroutine_threadsafe(bounded(), self._loop).result(seconds + 5)
        except APIError as error:
            if error.err_code in _WRONG_LAST:
                raise WrongLast(f"{self.shown}: {error.description}") from error
            raise StoreUnavailable(f"the store cannot be used: {self.shown}: {_line(error)}") from error
        except (NatsError, TimeoutError, OSError, asyncio.CancelledError) as error:
            why = self._trouble if self._trouble is not None and not self._client.is_connected else error
            raise StoreUnavailable(f"the store cannot be used: {self.shown}: {_line(why)}") from error

    async def _unanswered(self, began: float) -> None:
        """Ask another server from now on where ours has had no answer for long: it stands alone, and its line to us is whole.

        The client itself leaves a server only when that line breaks.
        """
        self._unanswered_since = since = began if self._unanswered_since is None else self._unanswered_since
        if time.monotonic() - since >= STRANDED and self._client.is_connected:
            self._unanswered_since = None
            await self._client.force_reconnect()

    def close(self) -> None:
        """Let go of it."""
        if not self._loop.is_running():
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CLOSING + 2 * ENDING)

    # --- streams --------------------------------------------------------------------------------------------------

    @property
    def log(self) -> str:
        """The stream of records, which has one subject."""
        return f"{self.address.name}-log"

    @property
    def bases(self) -> str:
        """The stream of bases."""
        return f"{self.address.name}-base"

    @property
    def leases(self) -> str:
        """The stream of the lease, and of what each machine says of itself."""
        return f"{self.address.name}-lease"

    def subject(self, *parts: object) -> str:
        """Return a subject of this store."""
        return ".".join(("alertd", self.address.name, *map(str, parts)))

    def make_streams(self) -> None:
        """Make the streams that are not there yet; those that are stay as their operator set them."""
        many = self.address.replicas or (3 if self._is_clustered else 1)
        lease = self.address.lease
        wanted = (
            api.StreamConfig(name=self.log, subjects=[self.subject("log")], storage=api.StorageType.FILE),
            api.StreamConfig(name=self.bases, subjects=[self.subject("base", ">")], storage=api.StorageType.FILE),
            api.StreamConfig(
                name=self.leases,
                subjects=[self.subject("lease"), self.subject("machine", "*")],
                storage=api.StorageType.MEMORY,
                max_age=lease,
                max_msgs_per_subject=1,
            ),
        )
        for config in wanted:
            if self._standing(str(config.name)) is None:
                self.ask(lambda config=config: self._js.add_stream(config.evolve(num_replicas=many)))  # type: ignore[misc]

    @property
    def release(self) -> str:
        """Of the server that was asked last, "" where it has not said."""
        return str(self._client._server_info.get("version", ""))  # noqa: SLF001 - as below

    @property
    def _is_clustered(self) -> bool:
        return bool(self._client._server_info.get("cluster"))  # noqa: SLF001 - the client keeps it there and says it nowhere

    def standing(self, stream: str) -> Standing:
        """Return how a stream stands."""
        found = self._standing(stream)
        if found is None:
            raise StoreError(f"there is no store in {self.shown}")
        return found

    @property
    def has_store(self) -> bool:
        """Whether a machine has ever worked here."""
        return self._standing(self.log) is not None and self._standing(self.leases) is not None

    def subjects(self, stream: str, which: str) -> list[str]:
        """Return the subjects of a stream that have a message."""
        info = self.ask(lambda: self._js.stream_info(stream, subjects_filter=which))
        return sorted(info.state.subjects or {})

    def _standing(self, stream: str) -> Standing | None:
        async def look() -> api.StreamInfo | None:
            try:
                return await self._js.stream_info(stream)
            except NotFoundError:
                return None

        info = self.ask(look)
        if info is None:
            return None
        cluster = info.cluster
        peers = (cluster.replicas if cluster is not None else None) or []
        return Standing(
            info.state.first_seq,
            info.state.last_seq,
            info.state.messages,
            info.state.bytes,
            (cluster.leader if cluster is not None else None) or "the server",
            info.config.num_replicas or 1,
            tuple((str(peer.name), bool(peer.current), int(peer.lag or 0)) for peer in peers),
        )

    # --- messages -------------------------------------------------------------------------------------------------

    def put(
        self,
        subject: str,
        body: bytes,
        *,
        last: int | None = None,
        last_of_subject: int | None = None,
        seconds: float | None = None,
    ) -> int:
        """Write a message; return its number. last, last_of_subject: what must be the newest before it, else WrongLast.

        seconds: that the answer may take, SECONDS where none are said.
        """
        headers = {LAST: last, LAST_OF_SUBJECT: last_of_subject}
        told = {name: str(value) for name, value in headers.items() if value is not None}
        patience = SECONDS if seconds is None else seconds
        put = lambda: self._js.publish(subject, body, headers=told or None, timeout=patience)  # noqa: E731
        return self.ask(put, seconds=patience).seq

    def listen(self, subject: str) -> None:
        """Be there for whoever asks `is_heard`, for as long as the line is open."""

        async def here(message: Msg) -> None:
            await message.respond(b"")

        self.ask(lambda: self._client.subscribe(subject, cb=here))

    def is_heard(self, subject: str) -> bool:
        """Whether somebody listens, by the servers' word: they know at once whose line was closed. True where nobody says no: who stands still listens."""

        async def look() -> bool:
            try:
                await self._client.request(subject, timeout=HEARD)
            except NoRespondersError:
                return False
            except TimeoutError:
                pass
            return True

        return self.ask(look)

    def newest(self, stream: str, subject: str) -> tuple[int, bytes] | None:
        """Return the newest message of a subject and its number, None where there is none."""

        async def look() -> api.RawStreamMsg | None:
            try:
                return await self._js.get_last_msg(stream, subject)
            except NotFoundError:
                return None

        found = self.ask(look)
        return None if found is None or found.seq is None else (found.seq, found.data or b"")

    def read(self, stream: str, subject: str, begin: int, end: int) -> Iterator[tuple[int, bytes]]:
        """Yield (number, body) of a subject's messages from one number to another, both included, in order."""
        at = begin
        while at <= end:
            few = stream == self.log and end - at < FEW
            for seq, body in self._by_number(stream, at, end) if few else self._batches(stream, subject, at, end):
                at = seq + 1
                yield seq, body

    def _by_number(self, stream: str, begin: int, end: int) -> Iterator[tuple[int, bytes]]:
        """Read without a reader on the servers: while one of them is down, some are begun there, and whoever waits for one waits in vain."""
        for number in range(begin, end + 1):

            async def look(number: int = number) -> api.RawStreamMsg:
                try:
                    return await self._js.get_msg(stream, number)
                except NotFoundError:
                    raise self._is_gone(number) from None

            yield number, self.ask(look).data or b""

    def _is_gone(self, number: int) -> StoreUnavailable:
        """Let go of while we read: who begins again finds the base that took its place."""
        return StoreUnavailable(f"{self.shown}: message {number} of the log is gone; it is read anew")

    def _batches(self, stream: str, subject: str, begin: int, end: int) -> Iterator[tuple[int, bytes]]:
        config = api.ConsumerConfig(
            deliver_policy=api.DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=begin,
            ack_policy=api.AckPolicy.NONE,
            inactive_threshold=30.0,
        )
        reading = self.ask(lambda: self._js.pull_subscribe(subject, stream=stream, config=config))
        try:
            seq = begin - 1
            while seq < end:
                for message in self.ask(lambda: reading.fetch(_BATCH, timeout=SECONDS), seconds=2 * SECONDS):
                    number = message.metadata.sequence.stream
                    if number > end:
                        return
                    if number != seq + 1 and stream == self.log:
                        raise self._is_gone(seq + 1)
                    seq = number
                    yield seq, message.data
        finally:
            with contextlib.suppress(StoreError):
                self.ask(reading.unsubscribe)

    def purge(self, stream: str, *, before: int | None = None, subject: str | None = None) -> None:
        """Delete messages: those before a number, or of a subject."""
        if before is not None and before <= 1:
            return  # there are none; and the server takes 1 for all of them
        self.ask(lambda: self._js.purge_stream(stream, seq=before, subject=subject))


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
