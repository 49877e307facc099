"""Posts of Bluesky, Mastodon and YouTube are read once more, against servers on loopback."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.sources.bluesky import counts as bluesky_counts
from alertd.sources.bluesky.options import BlueskyOptions
from alertd.sources.bluesky.source import Bluesky
from alertd.sources.mastodon import source as mastodon
from alertd.sources.youtube import source as youtube
from tests.wire.bluesky_server import BlueskyServer
from tests.wire.plain_server import PlainServer
from tests.wire.pond import QuickClock, Writer
from tests.wire.test_polled import ACME, status

pytestmark = pytest.mark.asyncio

LATER = timedelta(minutes=16)


def clock() -> QuickClock:
    """Return a clock that runs as fast as the machine's: a look that times out is lost, and no test may depend on speed."""
    return QuickClock(speed=2.0)


async def test_bluesky_is_asked_for_the_counts_of_young_posts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The firehose knows no likes; a quarter of an hour later they are there, with the author of before."""
    monkeypatch.setattr(bluesky_counts, "EVERY", 0.2)
    async with BlueskyServer(clock()) as server:
        source = Bluesky(
            BlueskyOptions(base_url=server.url),
            name="bluesky",
            watches=(Watch(name="acme", terms=("acme",)),),
            clock=server.clock,
            growing=lambda: True,
        )
        async with Writer().reading(source) as writer:
            await writer.until(lambda: server.connects)
            grown, gone = server.write("acme fails"), server.write("acme again")
            await writer.until(lambda: writer.ids == {grown, gone})
            server.odd = [None, {"uri": 7}, {"uri": gone, "likeCount": "many"}]  # the others are counted all the same
            server.counts[grown] = {"likeCount": 40, "repostCount": 7, "quoteCount": 2, "replyCount": 5}
            server.clock.step(LATER)
            await writer.until(lambda: writer.posts["bluesky", grown].likes is not None)
            post, other = writer.posts["bluesky", grown], writer.posts["bluesky", gone]

    assert (post.likes, post.reposts, post.replies) == (40, 9, 5)
    assert (post.text, post.author_followers) == ("acme fails", 31_000)
    assert other.likes is None
    assert sorted(server.counted[0]) == sorted([grown, gone])


async def test_nobody_is_asked_while_nobody_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a rule nor an incident looks at growth."""
    monkeypatch.setattr(bluesky_counts, "EVERY", 0.05)
    async with BlueskyServer(clock()) as server:
        source = Bluesky(BlueskyOptions(base_url=server.url), name="b", watches=ACME, clock=server.clock)
        async with Writer().reading(source) as writer:
            await writer.until(lambda: server.connects)
            first = server.write("acme fails")
            await writer.until(lambda: first in writer.ids)
            server.clock.step(LATER)
            second = server.write("acme again")
            await writer.until(lambda: second in writer.ids)

    assert server.counted == []


