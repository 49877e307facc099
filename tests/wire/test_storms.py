"""Reddit and Bluesky in a storm: every post that was ever offered is stored once."""

from __future__ import annotations

import asyncio
import logging
import random

import pytest
from aiohttp import web

from tests.wire.bluesky_server import BlueskyServer
from tests.wire.pond import QuickClock, Writer
from tests.wire.reddit_server import SECRET, RedditServer
from tests.wire.test_bluesky import source as bluesky
from tests.wire.test_reddit import source as reddit

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]


async def test_reddit_in_a_storm(caplog: pytest.LogCaptureFixture) -> None:
    """Refusals, pages of HTML, broken JSON, pauses, lost tokens, stale caches: six hundred comments, each once."""
    caplog.set_level(logging.DEBUG)
    dice = random.Random(5)
    async with RedditServer(QuickClock(speed=30)) as server, Writer().reading(reddit(server)) as writer:
        await writer.until(lambda: server.requests["r/tech/comments"] > 1)
        names = set()
        for turn in range(30):
            names |= {server.comment(f"acme {turn} {number}") for number in range(20)}
            match dice.randrange(6):
                case 0:
                    server.answers.append(web.Response(status=503, text="<html>", content_type="text/html"))
                case 1:
                    server.answers.append(web.Response(text="{broken", content_type="application/json"))
                case 2:
                    server.answers.append(web.Response(status=429, headers={"retry-after": "2"}))
                case 3:
                    server.token_lives = False
                case 4:
                    server.stale = server.comments[30:]  # a cache lacks the newest
                case _:
                    server.answers.append(0.2)
            await asyncio.sleep(0.1)
        await writer.until(lambda: writer.ids >= names, seconds=60, what="every comment stored")

    assert writer.delivered == len(writer.ids)
    assert SECRET not in caplog.text


async def test_bluesky_in_a_storm() -> None:
    """Closes, resets, refusals, garbage: a thousand posts among noise, none missing, no noise."""
    dice = random.Random(6)
    async with BlueskyServer(QuickClock(speed=50)) as server, Writer().reading(bluesky(server)) as writer:
        await writer.until(lambda: server.connects)
        wanted = set()
        for turn in range(1_000):
            server.write("nothing of interest")
            wanted.add(server.write(f"acme {turn}", did=f"did:plc:a{turn % 50}"))
            if turn % 40 == 39:
                fault = dice.choice(["close", "reset", "{garbage", "refuse"])
                if fault == "refuse":
                    server.refuse = 2
                    fault = "close"
                server.act(fault)
            await asyncio.sleep(0.002)
        await writer.until(lambda: writer.ids >= wanted, seconds=60, what="every post stored")

    assert writer.ids == wanted
    assert server.connects > 5
