"""Erasing an author from a running daemon: the store, the memory of engine and intake, labels, and what lies on in the files."""

from __future__ import annotations

import asyncio
import sqlite3
from functools import partial

import structlog

from alertd.app.running import Running
from alertd.errors import StoreError
from alertd.runtime.clock import wall_now
from alertd.runtime.erase import Erasure, Outcome
from alertd.runtime.writer import Writer
from alertd.scorers import labels

log = structlog.get_logger()
SCRUBS, AGAIN = 5, 0.5  # tries, and seconds between them
SCRUBBED = "scrubbed_at"  #: the fact of a store that says when something was last erased from it


async def erase(running: Running, author: str) -> Outcome:
    """Erase in steps on the writer's thread, so that intake goes on in between; return what was found."""
    writer, folder = running.writer, running.settings.data_dir
    erasure = Erasure(writer.store, lambda: writer.fold.engine, author)
    for step in erasure.steps():
        await writer.call(step)
    for person in erasure.people:
        await running.intake.forget(person.platform, person.author, person.nobody)
        await asyncio.to_thread(labels.forget, folder, person.platform, person.author)
    await asyncio.to_thread(partial(labels.erase, folder, erasure.posts))
    is_clean = not erasure.people or all([await _scrubbed(writer), await _let_go(writer)])
    return erasure.result(is_clean=is_clean)


async def _scrubbed(writer: Writer) -> bool:
    """Let nothing that was erased lie on beside the store; a reader may hold it up for a moment."""
    for _ in range(SCRUBS):
        if await writer.between(writer.store.erasable.scrub):
            # A continuous copy lets go of what was erased with the next commit, and a quiet daemon has none for hours.
            await writer.call(lambda: writer.store.set_meta(SCRUBBED, wall_now().isoformat()))
            return True
        await asyncio.sleep(AGAIN)
    return False


async def _let_go(writer: Writer) -> bool:
    """Let go of what a cluster keeps beside the store: beside the writer, for a large log takes minutes."""
    try:
        await asyncio.to_thread(writer.store.erasable.let_go)
    except (StoreError, OSError, sqlite3.Error) as error:
        log.warning("erasure.lies_on", error=str(error))  # the next base, within a day, lets go of it
        return False
    return True
