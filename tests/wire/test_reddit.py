"""The Reddit source against a loopback server, with the real praw."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from prawcore.sessions import FiniteRetryStrategy

from alertd.errors import ConfigurationError, SourceError
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch
from alertd.sources.reddit.check import check_online
from alertd.sources.reddit.client import Client
from alertd.sources.reddit.options import RedditOptions
from alertd.sources.reddit.source import Reddit
from alertd.testing import FakeClock
from tests.wire.pond import QuickClock, Writer
from tests.wire.reddit_server import SECRET, RedditServer

pytestmark = pytest.mark.asyncio
ACME = Watch(name="acme", terms=("acme",))


def options(server: RedditServer, **settings: Any) -> RedditOptions:
    """Return options that read from the server."""
    chosen = {"subreddits": ("tech",), "search": False, "flagged": 0, **settings}
    return RedditOptions(client_id="client", base_url=server.url, **{"client_secret": SECRET, **chosen})


def source(server: RedditServer, **settings: Any) -> Reddit:
    """Make a source that reads from the server."""
    return Reddit(options(server, **settings), name="reddit", watches=(ACME,), clock=server.clock)


async def test_a_comment_arrives_with_its_thread_and_its_authors_age() -> None:
    """Ids keep their prefix, followers stay unknown, and the account's age was looked up."""
    async with RedditServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        name = server.comment("acme is fine")
        await writer.until(lambda: name in writer.ids)
        post = writer.posts["reddit", name]

    assert (post.in_reply_to, post.conversation) == ("t3_zz", "t3_zz")
    assert (post.author, post.author_handle, post.author_followers) == ("t2_omar", "omar", None)
    assert post.author_created_at == datetime.fromtimestamp(1_400_000_000, tz=UTC)


async def test_four_hundred_at_once_after_a_quiet_spell_all_arrive() -> None:
    """The burst after quiet is what praw's own stream loses; none may be missing."""
    async with RedditServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.requests["r/tech/comments"] > 4)
        names = {server.comment(f"acme {number}") for number in range(400)}
        await writer.until(lambda: writer.ids >= names)

        assert writer.delivered == 400


async def test_an_entry_removed_from_the_top_hides_nothing() -> None:
    """The newest entry is taken away after each look; what follows still comes."""
    async with RedditServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        names = set()
        for number in range(10):
            names.add(server.comment(f"acme {number}"))
            await writer.until(lambda: writer.ids == names)
            server.comments.pop(0)

        assert writer.ids == names


async def test_a_stale_cache_brings_nothing_twice_and_hides_nothing() -> None:
    """An old answer from a cache: known entries are not told again, new ones come with the next look."""
    async with RedditServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        first = {server.comment(f"acme {number}") for number in range(150)}
        await writer.until(lambda: server.comments[0]["data"]["name"] in writer.ids)
        old = list(server.comments)
        second = {server.comment(f"acme new {number}") for number in range(120)}
        server.stale = old[40:]
        await writer.until(lambda: writer.ids >= second)

        assert writer.delivered == len(writer.ids)
        assert len(writer.ids & first) >= 100, "the first look takes the newest hundred"


@pytest.mark.parametrize(
    "answer",
    [
        web.Response(status=503, text="<html>no</html>", content_type="text/html"),
        web.Response(status=200, text="{not json", content_type="application/json"),
        web.Response(status=429, headers={"retry-after": "3"}),
    ],
    ids=["503 html", "bad json", "429"],
)
async def test_faults_of_the_api_lose_nothing(answer: web.Response) -> None:
    """After refusals and broken answers the list is read again from what is known."""
    async with RedditServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        first = server.comment("acme first")
        await writer.until(lambda: first in writer.ids)
        body = answer.body
        copies = [web.Response(status=answer.status, body=body, headers=dict(answer.headers)) for _ in range(3)]
        server.answers = [*copies]
        names = {server.comment(f"acme {number}") for number in range(30)}
        await writer.until(lambda: writer.ids >= names, seconds=20)

        assert {SourceState.DEGRADED, SourceState.OK} <= set(writer.states)


