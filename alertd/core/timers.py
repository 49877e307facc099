"""Deadlines the engine asked for. They are state: a tick in the log fires them, in order, once."""

from __future__ import annotations

import heapq
from typing import Any

Key = tuple[str, ...]


class Timers:
    """At most one deadline a key. Instants are epoch seconds."""

    def __init__(self) -> None:
        self._at: dict[Key, float] = {}
        self._heap: list[tuple[float, Key]] = []

    def ask(self, key: Key, at: float | None) -> None:
        """Set, move or (None) drop the deadline of a key."""
        if at is None:
            self._at.pop(key, None)
            return
        # Ticks carry instants of whole microseconds: a deadline between two of them would never seem to have come.
        at = round(at, 6)
        if self._at.get(key) != at:
            self._at[key] = at
            heapq.heappush(self._heap, (at, key))

    def sooner(self, key: Key, at: float) -> None:
        """Ask for `at`, unless this key has an earlier deadline."""
        now = self._at.get(key)
        if now is None or at < now:
            self.ask(key, at)

    def asked(self, key: Key) -> float | None:
        """Return the deadline of a key."""
        return self._at.get(key)

    def keys(self) -> list[Key]:
        """Return what has a deadline, in an order that a restart keeps."""
        return sorted(self._at)

    def next(self) -> float | None:
        """Return the earliest deadline."""
        heap = self._heap
        while heap and self._at.get(heap[0][1]) != heap[0][0]:
            heapq.heappop(heap)  # moved or dropped since
        return heap[0][0] if heap else None

    def due(self, now: float) -> tuple[float, Key] | None:
        """Take the earliest (deadline, key) that has come; ties go by key, so that runs agree."""
        at = self.next()
        if at is None or at > now:
            return None
        found = heapq.heappop(self._heap)
        del self._at[found[1]]
        return found

    def to_state(self) -> list[Any]:
        """Return what a restart needs."""
        return sorted([at, list(key)] for key, at in self._at.items())

    def restore(self, state: list[Any]) -> None:
        """Take what `to_state` gave."""
        self._at, self._heap = {}, []
        for at, key in state:
            self.ask(tuple(key), at)
