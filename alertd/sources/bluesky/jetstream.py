"""Jetstream: the firehose over a websocket, from a cursor in microseconds, with fail-over between instances."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import msgspec

from alertd.blocking.waiting import put_down, within
from alertd.errors import BadRecord, SourceError
from alertd.model.post import Deletion, Post
from alertd.model.source_state import Gap, SourceState
from alertd.ports import Clock
from alertd.sources.bluesky.parse import POST, REPOST, as_deletion, as_post, as_repost, read_event, read_record
from alertd.sources.funnel import Funnel, Haul
from alertd.sources.pace import Backoff
from alertd.sources.sift import refusal_of
from alertd.sources.wire import MAX_BODY, MAX_LINE, sentence

OVERLAP = 5_000_000  #: µs read again after each break
SILENT = 20.0  #: seconds; the firehose is never quiet for so long
LIVE = timedelta(seconds=10)
HOLE = timedelta(minutes=1)  #: a replay that begins so much later than asked has lost the rest
KNOWN = 20_000  #: matched posts whose reposts and deletions are followed
MARK_EVERY = 5_000_000  #: µs of the firehose; the cursor moves on although nothing matches

#: Records in order, each with the cursor that holds once it is committed; None moves the cursor only.
Kept = asyncio.Queue[tuple[Post | Deletion | None, int]]


class Jetstream:
    """Reads the firehose for ever and queues what is wanted."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        clock: Clock,
        funnel: Funnel,
        *,
        streams: tuple[str, ...],
        wanted: Callable[[str], bool],
        reposts: bool,
        queue: Kept,
    ) -> None:
        self._session = session
        self._clock = clock
        self._funnel = funnel
        self._streams = streams
        self._wanted = wanted
        self._collections = [POST, REPOST] if reposts else [POST]
        self._queue = queue
        self._known: OrderedDict[str, Post] = OrderedDict()
        self.own: frozenset[str] = frozenset()  #: ids of the brand's own accounts: their posts are replies
        mark = funnel.mark("time_us")
        self.time_us: int = mark if isinstance(mark, int) and mark <= self._latest() else 0
        self._marked_us = self.time_us
        self._signs = 0
        self._filled = 0
        self._is_catching_up = False
        self._connected_at: datetime | None = None
        self._gap_from: datetime | None = None
        self._hole: str | None = None

    async def run(self) -> None:
        """Connect to one instance after the other, for ever."""
        wait = Backoff(first=1.0, cap=60.0)
        turn = failures = 0
        while True:
            url = self._streams[turn % len(self._streams)]
            signs = self._signs
            note = await self._connection(url)
            turn += 1
            failures = 0 if self._signs > signs else failures + 1
            if not failures:
                wait.reset()
            state = SourceState.BLIND if failures > 2 else SourceState.CATCHING_UP
            self._funnel.view("jetstream", state, note)
            # The first round over all instances is quick, then it slows down.
            await self._clock.sleep(wait.after_failure() if failures >= len(self._streams) else 0.5)

    async def _connection(self, url: str) -> str:
        """Read one connection to its end and say why it ended."""
        # A server of one's own may publish a post of any size, and one that ends the connection would end each next one too.
        params = [*(("wantedCollections", name) for name in self._collections), ("maxMessageSizeBytes", str(MAX_LINE))]
        if self.time_us:
            params.append(("cursor", str(self.time_us - OVERLAP)))
        try:
            socket = await within(self._clock, 30.0, self._open(f"{url}/subscribe", params))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return sentence(error, url)
        reader = asyncio.create_task(self._read(socket), name="bluesky reader")
        watchdog = asyncio.create_task(self._watch(), name="bluesky watchdog")
        try:
            await asyncio.wait({reader, watchdog}, return_when=asyncio.FIRST_COMPLETED)
            if reader.done():
                return reader.result()
            return "Jetstream went silent"
        finally:
            await put_down(reader, watchdog)
            closing = asyncio.ensure_future(socket.close())
            await asyncio.wait({closing}, timeout=0.2)  # a dead server does not answer the goodbye
            await put_down(closing)

    async def _open(self, url: str, params: list[tuple[str, str]]) -> aiohttp.ClientWebSocketResponse:
        return await self._session.ws_connect(url, params=params, max_msg_size=MAX_BODY, autoping=True)

    async def _watch(self) -> None:
        """Return when nothing came for a while; counts signs, since a clock can be set back."""
        while True:
            signs = self._signs
            await self._clock.sleep(SILENT)
            if self._signs == signs and not (self._queue.full() or self._funnel.is_full):
                return

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> str:
        self._begin()
        async for message in socket:
            if message.type not in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}:
                return "the connection to Jetstream broke"
            self._signs += 1
            try:
                await self._on_event(message.data)
            except Exception as error:  # noqa: BLE001 - the edge: a stranger's event, which costs only itself
                body = message.data if isinstance(message.data, bytes) else message.data.encode("utf-8", "replace")
                await self._funnel.put(Haul(rejects=(refusal_of(error, msgspec.Raw(body)),)))
        return "Jetstream closed the connection"

    def _begin(self) -> None:
        now = self._clock.now()
        self._connected_at = now
        last = datetime.fromtimestamp(self.time_us / 1e6, tz=UTC) if self.time_us else None
        self._is_catching_up = last is not None
        if last is not None and self._gap_from is None:
            self._gap_from, self._filled, self._hole = last, 0, None
        state = SourceState.CATCHING_UP if self._is_catching_up else SourceState.OK
        self._funnel.view("jetstream", state, "reading what was missed" if self._is_catching_up else "")

    async def _on_event(self, raw: str | bytes) -> None:
        event = read_event(raw)
        if 0 < event.time_us <= self._latest():
            await self._mind_the_gap(event.time_us)
            self.time_us = max(self.time_us, event.time_us)
            if self.time_us - self._marked_us >= MARK_EVERY:
                self._marked_us = self.time_us
                await self._queue.put((None, self.time_us))
        commit = event.commit
        if event.kind != "commit" or commit is None:
            return
        if commit.operation == "delete":
            if commit.collection == POST and self._known.pop(event.uri, None) is not None:
                await self._queue.put((as_deletion(event), self.time_us))
            return
        record = read_record(event)
        post: Post | None = None
        if commit.collection == POST:
            if self._wanted("\n".join((record.text, *record.attached().values()))) or event.did in self.own:
                post = as_post(event, record)
                self._remember(post)
        elif commit.collection == REPOST and record.subject is not None:
            original = self._known.get(record.subject.uri)
            post = as_repost(event, record, original) if original else None
        if post is not None:
            self._filled += self._is_catching_up
            await self._queue.put((post.with_(is_filled=self._is_catching_up), self.time_us))

    def _latest(self) -> int:
        """Return the last instant that may be the place where we read: the next start asks from there, so one slip would blind for ever."""
        return int((self._clock.now() + timedelta(days=1)).timestamp() * 1e6)

    async def _mind_the_gap(self, time_us: int) -> None:
        """Notice a replay that begins too late, and the moment when we are live again."""
        if not self._is_catching_up or self._connected_at is None:
            return
        at = datetime.fromtimestamp(time_us / 1e6, tz=UTC)
        if self._gap_from and self._hole is None and at - self._gap_from > HOLE and not self._filled:
            is_first = self.time_us / 1e6 <= self._gap_from.timestamp()
            self._hole = f"Jetstream keeps nothing older than {at:%Y-%m-%d %H:%M} UTC" if is_first else None
        if at < self._connected_at - LIVE:
            return
        self._is_catching_up = False
        gap_from, self._gap_from = self._gap_from, None
        self._funnel.view("jetstream", SourceState.OK)
        if gap_from and self._connected_at - gap_from > timedelta(seconds=1):
            gap = Gap(begins_at=gap_from, ends_at=self._connected_at, filled=self._filled, hole=self._hole)
            await self._funnel.put(Haul(gaps=(gap,)))

    def _remember(self, post: Post) -> None:
        self._known[post.id] = post
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)


async def first_event(session: aiohttp.ClientSession, clock: Clock, url: str) -> None:
    """Return when one event came from an instance. Raises SourceError with the reason if none does."""

    async def one() -> None:
        async with session.ws_connect(f"{url}/subscribe", params={"wantedCollections": POST}) as socket:
            read_event((await socket.receive()).data)

    try:
        await within(clock, 20.0, one())
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise SourceError(sentence(error, url)) from None
    except (BadRecord, TypeError):
        raise SourceError(f"{url} does not speak Jetstream's language") from None
