"""Hacker News: stories and comments by Algolia's public search, newest first. No credentials."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import msgspec

from alertd.errors import BadRecord, SourceError
from alertd.intake.terms.sought import all_sought
from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.ports import Batch, Clock
from alertd.sources.funnel import Funnel, Haul
from alertd.sources.html_text import plain
from alertd.sources.json_body import decoded
from alertd.sources.pace import Recent, retry_after
from alertd.sources.poll import forever, since
from alertd.sources.sift import sifted
from alertd.sources.wire import checked_url, fetch, open_session

OVERLAP = timedelta(minutes=15)  #: the index lags behind the site
LATE = timedelta(minutes=20)
MOST_PAGES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class HackerNewsOptions:
    """every: seconds between two searches for one term."""

    every: float = 60.0
    base_url: str = "https://hn.algolia.com"


class HackerNews:
    """Stories and comments that hold one of the watches' terms."""

    kind = "hackernews"

    def __init__(self, options: HackerNewsOptions, *, name: str, watches: tuple[Watch, ...], clock: Clock) -> None:
        self.name = name
        self._base_url = checked_url(options.base_url)
        self._options = options
        self._terms = tuple(dict.fromkeys(term.lstrip("#@") for watch in watches for term in all_sought(watch.terms)))
        self._clock = clock

    async def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Yield stories and comments from `cursor` on; the last hour if there is none."""
        if not self._terms:
            raise SourceError("hackernews: no watch has a term to search for", permanent=True)
        funnel = Funnel(self._clock, cursor)
        session = open_session(self._base_url)
        known = Recent(limit=5_000)

        def part(term: str, *, tells_gaps: bool) -> Any:
            name = f"search {term}"

            async def look(*, is_late: bool) -> int:
                start = (since(funnel, name) or self._clock.now() - timedelta(hours=1)) - OVERLAP
                hits = await search(session, self._clock, self._base_url, term, start)
                limit = self._clock.now() - LATE
                posts, rejects = sifted(hits, lambda raw: as_post(_hit.decode(raw)), known)
                fresh = [
                    post.with_(is_filled=is_late and post.created_at < limit)
                    for post in posts
                    if known.is_new(f"{post.id} {post.text}")
                ]
                await funnel.put(Haul(records=tuple(fresh), rejects=rejects))
                return len(fresh)

            is_alone = len(self._terms) == 1
            return lambda: forever(
                funnel,
                self._clock,
                name,
                every=self._options.every,
                look=look,
                tells_gaps=tells_gaps,
                is_alone=is_alone,
            )

        parts = {f"search {term}": part(term, tells_gaps=number == 0) for number, term in enumerate(self._terms)}
        batches = funnel.batches(parts)
        try:
            async for batch in batches:
                yield batch
        finally:
            await batches.aclose()
            await session.close()


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


async def search(
    session: aiohttp.ClientSession, clock: Clock, base_url: str, term: str, start: datetime
) -> list[msgspec.Raw]:
    """Return all hits of a term since `start`, newest first, at most a thousand."""
    found: list[msgspec.Raw] = []
    for page in range(MOST_PAGES):
        params = {
            "query": f'"{term}"',
            "tags": "(story,comment)",
            "numericFilters": f"created_at_i>{int(start.timestamp())}",
            "hitsPerPage": "100",
            "typoTolerance": "false",
            "page": str(page),
        }
        answer = await fetch(session, clock, f"{base_url}/api/v1/search_by_date", params=params)
        if answer.status == 429:
            pause = retry_after(answer.headers.get("Retry-After"), default=300.0, cap=3_600.0)
            raise SourceError("Hacker News search asks for a pause (429)", retry_after=pause)
        if answer.status != 200:
            raise SourceError(f"Hacker News search answered {answer.status}")
        try:
            hits = decoded(answer.body, _hits)
        except msgspec.DecodeError as error:
            raise BadRecord(f"not an answer of Hacker News search: {error}") from None
        found += hits.hits
        if page + 1 >= hits.nbPages:
            break
    return found


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
    del watches
    async with open_session(options.base_url) as session:
        try:
            await search(session, clock, checked_url(options.base_url), "alertd", clock.now() - timedelta(minutes=1))
        except (SourceError, BadRecord) as error:
            return [str(error)]
    return []
