"""One wrong answer of a platform, or one post of a stranger's, does not blind a source: what comes after it is read."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from alertd.errors import SourceError
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch
from alertd.sources.hackernews.source import HackerNews, HackerNewsOptions
from alertd.sources.pace import Backoff, Recent
from alertd.sources.poll import PERMANENT_PAUSE, pause_after
from alertd.sources.rss.source import Rss, RssOptions
from alertd.sources.wire import MAX_LINE
from tests.wire.bluesky_server import BlueskyServer
from tests.wire.plain_server import PlainServer
from tests.wire.pond import QuickClock, Writer
from tests.wire.test_bluesky import source
from tests.wire.test_polled import ACME, PATH, hit

MONTH = 30 * 86400 * 10**6  # µs


@pytest.mark.asyncio
async def test_a_post_of_megabytes_does_not_end_the_firehose_again_and_again() -> None:
    """Whoever runs a server of their own may publish one, each `<` of it six letters on the wire.

    The server is asked to leave it out; with one that does not it costs only itself.
    """
    async with BlueskyServer(QuickClock(speed=100)) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.connects)
        first = server.write("acme one")
        server.write("acme " + "<" * (3 * MAX_LINE))
        last = server.write("acme two")
        await writer.until(lambda: {first, last} <= writer.ids)
        assert server.connects == 1
        assert server.queries[0]["maxMessageSizeBytes"] == str(MAX_LINE)


@pytest.mark.asyncio
async def test_an_instant_to_come_is_no_place_to_go_on_from() -> None:
    """One event a month ahead: the next connection and the next start ask from where we are, so nothing is missed in between."""
    async with BlueskyServer(QuickClock()) as server:
        writer = Writer()
        async with writer.reading(source(server)):
            await writer.until(lambda: server.connects)
            server.write("acme one")
            odd = json.loads(json.dumps(server.events[-1]))
            odd["time_us"] += MONTH
            odd["commit"]["rkey"] = "odd"
            server.act(json.dumps(odd))
            await writer.until(lambda: any("odd" in one for one in writer.ids))
            server.act("close")
            await writer.until(lambda: server.connects == 2)
            assert int(server.queries[1]["cursor"]) < server.clock.now().timestamp() * 1e6
            last = server.write("acme two")
            await writer.until(lambda: last in writer.ids and writer.cursor)
            assert json.loads(writer.cursor or "")["time_us"] <= server.events[-1]["time_us"]
        async with writer.reading(source(server)):
            third = server.write("acme three")
            await writer.until(lambda: third in writer.ids)


@pytest.mark.asyncio
async def test_a_cursor_of_a_time_to_come_is_forgotten() -> None:
    """An earlier release wrote down what it was told."""
    async with BlueskyServer(QuickClock()) as server:
        writer = Writer()
        writer.cursor = json.dumps({"time_us": int(server.clock.now().timestamp() * 1e6) + MONTH})
        async with writer.reading(source(server)):
            await writer.until(lambda: server.connects)
            uri = server.write("acme")
            await writer.until(lambda: uri in writer.ids)
            assert "cursor" not in server.queries[0]


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [401, 403])
async def test_one_refusal_of_many_good_answers_is_not_believed(status: int) -> None:
    """A gateway in trouble says no to everybody for a moment: a minute later the source sees again, where it waited a quarter of an hour."""
    clock = QuickClock(speed=100)
    answers: list[int] = []

    def search(_: web.Request) -> web.Response:
        answers.append(status if len(answers) == 1 else 200)
        hits = [hit(1, clock)] if len(answers) > 2 else []
        return web.json_response({"hits": hits, "nbPages": 1}, status=answers[-1])

    async with PlainServer() as server:
        server.answers[PATH] = search
        options = HackerNewsOptions(base_url=server.url)
        async with Writer().reading(HackerNews(options, name="hn", watches=ACME, clock=clock)) as writer:
            await writer.until(lambda: "1" in writer.ids)
            began = clock.now()
            assert began - writer.posts["hackernews", "1"].created_at < timedelta(minutes=5)
            assert SourceState.BLIND not in writer.states


def test_a_refusal_that_stands_is_asked_again_now_and_then() -> None:
    """The third in a row is believed; of what never worked the first."""
    no, wait = SourceError("no", permanent=True), Backoff(first=5.0, cap=300.0)
    told = [pause_after(no, failures, wait, has_worked=True, late=90.0) for failures in (1, 2, 3, 4)]
    assert told == [(5.0, False), (10.0, False), (PERMANENT_PAUSE, True), (PERMANENT_PAUSE, True)]
    assert pause_after(no, 1, wait, has_worked=False, late=90.0) == (PERMANENT_PAUSE, True)


@pytest.mark.asyncio
async def test_a_day_of_rest_is_an_hour_and_is_told_as_blindness_at_once() -> None:
    """One answer could make a feed go unread for a day, and it was called degraded all the time."""
    clock = QuickClock(speed=1_000)
    asked: list[Any] = []

    def feed(_: web.Request) -> web.Response:
        asked.append(clock.now())
        body = f"<rss><channel><item><guid>{len(asked)}</guid><title>acme</title></item></channel></rss>"
        is_down = len(asked) == 2
        return web.Response(
            text=body, status=503 if is_down else 200, headers={"Retry-After": "86400"} if is_down else {}
        )

    async with PlainServer() as server:
        server.answers["/feed"] = feed
        options = RssOptions(urls=(f"{server.url}/feed",), every=60.0, allow_hosts=("127.0.0.1",))
        watches = (Watch(name="acme", terms=("acme",)),)
        async with Writer().reading(Rss(options, name="rss", watches=watches, clock=clock)) as writer:
            await writer.until(lambda: SourceState.BLIND in writer.states)
            assert len(asked) == 2
            await writer.until(lambda: len(asked) > 2)
            assert asked[2] - asked[1] < timedelta(hours=2)


def test_what_is_remembered_of_posts_does_not_grow_with_their_length() -> None:
    """A text of a megabyte is remembered by its digest: five thousand of them were five gigabytes."""
    known = Recent(limit=3)
    long = "acme " * 200_000
    assert [known.is_new(long), known.is_new(long), known.is_new(long + "!")] == [True, False, True]
    assert max(len(key) for key in known._keys) < 100
