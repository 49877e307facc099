"""The first message of an incident shows how it stands: tried again, told when it fails, and never a second root."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from alertd.errors import DeliveryError
from alertd.model.page import Outcome, Page
from alertd.ports import Delivery, Thread
from tests.unit.runtime.outbox_fakes import MemoryOutbox, Obedient, TurnedClock, delivery, sender, settled

pytestmark = pytest.mark.asyncio
THREAD = Thread(provider_id="C1:1", title="t", text="t")


class Threads(Obedient):
    """A provider with threads; `faults` are what it answers to the next rewritings."""

    def __init__(self, clock: TurnedClock, *answers: Exception | str | float | None) -> None:
        super().__init__(clock, *answers)
        self.faults: list[Exception] = []
        self.shown: list[str] = []
        self.takes: list[float] = []
        self.tries = 0
        self._clock = clock

    async def restate(self, delivery: Delivery) -> None:
        """Do as told."""
        self.tries += 1
        if self.takes:
            await self._clock.sleep(self.takes.pop(0))
        if self.faults:
            raise self.faults.pop(0)
        self.shown.append(delivery.page.page_id)


def under(page_id: str) -> Delivery:
    """Return a page that stands in a thread."""
    made = delivery(page_id)
    return made.with_(page=made.page.with_(incident="i1"), thread=THREAD)


class Room:
    """A sender with one channel that has threads, and what operators were told."""

    def __init__(self, *answers: Exception | str | float | None) -> None:
        self.clock = TurnedClock()
        self.outbox = MemoryOutbox(self.clock)
        self.threads = Threads(self.clock, *answers)
        self.told: list[str] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Room]:
        """Run it."""
        self.sender = sender(self.clock, self.outbox, slack=self.threads)
        self.sender.restater.on_failed = self._tell
        task = asyncio.create_task(self.sender.run())
        await settled()
        yield self
        await self.sender.stop(within_seconds=0.01)
        await asyncio.gather(task, return_exceptions=True)

    def _tell(self, _: Page, text: str) -> None:
        self.told.append(text)


async def test_it_is_rewritten_once_the_page_has_arrived() -> None:
    """And a page without a thread rewrites nothing."""
    async with Room().open() as room:
        room.outbox.add(under("p1"), delivery("p2"))
        await room.clock.advance(1.0)

        assert room.threads.shown == ["p1"]


async def test_a_rewriting_that_fails_is_tried_again_and_repeats_no_page() -> None:
    """Two bad answers: it shows the state twelve seconds later; the page was sent once."""
    async with Room().open() as room:
        room.threads.faults = [DeliveryError("ratelimited"), DeliveryError("500")]
        room.outbox.add(under("p1"))
        await room.clock.advance(1.0)
        assert room.threads.shown == []
        await room.clock.advance(12.0)

        assert room.threads.shown == ["p1"]
        assert room.outbox.outcomes() == [Outcome.ACCEPTED]
        assert (room.sender.restater.failed, room.told) == (0, [])


async def test_one_that_fails_for_good_is_told_once() -> None:
    """Five tries in some six minutes; then operators hear which message is stale, and a metric counts it."""
    async with Room().open() as room:
        room.threads.faults = [DeliveryError("500")] * 9
        room.outbox.add(under("p1"))
        await room.clock.advance(400.0)

        assert room.threads.tries == 5
        assert room.sender.restater.failed == 1
        assert room.told == ["the first message about acme on slack does not show how it stands: 500"]


async def test_a_message_that_is_gone_is_not_tried_again() -> None:
    """Somebody deleted it: no try brings it back."""
    async with Room().open() as room:
        room.threads.faults = [DeliveryError("message_not_found", permanent=True)] * 2
        room.outbox.add(under("p1"))
        await room.clock.advance(400.0)

        assert room.threads.tries == 1
        assert room.sender.restater.failed == 1


async def test_a_later_word_is_never_hidden_by_an_earlier_one() -> None:
    """The try of the first comes when the second has shown: it must not write the old state over it."""
    async with Room().open() as room:
        room.threads.faults = [DeliveryError("500")]
        room.outbox.add(under("p1"))
        await room.clock.advance(1.0)
        room.outbox.add(under("p2"))
        await room.clock.advance(400.0)

        assert room.threads.shown == ["p2"]


async def test_a_page_that_arrives_late_does_not_tell_who_had_it_before() -> None:
    """The page was tried again, and what was decided after it has shown meanwhile: the room reads who has it now."""
    async with Room(DeliveryError("500")).open() as room:
        first = under("p1")
        room.outbox.add(first)
        await room.clock.advance(0.2)
        later = under("p2")
        room.outbox.add(later.with_(page=later.page.with_(at=first.page.at + timedelta(seconds=0.2))))
        await room.clock.advance(400.0)

        assert room.outbox.outcomes("p1")[-1] is Outcome.ACCEPTED
        assert room.threads.shown == ["p2"]


async def test_a_slow_rewriting_neither_hides_nor_drops_a_later_one() -> None:
    """The first is still under way when the second comes: the second waits its turn, and is the last that shows."""
    async with Room().open() as room:
        room.threads.takes = [5.0]
        room.outbox.add(under("p1"))
        await room.clock.advance(1.0)
        room.outbox.add(under("p2"))
        await room.clock.advance(400.0)

        assert room.threads.shown == ["p1", "p2"]
        assert room.sender.restater.failed == 0


async def test_a_later_one_that_fails_first_is_tried_again_though_the_earlier_succeeded() -> None:
    """What the earlier one shows is old: that it went well must not end the tries of the newest."""
    async with Room().open() as room:
        room.threads.takes = [5.0]
        room.outbox.add(under("p1"))
        await room.clock.advance(1.0)
        room.outbox.add(under("p2"))
        await room.clock.advance(3.0)
        room.threads.faults = [DeliveryError("500"), DeliveryError("500")]
        await room.clock.advance(400.0)

        assert room.threads.shown == ["p2"]


async def test_a_notifier_that_breaks_stops_nobody() -> None:
    """A fault of the plug-in is one of the rewriting, not of the page nor of the next."""
    async with Room().open() as room:
        room.threads.faults = [RuntimeError("broken")]
        room.outbox.add(under("p1"))
        await room.clock.advance(1.0)
        room.outbox.add(under("p2"))
        await room.clock.advance(1.0)

        assert room.threads.shown == ["p2"]
        assert room.sender.restater.failed == 1


async def test_two_people_in_one_room_have_one_first_message() -> None:
    """Both pages are due at once: the second comes back when the first is there, and so finds its thread."""
    async with Room(1.0).open() as room:
        first, second = (one.with_(page=one.page.with_(incident="i1")) for one in (delivery("p1"), delivery("p2")))
        room.outbox.add(first, second)
        await room.clock.advance(0.9)
        assert [page_id for page_id, _, _ in room.threads.began] == ["p1"]
        await room.clock.advance(2.0)

        assert [page_id for page_id, _, _ in room.threads.began] == ["p1", "p2"]
        assert room.outbox.outcomes("p2") == [Outcome.RETRY] * (len(room.outbox.outcomes("p2")) - 1) + [
            Outcome.ACCEPTED
        ]
        assert all(one.sent_at is None for one in room.outbox.receipts if one.outcome is Outcome.RETRY)


async def test_another_incident_or_room_waits_for_nobody() -> None:
    """Only one thread is begun at a time at one place."""
    async with Room(5.0, None, None).open() as room:
        pages = [delivery("p1"), delivery("p2", address="#other"), delivery("p3", address="#third")]
        incidents = ("i1", "i1", "i2")
        room.outbox.add(
            *(one.with_(page=one.page.with_(incident=name)) for one, name in zip(pages, incidents, strict=True))
        )
        await room.clock.advance(1.0)

        assert {page_id for page_id, _, _ in room.threads.began} == {"p1", "p2", "p3"}


async def test_when_the_first_fails_the_next_begins_the_thread() -> None:
    """A page does not wait for one that has not arrived."""
    async with Room(DeliveryError("500")).open() as room:
        first, second = (one.with_(page=one.page.with_(incident="i1")) for one in (delivery("p1"), delivery("p2")))
        room.outbox.add(first, second)
        await room.clock.advance(2.0)

        assert room.outbox.outcomes("p2")[-1] is Outcome.ACCEPTED
