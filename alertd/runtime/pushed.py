"""Pushed: a webhook, which nobody polls. What others brought, and when it could take nothing, is told like any source's."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime

from alertd.errors import StoreUnavailable
from alertd.model.events import SourceReported
from alertd.model.source_state import SourceState
from alertd.ports import Entry
from alertd.runtime.clock import SystemClock
from alertd.runtime.request import Request
from alertd.runtime.supervise import REPORT_EVERY
from alertd.runtime.writer import Writer

LOOK_EVERY = 1.0  # seconds
REFUSING = "the store cannot be written: what is posted is answered 503"


class Pushed:
    """One webhook and how well it sees: as long as the store takes what is posted.

    last_event_at: what the store remembers of it (`cursor`), None if nothing was ever posted.
    """

    restarts = 0
    filled = 0

    def __init__(self, name: str, writer: Writer, clock: SystemClock, *, cursor: str | None) -> None:
        self.name = name
        self._writer = writer
        self._clock = clock
        self.last_event_at: datetime | None = None
        with contextlib.suppress(ValueError):  # the place of another kind of source, which had this name before
            self.last_event_at = None if cursor is None else datetime.fromisoformat(cursor).astimezone(UTC)
        self._blind = 0.0  # seconds of what is over
        self._blind_since: datetime | None = None
        self._told: SourceReported | None = None

    @property
    def state(self) -> SourceState:
        """Whether it takes anything in."""
        return SourceState.BLIND if self._writer.is_down else SourceState.OK

    @property
    def note(self) -> str:
        """Why not."""
        return REFUSING if self._writer.is_down else ""

    @property
    def blind_seconds(self) -> float:
        """Seconds since the daemon began in which it took nothing in."""
        since = self._blind_since
        running = 0.0 if since is None else max(0.0, (self._clock.now() - since).total_seconds())
        return round(self._blind + running, 1)

    def brought(self, at: datetime) -> None:
        """Somebody posted something, and it was committed."""
        self.last_event_at = at

    async def run(self) -> None:
        """Tell the log how it stands, for ever: at once, after a time without sight, and when it was brought something."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """See how it stands now; tell it if there is news."""
        now = self._clock.now()
        if self._writer.is_down:
            self._blind_since = self._blind_since or now
            return  # nothing can be written
        if self._blind_since is not None:
            self._blind, self._blind_since = self.blind_seconds, None
        told = self._told
        is_news = told is None or told.blind_seconds != self.blind_seconds
        if told is not None and (now - told.at).total_seconds() >= REPORT_EVERY:
            is_news = is_news or told.last_event_at != self.last_event_at
        if is_news:
            await self._tell(now)

    async def _tell(self, now: datetime) -> None:
        event = SourceReported(
            at=now,
            source=self.name,
            state=SourceState.OK,
            last_event_at=self.last_event_at,
            blind_seconds=self.blind_seconds,
        )
        try:
            await self._writer.take(Request([Entry(event=event)]))
        except StoreUnavailable:
            return
        self._told = event
