"""A fake writer that keeps each post once, as the store does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from alertd.model.post import Count, Deletion, Post
from alertd.model.source_state import Gap, SourceState
from alertd.ports import Batch, Reject, Source
from alertd.testing.source_check import START, QuickClock

__all__ = ["START", "QuickClock", "Writer"]


class Writer:
    """Takes batches as the writer does: one row a (platform, id), the newest text, and the cursor with it."""

    def __init__(self) -> None:
        self.posts: dict[tuple[str, str], Post] = {}
        self.counts: list[Count] = []
        self.deleted: set[str] = set()
        self.rejects: list[Reject] = []
        self.gaps: list[Gap] = []
        self.views: list[tuple[SourceState, str]] = []
        self.alarms: list[str] = []
        self.cursor: str | None = None
        self.delivered = 0

    def commit(self, batch: Batch) -> None:
        """Take one batch whole."""
        for record in batch.records:
            if isinstance(record, Post):
                self.delivered += 1
                self.posts[record.platform, record.id] = record
            elif isinstance(record, Count):
                self.counts.append(record)
            elif isinstance(record, Deletion):
                self.deleted.add(record.id)
        self.rejects += batch.rejects
        self.gaps += batch.gaps
        if not self.views or self.views[-1] != (batch.state, batch.note):
            self.views.append((batch.state, batch.note))
        if batch.alarm and batch.alarm not in self.alarms:
            self.alarms.append(batch.alarm)
        if batch.cursor is not None:
            self.cursor = batch.cursor

    @property
    def ids(self) -> set[str]:
        """The ids that are stored."""
        return {post_id for _, post_id in self.posts}

    @property
    def states(self) -> list[SourceState]:
        """The states in the order they were told."""
        return [state for state, _ in self.views]

    async def read(self, source: Source) -> None:
        """Commit all that a source brings, from the last cursor on, until cancelled."""
        async for batch in source.batches(self.cursor):
            self.commit(batch)

    @asynccontextmanager
    async def reading(self, source: Source) -> AsyncIterator[Writer]:
        """Read in the background; at the end the source must stop in under a second."""
        task = asyncio.create_task(self.read(source))
        try:
            yield self
            if task.done():
                task.result()
        finally:
            before = time.monotonic()
            task.cancel()
            await asyncio.wait({task}, timeout=5)
            assert time.monotonic() - before < 1.0, "the source did not stop in time"

    async def until(self, is_true: Callable[[], object], *, seconds: float = 10.0, what: str = "") -> None:
        """Return as soon as something holds; fail after `seconds` of real time."""
        end = time.monotonic() + seconds
        while not is_true():
            assert time.monotonic() < end, f"never happened: {what or 'expected state'}; saw {self.views[-5:]}"
            await asyncio.sleep(0.005)
