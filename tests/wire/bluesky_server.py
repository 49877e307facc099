"""A loopback Jetstream with replay from a cursor, and the public API's profiles."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web

from tests.wire.loopback import Loopback
from tests.wire.pond import QuickClock


class BlueskyServer(Loopback):
    """Keeps all events, replays them from `cursor`, sends new ones at once, and breaks on demand."""

    def __init__(self, clock: QuickClock) -> None:
        self.clock = clock
        self.events: list[dict[str, Any]] = []
        self.connects = 0
        self.asked: list[list[str]] = []
        self.queries: list[dict[str, str]] = []
        self.refuse = 0
        self.profiles_status = 200
        self.odd: list[Any] = []  #: entries that stand before those of a look-up
        self.counts: dict[str, dict[str, int]] = {}
        self.counted: list[list[str]] = []
        self.keeps_from = 0
        self.is_mute = False
        self._wake = asyncio.Event()
        self._faults: list[str] = []
        self._runner: web.AppRunner | None = None
        self._sequence = 0
        self.url = ""

    def application(self) -> web.Application:
        """Return the paths and what answers them."""
        app = web.Application()
        app.router.add_get("/subscribe", self._subscribe)
        app.router.add_get("/xrpc/app.bsky.actor.getProfiles", self._profiles)
        app.router.add_get("/xrpc/app.bsky.feed.getPosts", self._posts)
        return app

    async def let_go(self) -> None:
        """End the streams that clients still read."""
        self.act("close")
        await asyncio.sleep(0.01)

    def write(self, text: str = "acme", *, did: str = "did:plc:ayse", **record: Any) -> str:
        """Write a post."""
        return self._commit("app.bsky.feed.post", did, {"text": text, "langs": ["en-GB"], **record})

    def repost(self, uri: str, *, did: str = "did:plc:omar") -> str:
        """Repost a post."""
        return self._commit("app.bsky.feed.repost", did, {"subject": {"uri": uri, "cid": "c"}})

    def delete(self, uri: str) -> None:
        """Take a post back."""
        did, collection, rkey = uri.removeprefix("at://").split("/")
        commit = {"operation": "delete", "collection": collection, "rkey": rkey}
        self._put({"did": did, "kind": "commit", "commit": commit})

    def _commit(self, collection: str, did: str, record: dict[str, Any]) -> str:
        self._sequence += 1
        rkey = f"r{self._sequence}"
        record = {"createdAt": self.clock.now().isoformat(), **record}
        commit = {"operation": "create", "collection": collection, "rkey": rkey, "record": record}
        self._put({"did": did, "kind": "commit", "commit": commit})
        return f"at://{did}/{collection}/{rkey}"

    def _put(self, event: dict[str, Any]) -> None:
        last = self.events[-1]["time_us"] if self.events else 0
        event["time_us"] = max(int(self.clock.now().timestamp() * 1e6), last + 1)
        self.events.append(event)
        self._wake.set()

    def act(self, fault: str) -> None:
        """Close, reset, or send garbage on the live connection."""
        self._faults.append(fault)
        self._wake.set()

    async def _subscribe(self, request: web.Request) -> web.StreamResponse:
        self.connects += 1
        self.queries.append(dict(request.query))
        if self.refuse:
            self.refuse -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        cursor = int(request.query.get("cursor", "0"))
        sent = (
            sum(event["time_us"] < max(cursor, self.keeps_from) for event in self.events)
            if cursor
            else len(self.events)
        )
        reader = asyncio.ensure_future(_drain(socket))
        try:
            await self._pump(request, socket, sent, reader)
        except ConnectionError:
            pass
        finally:
            reader.cancel()
        return socket

    async def _pump(
        self, request: web.Request, socket: web.WebSocketResponse, sent: int, reader: asyncio.Future[None]
    ) -> None:
        while not reader.done():
            while sent < len(self.events) and not self.is_mute:
                await socket.send_str(json.dumps(self.events[sent]))
                sent += 1
            while self._faults:
                fault = self._faults.pop(0)
                if fault == "close":
                    await socket.close()
                    return
                if fault == "reset":
                    if request.transport:
                        request.transport.abort()
                    return
                await socket.send_str(fault)
            self._wake.clear()
            wake = asyncio.ensure_future(self._wake.wait())
            either: set[asyncio.Future[Any]] = {wake, reader}
            await asyncio.wait(either, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            wake.cancel()

    async def _profiles(self, request: web.Request) -> web.Response:
        actors = request.query.getall("actors")
        assert len(actors) <= 25, "the API takes twenty-five"
        self.asked.append(actors)
        profiles = [
            {
                "did": actor if actor.startswith("did:") else f"did:plc:{actor.partition('.')[0]}",
                "handle": actor if not actor.startswith("did:") else f"{actor[8:]}.bsky.social",
                "displayName": "Somebody",
                "followersCount": 31_000,
                "followsCount": 5,
                "postsCount": 900,
                "createdAt": "2023-05-01T10:00:00.000Z",
            }
            for actor in actors
        ]
        return web.json_response({"profiles": [*self.odd, *profiles]}, status=self.profiles_status)

    async def _posts(self, request: web.Request) -> web.Response:
        uris = request.query.getall("uris")
        assert len(uris) <= 25, "the API takes twenty-five"
        self.counted.append(uris)
        return web.json_response(
            {"posts": [*self.odd, *({"uri": uri, **self.counts[uri]} for uri in uris if uri in self.counts)]}
        )


async def _drain(socket: web.WebSocketResponse) -> None:
    async for message in socket:
        if message.type in {WSMsgType.CLOSE, WSMsgType.ERROR}:
            return
