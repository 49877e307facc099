"""Supervision: each source runs in a loop of its own. It is restarted with capped back-off, measured, and told about.

One source's failure never touches another. Blind time is the time a source could not see, counted in seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from alertd.blocking.waiting import is_ending
from alertd.errors import AlertdError, ConfigurationError, SourceError, StoreUnavailable
from alertd.model.events import SourceReported
from alertd.model.source_state import SourceState
from alertd.ports import Batch, Entry, Source
from alertd.runtime.clock import SystemClock
from alertd.runtime.group_commit import Request
from alertd.runtime.handing_over import HandingOver
from alertd.runtime.intake import Intake
from alertd.runtime.writer import Writer

log = structlog.get_logger()

FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0  # seconds between restarts, doubling
HEALTHY = 60.0  # a source that ran so long begins its back-off anew
REPORT_EVERY = 300.0  # seconds between two reports of an unchanged state, so that the quiet rule knows the last event


class Supervised:
    """One source and how well it sees."""

    def __init__(
        self,
        source: Source,
        intake: Intake,
        writer: Writer,
        clock: SystemClock,
        *,
        over: HandingOver | None = None,
    ) -> None:
        self.source = source
        self._over = over or HandingOver(source.name, intake, clock)
        self._writer = writer
        self._clock = clock
        self.state = SourceState.STARTING
        self.note = ""
        self.last_event_at: datetime | None = None
        self.restarts = 0
        self.received = 0
        self.filled = 0
        self.holes: dict[str, None] = {}
        # Epoch seconds; a gap that a source tells of lies in its blind spell.
        self._spells: list[tuple[float, float]] = []
        self._blind_since: float | None = None
        self._reported_at = 0.0
        self._cursor: str | None = None
        self._alarm, self._sampled = "", 0
        self._spent: float | None = None

    @property
    def spent(self) -> float | None:
        """Share of the money that its posts may cost today; None where they cost none."""
        return self._spent

    @property
    def blind_seconds(self) -> float:
        """Seconds this source could not see since the daemon began, gaps it told of included."""
        running = [self._spell(self._blind_since)] if self._blind_since is not None else []
        return round(_union([*self._spells, *running]), 1)

    async def run(self, cursor: str | None) -> None:
        """Run for ever, from a cursor on."""
        try:
            self._cursor = await self._over.begin(cursor)
            await self._live()
        finally:
            await self._over.end()

    async def _live(self) -> None:
        wait = FIRST_WAIT
        while True:
            began = time.monotonic()
            try:
                async for batch in self.source.batches(self._cursor):
                    if is_ending():
                        return  # its client forgot that it was told to; another may read from our place on by now
                    await self._take(batch)
            except asyncio.CancelledError:
                raise
            except SourceError as error:
                wait = error.retry_after or wait
                if error.permanent:
                    wait = LONGEST_WAIT
                await self._failed(str(error))
            except ConfigurationError as error:
                wait = LONGEST_WAIT
                await self._failed(str(error))
            except Exception as error:
                log.error("source.crashed", source=self.source.name, error=repr(error), exc_info=error)
                await self._failed(f"unexpected {type(error).__name__}")  # its words may be a stranger's
            else:
                return  # the source has come to its end and said so
            if is_ending():
                return
            if time.monotonic() - began > HEALTHY:
                wait = FIRST_WAIT
            self.restarts += 1
            await asyncio.sleep(min(wait, LONGEST_WAIT))
            wait = min(wait * 2, LONGEST_WAIT)

    async def _take(self, batch: Batch) -> None:
        await self._over.take(batch)
        if batch.cursor is not None:
            self._cursor = batch.cursor
        if batch.records:
            self.last_event_at = self._clock.now()
            self.received += len(batch.records)
        filled = 0
        for gap in batch.gaps:
            self._spells.append((gap.begins_at.timestamp(), gap.ends_at.timestamp()))
            filled += gap.filled
            if gap.hole:
                self.holes[gap.hole] = None
        self.filled += filled
        await self._became(batch.state, batch.note, filled, batch)

    @property
    def spooled(self) -> int:
        """Posts that lie on this machine's disk until the store takes them."""
        return self._over.waiting

    @property
    def set_aside(self) -> int:
        """Batches on this machine's disk that this release could not read, since the daemon began."""
        return self._over.set_aside

    async def _failed(self, note: str) -> None:
        log.warning("source.failed", source=self.source.name, error=note, restarts=self.restarts)
        await self._became(SourceState.BLIND, note, 0, Batch())

    async def _became(self, state: SourceState, note: str, filled: int, told: Batch) -> None:
        now = time.monotonic()
        changed = state is not self.state or (note != self.note and bool(note)) or told.alarm != self._alarm
        changed = changed or told.sampled != self._sampled
        has_spent = told.spent is not None and told.spent != self._spent
        self._alarm, self._sampled = told.alarm, told.sampled
        self._spent = self._spent if told.spent is None else told.spent
        if changed:
            log.info("source.changed", source=self.source.name, state=str(state), note=note)
        self._measure(state)
        self.state, self.note = state, note
        if changed or filled or has_spent or now - self._reported_at > REPORT_EVERY:
            self._reported_at = now
            event = SourceReported(
                at=self._clock.now(),
                source=self.source.name,
                state=state,
                note=note,
                last_event_at=self.last_event_at,
                blind_seconds=self.blind_seconds,
                filled=filled,
                alarm=told.alarm,
                sampled=told.sampled,
                spent=told.spent,
            )
            try:
                await self._writer.take(Request([Entry(event=event)]))
            except StoreUnavailable:
                self._reported_at = 0.0

    def _measure(self, state: SourceState) -> None:
        if state.is_sightless:
            if self._blind_since is None:
                self._blind_since = self._clock.now().timestamp()
        elif self._blind_since is not None:
            self._spells.append(self._spell(self._blind_since))
            self._spells = _merged(self._spells)
            self._blind_since = None

    def _spell(self, begins: float) -> tuple[float, float]:
        # A clock that was ahead when the source went blind, and is right now, has not made it see for minus a day.
        return begins, max(begins, self._clock.now().timestamp())


