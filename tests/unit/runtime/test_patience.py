"""Waiting, but not for ever."""

from __future__ import annotations

import asyncio

import pytest

from alertd.blocking.deadline import LEAST, LONG, MOST, SHORT, Deadline
from alertd.blocking.waiting import is_ending, within
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


@pytest.mark.parametrize(
    ("took", "patience", "deadline"),
    [
        ((), SHORT, LEAST),
        ((0.01,) * 30, SHORT, LEAST),
        ((0.3, 0.3, 9.0), 0.6, LEAST),
        ((0.4, 0.4, 1.0, 1.0, 1.0), LONG, 4.0),
        ((9.0,) * 5, LONG, MOST),
        ((9.0,) * 25 + (0.1,) * 25, SHORT, LEAST),
    ],
)
async def test_who_is_at_work_is_waited_for_as_long_as_it_takes(
    took: tuple[float, ...], patience: float, deadline: float
) -> None:
    """Two answers of usual length, within bounds; four for the answer itself. What took long once, or long ago, counts little."""
    kept = Deadline()
    for seconds in took:
        kept.took(seconds)
    assert kept.patience() == pytest.approx(patience)
    assert kept.seconds() == pytest.approx(deadline)


async def test_who_was_told_to_end_knows_it_though_its_client_forgot() -> None:
    """Before, no; afterwards, yes, for as long as the task lives; of another task, no."""
    seen: list[bool] = []
    entered = asyncio.Event()

    async def forgetful() -> None:
        seen.append(is_ending())
        entered.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            seen.append(is_ending())
        await asyncio.sleep(0)
        seen.append(is_ending())

    task = asyncio.ensure_future(forgetful())
    await entered.wait()
    task.cancel()
    await task
    assert seen == [False, True, True]
    assert not is_ending()


async def test_a_limit_of_time_that_has_run_out_is_no_end() -> None:
    """asyncio.timeout cancels by the same way, and takes it back."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.0):
            await asyncio.Event().wait()
    assert not is_ending()
