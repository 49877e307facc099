"""Client: tweepy's own classes, pointed at `base_url`, with limits and without their habits.

This module imports tweepy at its top; import it inside functions only (it costs a third of a second).
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec
from tweepy.asynchronous import AsyncClient, AsyncStreamingClient

from alertd.blocking.waiting import within
from alertd.errors import SourceError
from alertd.ports import Clock
from alertd.sources.wire import host_of, open_session, read_bounded, sentence
from alertd.sources.x.parse import Problem

TWEEPY_HOST = "https://api.twitter.com"  #: written into tweepy in four places; there is no option

# Trap: at DEBUG tweepy writes the bearer token to the log, whatever the level of everybody else.
logging.getLogger("tweepy").setLevel(logging.WARNING)


class Refused(SourceError):  # noqa: N818 - what X did
    """X answered with a status that is no success."""

    def __init__(self, status: int, headers: Mapping[str, str], problem: Problem) -> None:
        said = problem.detail or problem.title
        super().__init__(f"X answered {status}{': ' + said[:200] if said else ''}")
        self.status = status
        self.headers = headers
        self.problem = problem

    @property
    def is_out_of_credit(self) -> bool:
        """Whether money or a monthly cap is used up (a 402, or a 429 that waiting does not cure)."""
        words = f"{self.problem.title} {self.problem.type}".casefold()
        return self.status == 402 or "usage-capped" in words or "usagecapexceeded" in words.replace(" ", "")

    @property
    def is_too_many_connections(self) -> bool:
        """Whether X believes that an older connection still lives."""
        return "toomanyconnections" in f"{self.problem.title} {self.problem.type}".casefold()


class _Whole:
    """An answer that was read within limits, with what tweepy asks of it."""

    def __init__(self, answer: aiohttp.ClientResponse, body: bytes) -> None:
        self.status = answer.status
        self.reason = answer.reason
        self.headers = answer.headers
        self._body = body

    async def read(self) -> bytes:
        return self._body

    async def json(self) -> Any:
        return msgspec.json.decode(self._body)


class Rebased:
    """Stands for tweepy's session: moves each request to `base_url` and refuses what is no success, in our words."""

    def __init__(self, base_url: str, *, whole: bool) -> None:
        self._session = open_session(base_url)
        self._base_url = base_url
        self._whole = whole
        self.headers: Any = self._session.headers

    @property
    def closed(self) -> bool:
        """Whether the session was closed."""
        return self._session.closed

    async def close(self) -> None:
        """Close the session below."""
        await self._session.close()

    @asynccontextmanager
    async def request(self, method: str, url: object, **options: Any) -> AsyncIterator[Any]:
        """Make a request as aiohttp does; any status but 2xx raises Refused."""
        target = str(url).replace(TWEEPY_HOST, self._base_url, 1)
        async with self._session.request(method, target, allow_redirects=False, **options) as answer:
            if not 200 <= answer.status < 300:
                raise Refused(answer.status, answer.headers, _problem(await read_bounded(answer)))
            yield _Whole(answer, await read_bounded(answer)) if self._whole else answer


def _problem(body: bytes) -> Problem:
    """Read X's complaint; a proxy's HTML page gives an empty one."""
    try:
        raw = msgspec.json.decode(body)
        errors = raw.get("errors") or [raw]
        first = {**errors[0], **{key: raw[key] for key in ("title", "type", "detail") if key in raw}}
        return msgspec.convert(first, Problem, strict=False)
    except (msgspec.MsgspecError, AttributeError, TypeError, LookupError, UnicodeDecodeError):
        return Problem()


class Stream(AsyncStreamingClient):  # type: ignore[misc] # tweepy has no types
    """The filtered stream's client: hands on raw lines, keeps what went wrong, never reconnects by itself."""

    def __init__(self, token: str, *, on_line: Callable[[bytes], Awaitable[None]], on_sign: Callable[[], None]) -> None:
        super().__init__(token, return_type=dict, max_retries=0)
        self._on_line = on_line
        self._on_sign = on_sign
        self.is_connected = False
        self.fault: BaseException | None = None

    async def on_connect(self) -> None:
        """Note that X accepted us."""
        self.is_connected = True
        self._on_sign()

    async def on_data(self, raw_data: bytes) -> None:
        """Hand on the line; tweepy's models cost three quarters of the time and die on odd lines."""
        self._on_sign()
        await self._on_line(raw_data)

    async def on_keep_alive(self) -> None:
        """Note a sign of life."""
        self._on_sign()

    async def on_closed(self, resp: Any) -> None:  # noqa: ARG002 - tweepy's signature
        """End tweepy's own loop: it would reconnect without any pause."""
        self.disconnect()

    async def on_connection_error(self) -> None:
        """End tweepy's own loop; ours knows how long to wait."""
        self.fault = self.fault or SourceError("the connection to X broke")
        self.disconnect()

    async def on_exception(self, exception: Exception) -> None:
        """Keep the reason."""
        self.fault = exception

    async def on_disconnect(self) -> None:
        """Say nothing: every end is told by our own loop."""


class Desk:
    """X's REST side: one call at a time, each with a deadline, answers as bytes."""

    def __init__(self, token: str, *, base_url: str, clock: Clock) -> None:
        self._clock = clock
        self._base_url = base_url
        self._client = AsyncClient(token, return_type=aiohttp.ClientResponse)
        self._rules = AsyncStreamingClient(token, return_type=dict)
        self._client.session = self._rules.session = Rebased(base_url, whole=True)

    async def close(self) -> None:
        """Close the connection."""
        await self._client.session.close()

    async def ask(self, method: str, *args: Any, **params: Any) -> bytes:
        """Call one of tweepy's methods and return the body. Raises Refused, or SourceError if nothing came."""
        answer = await self._bounded(getattr(self._client, method)(*args, **params))
        return bytes(await answer.read())

    async def rules(self, method: str, *args: Any, **params: Any) -> dict[str, Any]:
        """Call one of tweepy's rule methods and return its answer."""
        answer = await self._bounded(getattr(self._rules, method)(*args, **params))
        return answer if isinstance(answer, dict) else {}

    async def _bounded(self, call: Any) -> Any:
        try:
            return await within(self._clock, 30.0, call)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise SourceError(sentence(error, self._base_url)) from None
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise SourceError(f"{host_of(self._base_url)} answered something that is not JSON") from None