def _merged(spells: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Join spells that overlap: an outage that is seen in two ways is one outage."""
    joined: list[tuple[float, float]] = []
    for begins, ends in sorted(spells):
        if joined and begins <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], ends)
        elif ends > begins:
            joined.append((begins, ends))
    return joined


def _union(spells: list[tuple[float, float]]) -> float:
    return sum(ends - begins for begins, ends in _merged(spells))


async def kept_running(name: str, run: Callable[[], object], tell: Callable[[str, str], None]) -> None:
    """Run a task of the daemon again when it dies; after the third death in a row tell operators."""
    deaths = 0
    while True:
        began = time.monotonic()
        try:
            await run()  # type: ignore[misc]
        except asyncio.CancelledError:
            raise
        except AlertdError as error:
            log.error("task.failed", task=name, error=str(error))
        except Exception as error:
            log.error("task.crashed", task=name, error=repr(error), exc_info=error)
        else:
            return
        if is_ending():
            return
        deaths = 1 if time.monotonic() - began > HEALTHY else deaths + 1
        if deaths >= 3:
            tell(f"task-{name}", f"the task {name} died {deaths} times in a row and is restarted")
        await asyncio.sleep(min(FIRST_WAIT * 2 ** (deaths - 1), 60.0))


LOOK_EVERY = 1.0  # seconds
REFUSING = "the store cannot be written: what is posted is answered 503"


class Pushed:
    """One webhook and how well it sees: as long as the store takes what is posted.

    last_event_at: what the store remembers of it (`cursor`), None if nothing was ever posted.
    """

    restarts = 0
    filled = 0
    spooled = set_aside = 0  # whoever posts is told to come again

    def __init__(self, name: str, writer: Writer, clock: SystemClock, *, cursor: str | None) -> None:
        self.name = name
        self._writer = writer
        self._clock = clock
        self.last_event_at: datetime | None = None
        with contextlib.suppress(ValueError):  # the place of another kind of source, which had this name before
            self.last_event_at = None if cursor is None else datetime.fromisoformat(cursor).astimezone(UTC)
        self._blind = 0.0  # seconds of what is over
        self.spent: float | None = None  # who pushes to us costs us nothing
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
