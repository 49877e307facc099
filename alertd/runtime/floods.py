"""A flood of lines of one kind is one line a minute, with how many were left out."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

MINUTE = 60.0  # seconds
#: Kinds that are remembered: what says something else each time is no flood, and no leak. Whoever makes more of them in a minute is told again.
MOST = 4_000


class Flood:
    """Lines of one kind. now: monotonic seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        #: When each was told, and how many were left out since; the one that was told longest ago comes first. To look through all of them
        #: for it at each new one would cost a busy minute more than its lines.
        self._told: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def begins(self, what: str) -> int | None:
        """Return how many lines about something were left out since the last one, None where this one is left out too.

        >>> flood = Flood(iter([0.0, 1.0, 2.0, 61.0]).__next__)
        >>> [flood.begins("ingest") for _ in range(4)]
        [0, None, None, 2]
        """
        now = self._now()
        at, untold = self._told.get(what, (-math.inf, 0))
        if now - at < MINUTE:
            self._told[what] = at, untold + 1
            return None
        self._told[what] = now, 0
        self._told.move_to_end(what)
        if len(self._told) > MOST:
            self._told.popitem(last=False)
        return untold
