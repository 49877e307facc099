"""Pages by a Teams workflow ("When a Teams webhook request is received"): an Adaptive Card each.

A workflow takes cards and gives no name for them back: nothing can be threaded or changed, so each page is a card of its own
and its buttons are links (https://learn.microsoft.com/connectors/teams, 2026; https://adaptivecards.io, 1.4).
"""

from __future__ import annotations

import json
from typing import Any

from alertd.blocking.threads import Lines
from alertd.model.page import PageKind
from alertd.model.rule import Severity
from alertd.notifiers import addresses, curve, http_call
from alertd.notifiers.button_words import button_words
from alertd.notifiers.kind import ChannelSetting
from alertd.notifiers.page_parts import JUDGED_BY, may_be_judged, may_be_taken, pieces
from alertd.ports import Delivery

#: Teams takes 28 kB a message; letters of some scripts take three bytes.
_SECTION, _WHOLE = 2_000, 7_000


class Teams:
    """url: the workflow's address, with `{to}` or without. deadline: seconds a page."""

    kind = "teams"

    def __init__(self, name: str, url: str, *, deadline: float = 10.0) -> None:
        addresses.checked_base(url.replace(addresses.PLACE, "to"), f"the URL of channel {name!r}")
        self._url = url
        self._deadline = deadline
        self._lines = Lines(f"resolve-{name}")

    async def send(self, delivery: Delivery) -> str | None:
        """Send; return None, as a workflow names no card. Raises DeliveryError."""
        got = await http_call.post(
            addresses.filled(self._url, delivery.page.to_address),
            json.dumps(card(delivery), ensure_ascii=False).encode("utf-8", "replace"),
            {"Content-Type": "application/json"},
            lines=self._lines,
            deadline=self._deadline,
        )
        if not got.is_taken:
            error = got.json().get("error")
            raise got.refusal(str(error.get("code", "")) if isinstance(error, dict) else "")
        return None


def card(delivery: Delivery) -> dict[str, Any]:
    """Return the message. Words of strangers stand in runs of text, in which Teams reads no markup and no mention."""
    page, parts = delivery.page, pieces(delivery)
    body: list[dict[str, Any]] = [_text(parts.title, weight="Bolder", size="Medium", color=_colour(delivery))]
    room = _WHOLE
    for section in parts.sections:
        text = "\n".join(section)[: min(_SECTION, room)]
        room -= len(text)
        if text:
            body.append(_text(text))
    if page.curve is not None:
        body.append(
            _text(
                f"{curve.sparkline(page.curve)}  {curve.caption(page.curve, page.language, is_signs=True)}",
                fontType="Monospace",
            )
        )
    body.append(_text(f"[{parts.page_id}]", size="Small", isSubtle=True))
    content: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": body,
    }
    if delivery.link:
        label = button_words(page.language)["ack" if may_be_taken(page) else "open"]
        content["actions"] = [{"type": "Action.OpenUrl", "title": label, "url": delivery.link}]
        if may_be_judged(page):
            words = button_words(page.language)
            content["actions"] += [
                {"type": "Action.OpenUrl", "title": words[name], "url": f"{delivery.link}/{name}"} for name in JUDGED_BY
            ]
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
    return {"type": "message", "attachments": [attachment]}


def _text(text: str, **look: Any) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **look}]}


def _colour(delivery: Delivery) -> str:
    if delivery.page.kind is PageKind.RESOLVED:
        return "Good"
    return {Severity.CRISIS: "Attention", Severity.URGENT: "Warning"}.get(delivery.page.severity, "Default")


def make(channel: ChannelSetting) -> Teams:
    """Return the notifier of a channel. Raises ConfigurationError."""
    url = channel.url
    if channel.base_url:
        url = addresses.moved(url, addresses.checked_base(channel.base_url, f"base_url of channel {channel.name!r}"))
    return Teams(channel.name, url)
