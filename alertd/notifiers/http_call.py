"""One HTTP request to a provider: with our deadline, our resolver, and an error that says whether anything was sent."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from alertd.blocking.threads import Lines
from alertd.errors import DeliveryError, Fault
from alertd.model.value import Value
from alertd.notifiers import answers, reach

if TYPE_CHECKING:
    import aiohttp
    from aiohttp.abc import ResolveResult

#: A provider that sends more than this does not answer our question.
_MOST_READ = 200_000
_WORDS_SECONDS = 1.0  # that the words of a refusal are waited for


class Answer(Value, frozen=True, kw_only=True):
    """What a provider answered. body: its bytes, empty where nobody asked for them."""

    status: int
    headers: dict[str, str]
    body: bytes = b""

    @property
    def is_taken(self) -> bool:
        """Whether the status says yes."""
        return 200 <= self.status < 300

    def json(self) -> dict[str, Any]:
        """Return the JSON object that it holds, empty if it holds none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def refusal(self, words: str = "", code: str = "") -> DeliveryError:
        """Return what its status means for a page."""
        return answers.refusal(
            self.status,
            retry_after=self.headers.get("retry-after"),
            date=self.headers.get("date"),
            words=words,
            code=code,
        )


async def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    lines: Lines,
    deadline: float,
    whom: str = "the provider",
    reads: bool = True,
) -> Answer:
    """POST once and return the answer. deadline: seconds. reads: the body of the answer is wanted.

    Redirects are not followed; HTTPS_PROXY is honoured. Raises DeliveryError where no answer came.
    """
    import aiohttp

    connector = aiohttp.TCPConnector(resolver=_resolver(lines, min(5.0, deadline / 2)), use_dns_cache=False)
    limit = aiohttp.ClientTimeout(total=deadline, sock_connect=min(deadline, 5.0))
    try:
        async with (
            # One session a page: pages are rare, and a kept connection that has died costs the first try.
            aiohttp.ClientSession(connector=connector, timeout=limit, trust_env=True) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as got,
        ):
            # Not read for a webhook: a receiver that drips its body has nevertheless taken the page.
            said = await _said(got) if reads else b""
            return Answer(
                status=got.status, headers={name.lower(): value for name, value in got.headers.items()}, body=said
            )
    except aiohttp.ClientHttpProxyError as error:
        # The proxy's own answer to CONNECT: our request was never sent.
        raise reach.proxy_refused(error.status) from None
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientSSLError) as error:
        raise reach.unreached(error, whom) from None
    except TimeoutError:
        raise DeliveryError(f"no answer within {deadline:g} s", unknown=True) from None
    except aiohttp.InvalidURL:
        raise DeliveryError("the URL of this channel is not valid", permanent=True, fault=Fault.PROVIDER) from None
    except (aiohttp.ClientError, OSError):
        # The connection was up: what was sent may have been taken.
        raise DeliveryError("the connection broke before an answer came", unknown=True) from None


async def _said(got: aiohttp.ClientResponse) -> bytes:
    """Return the body of an answer. A refusal stands by its status: words that break off, or are long in coming, take nothing from it."""
    import aiohttp

    if 200 <= got.status < 300:
        return await read_whole(got.content, _MOST_READ)
    with contextlib.suppress(aiohttp.ClientError, TimeoutError):
        async with asyncio.timeout(_WORDS_SECONDS):
            return await read_whole(got.content, _MOST_READ)
    return b""


async def read_whole(content: aiohttp.StreamReader, most: int) -> bytes:
    """Return what is answered, up to so many bytes. Trap: one `read` returns what has come by then, a part of a longer answer."""
    said = b""
    while len(said) < most and (part := await content.read(most - len(said))):
        said += part
    return said


def _resolver(lines: Lines, deadline: float) -> aiohttp.abc.AbstractResolver:
    """Return a resolver whose threads nobody joins.

    aiohttp's own asks the loop's default executor, which has six threads on two cores and is joined at exit: names that
    do not resolve during an outage would hold up healthy channels and the stop of the daemon.
    """
    import aiohttp.abc

    class Resolver(aiohttp.abc.AbstractResolver):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
        ) -> list[ResolveResult]:
            try:
                found = await lines.call(
                    lambda: socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG),
                    deadline=deadline,
                )
            except DeliveryError as error:
                # Nothing was sent yet: to aiohttp this must look like any name that does not resolve.
                raise OSError(str(error)) from None
            return [
                {
                    "hostname": host,
                    "host": str(address[0]),
                    "port": int(address[1]),
                    "family": kin,
                    "proto": protocol,
                    "flags": socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
                }
                for kin, _, protocol, _, address in found
            ]

        async def close(self) -> None:
            await asyncio.sleep(0)

    return Resolver()
