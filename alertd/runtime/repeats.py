"""Repeats: a warning that says the same again within a minute is counted and not written. A full disk lasts for hours, and its lines would fill another one.

The next line of its kind says how many were left out (`untold`). What differs in anything but its instant is another line: of pages that
reached nobody each is told.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from alertd.runtime.floods import Flood

_OF_THE_LINE = frozenset(("at", "exc_info", "stack_info"))  # what differs in every line that says the same


class Repeats(logging.Filter):
    """Lets a line pass to its handler, or counts it. Any thread may write. now: monotonic seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._flood = Flood(now)
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the line is written; add to it how many were not."""
        if record.levelno < logging.WARNING:
            return True
        said = record.msg
        fields = (
            {key: value for key, value in said.items() if key not in _OF_THE_LINE} if isinstance(said, dict) else said
        )
        with self._lock:
            untold = self._flood.begins(f"{record.name} {fields} {record.args}")
        if untold and isinstance(said, dict):
            record.msg = {**said, "untold": untold}
        return untold is not None
