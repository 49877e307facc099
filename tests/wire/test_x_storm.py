"""X in a storm: all faults at once, every post once, memory flat, no token in any log."""

from __future__ import annotations

import asyncio
import gc
import logging
import random
import tracemalloc

import pytest

from alertd.sources.x.options import XOptions
from alertd.sources.x.source import X
from tests.wire.pond import QuickClock, Writer
from tests.wire.test_x import ACME, source
from tests.wire.x_server import TOKEN, XServer, html, refusal

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]


async def weather(server: XServer, dice: random.Random) -> None:
    """Do one thing to the connection, the next connects, search, or the lines."""
    reset = str(int(server.clock.now().timestamp()) + 5)
    match dice.randrange(10):
        case 0:
            server.act("close")
            server.next_connects.append(("answer", refusal(429, **{"x-rate-limit-reset": reset})))
        case 1:
            server.act("reset")
            server.next_connects.append(("answer", html(503)))
        case 2:
            server.act("stall")
        case 3:
            server.send(b'{"errors":[{"title":"operational-disconnect","disconnect_type":"OperationalDisconnect"}]}')
        case 4:
            server.send(b"<html>not json</html>")
        case 5:
            server.act("cut")
        case 6:
            server.act("endless")
        case 7:
            server.act("close")
            server.next_connects.append(("late", 30.0 / server.clock.speed))
        case 8:
            server.search_answers = [html(503), refusal(429, **{"x-rate-limit-reset": reset})]
            server.act("reset")
        case _:
            for tweet in server.offered[-3:]:  # twice, and out of order
                server.send(server.line(tweet))


async def test_every_post_is_stored_once_in_a_storm(caplog: pytest.LogCaptureFixture) -> None:
    """Forty faults among a thousand posts: all that was ever offered is stored, once, and no log shows the token."""
    caplog.set_level(logging.DEBUG)
    dice = random.Random(7)
    async with XServer(QuickClock(speed=100)) as server:
        writer = Writer()
        async with writer.reading(source(server)):
            await writer.until(lambda: server.is_connected)
            for turn in range(1_000):
                server.offer(f"acme {turn}")
                if turn % 25 == 24:
                    await weather(server, dice)
                await asyncio.sleep(0.005)
            offered = {tweet["id"] for tweet in server.offered}
            await writer.until(lambda: writer.ids >= offered, seconds=60, what="every post stored")

    assert writer.ids == offered
    assert writer.delivered < 1.1 * len(offered), "what was known was hardly handed on twice"
    assert server.connects > 10
    assert TOKEN not in caplog.text


async def test_a_killed_daemon_goes_on_without_loss() -> None:
    """Ended at random moments and started from the last committed cursor, no post is missing."""
    dice = random.Random(11)
    async with XServer(QuickClock(speed=100)) as server:
        writer = Writer()
        for life in range(8):
            async with writer.reading(source(server)):
                if life == 0:
                    await writer.until(lambda: server.is_connected and writer.cursor)
                for turn in range(dice.randrange(10, 60)):
                    server.offer(f"acme {life} {turn}")
                    await asyncio.sleep(0.002)
            server.offer("acme while down")
        offered = {tweet["id"] for tweet in server.offered}
        async with writer.reading(source(server)):
            await writer.until(lambda: writer.ids >= offered, seconds=30, what="every post stored")


async def test_memory_stays_flat_over_a_simulated_day() -> None:
    """Twenty-four hours of posts and breaks leave no more behind than the first two."""
    clock = QuickClock(speed=5_000)
    async with XServer(clock) as server:
        reader = X(
            XOptions(bearer_token=TOKEN, base_url=server.url, counts=60.0), name="x", watches=(ACME,), clock=clock
        )
        writer = Writer()
        sizes: list[int] = []
        async with writer.reading(reader):
            await writer.until(lambda: server.is_connected)
            tracemalloc.start()
            for hour in range(24):
                for _ in range(30):
                    server.offer()
                    await asyncio.sleep(0.012)
                server.act(("close", "reset", "stall")[hour % 3])
                writer.posts.clear()
                writer.counts.clear()
                writer.views.clear()
                writer.gaps.clear()
                server.offered = server.offered[-20:]
                gc.collect()
                sizes.append(tracemalloc.get_traced_memory()[0])
            tracemalloc.stop()

    # The id memory (50,000) and the hour's ledger fill up once; beyond that nothing may grow.
    assert sizes[-1] - sizes[6] < 600_000, sizes
