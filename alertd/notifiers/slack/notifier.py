"""Pages by Slack's web API: the first message of an incident shows how it stands, all others are its thread."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from alertd.blocking.threads import Lines
from alertd.errors import ConfigurationError, DeliveryError, Fault
from alertd.notifiers import addresses, answers, http_call
from alertd.notifiers.kind import ChannelSetting
from alertd.notifiers.slack import blocks
from alertd.ports import Delivery

HOST = "https://slack.com"
_REFUSES_BLOCKS = "invalid_blocks"  #: also "invalid_blocks_format"


class Slack:
    """Posts by chat.postMessage and updates by chat.update (https://docs.slack.dev/reference/methods, 2026).

    token: of the bot. has_buttons: the settings say `replies.slack`, so presses are heard. has_picture: Slack may fetch the picture of a
    page from our public address. deadline: seconds a page.
    """

    kind = "slack"

    def __init__(
        self,
        name: str,
        token: str,
        *,
        base_url: str | None = None,
        has_buttons: bool = False,
        has_picture: bool = False,
        deadline: float = 10.0,
    ) -> None:
        self._base = addresses.checked_base(base_url or HOST, f"base_url of channel {name!r}")
        if not token.strip().isascii() or not token.strip():
            raise ConfigurationError(f"channel {name!r}: this is no token of a Slack bot")
        self._token = token.strip()
        self._has_buttons = has_buttons
        self._has_picture = has_picture
        self._deadline = deadline
        self._lines = Lines(f"resolve-{name}")

    async def send(self, delivery: Delivery) -> str | None:
        """Send; return "CHANNEL:TS" of the message. Raises DeliveryError."""
        if not delivery.page.to_address.strip():
            raise DeliveryError("this person has no address on this channel", permanent=True, fault=Fault.ADDRESS)
        channel, first = delivery.page.to_address.strip(), None
        said: dict[str, Any] = blocks.message(delivery, has_buttons=self._has_buttons, has_picture=self._has_picture)
        if delivery.thread is not None and ":" in delivery.thread.provider_id:
            channel, _, first = delivery.thread.provider_id.partition(":")
            # A page must be seen by who reads the room only; what follows it is for who follows the thread.
            said |= {"thread_ts": first, "reply_broadcast": delivery.page.kind.value in ("page", "resolved")}
        said |= {"channel": channel.lstrip("@"), "unfurl_links": False, "unfurl_media": False}
        try:
            given = await self._call("chat.postMessage", said)
        except DeliveryError as error:
            if not (self._has_picture and blocks.may_be_fetched(delivery) and _REFUSES_BLOCKS in str(error)):
                raise
            # Slack refuses a whole message whose picture it cannot fetch: a page must not be lost for its ornament.
            plain = blocks.message(delivery, has_buttons=self._has_buttons)
            given = await self._call("chat.postMessage", {**said, **plain})
        return f"{given.get('channel', channel)}:{given.get('ts', '')}" if given.get("ts") else None

    async def check(self) -> None:
        """Ask Slack whether it takes the token; nothing is posted. Raises ConfigurationError."""
        try:
            await self._call("auth.test", {})
        except DeliveryError as error:
            raise ConfigurationError(f"Slack does not take the token: {error}") from None

    def verify(self) -> None:
        """See `check`; for callers without a loop."""
        asyncio.run(self.check())

    async def restate(self, delivery: Delivery) -> None:
        """Let the first message say how it stands now. Raises DeliveryError."""
        if delivery.thread is not None and ":" in delivery.thread.provider_id:
            channel, _, first = delivery.thread.provider_id.partition(":")
            has_picture = self._has_picture
            said = blocks.standing(delivery, has_buttons=self._has_buttons, has_picture=has_picture)
            try:
                await self._call("chat.update", {**said, "channel": channel, "ts": first})
            except DeliveryError as error:
                if not (has_picture and _REFUSES_BLOCKS in str(error)):
                    raise
                said = blocks.standing(delivery, has_buttons=self._has_buttons)
                await self._call("chat.update", {**said, "channel": channel, "ts": first})

    async def _call(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        got = await http_call.post(
            f"{self._base}/api/{method}",
            json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
            {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {self._token}"},
            lines=self._lines,
            deadline=self._deadline,
        )
        said = got.json()
        word = str(said.get("error", ""))
        if not got.is_taken:
            raise got.refusal(word)
        if said.get("ok") is not True:
            raise answers.unconvinced(word)
        return said


def make(channel: ChannelSetting) -> Slack:
    """Return the notifier of a channel. Raises ConfigurationError."""
    options = channel.options
    return Slack(
        channel.name,
        options["token"],
        base_url=channel.base_url,
        has_buttons=bool(options.get("answers")),
        has_picture=bool(options.get("picture")),
    )
