"""Hacker News: stories and comments by Algolia's public search, newest first. No credentials."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import msgspec

from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.ports import Clock
from alertd.sources.html_text import plain
from alertd.sources.searched import Searched, reachable, words

MOST_PAGES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class HackerNewsOptions:
    """every: seconds between two searches for one term."""

    every: float = 60.0
    base_url: str = "https://hn.algolia.com"


class HackerNews(Searched):
    """Stories and comments that hold one of the watches' terms."""

    kind, label = "hackernews", "Hacker News search"
    overlap = timedelta(minutes=15)  # the index lags behind the site

    def __init__(self, options: HackerNewsOptions, *, name: str, watches: tuple[Watch, ...], clock: Clock) -> None:
        super().__init__(name=name, base_url=options.base_url, every=options.every, places=words(watches), clock=clock)

    async def ask(self, session: aiohttp.ClientSession, place: str, start: datetime) -> list[msgspec.Raw]:
        """Return all hits of a term since `start`, newest first, at most a thousand."""
        found: list[msgspec.Raw] = []
        for page in range(MOST_PAGES):
            params = {
                "query": f'"{place}"',
                "tags": "(story,comment)",
                "numericFilters": f"created_at_i>{int(start.timestamp())}",
                "hitsPerPage": "100",
                "typoTolerance": "false",
                "page": str(page),
            }
            hits = self.understood(await self.get(session, "/api/v1/search_by_date", params), _hits)
            found += hits.hits
            if page + 1 >= hits.nbPages:
                break
        return found

    def read(self, raw: msgspec.Raw) -> Post | None:
        """Write a hit as a post; None for one without an author (taken down)."""
        return as_post(_hit.decode(raw))


class _Hit(msgspec.Struct):
    objectID: str  # noqa: N815 - Algolia's spelling
    created_at_i: int
    author: str | None = None
    title: str | None = None
    story_text: str | None = None
    comment_text: str | None = None
    story_id: int | None = None
    parent_id: int | None = None
    url: str | None = None
    points: int | None = None
    num_comments: int | None = None


class _Hits(msgspec.Struct):
    hits: list[msgspec.Raw] = []
    nbPages: int = 1  # noqa: N815 - Algolia's spelling


_hit = msgspec.json.Decoder(_Hit)
_hits = msgspec.json.Decoder(_Hits)


def as_post(hit: _Hit) -> Post | None:
    """Write a hit as a post; None for one without an author (taken down)."""
    if not hit.author:
        return None
    body = plain(hit.comment_text or hit.story_text or "")
    text = "\n\n".join(part for part in (hit.title if not hit.comment_text else None, body) if part)
    return Post(
        platform="hackernews",
        id=hit.objectID,
        created_at=datetime.fromtimestamp(hit.created_at_i, tz=UTC),
        author=hit.author,
        author_handle=hit.author,
        text=text,
        attached={"link": hit.url[:2_000]} if hit.url else {},
        lang="en",
        url=f"https://news.ycombinator.com/item?id={hit.objectID}",
        in_reply_to=str(hit.parent_id) if hit.parent_id else None,
        conversation=str(hit.story_id) if hit.story_id else hit.objectID,
        likes=hit.points,
        replies=hit.num_comments,
    )


async def check_online(options: HackerNewsOptions, watches: tuple[Watch, ...] = (), *, clock: Clock) -> list[str]:
    """Return a sentence if the search cannot be reached."""
    probe = watches if words(watches) else (Watch(name="alertd", terms=("alertd",)),)
    return await reachable(HackerNews(options, name="check", watches=probe, clock=clock))
