"""Praise as people read it: what the most people see first, without what we have thanked for already."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from alertd.app.views import mention_shown
from alertd.core.signals.praise import by_reach
from alertd.model.events import MentionSeen, ReplySeen
from alertd.model.house import House
from alertd.store_port import Store
from alertd.web.backend import MentionShown

#: Mentions among which praise is sought, the newest: of a brand with more a day, a shorter time shows the same.
MOST_LOOKED_AT = 20_000


def praise(
    store: Store, house: House, watch: str | None, *, since: datetime, now: datetime, limit: int
) -> list[MentionShown]:
    """Return the praise of a time, by how many people it reaches. What a human of ours has answered or somebody erased is left out."""
    rows: dict[tuple[str, str, str], tuple[MentionSeen, bytes]] = {}
    for event, post in islice(store.history.newest_mentions(since, now, watch=watch), MOST_LOOKED_AT):
        if post is not None and event.mention.posted_at >= since:
            rows.setdefault(event.mention.key, (event, post))
    answered = {
        (reply.platform, reply.in_reply_to or reply.conversation)
        for reply in (event.reply for event in store.history.events(ReplySeen, since))
        if not reply.is_automatic
    }
    found = by_reach(event.mention for event, _ in rows.values())
    left = [one for one in found if (one.platform, one.id) not in answered]
    return [mention_shown(*rows[one.key], house, is_waiting=False, now=now) for one in left[:limit]]
