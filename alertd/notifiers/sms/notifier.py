"""Pages as text messages by Twilio's Messages resource (https://www.twilio.com/docs/messaging/api/message-resource, 2026).

The answer to a message says only that Twilio has it. Whether it came to the phone is told later, to the address that went along.
"""

from __future__ import annotations

import base64
from urllib.parse import quote, urlencode

from alertd.blocking.threads import Lines
from alertd.errors import DeliveryError, Fault
from alertd.notifiers import addresses, http_call
from alertd.notifiers.kind import ChannelSetting
from alertd.ports import Delivery

HOST = "https://api.twilio.com"


class Sms:
    """account, token: of Twilio. sender: number, name or messaging service. told_at: our public address, "" where nothing is heard."""

    kind = "sms"

    def __init__(
        self,
        name: str,
        account: str,
        token: str,
        sender: str,
        *,
        base_url: str | None = None,
        told_at: str = "",
        deadline: float = 10.0,
    ) -> None:
        self._base = addresses.checked_base(base_url or HOST, f"base_url of channel {name!r}")
        self._account = account.strip()
        self._login = base64.b64encode(f"{account.strip()}:{token.strip()}".encode()).decode()
        self._sender = sender.strip()
        self._told_at = told_at.rstrip("/")
        self._deadline = deadline
        self._lines = Lines(f"resolve-{name}")

    async def send(self, delivery: Delivery) -> str | None:
        """Send; return the message's id. Raises DeliveryError."""
        number = delivery.page.to_address.strip()
        if not number:
            raise DeliveryError("this person has no address on this channel", permanent=True, fault=Fault.ADDRESS)
        form = {
            "To": number,
            "MessagingServiceSid" if self._sender.startswith("MG") else "From": self._sender,
            "Body": delivery.text,
        }
        if self._told_at:
            form["StatusCallback"] = f"{self._told_at}/hooks/delivery?page={quote(delivery.page.page_id, safe='')}"
        got = await http_call.post(
            f"{self._base}/2010-04-01/Accounts/{quote(self._account, safe='')}/Messages.json",
            urlencode(form).encode(),
            {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Basic {self._login}"},
            lines=self._lines,
            deadline=self._deadline,
        )
        said = got.json()
        if not got.is_taken:
            raise got.refusal(str(said.get("message", "")), str(said.get("code", "")))
        return str(said["sid"]) if isinstance(said.get("sid"), str) else None


def make(channel: ChannelSetting) -> Sms:
    """Return the notifier of a channel. Raises ConfigurationError."""
    options = channel.options
    return Sms(
        channel.name,
        options["account"],
        options["token"],
        options["from"],
        base_url=channel.base_url,
        told_at=str(options.get("answers") or ""),
    )
