"""A thousand brands, one of which everybody writes about, over a writer that folds at once and notes whose turn it was."""

from __future__ import annotations

import asyncio

from alertd.core.engine import Engine
from alertd.model.events import HouseLoaded
from alertd.model.house import House
from alertd.model.watch import Watch
from alertd.ports import Entry
from alertd.runtime.fold import Fold
from alertd.runtime.group_commit import Group, Request
from alertd.store.memory import MemoryStore
from tests.unit.runtime.made import LINK_KEY, NOON, house


def thousand_brands() -> House:
    """Return a house in which a loud post about any of them pages."""
    return house().with_(watches=tuple([Watch(name=f"brand{n}", terms=(f"brand{n}",)) for n in range(1000)]))


class Writing:
    """A writer that folds at once, and notes of whom each request was.

    is_busy: is set once so many requests have come that the hot brand keeps it busy. fault: raised in place of the next answer but `spared`.
    is_held: from then on each waits until `goes_on` is set, so that it is sure who came while it was busy.
    """

    def __init__(self, *, busy_after: int, is_held: bool = False) -> None:
        self.store = MemoryStore()
        self.sources: list[str] = []
        self.is_busy = asyncio.Event()
        self.goes_on = asyncio.Event()
        if not is_held:
            self.goes_on.set()
        self.is_down = self.is_full = False
        self.fault: Exception | None = None
        self.spared = 0
        self._busy_after = busy_after
        self._fold = Fold(self.store, Engine(), link_key=LINK_KEY)

    async def begin(self, made: House) -> None:
        """Load a house."""
        await self.take(Request([Entry(event=HouseLoaded(at=NOON, house=made, is_start=True))]))

    async def take(self, request: Request) -> object:
        """Fold a request; return its answers."""
        if self.fault is not None:
            if not self.spared:
                raise self.fault
            self.spared -= 1
        if self.is_busy.is_set():
            await self.goes_on.wait()
        self.sources.append(request.source or "")
        if len(self.sources) > self._busy_after:
            self.is_busy.set()
        with self.store.transaction():
            return Group(self.store, [request], NOON).run(self._fold, has_tick=False)[0]

    def turns_before(self, source: str, since: int) -> int:
        """Return how many requests were done from one on until the first of a source."""
        return self.sources.index(source, since) - since

    def paged(self) -> set[str]:
        """Return the brands that somebody was paged about."""
        return {queued.page.watch for queued, _, _ in self.store.pages.all()}
