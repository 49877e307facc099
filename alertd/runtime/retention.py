"""Retention: texts go first, then mentions, then events; decisions and incidents stay. In small steps, so that nothing waits.

runtime.md: one delete of 300,000 rows holds the write lock for 2 s; steps of 2,000 hold it for 0.1 s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from alertd.errors import StoreUnavailable
from alertd.runtime.clock import SystemClock
from alertd.runtime.writer import Writer
from alertd.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from alertd.rulefile.settings_file import Retention

log = structlog.get_logger()

STEP = 2_000
EVERY = 3600.0
FULL = 0.8  # ops are told when the store reaches this share of max_size

_OLD_MENTIONS = (
    "DELETE FROM event WHERE seq IN (SELECT seq FROM event WHERE at < ? "
    "AND kind IN ('mention_seen', 'reply_seen', 'count_seen') AND seq <= ? LIMIT ?)"
)
_OLD_EVENTS = "DELETE FROM event WHERE seq IN (SELECT seq FROM event WHERE at < ? AND seq <= ? LIMIT ?)"


class Keeper:
    """Deletes what is older than the settings allow, once an hour."""

    def __init__(
        self,
        writer: Writer,
        store: SqliteStore,
        retention: Retention,
        clock: SystemClock,
        tell: Callable[[str, str], None],
    ) -> None:
        self._writer = writer
        self._store = store
        self._retention = retention
        self._clock = clock
        self._tell = tell

    async def run(self) -> None:
        """Clean up for ever."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.clean()
            except StoreUnavailable as error:
                log.warning("retention.failed", error=str(error))

    async def clean(self) -> int:
        """Delete everything that is too old; return how many rows went."""
        # Time that leapt may turn out to be a wrong clock: nothing is deleted by it before that is known.
        now = self._clock.now().timestamp() - self._writer.fold.engine.doubted_seconds
        texts = now - self._retention.text.total_seconds()
        mentions = now - self._retention.mentions.total_seconds()
        whole = now - self._retention.events.total_seconds()
        gone = await self._steps(
            "DELETE FROM post WHERE (key, seq) IN (SELECT key, seq FROM post WHERE at < ? LIMIT ?)", texts
        )
        # What the next start still has to fold again is never deleted, however old it is.
        saved = int(self._store.meta("snapshot_seq") or 0)
        gone += await self._steps(_OLD_MENTIONS, mentions, saved)
        gone += await self._steps(_OLD_EVENTS, whole, saved)
        gone += await self._steps(
            "DELETE FROM rejected WHERE id IN (SELECT id FROM rejected WHERE at < ? LIMIT ?)", texts
        )
        if gone:
            log.info("retention.done", rows=gone)
        self._look_at_size()
        return gone

    async def _steps(self, sql: str, before: float, *more: int) -> int:
        gone = 0
        while True:
            deleted: int = await self._writer.call(
                lambda: self._store.connection.execute(sql, (before, *more, STEP)).rowcount
            )
            gone += deleted
            if deleted < STEP:
                return gone
            await asyncio.sleep(0.05)

    def _look_at_size(self) -> None:
        most = self._retention.max_size
        size = sum(path.stat().st_size for path in self._store.folder.glob("alertd.sqlite3*"))
        if most is not None and size > FULL * most:
            self._tell("store-size", f"the store has {size / 1e9:.2f} GB of the {most / 1e9:.2f} GB it may have")
