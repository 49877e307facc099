"""From a mention to a phone under a clock that is turned by hand.

Engine, store, sender and notifiers are the real ones; the provider is a server on loopback whose mood changes at exact instants of
that clock.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from alertd.core.engine import Engine
from alertd.model.events import HouseLoaded, PageReported
from alertd.model.house import House
from alertd.model.page import Page, PageKind, Receipt
from alertd.ports import Delivery, Entry, Notifier
from alertd.runtime import threads
from alertd.runtime.channel import Route
from alertd.runtime.fold import Fold
from alertd.runtime.outbox import LEASE, delivered
from alertd.runtime.sender import Sender
from alertd.store.sqlite import SqliteStore
from alertd.testing import FakeClock
from tests.unit.runtime.outbox_fakes import FAST

#: A send by the turned clock; the notifiers themselves are given far longer, so that a slow machine times nothing out.
DEADLINE = 12.0
PATIENCE = 300.0
_ID = re.compile(r"\[([0-9a-f]{16})\]")


class Arrival:
    """A page on a phone. told: what it says, all of it."""

    def __init__(self, at: datetime, to: str, page_id: str, told: str) -> None:
        self.at, self.to, self.page_id, self.told = at, to, page_id, told
        self.is_marked = "ossible repeat" in told


class Provider:
    """Takes pages of any notifier but while `bad` says a mood for the instant: then it does as the mood says.

    refuses with a number (401, 403, 429, 500, 503), or with a word in an answer of 200 (invalid_auth) · hangs · closes the line when it has all · lies: takes it and answers 503.
    """

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.bad: Callable[[datetime], str] = lambda _at: ""
        self.arrived: list[Arrival] = []
        self.asked = 0
        self.hanging = 0
        self.url = ""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Provider]:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_post("/{place:.*}", self._serve)
        runner = web.AppRunner(app, handler_cancellation=True)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        body = (await request.read()).decode()
        self.asked += 1
        mood = self.bad(self._clock.now())
        if mood in ("", "lies"):
            self._take(request.match_info["place"], body)
        if mood == "hangs":
            self.hanging += 1
            try:
                await asyncio.Event().wait()
            finally:
                self.hanging -= 1
        if mood == "closes" and request.transport is not None:
            request.transport.close()
        if "_" in mood:
            return web.json_response({"ok": False, "error": mood})
        if mood:
            return web.Response(status=503 if mood == "lies" else int(mood) if mood.isdigit() else 500)
        return web.json_response({"ok": True, "channel": "C1", "ts": f"1.{self.asked:06}"})

    def _take(self, place: str, body: str) -> None:
        found: dict[str, Any] = json.loads(body)
        told = str(found.get("text", ""))
        to = str(found.get("to") or found.get("channel") or place)
        ids = [one["page_id"] for one in found.get("incidents", ())] or _ID.findall(json.dumps(found))[-1:]
        self.arrived += [Arrival(self._clock.now(), to, page_id, told) for page_id in ids]


class _Counted:
    """A notifier that says how many of its sends are on the wire."""

    def __init__(self, notifier: Notifier) -> None:
        self.kind = notifier.kind
        self._notifier = notifier
        self.on_the_wire = 0

    async def send(self, delivery: Delivery) -> str | None:
        """Send."""
        self.on_the_wire += 1
        try:
            return await self._notifier.send(delivery)
        finally:
            self.on_the_wire -= 1


class _Outbox:
    """ports.Outbox over a fold, without the writer's thread. is_dead: killed, so nothing is reported any more."""

    def __init__(self, story: WeatherStory) -> None:
        self._story = story
        self.bell = asyncio.Event()
        self.is_dead = False

    async def lease(self, *, now: datetime, limit: int) -> Sequence[Delivery]:
        """See ports.Outbox."""
        store = self._story.store
        with store.transaction():
            leased = store.pages.lease(now, boot=self._story.boot, limit=limit, seconds=LEASE.total_seconds())
            return [delivered(one, threads.find(store, one.queued.page), now) for one in leased]

    async def report(self, receipt: Receipt) -> None:
        """See ports.Outbox."""
        if not self.is_dead:
            self._story.take(Entry(event=PageReported(at=self._story.clock.now(), receipt=receipt)))

    async def wait(self) -> None:
        """See ports.Outbox."""
        await self.bell.wait()
        self.bell.clear()


