"""POST /ingest/NAME: bodies from other programs, answered only after their commit."""

from __future__ import annotations

import asyncio

from aiohttp import web

from alertd.web.gate import open_to_all
from alertd.web.refusals import Malformed, TooBusy, TooLarge, TooSlow
from alertd.web.responses import json_response
from alertd.web.settings import BACKEND
from alertd.web.unpack import unpacker

#: Contract: 413 over 5 MB, also once unpacked and when the sender does not say how long the body is.
MAX_BODY = 5 * 1000 * 1000
#: All bodies being read together; further senders are asked to wait, so that they cannot fill the memory.
MAX_IN_FLIGHT = 64 * 1000 * 1000
#: A sender that drips bytes holds memory: a body must be whole by then.
READ_SECONDS = 30.0


class BodyBudget:
    """Bytes of bodies that are being read or committed now."""

    def __init__(self) -> None:
        self.used = 0

    def take(self, size: int) -> None:
        """Count `size` bytes more. Raises TooBusy when it is too much."""
        if self.used + size > MAX_IN_FLIGHT:
            raise TooBusy(1, "Too many bodies at once; try again in a second.")
        self.used += size


BUDGET = web.AppKey("body budget", BodyBudget)


@open_to_all  # the backend checks the source's own token or signature
async def ingest(request: web.Request) -> web.Response:
    """Hand a body to the source of that name.

    The signature covers the body as unpacked: a proxy may pack or unpack it on the way.
    """
    if request.content_length is not None and request.content_length > MAX_BODY:
        raise TooLarge("The body is over 5 MB.")
    budget, body = request.app[BUDGET], bytearray()
    try:
        await _read(request, body, budget)
        headers = {name.lower(): value for name, value in request.headers.items()}
        done = await request.app[BACKEND].ingest(
            request.match_info["name"], bytes(body), request.headers.get("Content-Type", ""), headers
        )
    finally:
        budget.used -= len(body)
    return json_response(
        {"accepted": done.accepted, "duplicates": done.duplicates, "unmatched": done.unmatched}, status=202
    )


async def _read(request: web.Request, body: bytearray, budget: BodyBudget) -> None:
    """Read the body in pieces, so that an endless or tightly packed one is dropped at the limit."""
    unpack = unpacker(request.headers.get("Content-Encoding", ""))
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for piece in request.content.iter_chunked(64 * 1024):
                plain = unpack.feed(piece, MAX_BODY - len(body) + 1)
                budget.take(len(plain))
                body += plain
                if len(body) > MAX_BODY:
                    raise TooLarge("The body is over 5 MB.")
            unpack.end()
    except TimeoutError:
        raise TooSlow(f"The body did not arrive within {READ_SECONDS:g} seconds.") from None
    except web.RequestPayloadError as fault:
        raise Malformed("The body ended early.") from fault
