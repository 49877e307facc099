"""Slack through Apprise: our text as the message itself, not as an attachment."""

from __future__ import annotations

from typing import Any

from alertd.notifiers.chat_text import slack_text
from alertd.ports import Delivery

#: What Apprise decided about where a message goes and who signs it.
_KEPT: tuple[str, ...] = ("channel", "username", "thread_ts")


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
