"""The sending side of the outbox: lease, send, say what became of it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from alertd.blocking.waiting import within
from alertd.errors import DeliveryError, StoreError
from alertd.model.page import Outcome, Page, Receipt
from alertd.ports import Clock, Delivery, Notifier, Outbox
from alertd.runtime import retry
from alertd.runtime.channel import Gate, Route
from alertd.runtime.restating import BEGUN, Restater, Restating, place_of

log = structlog.get_logger("alertd.outbox")

#: Leased at once by all channels together. Each lease is a commit, and what is leased is lost from sight until reported.
_MOST_LEASED = 256

#: Pages that cannot begin within so many seconds go back, so that the lease looks again whether they are still wanted.
_PATIENCE = 1.0

#: Silence of the outbox after which we look by ourselves: the watchdog lives on it, and a lost wake-up heals.
_IDLE = 5.0

#: Seconds after which a page that may not be sent by this machine is looked at again.
_REFUSED = 1.0

#: Turns without work after which we turn slower.
_EMPTY_TURNS = 3


class _Lease:
    """A page in our hands. sent_at: when its attempt began, None while it waits for its turn."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        self.sent_at: datetime | None = None


class Sender:
    """Sends what the outbox leases, each channel on its own: a hanging provider delays only its own pages.

    refusal: why this machine may not page just now (another may), None while it may.
    clock: all waiting goes through it. deadline: seconds for one attempt, whatever the notifier thinks; on top of the
    notifier's own. mask: hides secrets in what other people's notifiers say.
    last_moved_at: monotonic seconds of the last full turn; the watchdog is fed only while it moves.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        clock: Clock,
        deadline: float = 12.0,
        mask: Callable[[str], str] = str,
        monotonic: Callable[[], float] = time.monotonic,
        refusal: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._refusal = refusal
        self._outbox = outbox
        self._clock = clock
        self._deadline = deadline
        self._mask = mask
        self._monotonic = monotonic
        self._gates: dict[str, Gate] = {}
        self._leases: dict[str, _Lease] = {}
        self._unreported: dict[str, None] = {}  # ids of pages, in the order in which they were sent
        self._withdrawn: set[str] = set()
        self._beginning: set[tuple[str, str, str]] = set()  # threads whose first message is on its way
        self.restater = Restater(clock, deadline=deadline, mask=mask)
        self._sends: set[asyncio.Task[None]] = set()
        self._reports: set[asyncio.Task[None]] = set()
        self._loop: asyncio.Task[None] | None = None
        self._stopping = False
        self.last_moved_at = monotonic()

    @property
    def under_way(self) -> int:
        """Pages leased and not yet settled."""
        return len(self._leases)

    def use(self, routes: Mapping[str, Route]) -> None:
        """Send by these channels from now on (start, reload). What is under way ends on its old channel."""
        self._gates = {
            name: old if (old := self._gates.get(name)) and old.route is route else Gate(route)
            for name, route in routes.items()
        }
        if self._loop:
            self._prepare()

    def notifier(self, channel: str) -> Notifier | None:
        """Return what sends by a channel, None where there is none of that name."""
        gate = self._gates.get(channel)
        return None if gate is None else gate.route.notifier

    def withdraw(self, page_ids: Iterable[str]) -> None:
        """Do not begin to send these: somebody acknowledged. Those under way arrive. Call it in the loop's thread."""
        self._withdrawn.update(page_id for page_id in page_ids if page_id in self._leases)

    async def run(self) -> None:
        """Send until `stop`. Raises only what the outbox raises that is no StoreError."""
        self._loop = asyncio.current_task()
        self._prepare()
        empty = 0
        while not self._stopping:
            empty = 0 if await self._turn() else empty + 1
            self.last_moved_at = self._monotonic()
            if empty > _EMPTY_TURNS:
                # An outbox that wakes us for nothing must not cost a core, nor a page its first 50 ms.
                await self._clock.sleep(0.05)

    async def stop(self, *, within_seconds: float = 0.9) -> None:
        """Begin nothing more, wait shortly, and report what is still under way as unknown. Never waits longer."""
        self._stopping = True
        self.restater.stop()
        if self._loop and self._loop is not asyncio.current_task():
            self._loop.cancel()
        if self._sends:
            await asyncio.wait(self._sends, timeout=within_seconds * 0.6)
        now = self._clock.now()
        for lease in list(self._leases.values()):
            self._settle(lease, self._unfinished(lease, now))
        for task in self._sends:
            task.cancel()
        if self._reports:
            await asyncio.wait(self._reports, timeout=within_seconds * 0.4)

    def _prepare(self) -> None:
        for gate in self._gates.values():
            gate.prepare()

    async def _turn(self) -> Sequence[Delivery]:
        with contextlib.suppress(TimeoutError):  # nothing came; look all the same
            await within(self._clock, _IDLE, self._outbox.wait())
        try:
            room = _MOST_LEASED - len(self._leases)
            leased = await self._outbox.lease(now=self._clock.now(), limit=room) if room > 0 else ()
        except StoreError as error:
            log.warning("outbox.failed", error=self._mask(str(error)))
            await self._clock.sleep(1.0)
            return ()
        for delivery in leased:
            self._begin(delivery)
        return leased

    def _begin(self, delivery: Delivery) -> None:
        page_id = delivery.page.page_id
        if page_id in self._leases or page_id in self._unreported:
            # Leased twice while the store could not take our report: sending it again would be a repeat of our making.
            log.warning("lease.doubled", page_id=page_id)
            return
        lease = _Lease(delivery)
        self._leases[page_id] = lease
        task = asyncio.create_task(self._send(lease), name=f"send-{page_id}")
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)

    async def _send(self, lease: _Lease) -> None:
        try:
            receipt = await self._through(lease)
        except Exception as error:  # noqa: BLE001 - the edge loop: one bad page must not stop the others
            receipt = self._poisoned(lease, error)
        self._settle(lease, receipt)

    async def _through(self, lease: _Lease) -> Receipt:
        """Bring a page through its channel's gate and send it, or say why not."""
        page = lease.delivery.page
        gate = self._gates.get(page.channel)
        if lease.delivery.damage:  # no word of it is sure: the next channel or person is better than a wrong one
            return self._failed(lease, DeliveryError(lease.delivery.damage, permanent=True))
        if gate is None:
            return self._failed(lease, DeliveryError(f"the settings know no channel {page.channel!r}", permanent=True))
        async with gate.place(page.to_address, self._clock, _PATIENCE) as wait:
            if wait > 0.0:
                return self._given_back(lease, wait)
            if page.page_id in self._withdrawn:
                return self._receipt(lease, Outcome.CANCELLED, detail="withdrawn before it was sent")
            place = None
            if isinstance(gate.route.notifier, Restating) and lease.delivery.thread is None:
                place = place_of(page)
            if place in self._beginning:  # two people read one room: the second page stands under the first
                return self._given_back(lease, BEGUN.total_seconds())
            if (why := self._refusal()) is not None:  # the last moment before the provider hears of it
                return self._given_back(lease, _REFUSED, why)
            lease.sent_at = self._clock.now()
            try:
                with self._begins(place):
                    provider_id = await self._attempt(lease, gate)
            except DeliveryError as error:
                if error.retry_after:
                    gate.pause(page.to_address, self._clock.now(), error.retry_after)
                is_everybodys = error.permanent and gate.refused(page.to_address, self._clock.now())
                return self._failed(lease, error, is_everybodys=is_everybodys)
            gate.accepted()
            self.restater.begin(gate.route.notifier, lease.delivery)
            return self._receipt(lease, Outcome.ACCEPTED, provider_id=provider_id)

    @contextlib.contextmanager
    def _begins(self, place: tuple[str, str, str] | None) -> Iterator[None]:
        if place is None:
            yield
            return
        self._beginning.add(place)
        try:
            yield
        finally:
            self._beginning.discard(place)

    async def _attempt(self, lease: _Lease, gate: Gate) -> str | None:
        """Send once, in the time that there is."""
        try:
            return await within(self._clock, self._deadline, gate.route.notifier.send(lease.delivery))
        except TimeoutError:
            raise DeliveryError(f"no answer within {self._deadline:g} s", unknown=True) from None
        except asyncio.CancelledError:
            if self._stopping:
                raise
            # Something inside a notifier was cancelled, not we: its page must not vanish from sight.
            raise DeliveryError("the notifier gave up half-way", unknown=True) from None

    def _failed(self, lease: _Lease, error: DeliveryError, *, is_everybodys: bool = False) -> Receipt:
        delivery, now = lease.delivery, self._clock.now()
        said = retry.verdict(
            error,
            page_id=delivery.page.page_id,
            attempt=delivery.attempt,
            was_unanswered=delivery.was_unanswered,
            now=now,
            is_everybodys=is_everybodys,
        )
        receipt = self._receipt(lease, said.outcome, next_at=said.next_at, detail=said.detail)
        return receipt.with_(may_have_arrived=said.may_have_arrived, is_refused=said.is_refused)

    def _poisoned(self, lease: _Lease, error: Exception) -> Receipt:
        page = lease.delivery.page
        log.error(
            "page.poisoned", page_id=page.page_id, channel=page.channel, error=type(error).__name__, exc_info=error
        )
        detail = f"the notifier broke: {type(error).__name__}: {error}"
        if lease.delivery.attempt >= retry.MAX_TRIES:
            return self._receipt(lease, Outcome.DEAD, detail=detail)
        next_at = self._clock.now() + timedelta(seconds=retry.POISON_WAIT)
        return self._receipt(lease, Outcome.RETRY, next_at=next_at, detail=detail)

    def _given_back(self, lease: _Lease, wait: float, why: str = "not its turn yet") -> Receipt:
        # The attempt did not happen: it is not counted, and sent_at stays None.
        next_at = self._clock.now() + timedelta(seconds=wait)
        return self._receipt(lease, Outcome.RETRY, next_at=next_at, detail=why)

    def _unfinished(self, lease: _Lease, now: datetime) -> Receipt:
        if lease.sent_at is None:
            return self._receipt(lease, Outcome.RETRY, next_at=now, detail="alertd stopped before it was sent")
        return self._receipt(lease, Outcome.UNKNOWN, next_at=now, detail="alertd stopped while it was under way")

    def _receipt(
        self,
        lease: _Lease,
        outcome: Outcome,
        *,
        next_at: datetime | None = None,
        provider_id: str | None = None,
        detail: str = "",
    ) -> Receipt:
        delivery = lease.delivery
        return Receipt(
            page_id=delivery.page.page_id,
            outcome=outcome,
            at=self._clock.now(),
            sent_at=lease.sent_at,
            next_at=next_at,
            attempt=delivery.attempt if lease.sent_at else delivery.attempt - 1,
            repeat=delivery.is_repeat and lease.sent_at is not None,
            provider_id=provider_id,
            detail=self._mask(detail)[:300],
        )

    def _settle(self, lease: _Lease, receipt: Receipt) -> None:
        """Report once. In a task of its own: what a provider took must be told even if the send is cancelled."""
        if self._leases.pop(receipt.page_id, None) is not lease:
            return  # settled before: the daemon is stopping
        self._withdrawn.discard(receipt.page_id)
        self._unreported[receipt.page_id] = None
        task = asyncio.create_task(self._report(lease.delivery.page, receipt), name=f"report-{receipt.page_id}")
        self._reports.add(task)
        task.add_done_callback(self._reports.discard)

    async def _report(self, page: Page, receipt: Receipt) -> None:
        wait = 0.5
        while True:
            try:
                await self._outbox.report(receipt)
            except Exception as error:  # noqa: BLE001 - a full disk must not make us forget what was sent
                # The page that waits longest speaks for all of them: so of hundreds it is one line a minute.
                log.warning(
                    "report.failed", error=type(error).__name__, page_id=next(iter(self._unreported), receipt.page_id)
                )
                wait = min(wait * 2, 5.0)  # an hour of a full disk, and its pages are settled seconds after
                await self._clock.sleep(wait)
            else:
                break
        self._unreported.pop(receipt.page_id, None)
        _tell(page, receipt)


def _tell(page: Page, receipt: Receipt) -> None:
    """Write what became of a page; of one that reached nobody, an operator must know at once whose it was."""
    say = {Outcome.DEAD: log.error, Outcome.UNKNOWN: log.warning}.get(receipt.outcome, log.info)
    if receipt.outcome is Outcome.RETRY:
        say = log.warning
        if receipt.sent_at is None:
            say = log.debug  # it only waits for its turn
        elif receipt.is_refused:
            say = log.error  # nobody is told this way until somebody puts it right
    say(
        f"page.{receipt.outcome.value}",
        page_id=receipt.page_id,
        incident=page.incident,
        to=page.to,
        channel=page.channel,
        attempt=receipt.attempt,
        repeat=receipt.repeat,
        detail=receipt.detail,
    )
