"""Hourly: what a daemon does to its store by itself, some minutes after its start and then each hour."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from alertd.errors import StoreError, StoreUnavailable

log = structlog.get_logger()

EVERY = 3600.0  # seconds


async def hourly(
    name: str, work: Callable[[], Awaitable[object]], *, after_start: float, tell: Callable[[str, str], None]
) -> None:
    """Do some work for ever. name: of the work, for the journal. after_start: seconds until the first time.

    A store that is away just now is tried again in an hour. tell: is told (topic, text) of what only people can mend.
    """
    wait = after_start
    while True:
        await asyncio.sleep(wait)
        wait = EVERY
        try:
            await work()
        except StoreUnavailable as error:
            log.warning("hourly.put_off", work=name, error=str(error))
        except StoreError as error:
            tell(name, str(error))