async def test_mastodon_is_asked_post_by_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the number that this server gave it; a post that is gone is a deletion; an answer about another post counts nothing."""
    monkeypatch.setattr(mastodon, "RELOOK_EVERY", 0.2)
    now = clock()
    statuses = [status(number, now) for number in (1, 2, 3, 4)]
    async with PlainServer() as server:
        server.answers["/api/v1/timelines/tag/acme"] = lambda _: web.json_response(statuses)
        server.answers["/api/v1/statuses/1"] = lambda _: web.json_response(
            {**statuses[0], "favourites_count": 50, "reblogs_count": 20, "replies_count": 3}
        )
        server.answers["/api/v1/statuses/3"] = lambda _: web.json_response({**status(9, now), "favourites_count": 99})
        server.answers["/api/v1/statuses/4"] = lambda _: web.Response(text="not json")
        options = mastodon.MastodonOptions(base_url=server.url, token="t")
        source = mastodon.Mastodon(options, name="m", watches=ACME, clock=now, growing=lambda: True)
        async with Writer().reading(source) as writer:
            await writer.until(lambda: len(writer.ids) == 4)
            now.step(LATER)
            await writer.until(lambda: writer.deleted and writer.posts["mastodon", "https://m.example/1"].likes)
            post = writer.posts["mastodon", "https://m.example/1"]

        looks = [one for one in server.requests if "/statuses/" in one.path]
        assert (post.likes, post.reposts, post.replies, post.text) == (50, 20, 3, "#acme fails")
        assert writer.deleted == {"https://m.example/2"}
        assert all(one.headers["Authorization"] == "Bearer t" for one in looks)
        assert [sum(one.path.endswith(f"/{number}") for one in looks) for number in (1, 2, 3, 4)] == [1, 1, 1, 1]
        assert writer.posts["mastodon", "https://m.example/3"].likes is None


@pytest.mark.parametrize("code", [401, 403, 429, 500])
async def test_a_server_that_refuses_is_left_alone(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One refusal ends the turn: nine more requests would only be nine more refusals."""
    monkeypatch.setattr(mastodon, "RELOOK_EVERY", 0.2)
    now = clock()
    statuses = [status(number, now) for number in range(1, 9)]
    async with PlainServer() as server:
        server.answers["/api/v1/timelines/tag/acme"] = lambda _: web.json_response(statuses)
        server.anywhere = lambda _: web.Response(status=code)
        options = mastodon.MastodonOptions(base_url=server.url, every=0.5)
        source = mastodon.Mastodon(options, name="m", watches=ACME, clock=now, growing=lambda: True)
        async with Writer().reading(source) as writer:
            await writer.until(lambda: len(writer.ids) == 8)
            now.step(LATER)
            await writer.until(lambda: any("/statuses/" in one.path for one in server.requests))
            looks = len(server.requests)
            await writer.until(lambda: len(server.requests) >= looks + 2)

        assert sum("/statuses/" in one.path for one in server.requests) == 1
        assert writer.deleted == set()


async def test_youtube_is_asked_for_many_comments_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One unit of quota for fifty; comments about nobody are not asked for; the key stays in its header."""
    monkeypatch.setattr(youtube, "RELOOK_EVERY", 0.2)
    now = clock()

    def comment(name: str, text: str, likes: int) -> dict[str, Any]:
        at = now.now().isoformat().replace("+00:00", "Z")
        snippet = {"textOriginal": text, "authorDisplayName": "@ed", "publishedAt": at, "likeCount": likes}
        return {"id": name, "snippet": snippet}

    made = [comment("c1", "acme broke", 1), comment("c2", "nice song", 1), comment("c3", "Acme!", 1)]
    threads = [{"snippet": {"topLevelComment": one, "videoId": "v1"}} for one in made]
    async with PlainServer() as server:
        server.answers["/youtube/v3/commentThreads"] = lambda _: web.json_response({"items": threads})
        server.answers["/youtube/v3/comments"] = lambda _: web.json_response(
            {"items": [comment("c1", "acme broke", 900), {"id": "c3"}, comment("c9", "x", 5)]}
        )
        options = youtube.YouTubeOptions(api_key="k3y", videos=("v1",), base_url=server.url)
        source = youtube.YouTube(options, name="y", watches=ACME, clock=now, growing=lambda: True)
        async with Writer().reading(source) as writer:
            await writer.until(lambda: len(writer.ids) == 3)
            now.step(LATER)
            await writer.until(lambda: writer.posts["youtube", "c1"].likes == 900)

        (asked,) = [one for one in server.requests if one.path == "/youtube/v3/comments"]
        assert asked.query["id"].split(",") == ["c1", "c3"]
        assert "k3y" not in str(asked.url)
        assert writer.posts["youtube", "c1"].conversation == "c1"
        assert writer.ids == {"c1", "c2", "c3"}


async def test_bluesky_asks_after_a_restart_about_what_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing came since; the post of before is asked about at its own time, once."""
    monkeypatch.setattr(bluesky_counts, "EVERY", 0.2)
    async with BlueskyServer(clock()) as server:
        before = Post(
            platform="bluesky",
            id="at://did:plc:a/app.bsky.feed.post/1",
            created_at=server.clock.now(),
            author="a",
            text="acme",
        )
        server.counts[before.id] = {"likeCount": 40, "repostCount": 7, "quoteCount": 0, "replyCount": 5}
        source = Bluesky(
            BlueskyOptions(base_url=server.url),
            name="bluesky",
            watches=ACME,
            clock=server.clock,
            growing=lambda: True,
            waiting=((server.clock.now() - LATER, before),),
        )
        async with Writer().reading(source) as writer:
            await writer.until(lambda: ("bluesky", before.id) in writer.posts)
            post = writer.posts["bluesky", before.id]

    assert post == before.with_(likes=40, reposts=7, replies=5)
    assert server.counted == [[before.id]]


