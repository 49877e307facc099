"""Pages by Telegram's bot API (https://core.telegram.org/bots/api, 2026), with buttons where presses are heard."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from alertd.blocking.threads import Lines
from alertd.errors import ConfigurationError, DeliveryError, Fault
from alertd.model.page import Page
from alertd.notifiers import addresses, curve, http_call
from alertd.notifiers.button_words import button_words
from alertd.notifiers.chat_text import calmed
from alertd.notifiers.kind import ChannelSetting
from alertd.notifiers.page_parts import EVERY, JUDGED_BY, may_be_judged, may_be_taken, offered, pieces
from alertd.ports import Delivery

HOST = "https://api.telegram.org"
#: A message holds 4,096 characters.
_LONGEST = 4_000
_ROWS = (("ack", "plan"), ("snooze", "not_a_crisis"), JUDGED_BY)
_LONGEST_PAUSE = (
    86_400  # seconds; a larger number is a fault of theirs, and the sender waits as long as it thinks right
)


class Telegram:
    """Sends plain text: without a parse mode nothing that a stranger wrote is markup.

    token: of the bot. has_buttons: the settings say `replies.telegram`. deadline: seconds a page.
    """

    kind = "telegram"

    def __init__(
        self, name: str, token: str, *, base_url: str | None = None, has_buttons: bool = False, deadline: float = 10.0
    ) -> None:
        self._base = addresses.checked_base(base_url or HOST, f"base_url of channel {name!r}")
        self._token = token.strip().removeprefix("bot")
        if not self._token.isascii() or ":" not in self._token or "/" in self._token:
            raise ConfigurationError(f"channel {name!r}: this is no token of a Telegram bot")
        self._has_buttons = has_buttons
        self._deadline = deadline
        self._lines = Lines(f"resolve-{name}")

    async def send(self, delivery: Delivery) -> str | None:
        """Send; return "CHAT:MESSAGE". Raises DeliveryError."""
        chat = delivery.page.to_address.strip()
        if not chat:
            raise DeliveryError("this person has no address on this channel", permanent=True, fault=Fault.ADDRESS)
        message = body(delivery, has_buttons=self._has_buttons)
        first = delivery.thread.provider_id.rpartition(":")[2] if delivery.thread else ""
        if first.isdecimal():
            message["reply_parameters"] = {"message_id": int(first), "allow_sending_without_reply": True}
        given = await self._call("sendMessage", message)
        return f"{chat}:{given['message_id']}" if isinstance(given.get("message_id"), int) else None

    def verify(self) -> None:
        """Ask Telegram whether it takes the token; nothing is sent. Raises ConfigurationError."""
        try:
            asyncio.run(self._call("getMe", {}))
        except DeliveryError as error:
            raise ConfigurationError(f"Telegram does not take the token: {error}") from None

    async def restate(self, delivery: Delivery) -> None:
        """Let the first message say how it stands now. Raises DeliveryError."""
        thread = delivery.thread
        first = "" if thread is None else thread.provider_id.rpartition(":")[2]
        if thread is None or not first.isdecimal():
            return
        shown = delivery.page.with_(curve=thread.curve, page_id=thread.page_id or delivery.page.page_id)
        text = _text(delivery.with_(page=shown, title=thread.title, text=thread.text, thread=None))
        edited = {
            "chat_id": delivery.page.to_address.strip(),
            "message_id": int(first),
            "text": text[:_LONGEST],
            "link_preview_options": {"is_disabled": True},
            "reply_markup": {"inline_keyboard": _keyboard(delivery, self._standing(delivery))},
        }
        await self._call("editMessageText", edited)

    def _standing(self, delivery: Delivery) -> tuple[str, ...]:
        """Return the buttons of a first message that is rewritten: those that are right as things stand."""
        return offered(delivery.page) if self._has_buttons and delivery.page.incident is not None else ()

    async def _call(self, method: str, asked: dict[str, Any]) -> dict[str, Any]:
        got = await http_call.post(
            f"{self._base}/bot{self._token}/{method}",
            json.dumps(asked, ensure_ascii=False).encode("utf-8", "replace"),
            {"Content-Type": "application/json"},
            lines=self._lines,
            deadline=self._deadline,
        )
        said = got.json()
        if not got.is_taken or said.get("ok") is not True:
            wait = said.get("parameters", {}).get("retry_after") if isinstance(said.get("parameters"), dict) else None
            error = got.refusal(str(said.get("description", "")))
            if isinstance(wait, int) and 0 <= wait <= _LONGEST_PAUSE and not error.permanent:
                error.retry_after = float(wait)  # Telegram says it in the body, not in a header
            if got.status == 404:
                error.fault = Fault.PROVIDER  # there is no such bot
            raise error
        result = said.get("result")
        return result if isinstance(result, dict) else {}


def body(delivery: Delivery, *, has_buttons: bool) -> dict[str, Any]:
    """Return the message as Telegram takes it."""
    return {
        "chat_id": delivery.page.to_address.strip(),
        "text": _text(delivery),
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": _keyboard(delivery, _buttons(delivery.page) if has_buttons else ())},
    }


def _text(delivery: Delivery) -> str:
    page, parts = delivery.page, pieces(delivery)
    whole = "\n\n".join([parts.title, *("\n".join(section) for section in parts.sections)])
    if delivery.link and not delivery.link.startswith("https://"):
        whole += f"\n\n{delivery.link}"  # no button can bear it
    if page.curve is not None:
        whole += f"\n\n{curve.sparkline(page.curve)}\n{curve.caption(page.curve, page.language, is_signs=True)}"
    return f"{calmed(whole)[: _LONGEST - len(parts.page_id) - 4]}\n\n[{parts.page_id}]"


def _buttons(page: Page) -> tuple[str, ...]:
    """Return the buttons of a message that is sent."""
    asks = EVERY if may_be_taken(page) and page.incident is not None else ()
    return (*asks, *(JUDGED_BY if may_be_judged(page) else ()))


def _keyboard(delivery: Delivery, names: tuple[str, ...]) -> list[list[dict[str, str]]]:
    """Return the rows of buttons; to whom it goes cannot be picked in Telegram."""
    page, words = delivery.page, button_words(delivery.page.language)
    rows = [
        [{"text": words[name], "callback_data": f"{name}:{page.incident}"} for name in row if name in names]
        for row in _ROWS
    ]
    rows = [row for row in rows if row]
    # Telegram refuses links to this machine; then the link stands in the text only.
    if delivery.link.startswith("https://"):
        asks = may_be_taken(page) and page.incident is not None and not names
        rows.append([{"text": words["ack" if asks else "open"], "url": delivery.link}])
    return rows


def make(channel: ChannelSetting) -> Telegram:
    """Return the notifier of a channel. Raises ConfigurationError."""
    options = channel.options
    return Telegram(channel.name, options["token"], base_url=channel.base_url, has_buttons=bool(options.get("answers")))
