"""Hacker News, Mastodon and YouTube against a loopback server."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from alertd.errors import ConfigurationError, SourceError
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch
from alertd.sources.hackernews import source as hackernews
from alertd.sources.hackernews.source import HackerNews, HackerNewsOptions
from alertd.sources.mastodon import source as mastodon
from alertd.sources.mastodon.source import Mastodon, MastodonOptions
from alertd.sources.youtube import source as youtube
from alertd.sources.youtube.source import YouTube, YouTubeOptions
from tests.wire.plain_server import PlainServer
from tests.wire.pond import QuickClock, Writer

pytestmark = pytest.mark.asyncio
ACME = (Watch(name="acme", terms=("acme",)),)
PATH = "/api/v1/search_by_date"


def hit(number: int, clock: QuickClock, **extra: Any) -> dict[str, Any]:
    """Write a hit of the search."""
    at = int(clock.now().timestamp())
    return {"objectID": str(number), "created_at_i": at, "author": "ann", "comment_text": "acme &amp; co", **extra}


async def test_hacker_news_pages_until_all_is_read() -> None:
    """More than one page of comments arrives whole; text is readable; nothing is told twice."""
    clock = QuickClock()
    hits: list[dict[str, Any]] = []

    def search(request: web.Request) -> web.Response:
        start = int(request.query["numericFilters"].partition(">")[2])
        found = [one for one in reversed(hits) if one["created_at_i"] > start]
        page = int(request.query["page"])
        return web.json_response({"hits": found[page * 100 : page * 100 + 100], "nbPages": -(-len(found) // 100)})

    async with PlainServer() as server:
        server.answers[PATH] = search
        options = HackerNewsOptions(base_url=server.url)
        async with Writer().reading(HackerNews(options, name="hn", watches=ACME, clock=clock)) as writer:
            hits += [hit(number, clock, parent_id=5, story_id=4) for number in range(250)]
            await writer.until(lambda: len(writer.ids) == 250)
            hits.append(hit(999, clock, comment_text=None, title="Acme is down", story_text="<p>why</p>", points=7))
            await writer.until(lambda: "999" in writer.ids)

        assert writer.posts["hackernews", "7"].text == "acme & co"
        assert writer.posts["hackernews", "7"].in_reply_to == "5"
        assert writer.posts["hackernews", "999"].text == "Acme is down\n\nwhy"
        assert writer.delivered == 251
        assert await hackernews.check_online(options, clock=clock) == []
        away = HackerNewsOptions(base_url="http://127.0.0.1:9")
        assert "cannot be reached" in (await hackernews.check_online(away, clock=clock))[0]


async def test_an_outage_of_a_polled_source_is_blind_time_and_then_a_gap() -> None:
    """Refusals make it blind, the return tells the gap, and what was written meanwhile is marked as filled."""
    clock = QuickClock(speed=1_000)
    hits: list[dict[str, Any]] = []
    is_down = False

    def search(_: web.Request) -> web.Response:
        if is_down:
            return web.Response(status=503, text="<html>")
        return web.json_response({"hits": hits, "nbPages": 1})

    async with PlainServer() as server:
        server.answers[PATH] = search
        options = HackerNewsOptions(base_url=server.url)
        async with Writer().reading(HackerNews(options, name="hn", watches=ACME, clock=clock)) as writer:
            await writer.until(lambda: SourceState.OK in writer.states)
            is_down = True
            await writer.until(lambda: SourceState.BLIND in writer.states)
            hits.append(hit(1, clock))
            clock.step(timedelta(hours=1))
            is_down = False
            await writer.until(lambda: writer.gaps)

    assert writer.gaps[0].filled == 1
    assert writer.gaps[0].ends_at - writer.gaps[0].begins_at > timedelta(hours=1)
    assert writer.posts["hackernews", "1"].is_filled


def status(number: int, clock: QuickClock) -> dict[str, Any]:
    """Write a status."""
    account = {"id": "1", "acct": "lea", "display_name": "Lea", "followers_count": 70, "statuses_count": 3}
    return {
        "id": str(number),
        "uri": f"https://m.example/{number}",
        "created_at": clock.now().isoformat(),
        "content": "<p>#acme fails</p>",
        "account": account,
        "language": "en",
        "reblogs_count": 2,
    }


async def test_mastodon_pages_forward_so_that_a_burst_is_whole() -> None:
    """A hundred posts between two looks all arrive, by min_id; a restart goes on from there."""
    clock = QuickClock()
    statuses: list[dict[str, Any]] = []

    def timeline(request: web.Request) -> web.Response:
        least = int(request.query.get("min_id", "0"))
        newer = [one for one in statuses if int(one["id"]) > least]
        some = newer[:40] if least else newer[-40:]
        return web.json_response(list(reversed(some)))

    async with PlainServer() as server:
        server.answers["/api/v1/timelines/tag/acme"] = timeline
        options = MastodonOptions(base_url=server.url)
        writer = Writer()
        statuses.append(status(1, clock))
        async with writer.reading(Mastodon(options, name="m", watches=ACME, clock=clock)):
            await writer.until(lambda: len(writer.ids) == 1 and writer.cursor)
            statuses += [status(number, clock) for number in range(2, 102)]
            await writer.until(lambda: len(writer.ids) == 101)
        statuses += [status(number, clock) for number in range(102, 152)]
        async with writer.reading(Mastodon(options, name="m", watches=ACME, clock=clock)):
            await writer.until(lambda: len(writer.ids) == 151)

    post = writer.posts["mastodon", "https://m.example/1"]
    assert (post.text, post.author_followers, post.reposts) == ("#acme fails", 70, 2)
    assert post.author == f"lea@{server.url.removeprefix('http://')}"


async def test_mastodon_says_when_a_token_is_needed() -> None:
    """A server that shows timelines only with a token is a setting's matter, told in one sentence."""
    clock = QuickClock()
    async with PlainServer() as server:
        server.answers["/api/v1/timelines/tag/acme"] = lambda _: web.Response(status=422)
        options = MastodonOptions(base_url=server.url)
        assert "only with a token" in (await mastodon.check_online(options, ACME, clock=clock))[0]
        with pytest.raises(SourceError, match="only with a token") as caught:
            await Writer().read(Mastodon(options, name="m", watches=ACME, clock=clock))
        assert caught.value.permanent
    with pytest.raises(ConfigurationError, match="no hashtags"):
        Mastodon(MastodonOptions(), name="m", watches=(), clock=clock)


