"""Authors' reach over a restart: the fold is copied into the store every few minutes."""

from __future__ import annotations

from pathlib import Path

import structlog

from alertd.errors import StoreError
from alertd.intake.reach import ReachFold
from alertd.runtime.erase import REACH
from alertd.store.sqlite import SqliteStore

log = structlog.get_logger()


def kept_reach(folder: Path) -> ReachFold | None:
    """Return the fold as the store of a folder keeps it, None where there is none that can be read. Any thread may ask."""
    try:
        store = SqliteStore(folder, read_only=True)  # a connection of its own: the writer is at work
        try:
            kept = store.part(REACH)
        finally:
            store.close()
        return None if kept is None else ReachFold.from_state(kept)
    except (StoreError, ValueError, TypeError, KeyError) as error:
        log.warning("reach.forgotten", error=str(error))  # only ranks of authors: they are learnt again
        return None
