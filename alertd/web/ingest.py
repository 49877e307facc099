"""POST /ingest/NAME: bodies from other programs, answered only after their commit."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from aiohttp import web

from alertd.web import gate
from alertd.web.gate import open_to_all
from alertd.web.refusals import Malformed, TooBusy, TooLarge, TooSlow, Unauthorised
from alertd.web.responses import json_response
from alertd.web.settings import BACKEND
from alertd.web.unpack import unpacker

#: Contract: 413 over 5 MB, also once unpacked and when the sender does not say how long the body is.
MAX_BODY = 5 * 1000 * 1000
#: All bodies being read together; further senders are asked to wait, so that they cannot fill the memory.
MAX_IN_FLIGHT = 64 * 1000 * 1000
#: Of those, what one source may hold, so that its flood keeps no other source out.
MAX_OF_ONE = 32 * 1000 * 1000
#: What all may hold together who have proved nothing yet: a signature can be checked only when the body is whole.
MAX_UNPROVED = 16 * 1000 * 1000
#: Of those, what one address may hold.
MAX_OF_STRANGER = 10 * 1000 * 1000
#: A sender that drips bytes holds memory: a body must be whole by then, and sooner if nothing is proved yet.
READ_SECONDS, UNPROVED_SECONDS = 30.0, 10.0

_UNPROVED = "unproved"


class Sender(NamedTuple):
    """Who holds the bytes of a body. is_proved: it has shown its token."""

    name: str
    is_proved: bool


class BodyBudget:
    """Bytes of bodies that are being read or committed now, by sender.

    >>> budget = BodyBudget()
    >>> budget.take(Sender("zap", is_proved=True), 100)
    >>> budget.used, budget.give(Sender("zap", is_proved=True), 100), budget.used
    (100, None, 0)
    """

    def __init__(self) -> None:
        self.used = 0
        self._held: Counter[str] = Counter()

    def take(self, sender: Sender, size: int) -> None:
        """Count `size` bytes more. Raises TooBusy when it is too much."""
        own = MAX_OF_ONE if sender.is_proved else MAX_OF_STRANGER
        is_full = self.used + size > MAX_IN_FLIGHT or self._held[sender.name] + size > own
        if is_full or (not sender.is_proved and self._held[_UNPROVED] + size > MAX_UNPROVED):
            raise TooBusy(1, "Too many bodies at once; try again in a second.")
        self._add(sender, size)

    def give(self, sender: Sender, size: int) -> None:
        """Give `size` bytes back."""
        self._add(sender, -size)

    def _add(self, sender: Sender, size: int) -> None:
        self.used += size
        for name in (sender.name,) if sender.is_proved else (sender.name, _UNPROVED):
            self._held[name] += size
            if not self._held[name]:
                del self._held[name]


BUDGET = web.AppKey("body budget", BodyBudget)


@open_to_all  # the backend checks the source's own token or signature
async def ingest(request: web.Request) -> web.Response:
    """Hand a body to the source of that name; whose name and token are wrong is told before a byte of it is read.

    The signature covers the body as unpacked: a proxy may pack or unpack it on the way.
    """
    name = request.match_info["name"]
    headers = {name.lower(): value for name, value in request.headers.items()}
    is_proved = _admitted(request, name, headers)
    if request.content_length is not None and request.content_length > MAX_BODY:
        raise TooLarge("The body is over 5 MB.")
    sender = Sender(name if is_proved else f"{_UNPROVED} {gate.address(request)}", is_proved)
    budget, body = request.app[BUDGET], bytearray()
    take = partial(budget.take, sender)
    try:
        await _read(request, body, take, READ_SECONDS if is_proved else UNPROVED_SECONDS)
        done = await request.app[BACKEND].ingest(name, bytes(body), request.headers.get("Content-Type", ""), headers)
    except Unauthorised:
        gate.failed(request)
        raise
    finally:
        budget.give(sender, len(body))
    return json_response(
        {
            "accepted": done.accepted,
            "duplicates": done.duplicates,
            "unmatched": done.unmatched,
            **({"unmatched_why": done.why} if done.why else {}),
        },
        status=202,
    )


@open_to_all  # the backend checks the source's own secret
async def challenge(request: web.Request) -> web.Response:
    """Answer a platform that tries the address of a source; nobody else learns anything here."""
    try:
        kind, text = request.app[BACKEND].challenge(request.match_info["name"], dict(request.query))
    except Unauthorised:
        gate.failed(request)
        raise
    return web.Response(text=text, content_type=kind)


def _admitted(request: web.Request, name: str, headers: Mapping[str, str]) -> bool:
    """Return whether the sender has proved itself by its token; False: its signature needs the body first."""
    try:
        return request.app[BACKEND].admits(name, headers)
    except Unauthorised:
        gate.failed(request)
        raise


async def _read(request: web.Request, body: bytearray, take: Callable[[int], None], seconds: float) -> None:
    """Read the body in pieces, so that an endless or tightly packed one is dropped at the limit."""
    unpack = unpacker(request.headers.get("Content-Encoding", ""))
    try:
        async with asyncio.timeout(seconds):
            async for piece in request.content.iter_chunked(64 * 1024):
                plain = unpack.feed(piece, MAX_BODY - len(body) + 1)
                take(len(plain))
                body += plain
                if len(body) > MAX_BODY:
                    raise TooLarge("The body is over 5 MB.")
            unpack.end()
    except TimeoutError:
        raise TooSlow(f"The body did not arrive within {seconds:g} seconds.") from None
    except web.RequestPayloadError as fault:
        raise Malformed("The body ended early.") from fault
