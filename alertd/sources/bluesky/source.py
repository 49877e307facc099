"""The Bluesky source: the firehose, and the authors of what was kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.ports import Batch, Clock
from alertd.sources.bluesky import counts
from alertd.sources.bluesky.authors import AT_ONCE, Authors
from alertd.sources.bluesky.counts import counted
from alertd.sources.bluesky.jetstream import Jetstream, Kept
from alertd.sources.bluesky.options import BlueskyOptions
from alertd.sources.funnel import Funnel, Haul
from alertd.sources.poll import steady
from alertd.sources.prefilter import contains
from alertd.sources.relook import Relooks, Waiting, look_again
from alertd.sources.wire import open_session


class Bluesky:
    """Posts of all of Bluesky that match a watch."""

    kind = "bluesky"

    def __init__(
        self,
        options: BlueskyOptions,
        *,
        name: str,
        watches: tuple[Watch, ...],
        clock: Clock,
        wanted: Callable[[str], bool] | None = None,
        growing: Callable[[], bool] = lambda: False,
        waiting: Waiting = (),
    ) -> None:
        """Take what to read. wanted: whether a text is about any watch; no other post leaves the source. growing, waiting: see relook.py."""
        options.streams()
        options.api()
        self.name = name
        self._options = options
        self._watches = watches
        self._clock = clock
        self._wanted = wanted or contains(watches)
        self._growing, self._waiting = growing, waiting

    async def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Yield matching posts, their reposts and deletions from `cursor` on; from now if there is none."""
        funnel = Funnel(self._clock, cursor)
        session = open_session(*self._options.written())
        queue: Kept = asyncio.Queue(maxsize=2_000)
        stream = Jetstream(
            session,
            self._clock,
            funnel,
            streams=self._options.streams(),
            wanted=self._wanted,
            reposts=self._options.reposts,
            queue=queue,
        )
        authors = Authors(session, self._clock, self._options.api()) if self._options.authors else None
        own = [handle.lstrip("@").casefold() for handle in _own(self._watches)]
        handles = [handle for handle in own if not handle.startswith("id:")]
        ids = frozenset(handle.removeprefix("id:") for handle in own if handle.startswith("id:"))

        async def read() -> None:
            if authors is not None and handles:
                await authors.learn(handles)
                profiles = [authors.profile(handle) for handle in handles]
                stream.own = frozenset(profile.did for profile in profiles if profile) | ids
            else:
                stream.own = ids
            await stream.run()

        relooks = Relooks(self._clock, needed=self._growing)
        relooks.resume(self._waiting)
        self._waiting = ()

        async def again() -> None:
            ask = partial(counted, session, self._clock, self._options.api())
            await look_again(relooks, funnel, self._clock, ask, every=counts.EVERY, at_once=counts.AT_ONCE)

        parts: dict[str, Any] = {
            "bluesky stream": read,
            "bluesky authors": lambda: _sign(queue, funnel, authors, relooks),
            "bluesky counts": steady(funnel, self._clock, "counts", again),
        }
        batches = funnel.batches(parts)
        try:
            async for batch in batches:
                yield batch
        finally:
            await batches.aclose()
            await session.close()


def _own(watches: tuple[Watch, ...]) -> list[str]:
    tables = (table for watch in watches for table in (watch.handles, watch.auto_handles))
    return [handle for table in tables for handle in table.get("bluesky", ())]


async def _sign(queue: Kept, funnel: Funnel, authors: Authors | None, relooks: Relooks) -> None:
    """Hand on what was kept, in order, with its authors; takes as many at once as one look-up can."""
    while True:
        kept = [await queue.get()]
        while len(kept) < AT_ONCE and not queue.empty():
            kept.append(queue.get_nowait())
        if authors is not None:
            await authors.learn([record.author for record, _ in kept if isinstance(record, Post)])
        records = tuple(
            authors.signed(record) if authors is not None and isinstance(record, Post) else record
            for record, _ in kept
            if record is not None
        )
        await funnel.put(Haul(records=records, marks={"time_us": kept[-1][1]}))
        for record in records:
            if isinstance(record, Post):
                relooks.note(record.id, record)
