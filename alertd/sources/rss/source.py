"""RSS and Atom: press, newsrooms, blogs, Google Alerts; fetched and read with our own limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import aiohttp

from alertd.blocking.threads import Errands
from alertd.errors import ConfigurationError, SourceError
from alertd.model.post import Post
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch
from alertd.ports import Batch, Clock, Reject
from alertd.sources.funnel import Funnel, Haul
from alertd.sources.pace import Recent, retry_after
from alertd.sources.poll import forever
from alertd.sources.rss.article import Articles
from alertd.sources.rss.feed import Feed, read_feed
from alertd.sources.sift import refused
from alertd.sources.wire import checked_url, fetch, host_of, open_session

LIMIT = 5 * 1024 * 1024
LATE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class RssOptions:
    """urls: the feeds. every: seconds between two looks at one feed. base_url: stands in for all their hosts (tests).

    allow_hosts: hosts to which a feed may lead although they are of this machine or its network.
    Feeds may be plain http, as many newsrooms' still are: nothing secret travels. A feed never leads from https to http.
    """

    urls: tuple[str, ...]
    every: float = 300.0
    base_url: str | None = None
    allow_hosts: tuple[str, ...] = ()

    def written(self) -> tuple[str, ...]:
        """Return the hosts that may lead inward: those of allow_hosts, base_url, and this machine by its own name."""
        own = [url for url in self.urls if urlsplit(url).hostname == "localhost"]
        return (*self.allow_hosts, *([self.base_url] if self.base_url else []), *own)

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

    def __init__(
        self, options: RssOptions, *, name: str, watches: tuple[Watch, ...], clock: Clock, platform: str = "rss"
    ) -> None:
        """Take what to read. platform: of the entries; all feeds of another one than rss are one, as a search's are."""
        self._platform = platform
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
        session = open_session(*self._options.written())
        errands = Errands("rss")
        turn = asyncio.Semaphore(4)
        places = [
            _Place(named, url, number, len(self._urls) == 1, errands, turn, self._options.allow_hosts, self._platform)
            for number, (named, url) in enumerate(zip(self._options.urls, self._urls, strict=True), start=1)
        ]
        feeds = [_Feed(place, self._clock, session, funnel) for place in places]
        parts = {feed.name: _part(feed, funnel, self._clock, self._options.every) for feed in feeds}
        batches = funnel.batches(parts)
        try:
            async for batch in batches:
                yield batch
        finally:
            errands.close()
            await batches.aclose()
            await session.close()


class _Place(NamedTuple):
    """Where one feed stands. named: as in the settings. url: what is asked. turn: no more than a few are asked at once."""

    named: str
    url: str
    number: int
    is_alone: bool
    errands: Errands
    turn: asyncio.Semaphore
    allowed: tuple[str, ...]
    platform: str


def _part(feed: _Feed, funnel: Funnel, clock: Clock, every: float) -> Any:
    place = feed.place
    return lambda: forever(
        funnel, clock, feed.name, every=every, look=feed.look, tells_gaps=place.number == 1, is_alone=place.is_alone
    )


class _Feed:
    """One feed: what it said last time, and which entries are known."""

    def __init__(self, place: _Place, clock: Clock, session: aiohttp.ClientSession, funnel: Funnel) -> None:
        self.name = f"feed {place.number} of {host_of(place.named)}"
        self.place = place
        self._articles = Articles(place.named, place.platform)
        self._clock = clock
        self._session = session
        self._funnel = funnel
        self._known = Recent(limit=2_000)
        self._tags: dict[str, str] = {}  # not in the cursor: after a restart one whole answer is welcome

    async def look(self, *, is_late: bool) -> int:
        """Fetch the feed and hand on what is new."""
        async with self.place.turn:
            answer = await fetch(
                self._session,
                self._clock,
                self.place.url,
                headers=self._tags,
                limit=LIMIT,
                redirects=5,
                allowed=self.place.allowed,
            )
        if answer.status == 304:
            return 0
        if answer.status in {429, 503}:
            pause = retry_after(answer.headers.get("Retry-After"), self._clock.now(), default=600.0, cap=3_600.0)
            raise SourceError(f"the feed asks for a pause ({answer.status})", retry_after=pause)
        if answer.status != 200:
            raise SourceError(f"the feed answered {answer.status}")
        feed = await self.place.errands.ask(lambda: read_feed(answer.body, answer.headers.get("Content-Type", "")))
        now = self._clock.now()
        fresh: list[Post] = []
        rejects: list[Reject] = []
        for article in self._articles.of(feed, now, is_late=is_late):
            try:
                post, version = article()
            except Exception as error:  # noqa: BLE001 - the edge: an entry of a stranger's, which costs only itself
                rejects += refused(error, article.source, self._known)
                continue
            if self._known.is_new(version):
                fresh.append(post.with_(is_filled=is_late and now - post.created_at > LATE))
        await self._funnel.put(Haul(records=tuple(fresh), rejects=tuple(rejects)))
        self._tell_left_out(feed)
        names = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
        self._tags = {ask: answer.headers[told] for told, ask in names.items() if told in answer.headers}
        return len(fresh)

    def _tell_left_out(self, feed: Feed) -> None:
        note = f"{self.name}: {feed.left_out} entries beyond the first {len(feed.entries)} are not read"
        left = (SourceState.DEGRADED, note) if feed.left_out else (SourceState.OK, "")
        self._funnel.view(f"{self.name} entries", *left)


async def check_online(options: RssOptions, watches: tuple[Watch, ...] = (), *, clock: Clock) -> list[str]:
    """Return a sentence for each feed that cannot be read."""
    del watches
    findings: list[str] = []
    async with open_session(*options.written()) as session:
        for number, address in enumerate(options.urls, start=1):
            try:
                url = _address(address, options.base_url)
                answer = await fetch(session, clock, url, limit=LIMIT, redirects=5, allowed=options.allow_hosts)
                if answer.status != 200:
                    findings.append(f"feed {number} of {host_of(url)} answered {answer.status}")
                else:
                    read_feed(answer.body, answer.headers.get("Content-Type", ""))
            except (SourceError, ConfigurationError) as error:
                findings.append(f"feed {number} of {host_of(address)}: {error}")
    return findings
