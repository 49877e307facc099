"""Rewind: a fold that goes on after an event that the engine cannot fold, as the daemon does.

The daemon rolls its transaction back, restores the engine from its checkpoint and keeps the event aside. Here there is no
transaction: the engine is made again from a snapshot and the events since then, so nothing of the bad event is in it.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from alertd.core.engine import Engine
from alertd.model.commands import Command
from alertd.model.events import Event, Ticked
from alertd.ports import Appended, Entry
from alertd.runtime.ack_links import Keys
from alertd.runtime.fold import Fold
from alertd.runtime.group_commit import MACHINE, TICK_PAUSE, UNFOLDED
from alertd.store.memory import MemoryStore

EVERY = 20_000  # events between two snapshots
_SHARE = 20.0  # a snapshot that took more than a twentieth of the time since the last one comes half as often


class Unfolded(Exception):  # noqa: N818 - a message to who reads the events
    """The engine could not fold an event, and stands as it did before."""

    def __init__(self, event: Event, error: Exception) -> None:
        super().__init__(f"{UNFOLDED} ({type(error).__name__}: {error})")
        self.event = event


class RewindFold(Fold):
    """A fold over a store in memory. What it finishes with does not depend on when snapshots were taken."""

    def __init__(self, store: MemoryStore, engine: Engine, *, link_key: bytes | Keys) -> None:
        super().__init__(store, engine, link_key=link_key)
        self.unfolded: list[Unfolded] = []
        self._memory = store
        self._every = EVERY
        self._snapshot = b""
        self._since: list[Event] = []
        self._began = time.perf_counter()
        self._ticks_after: datetime | None = None

    def take(self, entry: Entry, at: datetime) -> tuple[Appended, tuple[Command, ...]]:
        """Append one entry and fold it; one that cannot be folded is kept aside."""
        counters = dict(self._memory.counted)
        try:
            return super().take(entry, at)
        except Unfolded as unfolded:
            self._memory.counted = counters
            self._memory.poison(entry, at, UNFOLDED)
            self._memory.count("poisoned")
            self.unfolded.append(unfolded)
            return Appended.POISONED, ()

    def fold(self, seq: int, event: Event, *, posts_until: int | None = None) -> tuple[Command, ...]:
        """Fold an event that is in the log. Raises Unfolded; nothing has happened then."""
        try:
            commands = super().fold(seq, event, posts_until=posts_until)
        except MACHINE:
            raise
        except Exception as error:
            self._back()
            raise Unfolded(event, error) from error
        self._since.append(event)
        if len(self._since) >= self._every:
            self._keep()
        return commands

    def tick_until(self, at: datetime) -> None:
        """Fire every deadline up to an instant; after one that cannot be folded ticks pause, as in the daemon."""
        while (deadline := self.engine.next_deadline()) is not None:
            due = deadline if self._ticks_after is None else max(deadline, self._ticks_after)
            if due > at:
                return
            if self.take(Entry(event=Ticked(at=due)), due)[0] is Appended.POISONED:
                self._ticks_after = due + timedelta(seconds=TICK_PAUSE)

    def _keep(self) -> None:
        began = time.perf_counter()
        self._snapshot = self.engine.snapshot()
        self._since = []
        ended = time.perf_counter()
        if _SHARE * (ended - began) > began - self._began:
            self._every *= 2
        self._began = ended

    def _back(self) -> None:
        self.engine = Engine.restore(self._snapshot) if self._snapshot else Engine()
        for event in self._since:
            self.engine.handle(event)
        self._keep()  # the next one of its kind then costs no long way back
