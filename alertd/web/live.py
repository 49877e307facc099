"""Live pages: a stream of server-sent events that says when something changed; the page then fetches itself."""

from __future__ import annotations

import asyncio

from aiohttp import web

from alertd.web.refusals import TooBusy
from alertd.web.settings import BACKEND

#: Streams at once; a page without one is only not live.
MOST = 300
_LOOK_SECONDS = 0.4
#: Numbers move without anything having happened: so often they are shown anew.
_AGAIN_SECONDS = 30.0
#: A proxy ends a connection that says nothing for a minute.
_SIGN_OF_LIFE_SECONDS = 15.0
#: A browser asks again by itself, and shows thereby that it still may.
_LASTS_SECONDS = 600.0


class Streams:
    """How many are open."""

    def __init__(self) -> None:
        self.open = 0


STREAMS = web.AppKey("streams", Streams)


async def stream(request: web.Request) -> web.StreamResponse:
    """Answer with events until the reader goes, or ten minutes are over. Raises TooBusy."""
    streams, backend, loop = request.app[STREAMS], request.app[BACKEND], asyncio.get_running_loop()
    if streams.open >= MOST:
        raise TooBusy(60, "Too many live pages; this one is still right when it is loaded again.")
    streams.open += 1
    try:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        await response.prepare(request)
        if request.method == "HEAD":
            return response  # it has no body, and who asks for none must not be kept
        await response.write(b"retry: 3000\n\n")
        seen, began = backend.changes(), loop.time()
        told, spoke = began, began
        while loop.time() - began < _LASTS_SECONDS:
            await asyncio.sleep(_LOOK_SECONDS)
            now = loop.time()
            if (changes := backend.changes()) != seen or now - told > _AGAIN_SECONDS:
                seen, told, spoke = changes, now, now
                await response.write(b"event: changed\ndata: \n\n")
            elif now - spoke > _SIGN_OF_LIFE_SECONDS:
                spoke = now
                await response.write(b": here\n\n")
        return response
    finally:
        streams.open -= 1
