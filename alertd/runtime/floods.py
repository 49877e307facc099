"""A flood of lines of one kind is one line a minute, with how many were left out."""

from __future__ import annotations

import time
from collections.abc import Callable

MINUTE = 60.0  # seconds
MOST = 1_000  # kinds that are remembered: what says something else each time is no flood, and no leak


class Flood:
    """Lines of one kind. now: monotonic seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._told_at: dict[str, float] = {}
        self._untold: dict[str, int] = {}

    def begins(self, what: str) -> int | None:
        """Return how many lines about something were left out since the last one, None where this one is left out too.

        >>> flood = Flood(iter([0.0, 1.0, 2.0, 61.0]).__next__)
        >>> [flood.begins("ingest") for _ in range(4)]
        [0, None, None, 2]
        """
        now = self._now()
        if now - self._told_at.get(what, -MINUTE) < MINUTE:
            self._untold[what] = self._untold.get(what, 0) + 1
            return None
        if len(self._told_at) >= MOST:
            self._told_at = {one: at for one, at in self._told_at.items() if now - at < MINUTE}
            self._untold = {one: count for one, count in self._untold.items() if one in self._told_at or one == what}
        self._told_at[what] = now
        return self._untold.pop(what, 0)