async def test_youtube_comments_arrive_with_replies_and_the_key_stays_out_of_addresses() -> None:
    """Threads and their replies become posts; the key travels in a header."""
    clock = QuickClock()
    at = clock.now().isoformat().replace("+00:00", "Z")
    snippet = {"textOriginal": "acme broke", "authorDisplayName": "@ed", "publishedAt": at, "likeCount": 4}
    top = {"id": "c1", "snippet": {**snippet, "authorChannelId": {"value": "UC1"}, "videoId": "v1"}}
    reply = {"id": "c1.r", "snippet": {**snippet, "parentId": "c1"}}
    thread = {"snippet": {"topLevelComment": top, "videoId": "v1"}, "replies": {"comments": [reply]}}
    key = "sec" + "ret-key"
    async with PlainServer() as server:
        server.answers["/youtube/v3/commentThreads"] = lambda _: web.json_response({"items": [thread]})
        options = YouTubeOptions(api_key=key, videos=("v1",), base_url=server.url)
        async with Writer().reading(YouTube(options, name="y", watches=ACME, clock=clock)) as writer:
            await writer.until(lambda: writer.ids == {"c1", "c1.r"})

        assert writer.posts["youtube", "c1.r"].in_reply_to == "c1"
        assert writer.posts["youtube", "c1"].author == "UC1"
        assert all(key not in str(request.url) for request in server.requests)
        assert server.requests[0].headers["X-Goog-Api-Key"] == key
        server.answers["/youtube/v3/commentThreads"] = lambda _: web.json_response({}, status=403)
        assert await youtube.check_online(options, clock=clock) == ["YouTube does not accept the api_key (403)"]
