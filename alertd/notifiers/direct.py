"""The direct route to the operators: for when the store or the outbox is what has failed."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TextIO

from alertd.errors import ConfigurationError, DeliveryError
from alertd.model.page import Page, PageKind
from alertd.model.rule import Severity
from alertd.notifiers import addresses
from alertd.notifiers.apprise.notifier import AppriseNotifier
from alertd.notifiers.visible import visible
from alertd.ports import Delivery, Notifier

_EVERY = timedelta(hours=1)

#: A message that did not get out may be tried again sooner.
_AFTER_FAILURE = timedelta(minutes=5)


class Direct:
    """Tells operators without a store, an outbox or an event loop: each message in a thread that nobody joins.

    url: one Apprise URL, None writes to standard error, where the journal keeps it. Each topic is told once an hour.
    mask: hides secrets. Raises ConfigurationError for a URL that cannot work.
    """

    def __init__(
        self,
        url: str | None,
        *,
        mask: Callable[[str], str] = str,
        stream: TextIO | None = None,
        deadline: float = 10.0,
    ) -> None:
        self._notifier: Notifier | None = None
        if url:
            if addresses.PLACE in url:
                raise ConfigurationError("ops: direct: this URL is used as it is; write the address in place of {to}")
            self._notifier = AppriseNotifier("ops.direct", url, deadline=deadline)
        self._mask = mask
        self._stream = stream
        self._lock = threading.Lock()
        self._quiet_until: dict[str, datetime] = {}
        self._threads: list[threading.Thread] = []

    def tell(self, topic: str, text: str, *, now: datetime) -> bool:
        """Begin to tell the operators; return False if this topic has been told within the hour.

        Returns at once, from any thread. topic: a short stable name ("store.full"). What cannot be sent is written
        to standard error.
        """
        with self._lock:
            # What lies further ahead than an hour was noted by a clock that was wrong.
            if now < self._quiet_until.get(topic, now) <= now + _EVERY:
                return False
            self._quiet_until[topic] = now + _EVERY
        said = self._mask(text)
        if self._notifier is None:
            self._write(topic, said)
            return True
        delivery = _delivery(topic, said, now)
        thread = threading.Thread(target=self._send, args=(topic, delivery, now), name="ops-direct", daemon=True)
        thread.start()
        self._threads = [*(one for one in self._threads if one.is_alive()), thread]
        return True

    def wait(self, seconds: float) -> None:
        """Wait for what is being told, so long at most: a process that ends takes its threads with it."""
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _send(self, topic: str, delivery: Delivery, now: datetime) -> None:
        assert self._notifier is not None
        try:
            # A loop of its own: the daemon's may be what hangs.
            asyncio.run(_once(self._notifier, delivery))
        except Exception as error:  # noqa: BLE001 - the last route; it must end in words, whatever happens
            why = str(error) if isinstance(error, DeliveryError) else type(error).__name__
            with self._lock:
                self._quiet_until[topic] = now + _AFTER_FAILURE
            self._write(topic, f"{delivery.text} (ops could not be told: {self._mask(why)})")

    def _write(self, topic: str, text: str) -> None:
        stream = self._stream or sys.stderr
        line = visible(text).replace("\n", " ")
        try:
            stream.write(f"alertd: {topic}: {line}\n")
            stream.flush()
        except (OSError, ValueError):
            return  # nobody reads us any more, and this was the last way


async def _once(notifier: Notifier, delivery: Delivery) -> None:
    await notifier.send(delivery)


def _delivery(topic: str, text: str, now: datetime) -> Delivery:
    page_id = f"ops-{topic}-{now:%Y%m%dT%H%M%SZ}"
    page = Page(
        page_id=page_id,
        kind=PageKind.OPS,
        at=now,
        watch="",
        severity=Severity.URGENT,
        to="ops",
        channel="ops.direct",
        to_address="",
    )
    return Delivery(page=page, title=f"alertd: {topic}", text=f"{text}\n[{page_id}]", link="", payload=b"{}")