async def test_an_expired_token_is_renewed() -> None:
    """A 401 in the middle leads to a new token, not to an end."""
    async with RedditServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        first = server.comment()
        await writer.until(lambda: first in writer.ids)
        server.token_lives = False
        second = server.comment("acme 2")
        await writer.until(lambda: second in writer.ids)

        assert server.tokens >= 2


async def test_an_outage_is_a_gap_with_what_was_filled() -> None:
    """An hour without network: all comments of it come, marked as filled, and the gap is told."""
    async with RedditServer(QuickClock()) as server:
        writer = Writer()
        async with writer.reading(source(server)):
            first = server.comment()
            await writer.until(lambda: first in writer.ids and writer.cursor)
        names = {server.comment(f"acme {number}") for number in range(250)}
        server.clock.step(timedelta(hours=1))
        async with writer.reading(source(server)):
            await writer.until(lambda: writer.ids >= names)
            await writer.until(lambda: writer.gaps)

    assert writer.gaps[0].filled >= 250
    assert all(writer.posts["reddit", name].is_filled for name in names)


async def test_a_hung_answer_does_not_hold_up_the_end() -> None:
    """Cancelled while praw waits for an answer, the source stops in under a second (the fake writer checks it)."""
    async with RedditServer(QuickClock()) as server:
        server.answers = [3.0]
        async with Writer().reading(source(server)) as writer:
            await writer.until(lambda: server.requests["r/tech/comments"] == 1)


async def until(is_so: Callable[[], bool]) -> None:
    """Return once something is so that a thread does."""
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110 - a thread sets no event of this loop
            await asyncio.sleep(0.01)


async def body(request: web.Request) -> web.StreamResponse:
    """Answer with a body that has no end."""
    answer = web.StreamResponse(headers={"Content-Type": "application/json"})
    await answer.prepare(request)
    with contextlib.suppress(ConnectionError):
        while True:
            await answer.write(b" ")
            await asyncio.sleep(0.02)
    return answer


async def headers(request: web.Request) -> web.StreamResponse:
    """Answer with a header that has no end."""
    line = request.transport
    assert line is not None
    line.write(b"HTTP/1.1 200 OK\r\nx-drip: ")
    while not line.is_closing():
        line.write(b"a")
        await asyncio.sleep(0.02)
    raise ConnectionResetError


def threads() -> list[threading.Thread]:
    """Return the threads that ask Reddit."""
    return [thread for thread in threading.enumerate() if thread.name == "reddit"]


