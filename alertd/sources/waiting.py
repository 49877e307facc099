"""Waiting by the clock that was handed in, never by the machine's own."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from alertd.ports import Clock

T = TypeVar("T")


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
    """Return what `work` returns, or raise TimeoutError after `seconds` of the given clock."""
    task = asyncio.ensure_future(work)
    alarm = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait({task, alarm}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise TimeoutError(f"no answer within {seconds:g} seconds")
        return task.result()
    finally:
        await put_down(task, alarm)
