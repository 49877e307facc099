"""Every source keeps the port's promises, and the check notices one that does not."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Collection
from typing import Any

import pytest
from aiohttp import web

from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.ports import Batch, Clock, Source
from alertd.sources.bluesky.options import BlueskyOptions
from alertd.sources.bluesky.source import Bluesky
from alertd.sources.email.source import Email, EmailOptions
from alertd.sources.github.source import GitHub, GitHubOptions
from alertd.sources.hackernews.source import HackerNews, HackerNewsOptions
from alertd.sources.lemmy.source import Lemmy, LemmyOptions
from alertd.sources.mastodon.source import Mastodon, MastodonOptions
from alertd.sources.peertube.source import PeerTube, PeerTubeOptions
from alertd.sources.reddit.options import RedditOptions
from alertd.sources.reddit.source import Reddit
from alertd.sources.rss.source import Rss, RssOptions
from alertd.sources.stackexchange.source import StackExchange, StackExchangeOptions
from alertd.sources.telegram.source import Telegram, TelegramOptions
from alertd.sources.x.options import XOptions
from alertd.sources.x.source import X
from alertd.sources.youtube.source import YouTube, YouTubeOptions
from alertd.testing.source_check import START, QuickClock, check_source
from tests.wire.bluesky_server import BlueskyServer
from tests.wire.imap_server import PASSWORD, ImapServer, mail
from tests.wire.plain_server import PlainServer
from tests.wire.reddit_server import SECRET, RedditServer
from tests.wire.test_rss import entry, feed, ident
from tests.wire.test_searched import forum, forums, issue, issues, question, questions, video, videos
from tests.wire.test_telegram import TOKEN as BOT_TOKEN
from tests.wire.test_telegram import serve
from tests.wire.x_server import TOKEN, XServer

pytestmark = pytest.mark.asyncio
ACME = (Watch(name="acme", terms=("acme",)),)


def offering(write: Callable[[int], str]) -> Callable[[int], Any]:
    """Make an offer of a function that writes one post."""
    numbers = iter(range(1, 10_000))

    async def offer(number: int) -> Collection[str]:
        return [write(next(numbers)) for _ in range(number)]

    return offer


async def test_x_keeps_the_promises() -> None:
    """X against its loopback server."""
    async with XServer(QuickClock()) as server:
        options = XOptions(bearer_token=TOKEN, base_url=server.url, counts=None)
        await check_source(
            lambda clock: X(options, name="x", watches=ACME, clock=clock), offer=offering(lambda _: server.offer())
        )


async def test_reddit_keeps_the_promises() -> None:
    """Reddit against its loopback server."""
    async with RedditServer(QuickClock()) as server:
        options = RedditOptions(client_id="client", client_secret=SECRET, subreddits=("tech",), base_url=server.url)
        await check_source(
            lambda clock: Reddit(options, name="r", watches=ACME, clock=clock),
            offer=offering(lambda number: server.comment(f"acme {number}")),
        )


async def test_bluesky_keeps_the_promises() -> None:
    """Bluesky against its loopback server."""
    async with BlueskyServer(QuickClock()) as server:
        options = BlueskyOptions(base_url=server.url)
        await check_source(
            lambda clock: Bluesky(options, name="b", watches=ACME, clock=clock),
            offer=offering(lambda number: server.write(f"acme {number}")),
        )


async def test_rss_keeps_the_promises() -> None:
    """RSS against a feed that grows."""
    entries: list[str] = []

    async with PlainServer() as server:

        def write(number: int) -> str:
            entries.insert(0, entry(number))
            return ident(f"{server.url}/feed", number)

        server.answers["/feed"] = lambda _: web.Response(text=feed(*entries))
        options = RssOptions(urls=(f"{server.url}/feed",), every=10.0)
        await check_source(lambda clock: Rss(options, name="rss", watches=ACME, clock=clock), offer=offering(write))


@pytest.mark.parametrize(
    ("source", "options", "search", "write", "ident_of"),
    [
        (StackExchange, StackExchangeOptions, questions, question, "stackoverflow.com/{}"),
        (GitHub, GitHubOptions, issues, issue, "{}"),
        (Lemmy, LemmyOptions, forums, forum, "https://lemmy.example/post/{}"),
        (PeerTube, PeerTubeOptions, videos, video, "uuid-{}"),
    ],
)
async def test_searched_sources_keep_the_promises(
    source: Any, options: Any, search: Callable[[], Any], write: Callable[[int], Any], ident_of: str
) -> None:
    """Each against its search, which grows."""
    found = search()

    def offered(number: int) -> str:
        found.entries.append(write(number))
        return ident_of.format(number)

    async with PlainServer() as server:
        server.answers[found.path] = found
        made = options(base_url=server.url, every=10.0)
        await check_source(lambda clock: source(made, name="s", watches=ACME, clock=clock), offer=offering(offered))


async def test_telegram_keeps_the_promises() -> None:
    """Telegram against a bot into whose channel somebody writes."""
    async with PlainServer() as server:
        bot = serve(server)
        options = TelegramOptions(bot_token=BOT_TOKEN, base_url=server.url)
        await check_source(
            lambda clock: Telegram(options, name="t", watches=ACME, clock=clock),
            offer=offering(lambda number: f"-1001/{bot.posts(f'acme {number}')}"),
        )


async def test_email_keeps_the_promises() -> None:
    """A mailbox into which alerts come."""
    async with ImapServer() as server:

        def write(number: int) -> str:
            url = f"https://n.example/{number}"
            server.arrives(mail(f'<a href="{url}">Acme is in the news</a>', START))
            return hashlib.blake2b(url.encode(), digest_size=12).hexdigest()

        options = EmailOptions(user="alerts", password=PASSWORD, base_url=server.url, every=10.0)
        await check_source(lambda clock: Email(options, name="mail", watches=ACME, clock=clock), offer=offering(write))


async def test_hacker_news_keeps_the_promises() -> None:
    """Hacker News against a search that grows."""
    hits: list[dict[str, Any]] = []

    def write(number: int) -> str:
        at = int(START.timestamp()) + number
        hits.append({"objectID": str(number), "created_at_i": at, "author": "ann", "comment_text": "acme"})
        return str(number)

    async with PlainServer() as server:
        server.answers["/api/v1/search_by_date"] = lambda _: web.json_response({"hits": hits, "nbPages": 1})
        options = HackerNewsOptions(base_url=server.url, every=10.0)
        await check_source(
            lambda clock: HackerNews(options, name="hn", watches=ACME, clock=clock), offer=offering(write)
        )


async def test_mastodon_keeps_the_promises() -> None:
    """Mastodon against a timeline that grows."""
    statuses: list[dict[str, Any]] = []

    def write(number: int) -> str:
        uri = f"https://m.example/{number}"
        account = {"id": "1", "acct": "lea"}
        at = START.isoformat()
        statuses.append({"id": str(number), "uri": uri, "created_at": at, "content": "acme", "account": account})
        return uri

    def timeline(request: web.Request) -> web.Response:
        least = int(request.query.get("min_id", "0"))
        return web.json_response([one for one in reversed(statuses) if int(one["id"]) > least][-40:])

    async with PlainServer() as server:
        server.answers["/api/v1/timelines/tag/acme"] = timeline
        options = MastodonOptions(base_url=server.url, every=10.0)
        await check_source(lambda clock: Mastodon(options, name="m", watches=ACME, clock=clock), offer=offering(write))


async def test_youtube_keeps_the_promises() -> None:
    """YouTube against comments that grow."""
    items: list[dict[str, Any]] = []

    def write(number: int) -> str:
        snippet = {"textOriginal": "acme", "publishedAt": START.isoformat(), "authorDisplayName": "@ed"}
        items.insert(0, {"snippet": {"topLevelComment": {"id": f"c{number}", "snippet": snippet}}})
        return f"c{number}"

    async with PlainServer() as server:
        server.answers["/youtube/v3/commentThreads"] = lambda _: web.json_response({"items": items})
        options = YouTubeOptions(api_key="k", videos=("v",), base_url=server.url, every=10.0)
        await check_source(lambda clock: YouTube(options, name="y", watches=ACME, clock=clock), offer=offering(write))


class Flawed:
    """A tiny source over a list, with one flaw at a time."""

    kind = "flawed"
    name = "flawed"

    def __init__(self, clock: Clock, posts: list[str], flaw: str) -> None:
        self._clock = clock
        self._posts = posts
        self._flaw = flaw

    async def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Yield the list from the cursor on."""
        start = int(cursor) if cursor and cursor.isdigit() else 0
        stop = len(self._posts)
        if self._flaw == "chokes on cursors" and cursor is not None:
            start = int(cursor)
        if self._flaw == "forgets" and cursor is not None:
            start = stop
        yield Batch()
        while True:
            new = self._posts[start:]
            start += len(new)
            records = tuple(
                Post(platform="p", id=post, created_at=self._clock.now(), author="a", text="") for post in new
            )
            if records or self._flaw != "no heartbeat":
                yield Batch(records=records, cursor=None if self._flaw == "no cursor" else str(start))
            if self._flaw == "ends" and records:
                return
            try:
                await self._clock.sleep(5)
            except asyncio.CancelledError:
                if self._flaw != "does not stop":
                    raise
                await asyncio.sleep(1.5)
                raise


@pytest.mark.parametrize(
    ("flaw", "promise"),
    [
        ("no cursor", "where to go on"),
        ("no heartbeat", "every 30 seconds"),
        ("ends", "does not end by itself"),
        ("does not stop", "stops within a second"),
        ("forgets", "after a restart"),
        ("chokes on cursors", "invalid literal"),
    ],
)
async def test_the_check_notices_a_broken_promise(flaw: str, promise: str) -> None:
    """Each flaw fails the check with the promise that was broken."""
    posts: list[str] = []

    def make(clock: Clock) -> Source:
        return Flawed(clock, posts, flaw)

    async def offer(number: int) -> Collection[str]:
        new = [f"{len(posts) + one}" for one in range(number)]
        posts.extend(new)
        return new

    with pytest.raises((AssertionError, ValueError), match=promise):
        await check_source(make, offer=offer, seconds=2.0)


async def test_the_check_is_content_with_a_sound_source() -> None:
    """Without a flaw the same source passes."""
    posts: list[str] = []

    def write(number: int) -> str:
        posts.append(str(number))
        return str(number)

    await check_source(lambda clock: Flawed(clock, posts, "none"), offer=offering(write))