async def test_mastodon_asks_after_a_restart_by_the_numbers_of_its_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address says nothing of the number that this server gave it: that stands in the cursor; what is not in it is left out."""
    monkeypatch.setattr(mastodon, "RELOOK_EVERY", 0.2)
    now = clock()
    statuses = [status(number, now) for number in (1, 2)]
    async with PlainServer() as server:
        server.answers["/api/v1/timelines/tag/acme"] = lambda _: web.json_response(statuses)
        options = mastodon.MastodonOptions(base_url=server.url)
        first = mastodon.Mastodon(options, name="m", watches=ACME, clock=now, growing=lambda: True)
        async with Writer().reading(first) as writer:
            await writer.until(lambda: len(writer.ids) == 2)
            kept, cursor = writer.posts["mastodon", "https://m.example/1"], writer.cursor
        assert cursor is not None

        server.answers["/api/v1/timelines/tag/acme"] = lambda _: web.json_response([])
        server.answers["/api/v1/statuses/1"] = lambda _: web.json_response({**statuses[0], "favourites_count": 50})
        stranger = kept.with_(id="https://m.example/77")
        waiting = tuple((now.now() - LATER, post) for post in (kept, stranger))
        again = mastodon.Mastodon(options, name="m", watches=ACME, clock=now, growing=lambda: True, waiting=waiting)
        writer = Writer()
        writer.cursor = cursor
        async with writer.reading(again):
            await writer.until(lambda: ("mastodon", kept.id) in writer.posts)

        assert writer.posts["mastodon", kept.id].likes == 50
        assert [one.path for one in server.requests if "/statuses/" in one.path] == ["/api/v1/statuses/1"]


async def test_youtube_asks_after_a_restart_about_what_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the comment's own id."""
    monkeypatch.setattr(youtube, "RELOOK_EVERY", 0.2)
    now = clock()
    before = Post(platform="youtube", id="c1", created_at=now.now(), author="ed", text="acme broke", likes=1)
    at = now.now().isoformat().replace("+00:00", "Z")
    snippet = {"textOriginal": "acme broke", "authorDisplayName": "@ed", "publishedAt": at, "likeCount": 900}
    async with PlainServer() as server:
        server.answers["/youtube/v3/commentThreads"] = lambda _: web.json_response({"items": []})
        server.answers["/youtube/v3/comments"] = lambda _: web.json_response(
            {"items": [{"id": "c1", "snippet": snippet}]}
        )
        options = youtube.YouTubeOptions(api_key="k3y", videos=("v1",), base_url=server.url)
        source = youtube.YouTube(
            options, name="y", watches=ACME, clock=now, growing=lambda: True, waiting=((now.now() - LATER, before),)
        )
        async with Writer().reading(source) as writer:
            await writer.until(lambda: ("youtube", "c1") in writer.posts)

        assert writer.posts["youtube", "c1"].likes == 900
        assert sum(one.path == "/youtube/v3/comments" for one in server.requests) == 1
