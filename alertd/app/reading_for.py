"""Reading for another machine of the cluster: all that a process does which was begun for it, and what one does that waits to take over."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from alertd.config import Settings
from alertd.errors import ConfigurationError
from alertd.intake.desk import release
from alertd.rulefile.workers import MOST
from alertd.runtime.readers import LocalReaders, local_readers
from alertd.runtime.systemd import Notify
from alertd.store.opening import reading_for

log = structlog.get_logger()

WATCHDOG = 5.0  # seconds between two signs of life, where systemd names none


async def read_until(ended: asyncio.Event, settings: Settings, notify: Notify) -> None:
    """Read for whichever machine works, until the end is asked for. Raises ConfigurationError where the store is on no cluster."""
    cores = len(os.sched_getaffinity(0))
    near = LocalReaders(min(cores, MOST) if settings.workers is None else settings.workers)
    if not near.most:
        raise ConfigurationError("workers: 0 leaves --reader nobody to read with; give it 1 or more")
    async with _reading(settings, near) as is_begun:
        if not is_begun:
            raise ConfigurationError("--reader needs `store: nats://..` in the settings: the machines meet there")
        log.info("reader.ready", workers=near.most, release=release())
        notify.ready(f"reads for the machine that works, with up to {near.most} processes")
        while not ended.is_set():
            notify.watchdog()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(notify.watchdog_every or WATCHDOG, WATCHDOG)):
                    await ended.wait()
        notify.stopping()


@asynccontextmanager
async def reading_meanwhile(settings: Settings) -> AsyncIterator[None]:
    """Read for the machine that works, in processes of our own, while we wait to take over from it."""
    async with _reading(settings, local_readers(settings.workers)):
        yield


@asynccontextmanager
async def _reading(settings: Settings, near: LocalReaders) -> AsyncIterator[bool]:
    """Read inside; yield whether there is anybody to read for."""
    far = reading_for(settings.place, near, release=release(), places=near.most) if near.most else None
    if far is None:
        yield False
        return
    tasks = [asyncio.create_task(one.run(), name="reading") for one in (near, far)]
    try:
        yield True
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
