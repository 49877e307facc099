"""/author: one person's posts across watches and channels, how far they carry, and the incidents in which they spoke."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from aiohttp import web

from alertd.model.incident import Incident
from alertd.web import rendering
from alertd.web.backend import MentionShown, PostShown
from alertd.web.refusals import Malformed
from alertd.web.settings import BACKEND

_POSTS = 100
#: What began an incident was written before it opened.
_BEFORE = timedelta(minutes=30)


async def author(request: web.Request) -> web.Response:
    """Show what is kept of one author: by handle, or by "platform:id", which is found at once."""
    name = request.query.get("name", "").strip().lstrip("@")[:200]
    if not name or any(letter.isspace() for letter in name):
        raise Malformed('"name" is a handle, or platform:id.')
    backend = request.app[BACKEND]
    posts, incidents = await asyncio.gather(backend.by_author(name, _POSTS), backend.incidents(None))
    moods = Counter(PostShown(mention=one.mention, text=one.text).sounds for one in posts)
    audiences = [one.mention.reach.audience for one in posts if one.mention.reach.audience is not None]
    return rendering.screen(
        request,
        "author.html",
        page="search",
        name=next((one.mention.handle for one in posts if one.mention.handle), name),
        posts=[PostShown(mention=one.mention, text=one.text, author_name=one.author_name) for one in posts],
        is_cut=len(posts) >= _POSTS,
        moods=[(mood, moods[mood]) for mood in ("negative", "neutral", "positive") if moods[mood]],
        audience=audiences[0] if audiences else None,
        carries=next((one.mention.reach for one in posts if one.mention.reach.amplification is not None), None),
        platforms=Counter(one.mention.platform for one in posts).most_common(),
        watches=Counter(one.mention.watch for one in posts).most_common(),
        waiting=sum(one.mention.needs_answer and one.answered_at is None for one in posts),
        incidents=during(posts, incidents),
    )


def during(posts: Sequence[MentionShown], incidents: Sequence[Incident]) -> list[tuple[Incident, int]]:
    """Return the incidents while which somebody wrote of their watch, each with how many posts, the newest first."""
    found = []
    for incident in incidents:
        ends = incident.closed_at or incident.solved_at
        written = sum(
            one.mention.watch == incident.watch
            and one.mention.posted_at >= incident.opened_at - _BEFORE
            and (ends is None or one.mention.posted_at <= ends)
            for one in posts
        )
        if written:
            found.append((incident, written))
    return sorted(found, key=lambda one: one[0].opened_at, reverse=True)
