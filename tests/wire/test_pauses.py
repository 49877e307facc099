"""What a server says about pauses is a stranger's word: whatever it is, the source comes back, and no timer of ours stands still."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web

from alertd.model.source_state import SourceState
from tests.wire.plain_server import PlainServer
from tests.wire.pond import START, QuickClock, Writer
from tests.wire.reddit_server import RedditServer
from tests.wire.test_reddit import source as reddit
from tests.wire.test_searched import hub as github
from tests.wire.test_searched import issue, issues
from tests.wire.test_x import source as x
from tests.wire.x_server import XServer, refusal

pytestmark = pytest.mark.asyncio
SOON = format_datetime(START + timedelta(seconds=30), usegmt=True)
#: Each is a pause that somebody's server, or a proxy before it, was seen to ask for, or could.
ODD = ("nan", "1e999", "-1", "", "0.5", SOON, "Thu, 01 Jan 1970 00:00:00 GMT", "７")


@pytest.mark.parametrize("told", ["nan", "-inf", SOON])
async def test_x_comes_back_whatever_the_reset_header_says(told: str) -> None:
    """After a 429 of the stream with a reset that is no instant, the next post arrives."""
    async with XServer(QuickClock(speed=200)) as server:
        server.next_connects = [("answer", refusal(429, **{"x-rate-limit-reset": told}))]
        async with Writer().reading(x(server)) as writer:
            await writer.until(lambda: server.is_connected)
            post_id = server.offer()
            await writer.until(lambda: post_id in writer.ids)


async def test_a_search_comes_back_whatever_pause_it_asked_for() -> None:
    """Refused many times in a row, each with another odd pause, it still asks again, and what came meanwhile is there."""
    clock, found, told = QuickClock(speed=1_000), issues(), list(ODD)

    def answer(request: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": told.pop()}) if told else found(request)

    found.entries.append(issue(7))
    async with PlainServer() as server:
        server.answers[found.path] = answer
        async with Writer().reading(github(server, clock)) as writer:
            await writer.until(lambda: writer.ids == {"7"})
            assert not told


async def test_a_pause_until_a_date_is_kept() -> None:
    """Retry-After may be a date; nothing is asked before."""
    clock, found, asked = QuickClock(speed=500), issues(), list[datetime]()
    until = START + timedelta(minutes=20)

    def answer(request: web.Request) -> web.Response:
        asked.append(clock.now())
        headers = {"Retry-After": format_datetime(until, usegmt=True)}
        return web.Response(status=429, headers=headers) if len(asked) == 1 else found(request)

    async with PlainServer() as server:
        server.answers[found.path] = answer
        async with Writer().reading(github(server, clock)) as writer:
            await writer.until(lambda: SourceState.OK in writer.states)
    assert asked[1] >= until - timedelta(seconds=1)  # a date has whole seconds


def _limited(**headers: str) -> web.Response:
    names = {"remaining": "x-ratelimit-remaining", "used": "x-ratelimit-used", "reset": "x-ratelimit-reset"}
    body: Any = {"kind": "Listing", "data": {"children": [], "after": None}}
    return web.json_response(body, headers={names[name]: value for name, value in headers.items()})


@pytest.mark.parametrize(
    "limits",
    [
        {"remaining": "5", "used": "10.0", "reset": "9.5"},  # praw reads whole numbers only
        {"remaining": "nan", "used": "1", "reset": "1"},
        {"remaining": "5", "used": "-5", "reset": "1"},  # a division by nothing
        {"remaining": "5"},
        {"remaining": "many", "used": "", "reset": "tomorrow"},
    ],
)
async def test_reddits_limits_may_be_anything(limits: dict[str, str]) -> None:
    """Praw falls over most of them, and sleeps where nobody can wake it; the source reads on."""
    async with RedditServer(QuickClock(speed=500)) as server:
        server.answers = [_limited(**limits)]
        async with Writer().reading(reddit(server)) as writer:
            name = server.comment()
            await writer.until(lambda: name in writer.ids)
    assert all("unexpected" not in note for _, note in writer.views)


async def test_a_pause_of_reddits_may_be_a_date() -> None:
    """Praw cannot read a Retry-After that is a date; it is waited for all the same."""
    async with RedditServer(QuickClock(speed=500)) as server:
        headers = {"retry-after": format_datetime(server.clock.now() + timedelta(seconds=40), usegmt=True)}
        server.answers = [web.Response(status=429, headers=headers, text="no")]
        async with Writer().reading(reddit(server)) as writer:
            name = server.comment()
            await writer.until(lambda: name in writer.ids)
    assert any("asks for a pause (429)" in note for _, note in writer.views)


async def test_an_answer_of_reddits_that_never_ends_holds_up_only_itself() -> None:
    """A byte now and then keeps the client's own limit from striking; another thread asks on."""
    ended = asyncio.Event()

    async def drip(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while not ended.is_set():
            await answer.write(b" ")
            await asyncio.sleep(0.02)
        return answer

    async with RedditServer(QuickClock(speed=500)) as server:
        server.answers = [drip]
        async with Writer().reading(reddit(server)) as writer:
            name = server.comment()
            await writer.until(lambda: any("did not answer in time" in note for _, note in writer.views))
            await writer.until(lambda: name in writer.ids)
            ended.set()


@pytest.mark.parametrize("told", [None, "long ago", 1e300, {}])
async def test_an_account_without_an_age_is_still_read(told: Any) -> None:
    """A null, a word or an age beyond the calendar costs the age, not the post."""
    async with RedditServer(QuickClock()) as server, Writer().reading(reddit(server)) as writer:
        server.born = told
        name = server.comment("acme is fine")
        await writer.until(lambda: name in writer.ids)
        assert writer.posts["reddit", name].author_created_at is None
