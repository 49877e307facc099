"""A clock that is turned by hand, an outbox in memory and notifiers that do as they are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from alertd.errors import DeliveryError
from alertd.model.page import Outcome, Page, PageKind, Receipt
from alertd.model.rule import Severity
from alertd.notifiers.limits import Limit
from alertd.ports import Clock, Delivery
from alertd.runtime.channel import Route
from alertd.runtime.sender import Sender
from alertd.testing import FakeClock

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FAST = Limit(burst=10_000, every=0.0001)


class TurnedClock(FakeClock):
    """The clock that everybody may use, set to noon."""

    def __init__(self) -> None:
        super().__init__(NOON)


async def settled() -> None:
    """Let every task run until it waits for the clock or for nobody."""
    for _ in range(40):
        await asyncio.sleep(0)


def page(page_id: str = "p1", *, channel: str = "slack", address: str = "#general", to: str = "alice") -> Page:
    """Return a plain page."""
    return Page(
        page_id=page_id,
        kind=PageKind.PAGE,
        at=NOON,
        watch="acme",
        severity=Severity.URGENT,
        to=to,
        channel=channel,
        to_address=address,
    )


def delivery(page_id: str = "p1", **kw: str) -> Delivery:
    """Return a plain page, worded."""
    return Delivery(
        page=page(page_id, **kw),
        title="acme: 40 posts in 5 min",
        text=f"40 posts, usually 4\nAcknowledge: https://a.example/a/t\n[{page_id}]",
        link="https://a.example/a/t",
        payload=b'{"page_id":"' + page_id.encode() + b'"}',
    )


class MemoryOutbox:
    """Keeps the promises of the real one: leases what is due, counts attempts that began, marks repeats."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: dict[str, datetime] = {}
        self._rows: dict[str, Delivery] = {}
        self._bell = asyncio.Event()
        self.receipts: list[Receipt] = []
        self.lease_errors: list[Exception] = []
        self.report_errors: list[Exception] = []
        self.report_delay = 0.0

    def add(self, *deliveries: Delivery) -> None:
        """Make pages due now."""
        for one in deliveries:
            self._rows[one.page.page_id] = one
            self._due[one.page.page_id] = self._clock.now()
        self._bell.set()

    async def lease(self, *, now: datetime, limit: int) -> Sequence[Delivery]:
        """Hand out what is due."""
        if self.lease_errors:
            raise self.lease_errors.pop(0)
        due = sorted((at, page_id) for page_id, at in self._due.items() if at <= now)[:limit]
        for _, page_id in due:
            del self._due[page_id]
        return [self._rows[page_id] for _, page_id in due]

    async def report(self, receipt: Receipt) -> None:
        """Keep a receipt, and plan the next attempt if there is one."""
        if self.report_delay:
            await self._clock.sleep(self.report_delay)
        if self.report_errors:
            raise self.report_errors.pop(0)
        self.receipts.append(receipt)
        row = self._rows[receipt.page_id]
        if receipt.next_at is not None:
            self._rows[receipt.page_id] = row.with_(
                attempt=receipt.attempt + 1,
                is_repeat=row.is_repeat or receipt.outcome is Outcome.UNKNOWN or receipt.may_have_arrived,
                was_unanswered=row.was_unanswered or receipt.outcome is Outcome.UNKNOWN,
            )
            self._due[receipt.page_id] = receipt.next_at
            self._bell.set()

    async def wait(self) -> None:
        """Return when something is added or due."""
        if self._due:
            wait = (min(self._due.values()) - self._clock.now()) / timedelta(seconds=1)
            if wait <= 0:
                return
            bell, alarm = asyncio.ensure_future(self._bell.wait()), asyncio.ensure_future(self._clock.sleep(wait))
            try:
                await asyncio.wait({bell, alarm}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                bell.cancel()
                alarm.cancel()
        else:
            await self._bell.wait()
        self._bell.clear()

    def outcomes(self, page_id: str = "p1") -> list[Outcome]:
        """Return what was reported of a page, in order."""
        return [one.outcome for one in self.receipts if one.page_id == page_id]


class Obedient:
    """Answers each send with the next of its answers (an error, a provider id, or seconds of silence); then accepts."""

    kind = "test"

    def __init__(self, clock: Clock, *answers: Exception | str | float | None) -> None:
        self._clock = clock
        self._answers = list(answers)
        self.began: list[tuple[str, datetime, bool]] = []

    async def send(self, delivery: Delivery) -> str | None:
        """Do as told."""
        self.began.append((delivery.page.page_id, self._clock.now(), delivery.is_repeat))
        answer = self._answers.pop(0) if self._answers else None
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, float):
            await self._clock.sleep(answer)
            return None
        return answer

    def seconds(self) -> list[float]:
        """Return when each attempt began, in seconds after noon."""
        return [(at - NOON) / timedelta(seconds=1) for _, at, _ in self.began]


class ByTarget:
    """Hangs for targets whose address begins with "hang", and takes `busy` seconds for the rest."""

    kind = "test"

    def __init__(self, clock: Clock, *, busy: float = 0.0) -> None:
        self._clock = clock
        self._busy = busy
        self.took: list[str] = []

    async def send(self, delivery: Delivery) -> str | None:
        """Do as told."""
        if delivery.page.to_address.startswith("hang"):
            await asyncio.Event().wait()
        await self._clock.sleep(self._busy)
        self.took.append(delivery.page.page_id)
        return None


def sender(clock: Clock, outbox: MemoryOutbox, **routes: object) -> Sender:
    """Return a sender with these channels; a bare notifier gets a limit that nothing meets."""

    def monotonic() -> float:
        return (clock.now() - NOON).total_seconds()

    made = Sender(outbox=outbox, clock=clock, deadline=10.0, monotonic=monotonic)
    made.use(
        {name: r if isinstance(r, Route) else Route(notifier=r, limit=FAST) for name, r in routes.items()}  # type: ignore[arg-type]
    )
    return made


def busy_provider(retry_after: float | None = None) -> DeliveryError:
    """Return what a 503 becomes."""
    return DeliveryError("the provider answered 503", retry_after=retry_after)


class Stage:
    """One sender on a turned clock."""

    def __init__(self) -> None:
        self.clock = TurnedClock()
        self.outbox = MemoryOutbox(self.clock)

    @asynccontextmanager
    async def running(self, **routes: object) -> AsyncIterator[Sender]:
        """Run a sender with these channels."""
        self.sender = sender(self.clock, self.outbox, **routes)
        task = asyncio.create_task(self.sender.run())
        await settled()
        yield self.sender
        await self.sender.stop(within_seconds=0.01)
        await asyncio.gather(task, return_exceptions=True)
