"""Passing on: a machine that waits answers with what the one that works says, so that a link is good at whichever machine it is opened.

Where to is the store's word alone: nothing in a request has a say in it. Each line is a new one, since a line that rests may break at the
very moment of an act, and nobody would know whether that was done. Nothing is asked twice, and what was passed on once is not passed on
again. How this machine itself is (/healthz, /readyz, /metrics) it says by itself.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import cast

import aiohttp
import structlog
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from alertd.model.house import House
from alertd.ports import Clock
from alertd.runtime.floods import Flood
from alertd.web import connections, gate, rendering, shape
from alertd.web.backend import Backend, Readiness
from alertd.web.hop import HEADER, Hop, sealed
from alertd.web.responses import add_headers, is_program, json_response
from alertd.web.settings import BACKEND, CLOCK, SETTINGS, WebSettings

log = structlog.get_logger(__name__)

CONNECT_SECONDS = 3.0  # until the machine that works is taken for gone
SILENT_SECONDS = 60.0  # that it may say nothing: a live page says something each 15 s, a report is worked out in less
RETRY_SECONDS = 3  # a machine that is gone has been followed by then, or soon after
_METHODS = ("GET", "HEAD", "POST")
#: What is about one line and not about what is said over it (RFC 9110, 7.6.1), and what the next line has of its own.
_OF_THE_LINE = frozenset(
    ("connection", "expect", "host", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection")
) | {"te", "trailer", "transfer-encoding", "upgrade", HEADER.lower()}
_AUTOMATIC = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")  # nothing is added to what was asked
_PAGE = re.compile(r"/(?:a|incidents)/[\w-]+", re.ASCII)


class Way:
    """Where the machine that works is. to: the URL by which it is reached, "" while nobody knows one."""

    def __init__(self) -> None:
        self.to = ""
        self.untold = Flood()
        self.session: aiohttp.ClientSession
        self._limits: set[asyncio.Timeout] = set()

    @contextmanager
    def until_it_ends(self) -> Iterator[asyncio.Timeout]:
        """Yield what bounds an answer by the end of the wait."""
        limit = asyncio.timeout(None)
        self._limits.add(limit)
        try:
            yield limit
        finally:
            self._limits.discard(limit)

    def end(self) -> None:
        """Pass on nothing more: this machine is about to answer by itself. What is under way raises TimeoutError there."""
        self.to = ""
        for limit in self._limits:
            limit.reschedule(0.0)


WAY = web.AppKey("way", Way)


class _OnlyHouse:
    """What of a daemon the pages here need."""

    def __init__(self, house: House) -> None:
        self._house = house

    def house(self) -> House:
        """See web.backend.Backend."""
        return self._house


def build(way: Way, house: House, settings: WebSettings, clock: Clock) -> web.Application:
    """Return what a machine answers by while it waits."""
    app = web.Application(middlewares=[connections.attend])
    app[WAY] = way
    app[BACKEND] = cast("Backend", _OnlyHouse(house))
    app[SETTINGS], app[CLOCK] = settings, clock
    app[connections.CONNECTIONS] = connections.Connections()
    app[rendering.LOOKS] = rendering.looks()
    app.cleanup_ctx.append(_with_session)
    app.on_response_prepare.append(_protected)
    app.add_routes(
        [
            web.get("/healthz", _healthz),
            web.get("/readyz", _readyz),
            web.get("/metrics", _metrics),
            web.get("/language", rendering.choose_language),
            web.get("/theme", rendering.choose_theme),
            web.get("/static/{name}", _static),
            web.route("*", "/{rest:.*}", _pass_on),
        ]
    )
    return app


async def _with_session(app: web.Application) -> AsyncIterator[None]:
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(force_close=True, limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=SILENT_SECONDS),
    ) as session:
        app[WAY].session = session
        yield


async def _healthz(_request: web.Request) -> web.Response:
    return web.Response(text="ok\n")


async def _readyz(_request: web.Request) -> web.Response:
    """Say no, as a machine that waits always has: a proxy that asks goes straight to the one that works."""
    return json_response(shape.readiness(Readiness(is_ready=False, sources={}), with_notes=False), status=503)


async def _metrics(request: web.Request) -> web.Response:
    """Those of another machine are not ours: a monitor would count them twice."""
    return _unanswered(request, "This machine waits, and has no metrics: ask the one that works.")


async def _static(request: web.Request) -> web.StreamResponse:
    """Give what the page of the machine that works asks for, which may be of another release; where it is away, our own."""
    answer = await _pass_on(request)
    if answer.status != 503 or answer.prepared:
        return answer
    own = await rendering.static_file(request)
    own.headers["Cache-Control"] = "no-store"  # its address may name another release's
    return own


async def _pass_on(request: web.Request) -> web.StreamResponse:
    """Answer what the machine that works answers, or say that it does not."""
    way = request.app[WAY]
    if request.method not in _METHODS:
        return web.Response(status=405, headers={"Allow": ", ".join(_METHODS)})
    # It has come here already: whoever sent it takes us for the one that works.
    if not way.to or HEADER in request.headers:
        return _unanswered(request)
    response: web.StreamResponse | None = None
    try:
        with way.until_it_ends() as limit:
            async with limit, _asked(request, way) as answer:
                response = web.StreamResponse(
                    status=answer.status, reason=answer.reason, headers=_carried(answer.headers)
                )
                await response.prepare(request)
                if request.method != "HEAD":
                    async for part in answer.content.iter_any():
                        await response.write(part)
                await response.write_eof()
                return response
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
        if (untold := way.untold.begins(type(fault).__name__)) is not None:
            log.warning("standby.no_answer", why=type(fault).__name__, untold=untold)
        if response is None or not response.prepared:
            return _unanswered(request)
        if request.transport is not None:
            request.transport.abort()  # half of an answer must not pass for all of it
        return response


def _asked(request: web.Request, way: Way) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
    """Ask the machine that works. The target is ours alone; of what was asked only path and query go into the address."""
    to, asked = URL(way.to), request.rel_url
    headers = _carried(request.headers)
    hop = Hop(gate.spoke(request), gate.address(request))
    # Not what anybody wrote: where our seal is unknown, this machine may be a proxy by the settings.
    headers["X-Forwarded-For"] = hop.asks
    headers[HEADER] = sealed(hop, request.app[SETTINGS].api_token)
    return way.session.request(
        request.method,
        URL.build(
            scheme=to.scheme,
            authority=to.raw_authority,
            path=asked.raw_path,
            query_string=asked.raw_query_string,
            encoded=True,
        ),
        headers=headers,
        data=request.content if request.can_read_body else None,
        allow_redirects=False,
        skip_auto_headers=_AUTOMATIC,
    )


def _carried(headers: CIMultiDict[str] | CIMultiDictProxy[str]) -> CIMultiDict[str]:
    """Return the headers that go from one line to the next."""
    named = {one.strip().lower() for value in headers.getall("Connection", []) for one in value.split(",")}
    left = _OF_THE_LINE | named
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in left)


def _unanswered(request: web.Request, text: str = "") -> web.Response:
    """Say that nobody answers just now, who may do so soon, and when to ask again."""
    if is_program(request):
        text = text or "This machine waits, and the one that works does not answer; it takes over if that one is gone."
        response = json_response({"error": "STANDBY", "reason": text}, status=503)
    else:
        is_act, again = request.method == "POST", _again(request)
        response = rendering.screen(
            request, "waiting.html", status=503, is_act=is_act, again=again, pause=RETRY_SECONDS
        )
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


async def _protected(request: web.Request, response: web.StreamResponse) -> None:
    """Give an answer of our own what protects its reader; that of the machine that works has it."""
    if "Content-Security-Policy" not in response.headers:
        await add_headers(request, response)


def _again(request: web.Request) -> str:
    """Return what a browser loads next, "" for the same once more: of an act it is the page that it belongs to."""
    if request.method != "POST":
        return ""
    page = _PAGE.match(request.path)
    return rendering.base_of(request) + (page[0] if page else "/inbox" if request.path.startswith("/inbox/") else "/")
