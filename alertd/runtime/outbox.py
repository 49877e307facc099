"""The outbox as the sender sees it, with the writer behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from alertd.core.wording import payload
from alertd.model.events import PageReported
from alertd.model.page import Outcome, Page, Receipt
from alertd.ports import Delivery, Entry, Leased, Thread
from alertd.runtime import threads
from alertd.runtime.clock import SystemClock
from alertd.runtime.fold import quotes_of, words_of
from alertd.runtime.group_commit import Request
from alertd.runtime.writer import Writer
from alertd.store_port import Store

LEASE = timedelta(seconds=120)  # longer than the longest deadline of a send


class WriterOutbox:
    """Leases, reports and waiting. A lease is committed before its page is returned."""

    def __init__(self, writer: Writer, store: Store, clock: SystemClock, boot: str) -> None:
        self._writer = writer
        self._store = store
        self._clock = clock
        self._boot = boot
        self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._due: datetime | None = None
        self._is_known = False
        self._leased_at: dict[str, datetime] = {}
        self._in_hand: dict[str, Page] = {}
        self.on_reported: Callable[[Page, Receipt], None] | None = None  #: told what became of each attempt

    def wake(self) -> None:
        """Say that there may be something new to send; from any thread."""
        self._is_known = False
        self._loop.call_soon_threadsafe(self._wake.set)

    async def lease(self, *, now: datetime, limit: int) -> Sequence[Delivery]:
        """See ports.Outbox."""

        def take() -> tuple[list[tuple[Leased, Thread | None]], datetime | None]:
            pages = self._store.pages
            due = pages.next_due()
            leased = []
            if due is not None and due <= now:
                leased = pages.lease(now, boot=self._boot, limit=limit, seconds=LEASE.total_seconds())
                due = pages.next_due()
            return [(one, threads.find(self._store, one.queued.page)) for one in leased], due

        self._is_known = True
        leased, self._due = await self._writer.call(take)
        for one, _ in leased:
            page = one.queued.page
            self._in_hand[page.page_id] = page
            self._leased_at[page.page_id] = now
        return [delivered(one, thread, now) for one, thread in leased]

    async def report(self, receipt: Receipt) -> None:
        """See ports.Outbox."""
        # The body said when its attempt began: the log says the same, so that a replay writes the same body again.
        sent_at = self._leased_at.pop(receipt.page_id, receipt.sent_at) if receipt.sent_at else None
        page = self._in_hand.pop(receipt.page_id, None)
        if page is not None and self.on_reported is not None:
            self.on_reported(page, receipt)
        if page is not None and page.incident and receipt.outcome is Outcome.ACCEPTED and receipt.provider_id:
            first = receipt.provider_id
            await self._writer.call(lambda: threads.remember(self._store, page, first))
        event = PageReported(at=self._clock.now(), receipt=receipt.with_(sent_at=sent_at))
        await self._writer.take(Request([Entry(event=event)]))
        self.wake()

    async def wait(self) -> None:
        """See ports.Outbox."""
        if not self._is_known:
            self._wake.clear()
            return
        patience = None
        if self._due is not None:
            patience = max(0.0, (self._due - self._clock.now()).total_seconds())
        try:
            async with asyncio.timeout(patience):
                await self._wake.wait()
        except TimeoutError:
            pass
        finally:
            self._wake.clear()


def delivered(leased: Leased, thread: Thread | None, now: datetime) -> Delivery:
    """Return a leased page as its notifier gets it. now: when its attempt begins."""
    queued = leased.queued
    if leased.damage:
        return Delivery(
            page=queued.page,
            title="",
            text="",
            link="",
            payload=b"",
            attempt=leased.attempt,
            is_repeat=leased.is_repeat,
            damage=leased.damage,
        )
    quotes = quotes_of(queued)
    worded = words_of(queued, is_repeat=leased.is_repeat)
    return Delivery(
        page=queued.page,
        title=worded.title,
        text=worded.text,
        link=queued.link,
        payload=payload(queued.page, quotes, queued.link, worded, is_repeat=leased.is_repeat, sent_at=now),
        attempt=leased.attempt,
        is_repeat=leased.is_repeat,
        thread=thread,
        was_unanswered=leased.was_unanswered,
    )
