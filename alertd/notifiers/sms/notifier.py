"""Pages as text messages by Twilio's Messages resource (https://www.twilio.com/docs/messaging/api/message-resource, 2026).

The answer to a message says only that Twilio has it. Whether it came to the phone is told later, to the address that went along.
"""

from __future__ import annotations

from alertd.notifiers.kind import ChannelSetting
from alertd.notifiers.twilio import Account
from alertd.ports import Delivery


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
        self._twilio = Account(name, account, token, base_url=base_url, heard_at=told_at, deadline=deadline)
        self._sender = sender.strip()

    async def send(self, delivery: Delivery) -> str | None:
        """Send; return the message's id. Raises DeliveryError."""
        sender = "MessagingServiceSid" if self._sender.startswith("MG") else "From"
        return await self._twilio.order("Messages", delivery, {sender: self._sender, "Body": delivery.text})


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
