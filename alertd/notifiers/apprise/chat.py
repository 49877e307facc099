"""What chat services need: no mention of everybody by a stranger, and Slack's own shape of a message."""

from __future__ import annotations

import re
from typing import Any

from alertd.ports import Delivery

#: Not in "name@all.example" nor in "https://m.example/@all": a link that we break is a post that nobody can open.
_CALLS = re.compile(r"(?<![\w/])@(?=(?:everyone|here|channel|all|team|room)\b)", re.IGNORECASE)
_REFERENCE = re.compile(r"<(?=[@#!])")
_APART = "\u200b"  # a space without width: the eye sees "@everyone", the service does not

_BARE_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;)")
_ANGLES = re.compile(r"<([^<>\s|]+)(?:\|[^<>]*)?>|[<>]")

#: What Apprise decided about where a message goes and who signs it.
_KEPT: tuple[str, ...] = ("channel", "username", "thread_ts")

#: Slack shows 4,000 characters well and cuts at 40,000 (2026).
_LONGEST = 39_000


def calmed(text: str) -> str:
    """Return text in which nobody is called by a stranger's words.

    >>> calmed("hi @everyone <@123>").replace(_APART, "~")
    'hi @~everyone <~@123>'
    """
    return _REFERENCE.sub("<" + _APART, _CALLS.sub("@" + _APART, text))


def is_slack(plugin: Any) -> bool:
    """Return whether this is Apprise's Slack plug-in, in a mode that takes our own message."""
    # Workflows take named fields, and blocks come from the operator's own template: both stay as they are.
    return (
        type(plugin).__name__ == "NotifySlack" and not plugin.use_blocks and plugin.mode in {"hook", "gov-hook", "bot"}
    )


def dress_slack(plugin: Any, delivery: Delivery) -> None:
    """Let Slack's plug-in post our text as the message itself.

    Apprise puts all text into an attachment: phones then show an empty notification, and Slack folds what is longer
    than five lines, which hides the acknowledge link. Previews are off: they would fetch the links of strangers, and ours.
    """
    post = plugin._send  # noqa: SLF001 - the one place where the payload passes
    message = slack_text(delivery)

    def send(url: str, payload: dict[str, Any], **kw: Any) -> Any:
        if "attachments" in payload:
            kept = {key: payload[key] for key in _KEPT if key in payload}
            payload = kept | {"text": message, "mrkdwn": True, "unfurl_links": False, "unfurl_media": False}
        return post(url, payload, **kw)

    plugin._send = send  # noqa: SLF001


def slack_text(delivery: Delivery) -> str:
    """Return title and text in Slack's mrkdwn, escaped once, whether or not they have been escaped before.

    Only our own links may stand in angle brackets: `<!channel>` or `<https://bank.example|ours>` in a post is text.
    """
    ours = {delivery.link, *(one.url for one in delivery.page.evidence if one.url)}
    if delivery.page.playbook and delivery.page.playbook.url:
        ours.add(delivery.page.playbook.url)
    title, text = _escaped(delivery.title, ours), _escaped(delivery.text, ours)
    whole = text if not title or text.lstrip("*").startswith(title) else f"*{title}*\n{text}"
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 300] + "\n…\n" + whole[-200:]


def _escaped(text: str, ours: set[str]) -> str:
    def angle(found: re.Match[str]) -> str:
        target = found.group(1)
        if target and target.replace("&amp;", "&") in ours:
            return found.group(0)
        return found.group(0).replace("<", "&lt;").replace(">", "&gt;")

    return calmed(_ANGLES.sub(angle, _BARE_AMPERSAND.sub("&amp;", text)))
