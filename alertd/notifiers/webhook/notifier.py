"""Pages as signed JSON, for programs."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import socket
from typing import TYPE_CHECKING

from alertd.blocking.threads import Lines
from alertd.errors import DeliveryError, Fault
from alertd.notifiers import addresses, answers, reach
from alertd.notifiers.kind import ChannelSetting
from alertd.ports import Delivery

if TYPE_CHECKING:
    import aiohttp
    from aiohttp.abc import ResolveResult


def signature(body: bytes, secret: str) -> str:
    """Return the value of X-Alertd-Signature: HMAC-SHA-256 (RFC 2104, 1997) over the body, byte for byte.

    >>> signature(b"{}", "s3cret")[:15]
    'sha256=adbde1ce'
    """
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Webhook:
    """POSTs the page's JSON. A receiver that keeps the Idempotency-Key sees no page twice.

    url: https, or this machine; `{to}` in it stands for the person's address. secret: None sends without signature.
    deadline: seconds until an answer is given up as unknown. HTTPS_PROXY is honoured.
    """

    kind = "webhook"

    def __init__(self, name: str, url: str, *, secret: str | None = None, deadline: float = 10.0) -> None:
        addresses.checked_base(url.replace(addresses.PLACE, "to"), f"the URL of channel {name!r}")
        self._url = url
        self._secret = secret
        self._deadline = deadline
        self._lines = Lines(f"resolve-{name}")

    async def send(self, delivery: Delivery) -> str | None:
        """Send; return None, as a webhook has no ids of its own. Raises DeliveryError."""
        import aiohttp

        url = addresses.filled(self._url, delivery.page.to_address)
        connector = aiohttp.TCPConnector(
            resolver=_resolver(self._lines, min(5.0, self._deadline / 2)), use_dns_cache=False
        )
        limit = aiohttp.ClientTimeout(total=self._deadline, sock_connect=min(self._deadline, 5.0))
        try:
            async with (
                # One session a page: pages are rare, and a kept connection that has died costs the first try.
                aiohttp.ClientSession(connector=connector, timeout=limit, trust_env=True) as session,
                session.post(url, data=delivery.payload, headers=self._headers(delivery), allow_redirects=False) as got,
            ):
                # The body is not read: a receiver that drips it has nevertheless taken the page.
                status, headers = got.status, got.headers
        except aiohttp.ClientHttpProxyError as error:
            # The proxy's own answer to CONNECT: our request was never sent.
            raise reach.proxy_refused(error.status) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientSSLError) as error:
            raise reach.unreached(error, "the receiver") from None
        except TimeoutError:
            raise DeliveryError(f"no answer within {self._deadline:g} s", unknown=True) from None
        except aiohttp.InvalidURL:
            raise DeliveryError("the URL of this channel is not valid", permanent=True, fault=Fault.PROVIDER) from None
        except (aiohttp.ClientError, OSError):
            # The connection was up: what was sent may have been taken.
            raise DeliveryError("the connection broke before an answer came", unknown=True) from None
        if not 200 <= status < 300:
            raise answers.refusal(status, retry_after=headers.get("Retry-After"), date=headers.get("Date"))
        return None

    def _headers(self, delivery: Delivery) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "alertd",
            "Idempotency-Key": delivery.page.page_id,
        }
        if self._secret:
            headers["X-Alertd-Signature"] = signature(delivery.payload, self._secret)
        return headers


def make(channel: ChannelSetting) -> Webhook:
    """Return the notifier of a channel. Raises ConfigurationError."""
    url = channel.url
    if channel.base_url:
        url = addresses.moved(url, addresses.checked_base(channel.base_url, f"base_url of channel {channel.name!r}"))
    return Webhook(channel.name, url, secret=channel.secret)


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