class WeatherStory:
    """Mentions in, arrivals out. path: where its store lies; routes: channel to notifier."""

    def __init__(self, path: Path, house: House, clock: FakeClock) -> None:
        self.clock = clock
        self.house = house
        self.boot = "first"
        self.store = SqliteStore(path)
        self.store.connection.execute("PRAGMA synchronous = OFF")  # nothing here pulls the plug
        self.fold = Fold(self.store, Engine(), link_key=b"k" * 32)
        self._outbox = _Outbox(self)
        self._routes: dict[str, Notifier] = {}
        self._counted: dict[str, _Counted] = {}
        self._providers: tuple[Provider, ...] = ()
        self.sender = Sender(outbox=self._outbox, clock=clock, deadline=DEADLINE)
        self._task: asyncio.Task[None] | None = None
        self.take(Entry(event=HouseLoaded(at=clock.now(), house=house)))

    def begin(self, routes: dict[str, Notifier], *providers: Provider) -> None:
        """Send by these from now on."""
        self._routes, self._providers = routes, providers
        self._outbox = _Outbox(self)
        self._counted = {name: _Counted(one) for name, one in routes.items()}
        self.sender = Sender(outbox=self._outbox, clock=self.clock, deadline=DEADLINE)
        self.sender.use({name: Route(notifier=one, limit=FAST) for name, one in self._counted.items()})
        self._task = asyncio.create_task(self.sender.run())

    async def end(self) -> None:
        """Stop sending."""
        await self._stop()
        self.store.close()

    async def _stop(self) -> None:
        await self.sender.stop(within_seconds=0.0)
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    def take(self, entry: Entry) -> None:
        """Append and fold one entry."""
        with self.store.transaction():
            self.fold.take(entry, self.clock.now())

    async def restart(self) -> None:
        """Be killed and begin again: what was in its hands is unknown, the engine is as the log says."""
        self._outbox.is_dead = True
        await self._stop()
        self.boot += "+"
        self.fold = Fold(self.store, self._replayed(), link_key=b"k" * 32)
        with self.store.transaction():
            self.store.pages.forget_leases(self.boot, self.clock.now())
        self.begin(self._routes, *self._providers)

    def _replayed(self) -> Engine:
        engine = Engine()
        for _, event in self.store.read(0):
            engine.handle(event)
        return engine

    async def until(self, at: datetime) -> None:
        """Turn the clock to an instant; all that is due on the way happens, each thing at its own time."""
        await self._quiet()
        while (now := self.clock.now()) < at:
            nexts = [at, self.fold.engine.next_deadline(), self.store.pages.next_due()]
            if self.sender.under_way:
                nexts.append(now + timedelta(seconds=1))
            step = min(one for one in nexts if one is not None)
            self.clock.step(max(timedelta(0), step - now))  # whoever was to wake on the way wakes now
            with self.store.transaction():
                self.fold.tick_until(self.clock.now())
            await self._quiet()

    async def _quiet(self) -> None:
        """Return when everything that is due is with its provider, and every provider has answered that answers at all."""
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.clock.advance(0)
                due = self.store.pages.next_due()
                hanging = sum(one.hanging for one in self._providers)
                busy = sum(one.on_the_wire for one in self._counted.values()) != hanging
                if not busy and not self.sender._unreported and (due is None or due > self.clock.now()):
                    return
                if due is not None and due <= self.clock.now():
                    self._outbox.bell.set()
                    await self.clock.advance(0.05)  # the sender naps for as long when it was woken for nothing
                await asyncio.sleep(0.001)

    def pages(self, *kinds: PageKind) -> list[tuple[Page, str]]:
        """Return the pages that were decided, with what became of each."""
        return [(row.page, state) for row, state, _ in self.store.pages.all() if not kinds or row.page.kind in kinds]
