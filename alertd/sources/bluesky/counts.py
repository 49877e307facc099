"""Counts: likes, reposts and replies of posts, by the public API; the firehose knows none."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import aiohttp
import msgspec

from alertd.errors import SourceError
from alertd.model.post import Post, Record
from alertd.ports import Clock
from alertd.sources.json_body import decoded
from alertd.sources.sift import readable
from alertd.sources.wire import fetch

AT_ONCE = 25  #: the API's limit (https://docs.bsky.app/docs/api/app-bsky-feed-get-posts, 2026)
EVERY = 30.0  #: seconds; 3,000 posts an hour


class _View(msgspec.Struct, rename="camel"):
    uri: str
    like_count: int | None = None
    repost_count: int | None = None
    quote_count: int | None = None
    reply_count: int | None = None


class _Views(msgspec.Struct):
    posts: list[msgspec.Raw] = []


_views = msgspec.json.Decoder(_Views)


async def counted(session: aiohttp.ClientSession, clock: Clock, api: str, some: Mapping[str, Post]) -> list[Record]:
    """Return posts with the counts of now, by their addresses (at://...). A quote carries a post on as a repost does."""
    query = "&".join(f"uris={quote(uri, safe=':/')}" for uri in some)
    answer = await fetch(session, clock, f"{api}/xrpc/app.bsky.feed.getPosts?{query}", seconds=10.0)
    if answer.status != 200:
        raise SourceError(f"Bluesky's public API answered {answer.status}")
    try:
        views = readable(decoded(answer.body, _views).posts, _View)
    except (msgspec.DecodeError, ValueError):
        raise SourceError("Bluesky's public API answered something that is no list of posts") from None
    return [
        some[view.uri].with_(
            likes=view.like_count,
            reposts=(view.repost_count or 0) + (view.quote_count or 0),
            replies=view.reply_count,
        )
        for view in views
        if view.uri in some
    ]
