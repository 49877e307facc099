"""Waiting, but not for ever."""

from __future__ import annotations

import asyncio

import pytest

from alertd.blocking.waiting import within
from tests.unit.runtime.outbox_fakes import TurnedClock, settled

pytestmark = pytest.mark.asyncio


async def test_in_time_and_too_late() -> None:
    """Work that ends in time gives its result or its error; work that does not is a TimeoutError."""
    clock = TurnedClock()

    async def seven() -> int:
        return 7

    async def broken() -> int:
        raise KeyError("x")

    assert await within(clock, 1, seven()) == 7
    with pytest.raises(KeyError):
        await within(clock, 1, broken())
    late = asyncio.create_task(within(clock, 1, clock.sleep(5)))
    await clock.advance(1)
    with pytest.raises(TimeoutError):
        await late


async def test_stubborn_work_is_left_behind() -> None:
    """Work that does not let itself be cancelled is not waited for."""
    clock = TurnedClock()
    gate = asyncio.Event()

    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await gate.wait()
            raise ValueError("too late to matter") from None

    waiting = asyncio.create_task(within(clock, 1, stubborn()))
    await clock.advance(1)

    with pytest.raises(TimeoutError):
        await waiting
    gate.set()
    await settled()


async def test_cancelling_the_wait_cancels_the_work() -> None:
    """When nobody waits any more, the work ends too."""
    clock, ended = TurnedClock(), asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    waiting = asyncio.create_task(within(clock, 60, work()))
    await settled()
    waiting.cancel()
    await settled()

    assert ended.is_set()
