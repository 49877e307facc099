"""Live pages: a stream of server-sent events that says when something changed; the page then fetches itself."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections import Counter
from collections.abc import Iterator

from aiohttp import web

from alertd.web import gate
from alertd.web.refusals import TooBusy
from alertd.web.settings import BACKEND

#: Streams at once; a page without one is only not live.
MOST = 300
#: Of those, by one link or session: whoever was sent a link must not take the places of everybody.
MOST_OF_ONE = 20
_LOOK_SECONDS = 0.4
#: Numbers move without anything having happened: so often they are shown anew.
_AGAIN_SECONDS = 30.0
#: Between two readers who are told of a change: two hundred who all asked at once would keep the engine from its turn.
_BETWEEN_SECONDS = 0.04
#: A proxy ends a connection that says nothing for a minute; a page that hears nothing for a quarter of one says that it is old.
_SIGN_OF_LIFE_SECONDS = 5.0
#: A browser asks again by itself, and shows thereby that it still may.
_LASTS_SECONDS = 600.0


class Streams:
    """How many are open, in all and by reader.

    >>> streams = Streams()
    >>> with streams.place("link 7"): streams.open
    1
    >>> streams.open
    0
    """

    def __init__(self) -> None:
        self._by_reader: Counter[str] = Counter()
        self._told_until = 0.0

    @property
    def open(self) -> int:
        """How many there are now."""
        return self._by_reader.total()

    def turn(self, now: float) -> float:
        """Return how many seconds somebody waits until they are told: each who is told asks for a page, and pages go out meanwhile.

        >>> streams = Streams()
        >>> [round(streams.turn(100.0), 2) for _ in range(3)], streams.turn(200.0)
        ([0.0, 0.04, 0.08], 0.0)
        """
        self._told_until = max(now, self._told_until + _BETWEEN_SECONDS)
        return self._told_until - now

    @contextlib.contextmanager
    def place(self, reader: str) -> Iterator[None]:
        """Hold a place. Raises TooBusy where there is none."""
        if self.open >= MOST or self._by_reader[reader] >= MOST_OF_ONE:
            raise TooBusy(60, "Too many live pages; this one is still right when it is loaded again.")
        self._by_reader[reader] += 1
        try:
            yield
        finally:
            self._by_reader[reader] -= 1
            self._by_reader += Counter()  # those at nought go


_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
STREAMS = web.AppKey("streams", Streams)


def as_of(request: web.Request, path: str, incident: str = "") -> str:
    """Return the address of a stream for a page that is read from here on: what happens until the stream begins is told by it at once."""
    return f"{path}?seen={request.app[BACKEND].changes(incident)}"


async def stream(request: web.Request, incident: str = "") -> web.StreamResponse:
    """Answer with events until the reader goes, or ten minutes are over. incident: of what, "": of everything. Raises TooBusy."""
    streams, backend, loop = request.app[STREAMS], request.app[BACKEND], asyncio.get_running_loop()
    with streams.place(_reader(request)):
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        await response.prepare(request)
        if request.method == "HEAD":
            return response  # it has no body, and who asks for none must not be kept
        await response.write(b"retry: 3000\n\n")
        asked, began = request.query.get("seen", ""), loop.time()
        seen = int(asked) if _NUMBER.fullmatch(asked) else backend.changes(incident)
        told, spoke = began, began
        while loop.time() - began < _LASTS_SECONDS:
            await asyncio.sleep(_LOOK_SECONDS)
            now = loop.time()
            if backend.changes(incident) != seen or now - told > _AGAIN_SECONDS:
                await asyncio.sleep(streams.turn(now))
                seen, told, spoke = backend.changes(incident), loop.time(), loop.time()
                await response.write(b"event: changed\ndata: \n\n")
            elif now - spoke > _SIGN_OF_LIFE_SECONDS:
                spoke = now
                await response.write(b"event: here\ndata: \n\n")
        return response


def _reader(request: web.Request) -> str:
    """Return by what somebody reads: the link, the session, else the address. Behind a proxy all may have one address."""
    if token := request.match_info.get("token"):
        return f"link {token}"
    return f"session {request[gate.SESSION].id}" if gate.SESSION in request else f"address {gate.address(request)}"
