"""X in single odd situations: clocks that are set, slow writers, full connections, late headers."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from aiohttp import web

from alertd.model.source_state import SourceState
from tests.wire.pond import QuickClock, Writer
from tests.wire.test_x import source
from tests.wire.x_server import XServer, refusal

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("hours", [-5, 5])
async def test_a_clock_that_is_set_blinds_nobody(hours: int) -> None:
    """Set back or forth by hours while the stream stalls: the stall is noticed, the gap is filled."""
    clock = QuickClock(speed=100)
    async with XServer(clock) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.is_connected)
        first = server.offer()
        await writer.until(lambda: first in writer.ids)
        clock.step(timedelta(hours=hours))
        second = server.offer("acme after the step", at=clock.now() + timedelta(hours=max(-hours, 0)))
        server.act("stall")
        missed = server.offer("acme unseen", live=False, at=clock.now() + timedelta(hours=max(-hours, 0), seconds=60))
        await writer.until(lambda: {second, missed} <= writer.ids, what="after the stall")


@pytest.mark.slow
async def test_a_slow_writer_is_no_reason_to_hang_up() -> None:
    """While the store is slow the source waits with full hands, keeps its connection, and nothing is lost."""
    clock = QuickClock(speed=400)
    async with XServer(clock) as server:
        batches = source(server).batches(None)
        writer = Writer()
        while not server.is_connected:
            writer.commit(await anext(batches))
        offered = {server.offer(f"acme {number} " + "x" * 200) for number in range(9_000)}
        await asyncio.sleep(0.5)  # 200 seconds of the source's clock without anybody taking a batch
        connects = server.connects
        while not writer.ids >= offered:
            writer.commit(await anext(batches))
        await batches.aclose()  # type: ignore[attr-defined] # the port says iterator

    assert connects == server.connects == 1


async def test_too_many_connections_is_waited_out() -> None:
    """X believes that our old connection lives: tried again soon, and told."""
    problem = {"title": "ConnectionException", "detail": "too many", "type": ".../TooManyConnections"}
    async with XServer(QuickClock(speed=100)) as server:
        server.next_connects = [("answer", web.json_response(problem, status=429)) for _ in range(1)]
        async with Writer().reading(source(server)) as writer:
            await writer.until(lambda: server.is_connected)

    assert any("too many" in note for _, note in writer.views)


async def test_a_usage_cap_is_a_matter_of_money_not_of_patience() -> None:
    """A 429 that names the usage cap stops posts as a 402 does."""
    problem = {"title": "UsageCapExceeded", "type": "https://api.twitter.com/2/problems/usage-capped"}
    async with XServer(QuickClock(speed=100)) as server:
        server.next_connects = [("answer", web.Response(status=429, text=json.dumps(problem)))]
        async with Writer().reading(source(server)) as writer:
            await writer.until(lambda: SourceState.OUT_OF_BUDGET in writer.states)

    assert "budget" in writer.views[-1][1]


async def test_headers_that_come_late_or_never_do_not_hold_us() -> None:
    """A connect without an answer is given up after two keep-alive times."""
    clock = QuickClock(speed=200)
    async with XServer(clock) as server:
        server.next_connects = [("late", 600.0 / clock.speed)]
        async with Writer().reading(source(server)) as writer:
            await writer.until(lambda: server.connects >= 2 and server.is_connected)
            post_id = server.offer()
            await writer.until(lambda: post_id in writer.ids)


async def test_an_outage_makes_it_blind_and_says_why() -> None:
    """Several failures in a row are blindness, told with the reason; the return is told too."""
    async with XServer(QuickClock(speed=200)) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.is_connected)
        server.next_connects = [("answer", refusal(500)) for _ in range(4)]
        server.act("reset")
        await writer.until(lambda: SourceState.BLIND in writer.states)
        await writer.until(lambda: writer.states[-1] is SourceState.OK)

    assert any("500" in note for state, note in writer.views if state is SourceState.BLIND)
