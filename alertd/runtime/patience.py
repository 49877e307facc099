"""Waiting for something, but not for ever, on a clock that tests can turn."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from alertd.ports import Clock

T = TypeVar("T")


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
        raise TimeoutError
    finally:
        alarm.cancel()
        if not task.done():
            task.cancel()
            task.add_done_callback(_forget)


def _forget(task: asyncio.Future[Any]) -> None:
    """Take note of how left-behind work ended, so that asyncio does not complain that nobody did."""
    if not task.cancelled():
        task.exception()
