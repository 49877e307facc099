"""The gate of a channel: its limit, and its order of pages to each target."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable

from alertd.blocking.waiting import within
from alertd.notifiers.limits import Limit
from alertd.ports import Clock, Notifier

#: Sends of one channel under way at once, and as many again waiting for a place: bounds what a hanging provider holds.
_MOST_AT_ONCE = 32
_MOST_INSIDE = 64

#: A page keeps later ones to its target waiting until it has ended, but no longer than this: order must not cost the
#: next page its minute when a provider is slow (ten letters to one person over TLS) or hangs.
_LEAD = 0.4

#: Refusals of two addresses within this time, without a page taken in between, are the provider's own fault.
_REFUSES_FOR = timedelta(minutes=10)

#: Seconds after which a page comes back that found no turn: soon where things move, later where they hang.
_AGAIN_SOON = 0.25
_AGAIN = 1.0


@runtime_checkable
class Preparable(Protocol):
    """A notifier that has something to load before its first page."""

    def prepare(self) -> None:
        """Begin to load and return at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A channel's notifier and how fast it may send."""

    notifier: Notifier
    limit: Limit = field(default_factory=Limit)


class Gate:
    """Lets pages of one channel through: in order for each target, as fast as the limit allows."""

    def __init__(self, route: Route) -> None:
        self.route = route
        self._bucket = Bucket(route.limit)
        self._inside = 0
        self._places = asyncio.Semaphore(_MOST_AT_ONCE)
        self._queues: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: defaultdict[str, int] = defaultdict(int)
        self._paused: dict[str, tuple[datetime, datetime]] = {}
        self._refused: dict[str, datetime] = {}

    def prepare(self) -> None:
        """Let a notifier that is slow to load do so now (Apprise: up to 2 s), rather than in the first page."""
        if isinstance(self.route.notifier, Preparable):
            self.route.notifier.prepare()

    @asynccontextmanager
    async def place(self, target: str, clock: Clock, patience: float) -> AsyncIterator[float]:
        """Yield 0 when the page may begin now, else the seconds after which it should come back.

        Pages to one target begin in the order in which they came here, each after the one before has ended or had its
        head start. Waits up to `patience` seconds for a turn: a lease is a promise to look at acknowledgements just before sending.
        """
        if self._inside >= _MOST_INSIDE:
            yield _AGAIN
            return
        self._inside += 1
        self._waiting[target] += 1
        queue = self._queues[target]
        try:
            if not await self._got(queue, clock, patience):
                yield _AGAIN_SOON
                return
            lead = asyncio.ensure_future(clock.sleep(_LEAD))
            lead.add_done_callback(lambda _: queue.release())
            try:
                if not await self._got(self._places, clock, patience):
                    yield _AGAIN
                    return
                try:
                    yield await self._wait(target, clock, patience)
                finally:
                    self._places.release()
            finally:
                lead.cancel()
        finally:
            self._leave(target)

    @staticmethod
    async def _got(turn: asyncio.Lock | asyncio.Semaphore, clock: Clock, patience: float) -> bool:
        """Return whether the turn came in time."""
        try:
            return await within(clock, patience, turn.acquire())
        except TimeoutError:
            return False

    def refused(self, target: str, now: datetime) -> bool:
        """Note that the provider refused a page to a target for good; return whether it refuses everybody.

        A bare 403 or 404 to one address is that address's; the same to another, and to nobody a page in between, is the provider's.
        """
        self._refused = {one: at for one, at in self._refused.items() if now - at < _REFUSES_FOR}
        self._refused[target] = now
        return len(self._refused) > 1

    def accepted(self) -> None:
        """The provider took a page: what it refuses is not everybody's."""
        self._refused.clear()

    def pause(self, target: str, now: datetime, seconds: float) -> None:
        """Send nothing more to this target for a while: its provider asked for it."""
        self._paused[target] = now, now + timedelta(seconds=min(seconds, 3600.0))

    async def _wait(self, target: str, clock: Clock, patience: float) -> float:
        now = clock.now()
        since, until = self._paused.get(target, (now, now))
        if since <= now < until:  # a clock that was set back must not make an hour of seven seconds
            return (until - now) / timedelta(seconds=1)
        self._paused.pop(target, None)
        wait = self._bucket.take(now)
        if wait > patience:
            return wait
        if wait > 0.0:
            await clock.sleep(wait)
            return max(0.0, self._bucket.take(clock.now()))
        return 0.0

    def _leave(self, target: str) -> None:
        self._inside -= 1
        self._waiting[target] -= 1
        if not self._waiting[target]:
            # Addresses come and go; a daemon that runs for a year must not keep each of them.
            del self._waiting[target]
            self._queues.pop(target, None)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Bucket:
    """Holds up to `burst` tokens and gains one every `every` seconds. Time is an argument.

    >>> bucket = Bucket(Limit(burst=1, every=2.0))
    >>> bucket.take(_EPOCH), bucket.take(_EPOCH), bucket.take(_EPOCH + timedelta(seconds=2))
    (0.0, 2.0, 0.0)
    """

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._tokens = float(limit.burst)
        self._filled_at: float | None = None
        self._promised = 0.0

    def take(self, now: datetime) -> float:
        """Take a token and return 0, or return after how many seconds to ask again.

        Those who are refused are told one after the other, so that a crowd does not come back at once.
        """
        at = (now - _EPOCH) / timedelta(seconds=1)
        # A wall clock that was set back must not empty or freeze the bucket: that span counts as nothing.
        passed = max(0.0, at - self._filled_at) if self._filled_at is not None else 0.0
        self._filled_at = at
        self._tokens = min(float(self._limit.burst), self._tokens + passed / self._limit.every)
        # A token that is 0.999999 full for reasons of arithmetic is full.
        if self._tokens >= 1.0 - 1e-6:
            self._tokens = max(0.0, self._tokens - 1.0)
            return 0.0
        free_at = at + (1.0 - self._tokens) * self._limit.every
        if self._promised > at + 3600.0:
            self._promised = 0.0  # promised before the clock was set back
        self._promised = max(free_at, self._promised + self._limit.every)
        return self._promised - at
