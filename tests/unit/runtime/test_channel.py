"""The gate of one channel."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from alertd.notifiers.limits import Limit
from alertd.runtime.channel import Gate, Route
from tests.unit.runtime.outbox_fakes import FAST, Obedient, TurnedClock, settled

pytestmark = pytest.mark.asyncio


async def test_crowd_is_sent_back() -> None:
    """More pages than a channel may hold are told to come back: some after a wait for a place, the rest at once."""
    clock = TurnedClock()
    gate = Gate(Route(notifier=Obedient(clock), limit=FAST))
    hang = asyncio.Event()
    waits: list[float] = []

    async def through(target: str) -> None:
        async with gate.place(target, clock, 1.0) as wait:
            waits.append(wait)
            if wait == 0.0:
                await hang.wait()

    sends = [asyncio.create_task(through(f"t{n}")) for n in range(80)]
    await clock.advance(0.5)
    at_once = sorted(waits)
    await clock.advance(1.0)
    hang.set()
    await asyncio.gather(*sends)

    assert at_once == [0.0] * 32 + [1.0] * 16
    assert waits.count(1.0) == 48


async def test_pause_is_of_one_target() -> None:
    """A target whose provider asked for patience is closed for that long; others are open."""
    clock = TurnedClock()
    gate = Gate(Route(notifier=Obedient(clock), limit=FAST))
    gate.pause("a", clock.now(), 7.0)

    async with gate.place("a", clock, 1.0) as paused, gate.place("b", clock, 1.0) as free:
        assert (paused, free) == (7.0, 0.0)
    await clock.advance(7.0)
    async with gate.place("a", clock, 1.0) as again:
        assert again == 0.0


async def test_a_pause_does_not_outlast_a_clock_that_was_set_back() -> None:
    """Seven seconds of a clock that was an hour ahead are not an hour and seven seconds of the right one."""
    clock = TurnedClock()
    gate = Gate(Route(notifier=Obedient(clock), limit=FAST))
    gate.pause("a", clock.now() + timedelta(hours=1), 7.0)

    async with gate.place("a", clock, 1.0) as wait:
        assert wait == 0.0


async def test_short_wait_is_waited() -> None:
    """A page whose token comes within our patience waits for it rather than going back."""
    clock = TurnedClock()
    gate = Gate(Route(notifier=Obedient(clock), limit=Limit(burst=1, every=0.5)))

    async def through(target: str) -> float:
        async with gate.place(target, clock, 1.0) as wait:
            return wait

    assert await through("a") == 0.0
    second = asyncio.create_task(through("b"))
    await clock.advance(0.4)
    assert not second.done()
    await clock.advance(0.2)

    assert await second == 0.0


async def test_targets_are_forgotten() -> None:
    """A daemon that runs for a year keeps no lock of each address it ever wrote to."""
    clock = TurnedClock()
    gate = Gate(Route(notifier=Obedient(clock), limit=FAST))
    for n in range(50):
        async with gate.place(f"t{n}", clock, 1.0):
            pass
    await settled()

    assert len(gate._queues) == 0
