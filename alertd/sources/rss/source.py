"""RSS and Atom: press, newsrooms, blogs, Google Alerts. Fetched with our own limits, read by feedparser."""

from __future__ import annotations

import asyncio
import calendar
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp

from alertd.blocking.threads import Errands
from alertd.errors import ConfigurationError, SourceError
from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.ports import Batch, Clock
from alertd.sources.funnel import Funnel, Haul
from alertd.sources.html_text import plain
from alertd.sources.pace import Recent, retry_after
from alertd.sources.poll import forever
from alertd.sources.wire import checked_url, fetch, host_of, open_session

LIMIT = 5 * 1024 * 1024
LATE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class RssOptions:
    """urls: the feeds. every: seconds between two looks at one feed. base_url: stands in for all their hosts (tests).

    Feeds may be plain http, as many newsrooms' still are: nothing secret travels. A feed never leads from https to http.
    """

    urls: tuple[str, ...]
    every: float = 300.0
    base_url: str | None = None

    def addresses(self) -> tuple[str, ...]:
        """Return the checked addresses of the feeds."""
        return tuple(_address(url, self.base_url) for url in self.urls)


def _address(url: str, base_url: str | None) -> str:
    if base_url:
        return checked_url(base_url) + url[len(f"{urlsplit(url).scheme}://{urlsplit(url).netloc}") :]
    if url.startswith("http://"):
        return "http://" + checked_url("https://" + url[7:], setting="urls")[8:]
    return checked_url(url, setting="urls")


