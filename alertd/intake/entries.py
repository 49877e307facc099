"""Entries: from what intake found to what the log keeps."""

from __future__ import annotations

from datetime import datetime

import msgspec

from alertd.intake.enrich import Answered, Enriched, Kept, Taken
from alertd.intake.speakers import ANYBODY, Speaker
from alertd.model.events import CountSeen, MentionSeen, ReplySeen
from alertd.model.mention import Reply, key_of
from alertd.model.post import Count
from alertd.ports import Entry


def entries(enriched: Enriched, *, at: datetime | None = None, speaker: Speaker = ANYBODY) -> list[Entry]:
    """Return the entries of a batch, in its order.

    speaker: which of ours brought it.
    at: when it came in; None takes each record's own instant (a count is known at the end of its bucket).
    """
    return [_entry(one, at, speaker) for one in enriched.kept]


def _entry(one: Kept, at: datetime | None, speaker: Speaker) -> Entry:
    match one:
        case Taken(mention=mention, post=post):
            return Entry(
                event=MentionSeen(at=at or mention.seen_at, mention=mention, source=speaker.source),
                key=key_of(*mention.key),
                post=msgspec.json.encode(post),
                author=f"{post.platform}:{post.author}",
                source=speaker.source,
                is_own=speaker.is_own(post.platform),
            )
        case Answered(reply=reply, post=post):
            return Entry(
                event=ReplySeen(at=at or reply.seen_at, reply=reply),
                key=key_of(*reply.key),
                post=msgspec.json.encode(post),
                author=f"{post.platform}:{post.author}",
                source=speaker.source,
                is_own=speaker.is_own(post.platform),
            )
        case Reply():
            # A key of its own: the post itself may come too, from its platform.
            return Entry(
                event=ReplySeen(at=at or one.seen_at, reply=one),
                key=f"told\x1f{key_of(*one.key)}",
                source=speaker.source,
                is_own=speaker.is_own(one.platform),
            )
        case Count():
            ends = datetime.fromtimestamp(one.created_at.timestamp() + one.seconds, one.created_at.tzinfo)
            return Entry(
                event=CountSeen(
                    at=at or one.seen_at or ends,
                    watch=one.watch,
                    platform=one.platform,
                    begins_at=one.created_at,
                    seconds=one.seconds,
                    count=one.count,
                ),
                key=f"count\x1f{key_of(one.watch, one.platform, one.created_at.isoformat())}\x1f{one.seconds:g}",
            )
