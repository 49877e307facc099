"""Restating: the first message of an incident says how it stands now. Tried again like a page, told when it fails, never a page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

import structlog

from alertd.blocking.waiting import within
from alertd.errors import DeliveryError
from alertd.model.page import Page
from alertd.ports import Clock, Delivery

log = structlog.get_logger("alertd.outbox")

#: Seconds before each further try. What comes later in the thread rewrites the message anyway.
WAITS = (2.0, 10.0, 60.0, 300.0)
#: First messages of which it is remembered as of when they show how things stand; the oldest is forgotten first.
_MOST = 1_000


@runtime_checkable
class Restating(Protocol):
    """A notifier whose first message of an incident can be rewritten."""

    async def restate(self, delivery: Delivery) -> None:
        """Let the first message of the delivery's thread say how it stands now. Raises DeliveryError."""


class Restater:
    """Rewrites first messages beside the sending, the newest word for each only.

    failed: how many were given up. on_failed: is told of each, in a sentence.
    """

    def __init__(self, clock: Clock, *, deadline: float, mask: Callable[[str], str]) -> None:
        self._clock = clock
        self._deadline = deadline
        self._mask = mask
        self._newest: dict[str, Delivery] = {}
        self._turns: dict[str, asyncio.Lock] = {}
        self._as_of: dict[str, datetime] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.failed = 0
        self.on_failed: Callable[[Page, str], None] | None = None

    def begin(self, notifier: object, delivery: Delivery) -> None:
        """A page has arrived in a thread: rewrite the message above it, if its notifier can.

        Trap: one that was held, or tried again, arrives after what was decided later, and says who had it before that.
        """
        if delivery.thread is None or not isinstance(notifier, Restating):
            return
        place, made_at = f"{delivery.page.channel} {delivery.thread.provider_id}", delivery.page.at
        if made_at < self._as_of.get(place, made_at):
            return
        self._as_of.pop(place, None)
        self._as_of[place] = made_at
        if len(self._as_of) > _MOST:
            del self._as_of[next(iter(self._as_of))]
        self._newest[place] = delivery
        task = asyncio.create_task(self._restate(notifier, place, delivery), name=f"restate-{delivery.page.page_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def stop(self) -> None:
        """Try no more: the page itself has arrived."""
        for task in self._tasks:
            task.cancel()

    async def _restate(self, notifier: Restating, place: str, delivery: Delivery) -> None:
        turn = self._turns.setdefault(place, asyncio.Lock())
        said: str | None = ""
        for wait in (0.0, *WAITS):
            if wait:
                await self._clock.sleep(wait)
            async with turn:  # two at once could arrive in the other order
                if self._newest.get(place) is not delivery:
                    return  # a later word is on its way, and this one would hide it
                said, is_final = await self._try(notifier, delivery)
                if said is None or is_final:
                    break
            log.warning("thread.stale", page_id=delivery.page.page_id, channel=delivery.page.channel, detail=said)
        if self._newest.get(place) is delivery:  # not a later one that came meanwhile
            del self._newest[place], self._turns[place]
            if said is not None:
                self._give_up(delivery.page, said)

    async def _try(self, notifier: Restating, delivery: Delivery) -> tuple[str | None, bool]:
        """Return what went wrong (None: nothing), and whether no further try can mend it."""
        try:
            await within(self._clock, self._deadline, notifier.restate(delivery))
        except TimeoutError:
            return f"no answer within {self._deadline:g} s", False
        except DeliveryError as error:
            return self._mask(str(error)), error.permanent
        except Exception as error:  # noqa: BLE001 - the edge loop: a notifier that breaks must not stop the others
            return f"the notifier broke: {type(error).__name__}", True
        return None, False

    def _give_up(self, page: Page, said: str) -> None:
        self.failed += 1
        log.error("thread.given_up", page_id=page.page_id, channel=page.channel, detail=said)
        if self.on_failed is not None:
            text = f"the first message about {page.watch} on {page.channel} does not show how it stands: {said}"
            self.on_failed(page, text)


#: Seconds after which a page comes back whose thread is just being begun by another one.
BEGUN = timedelta(seconds=0.5)


def place_of(page: Page) -> tuple[str, str, str] | None:
    """Return where a thread of an incident stands, None for a page of none."""
    return None if page.incident is None else (page.incident, page.channel, page.to_address)