class Rss:
    """Entries of feeds. A feed that fails touches no other; an unchanged one costs one small answer (ETag)."""

    kind = "rss"

    def __init__(self, options: RssOptions, *, name: str, watches: tuple[Watch, ...], clock: Clock) -> None:
        del watches  # each entry is handed on; the terms of the watches decide downstream
        if not options.urls:
            raise ConfigurationError("rss: no urls")
        self._urls = options.addresses()
        self.name = name
        self._options = options
        self._clock = clock

    async def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Yield entries; on the first look all that the feeds hold."""
        funnel = Funnel(self._clock, cursor)
        session = open_session()
        errands = Errands("rss")
        turn = asyncio.Semaphore(4)
        feeds = [_Feed(url, self._clock, session, funnel, errands=errands, turn=turn) for url in self._urls]
        parts = {
            f"feed {number} of {host_of(feed.url)}": _part(feed, funnel, self._clock, self._options.every, number)
            for number, feed in enumerate(feeds, start=1)
        }
        batches = funnel.batches(parts)
        try:
            async for batch in batches:
                yield batch
        finally:
            errands.close()
            await batches.aclose()
            await session.close()


def _part(feed: _Feed, funnel: Funnel, clock: Clock, every: float, number: int) -> Any:
    name = f"feed {number} of {host_of(feed.url)}"
    return lambda: forever(funnel, clock, name, every=every, look=feed.look, tells_gaps=number == 1)


class _Feed:
    """One feed: what it said last time, and which entries are known."""

    def __init__(
        self,
        url: str,
        clock: Clock,
        session: aiohttp.ClientSession,
        funnel: Funnel,
        *,
        errands: Errands,
        turn: asyncio.Semaphore,
    ) -> None:
        self.url = url
        self._clock = clock
        self._session = session
        self._funnel = funnel
        self._errands = errands
        self._turn = turn
        self._known = Recent(limit=2_000)
        self._tags: dict[str, str] = {}  # not in the cursor: after a restart one whole answer is welcome

    async def look(self, *, is_late: bool) -> int:
        """Fetch the feed and hand on what is new."""
        async with self._turn:
            answer = await fetch(self._session, self._clock, self.url, headers=self._tags, limit=LIMIT, redirects=5)
        if answer.status == 304:
            return 0
        if answer.status in {429, 503}:
            pause = retry_after(answer.headers.get("Retry-After"), default=600.0, cap=86_400.0)
            raise SourceError(f"the feed asks for a pause ({answer.status})", retry_after=pause)
        if answer.status != 200:
            raise SourceError(f"the feed answered {answer.status}")
        parsed = await self._errands.ask(lambda: _parsed(answer.body, answer.headers.get("Content-Type", "")))
        if not parsed.entries and not parsed.get("version"):
            raise SourceError("this is not an RSS or Atom feed")
        now = self._clock.now()
        pairs = [(_version(entry), as_post(entry, parsed.feed, self.url, now)) for entry in parsed.entries]
        fresh = [post for version, post in pairs if self._known.is_new(f"{post.id} {version}")]
        fresh = [post.with_(is_filled=is_late and now - post.created_at > LATE) for post in fresh]
        await self._funnel.put(Haul(records=tuple(fresh)))
        names = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
        self._tags = {ask: answer.headers[told] for told, ask in names.items() if told in answer.headers}
        return len(fresh)


def _parsed(body: bytes, content_type: str) -> Any:
    import feedparser  # 60 ms, so not at the top

    try:
        return feedparser.parse(body, response_headers={"content-type": content_type} if content_type else {})
    except Exception as error:  # noqa: BLE001 - a parser of strangers' text; whatever it trips over is their fault
        raise SourceError(f"the feed cannot be read ({type(error).__name__})") from None


def _version(entry: Any) -> str:
    return hashlib.sha256(f"{entry.get('title')}{entry.get('summary')}".encode("utf-8", "replace")).hexdigest()[:16]


def as_post(entry: Any, feed: Any, url: str, now: datetime) -> Post:
    """Write an entry as a post: title and summary are its text, the author or else the feed is its author."""
    link = _unwrapped(str(entry.get("link") or ""))
    title, summary = plain(str(entry.get("title") or "")), plain(str(entry.get("summary") or ""))
    text = title if summary in {"", title} else f"{title}\n\n{summary}".strip()
    source = str(feed.get("title") or host_of(url))
    written_at = _instant(entry) or now
    return Post(
        platform="rss",
        id=str(entry.get("id") or link or hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()),
        created_at=min(written_at, now),
        author=str(entry.get("author") or source),
        author_name=source,
        text=text,
        lang=str(feed.get("language") or "").partition("-")[0].lower() or None,
        url=link if link.startswith(("https://", "http://")) else None,
    )


def _instant(entry: Any) -> datetime | None:
    for key in ("published_parsed", "updated_parsed"):
        if moment := entry.get(key):
            try:
                return datetime.fromtimestamp(calendar.timegm(moment), tz=UTC)
            except (OverflowError, ValueError, TypeError, OSError):
                continue
    try:
        at = parsedate_to_datetime(str(entry.get("published") or ""))
    except (ValueError, TypeError):
        return None
    return at if at.tzinfo and at.year >= 1990 else None


def _unwrapped(link: str) -> str:
    """Return the address behind a Google Alerts link.

    >>> _unwrapped("https://www.google.com/url?rct=j&url=https://example.org/a&ct=ga")
    'https://example.org/a'
    """
    parts = urlsplit(link)
    if parts.hostname and parts.hostname.startswith("www.google.") and parts.path == "/url":
        return parse_qs(parts.query).get("url", [link])[0]
    return link


async def check_online(options: RssOptions, watches: tuple[Watch, ...] = (), *, clock: Clock) -> list[str]:
    """Return a sentence for each feed that cannot be read."""
    del watches
    findings: list[str] = []
    async with open_session() as session:
        for number, address in enumerate(options.urls, start=1):
            try:
                url = _address(address, options.base_url)
                answer = await fetch(session, clock, url, limit=LIMIT, redirects=5)
                if answer.status != 200:
                    findings.append(f"feed {number} of {host_of(url)} answered {answer.status}")
                elif not _parsed(answer.body, answer.headers.get("Content-Type", "")).get("version"):
                    findings.append(f"feed {number} of {host_of(url)} is not an RSS or Atom feed")
            except (SourceError, ConfigurationError) as error:
                findings.append(f"feed {number}: {error}")
    return findings
