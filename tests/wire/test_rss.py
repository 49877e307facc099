"""The RSS source against a loopback server, entry by entry."""

from __future__ import annotations

import asyncio
import gzip

import pytest
from aiohttp import web

from alertd.errors import ConfigurationError
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch
from alertd.sources.rss.article import Articles
from alertd.sources.rss.news import News, NewsOptions
from alertd.sources.rss.source import Rss, RssOptions, check_online
from tests.wire.plain_server import PlainServer
from tests.wire.pond import QuickClock, Writer

pytestmark = pytest.mark.asyncio
HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>Daily News</title><language>en-gb</language>'


def entry(number: int, text: str = "about acme") -> str:
    """Write one entry."""
    link = f"https://www.google.com/url?rct=j&amp;url=https://example.org/{number}&amp;ct=ga"
    return (
        f"<item><title>&lt;b&gt;Acme&lt;/b&gt; {number}</title><link>{link}</link><guid>tag:news.example,{number}</guid>"
        f"<description>&lt;p&gt;{text}&lt;/p&gt;</description><pubDate>Sat, 21 Nov 2026 09:59:00 GMT</pubDate></item>"
    )


def feed(*entries: str) -> str:
    """Write a feed."""
    return HEAD + "".join(entries) + "</channel></rss>"


def ident(url: str, number: int) -> str:
    """Return the id of an entry: its own, with its feed's."""
    return f"tag:news.example,{number}#{Articles(url).feed}"


def source(*urls: str, clock: QuickClock, allow_hosts: tuple[str, ...] = ()) -> Rss:
    """Make a source that reads the feeds."""
    return Rss(RssOptions(urls=urls, every=10.0, allow_hosts=allow_hosts), name="rss", watches=(), clock=clock)


async def test_new_and_changed_entries_arrive_once_and_unchanged_feeds_cost_little() -> None:
    """Text without HTML, the address behind Google Alerts; the next look sends the ETag; an edit comes again."""
    entries = [entry(1)]
    clock = QuickClock()
    async with PlainServer() as server:

        def answer(request: web.Request) -> web.Response:
            tag = f'"{hash(tuple(entries)) & 0xFFFF}"'
            if request.headers.get("If-None-Match") == tag:
                return web.Response(status=304)
            return web.Response(text=feed(*entries), content_type="application/rss+xml", headers={"ETag": tag})

        server.answers["/feed"] = answer
        url = f"{server.url}/feed"
        async with Writer().reading(source(url, clock=clock)) as writer:
            await writer.until(lambda: ident(url, 1) in writer.ids)
            entries.insert(0, entry(2))
            await writer.until(lambda: ident(url, 2) in writer.ids)
            entries[1] = entry(1, "corrected")
            await writer.until(lambda: "corrected" in writer.posts["rss", ident(url, 1)].text)

            post = writer.posts["rss", ident(url, 2)]
            assert post.text == "Acme 2\n\nabout acme"
            assert (post.url, post.author, post.lang) == ("https://example.org/2", "Daily News", "en")
            assert writer.delivered == 3


async def test_a_bad_feed_touches_no_other_and_says_what_is_wrong() -> None:
    """HTML, a bomb, a stall, a plain redirect and a refusal: the good feed goes on."""
    clock = QuickClock()
    bomb = gzip.compress(b"<rss>" + b" " * 60_000_000)

    def bombing(_: web.Request) -> web.Response:
        return web.Response(body=bomb, headers={"Content-Encoding": "gzip"})

    async def stalling(_: web.Request) -> web.Response:
        await asyncio.sleep(2)
        return web.Response()

    def moving(_: web.Request) -> web.Response:
        return web.Response(status=301, headers={"Location": "ftp://example.org/feed"})

    async with PlainServer() as server:
        server.answers = {
            "/good": lambda _: web.Response(text=feed(entry(1))),
            "/html": lambda _: web.Response(text="<html>503</html>", content_type="text/html"),
            "/busy": lambda _: web.Response(status=503, headers={"Retry-After": "5"}),
            "/bomb": bombing,
            "/stall": stalling,
            "/moved": moving,
        }
        urls = [f"{server.url}{path}" for path in server.answers]
        async with Writer().reading(source(*urls, clock=clock)) as writer:
            await writer.until(lambda: ident(urls[0], 1) in writer.ids)
            await writer.until(lambda: any("did not answer in time" in note for _, note in writer.views))
            notes = writer.views[-1][1]

        assert SourceState.DEGRADED in writer.states or SourceState.BLIND in writer.states
        for expected in (
            "not an RSS",
            "asks for a pause",
            "more than 5120 kB",
            "no https address",
            "ftp://example.org/…",
        ):
            assert expected in notes
        findings = await check_online(RssOptions(urls=(urls[0], urls[1])), clock=clock)
        assert len(findings) == 1
        assert "not an RSS" in findings[0]


async def test_a_feed_that_moves_within_reach_is_followed() -> None:
    """A redirect to an allowed address is followed; the entries keep the name of the feed that the settings name."""
    async with PlainServer() as server:
        server.answers = {
            "/old": lambda _: web.Response(status=302, headers={"Location": "/new"}),
            "/new": lambda _: web.Response(text=feed(entry(1))),
        }
        old = f"{server.url}/old"
        async with Writer().reading(source(old, clock=QuickClock(), allow_hosts=("127.0.0.1",))) as writer:
            await writer.until(lambda: ident(old, 1) in writer.ids)


async def test_addresses_are_checked_at_start() -> None:
    """A password in an address, another scheme and no feed at all are refused; plain http is allowed for feeds."""
    for urls in ((), ("ftp://example.org/feed",), ("https://me:secret@example.org/feed",), ("http://a:b@example.org",)):
        with pytest.raises(ConfigurationError):
            source(*urls, clock=QuickClock())
    assert RssOptions(urls=("http://example.org/feed",)).addresses() == ("http://example.org/feed",)
    moved = RssOptions(urls=("https://example.org/a/feed?x=1",), base_url="http://127.0.0.1:1/")
    assert moved.addresses() == ("http://127.0.0.1:1/a/feed?x=1",)


async def test_news_are_asked_for_by_watch_and_language_and_one_article_is_one() -> None:
    """Every engine and language is asked with the terms as they are written; an article that two searches find is one."""
    asked: list[tuple[str, str]] = []

    def found(request: web.Request) -> web.Response:
        asked.append((request.path, request.query["q"]))
        paper = entry(1).replace("</item>", "<source url='https://p.example'>Daily Paper</source></item>")
        return web.Response(text=feed(paper))

    async with PlainServer() as server:
        server.answers = {"/rss/search": found, "/news/search": found}
        options = NewsOptions(languages=("en", "tr"), base_url=server.url)
        watch = Watch(name="acme", terms=("acme", "acme corp"))
        news = News(options, name="news", watches=(watch,), clock=QuickClock())
        async with Writer().reading(news) as writer:
            await writer.until(lambda: len(asked) == 4)
            await writer.until(lambda: len(writer.ids) == 2)

        assert {query for _, query in asked} == {'("acme" OR "acme corp") when:1d', '"acme" OR "acme corp"'}
        assert {(post.platform, post.author) for post in writer.posts.values()} == {("news", "Daily Paper")}
    with pytest.raises(ConfigurationError, match="no watch has a term"):
        News(options, name="news", watches=(), clock=QuickClock())
