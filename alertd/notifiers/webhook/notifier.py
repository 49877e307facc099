"""Pages as signed JSON, for programs."""

from __future__ import annotations

import hashlib
import hmac

from alertd.blocking.threads import Lines
from alertd.notifiers import addresses, http_call
from alertd.notifiers.kind import ChannelSetting
from alertd.ports import Delivery


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
        url = addresses.filled(self._url, delivery.page.to_address)
        got = await http_call.post(
            url,
            delivery.payload,
            self._headers(delivery),
            lines=self._lines,
            deadline=self._deadline,
            whom="the receiver",
            reads=False,
        )
        if not got.is_taken:
            raise got.refusal()
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
