"""Replies that somebody tells of: from what an inbox tool says to what the log keeps."""

from __future__ import annotations

from datetime import datetime

from alertd.model.mention import Reply
from alertd.model.post import ReplyTold

UNKNOWN = (
    ""  #: the watch of a reply whose sender does not say for whom it was; the engine asks who knows what was answered
)


def reply_of(told: ReplyTold, seen_at: datetime | None) -> Reply:
    """Return the reply. seen_at: when it came in; None takes what the record says of it, else its own instant."""
    at = told.created_at if seen_at is None else min(told.created_at, seen_at)
    return Reply(
        watch=told.watch or UNKNOWN,
        platform=told.platform,
        id=told.id,
        author=told.by,
        posted_at=at,
        seen_at=seen_at or told.seen_at or at,
        in_reply_to=told.in_reply_to,
        conversation=told.conversation,
        is_automatic=told.is_automatic,
        is_told=True,
    )
