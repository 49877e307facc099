"""Authors' reach over a restart: the fold is copied into the store every few minutes."""

from __future__ import annotations

import structlog

from alertd.intake.reach import ReachFold
from alertd.store.sqlite import SqliteStore

log = structlog.get_logger()


def kept_reach(store: SqliteStore) -> ReachFold | None:
    """Return the fold as it was kept, None where there is none that can be read."""
    kept = store.load()[1].get("intake/reach")
    try:
        return None if kept is None else ReachFold.from_state(kept)
    except (ValueError, TypeError, KeyError) as error:
        log.warning("reach.forgotten", error=str(error))  # only ranks of authors: they are learnt again
        return None
