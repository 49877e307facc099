"""Repeats: a warning that says the same again within a minute is counted and not written. A full disk lasts for hours, and its lines would fill another one.

The next line of its kind says how many were left out (`untold`). What differs in anything but its instant is another line: of pages that
reached nobody each is told, and of one error with the same words each place that raised it.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
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
        said, raised = record.msg, record.exc_info
        fields: object = said
        if isinstance(said, dict):
            fields = {key: value for key, value in said.items() if key not in _OF_THE_LINE}
            raised = said.get("exc_info")
        with self._lock:
            untold = self._flood.begins(f"{record.name} {fields} {record.args} {_raised_at(raised)}")
        if untold and isinstance(said, dict):
            record.msg = {**said, "untold": untold}
        return untold is not None


def _raised_at(raised: object) -> str:
    """Return where an error was raised, "" where nobody knows. raised: an error, or what `sys.exc_info` says of it.

    Its frames are other objects each time; the line it comes from is the same.
    """
    error = raised[1] if isinstance(raised, tuple) else raised
    if not isinstance(error, BaseException):
        return ""
    frames = [*traceback.walk_tb(error.__traceback__)]
    return f"{frames[-1][0].f_code.co_filename}:{frames[-1][1]}" if frames else ""
