"""Waiting by the clock that was handed in, never by the machine's own."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from alertd.ports import Clock

T = TypeVar("T")


def is_ending() -> bool:
    """Whether the task that asks has been told to end.

    A client that waits by asyncio.wait_for forgets that (in Python 3.11) where its answer comes at that very step: a loop around one asks
    at each turn.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def put_down(*tasks: asyncio.Future[Any], patience: float = 0.5) -> None:
    """Cancel tasks and wait for their end, but never longer than `patience` real seconds.

    Some clients swallow cancellation; they must not hold up the daemon.
    """
    for task in tasks:
        task.cancel()
    pending = [task for task in tasks if not task.done()]
    if pending:
        await asyncio.wait(pending, timeout=patience)
    for task in tasks:
        if task.done() and not task.cancelled():
            task.exception()  # read it, or asyncio complains at exit


async def within(clock: Clock, seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """Return what `work` returns if it ends in time; else cancel it, leave it behind and raise TimeoutError.

    Not asyncio.timeout: that one knows only the loop's own clock, and waits for as long as cancelled work takes to end.
    """
    task = asyncio.ensure_future(work)
    alarm = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait({task, alarm}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise TimeoutError(f"no answer within {seconds:g} seconds")
    finally:
        alarm.cancel()
        if not task.done():
            task.cancel()
            task.add_done_callback(_forget)
            await asyncio.sleep(0)  # work that takes its cancellation ends before its caller goes on


def _forget(task: asyncio.Future[Any]) -> None:
    """Take note of how left-behind work ended, so that asyncio does not complain that nobody did."""
    if not task.cancelled():
        task.exception()