@pytest.mark.parametrize("drip", [body, headers])
async def test_an_answer_without_end_leaves_no_thread_behind(drip: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then keeps praw waiting; each try that is given up ends what it waited for, and the next is answered."""
    clock = FakeClock()
    monkeypatch.setattr(FiniteRetryStrategy, "_sleep_seconds", lambda _self: None)  # up to four seconds of real time

    before = threads()
    async with RedditServer(QuickClock()) as server:
        client = Client(options(server), clock=clock)
        server.answers = [drip] * 99  # praw tries again what was ended
        for number in range(3):
            asking = asyncio.create_task(client.get("r/tech/comments"))
            await until(lambda: server.requests["r/tech/comments"] > number)  # noqa: B023
            await clock.advance(91)
            with pytest.raises(SourceError, match="in time"):
                await asking
        await until(lambda: len([one for one in threads() if one not in before]) == 1)
        assert server.requests["r/tech/comments"] == 3
        server.answers = []
        assert await client.get("r/tech/comments")
        client.close()
        await until(lambda: not [one for one in threads() if one not in before])


async def test_a_greeting_without_end_leaves_no_thread_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that lets the hand-shake of TLS drip is hung up on, too, and a source that ends waits for nobody."""
    clock = FakeClock()
    monkeypatch.setattr(FiniteRetryStrategy, "_sleep_seconds", lambda _self: None)
    greeted, held = asyncio.Event(), set[asyncio.StreamWriter]()

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.add(writer)
        await reader.read(1)
        greeted.set()
        writer.write(b"\x16\x03\x03\x40\x00")  # a record of 16 kB
        while not writer.is_closing():
            writer.write(b"\x02")
            await asyncio.sleep(0.02)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
        held.discard(writer)

    before = threads()
    door = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = door.sockets[0].getsockname()[1]
    client = Client(
        RedditOptions(client_id="c", client_secret=SECRET, base_url=f"https://127.0.0.1:{port}"), clock=clock
    )
    asking = asyncio.create_task(client.get("r/tech/comments"))
    await greeted.wait()
    await clock.advance(91)
    with pytest.raises(SourceError, match="in time"):
        await asking
    await until(lambda: len([one for one in threads() if one not in before]) == 1)
    client.close()
    await until(lambda: not [one for one in threads() if one not in before])
    door.close()
    await until(lambda: not held)


async def test_search_finds_posts_and_comments_under_them_follow() -> None:
    """A post found by search is about a watch: the comments under it are read, at any depth."""
    settings = {"subreddits": (), "search": True, "flagged": 5}
    async with RedditServer(QuickClock()) as server, Writer().reading(source(server, **settings)) as writer:
        await writer.until(lambda: server.requests["search"] > 0)
        post = server.post("acme broke my phone")
        await writer.until(lambda: post in writer.ids)
        server.comment("acme indeed")
        deep = server.comments.pop(0)
        server.comment("what happened?", replies={"kind": "Listing", "data": {"children": [deep]}})
        server.under[post] = [server.comments.pop(0)]
        await writer.until(lambda: deep["data"]["name"] in writer.ids)

        assert len(writer.ids) == 3


async def test_what_was_taken_back_becomes_a_deletion() -> None:
    """A removed comment seen again under a post is told as a deletion."""
    settings = {"subreddits": (), "search": True, "flagged": 5}
    async with RedditServer(QuickClock()) as server, Writer().reading(source(server, **settings)) as writer:
        post = server.post("acme broke my phone")
        server.comment("acme indeed")
        under = server.comments.pop(0)
        server.under[post] = [under]
        name = under["data"]["name"]
        await writer.until(lambda: name in writer.ids)
        under["data"].update(body="[removed]", author="[deleted]", author_fullname=None)
        await writer.until(lambda: name in writer.deleted)


async def test_no_secret_in_any_log(caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG neither the client secret nor a token is written anywhere."""
    caplog.set_level(logging.DEBUG)
    async with RedditServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        name = server.comment()
        server.answers = [web.Response(status=503) for _ in range(2)]
        await writer.until(lambda: name in writer.ids)

    assert SECRET not in caplog.text
    assert "hush" not in caplog.text


async def test_wrong_settings_are_told_in_one_sentence() -> None:
    """Wrong secret, unknown subreddit, unreachable host, nothing to read: each has its sentence."""
    async with RedditServer(QuickClock(speed=5)) as server:  # praw's own retries sleep for real seconds
        clock = server.clock
        assert await check_online(options(server, search=True), (ACME,), clock=clock) == []
        wrong = await check_online(options(server, client_secret="wrong"), (ACME,), clock=clock)
        assert wrong == ["subreddit tech: Reddit does not accept client_id and client_secret (401)"]
        unknown = await check_online(options(server, subreddits=("nope",)), (ACME,), clock=clock)
        assert unknown == ["subreddit nope: Reddit does not know this subreddit or address"]
        none = await check_online(options(server, subreddits=(), search=True), (ACME,), clock=clock)
        assert "no subreddits" in none[0]
        away = RedditOptions(
            client_id="c", client_secret="s", subreddits=("tech",), base_url="http://127.0.0.1:9", search=False
        )
        assert "cannot be reached" in (await asyncio.wait_for(check_online(away, (ACME,), clock=clock), 20))[0]
        with pytest.raises(ConfigurationError, match="nothing to read"):
            source(server, subreddits=())
        with pytest.raises(SourceError, match="client_id") as caught:
            await Writer().read(source(server, client_secret="wrong"))
        assert caught.value.permanent
