"""Replies by SMS and chat, as the daemon keeps them: what proves one, and which have been acted on."""

from __future__ import annotations

import hashlib
import json
import re

from alertd.app.keys import revealed
from alertd.config import Settings
from alertd.store_port import Store
from alertd.web.backend import ReplyProofs

_KEPT = "replies"
#: Messages remembered; a recorded request is older than that many replies before it could pass again.
_MOST = 2_000


def proofs_of(settings: Settings) -> ReplyProofs:
    """Return what proves a reply. Without a setting the workspace is the one that an incoming webhook's URL names."""
    replies = settings.replies
    return ReplyProofs(
        twilio_token=revealed(replies.twilio_token),
        slack_secret=revealed(replies.slack_secret),
        slack_team=replies.slack_team or _team_of(settings),
        telegram_secret=revealed(replies.telegram_secret),
    )


def _team_of(settings: Settings) -> str | None:
    urls = [channel.url for channel in settings.channels.values()]
    teams = {found[1] for url in urls if (found := re.match(r"slack://(?:[^/@]*@)?(T[A-Z0-9]{2,20})/", url))}
    return teams.pop() if len(teams) == 1 else None


def remember(store: Store, message: str) -> bool:
    """Remember a provider's message in the store; return False if it is known. Only on the writer's thread."""
    # A digest: ids come from outside, and a number of somebody's phone is nobody's business in a backup.
    name = hashlib.blake2b(message.encode("utf-8", "replace"), digest_size=9).hexdigest()
    kept: list[str] = json.loads(store.meta(_KEPT) or "[]")
    if name in kept:
        return False
    store.set_meta(_KEPT, json.dumps([*kept, name][-_MOST:], separators=(",", ":")))
    return True
