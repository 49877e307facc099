"""Losses: what of a damaged store can still be read, said before anybody decides what to put in its place.

Nothing is repaired and nothing is written. The log is read in its order; where it cannot be read the next place is looked for
further on, in steps that grow, so that a hole costs a few looks however large it is.
"""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

SECONDS = 5.0  #: that may be spent on it: the daemon is about to end, and its service manager waits
_LAST = 2**62
_STEPS_PER_LOOK = 20_000  # of SQLite's machine, between two looks at the clock
_OTHERS = (("incident", "id", "incidents"), ("outbox", "page_id", "pages"))


class Span(NamedTuple):
    """Events that can be read, both ends included. first, last: numbers in the log. ends_at: the instant of the last one."""

    first: int
    last: int
    ends_at: float


def readable(path: Path, *, seconds: float = SECONDS) -> str:
    """Return in one sentence what can be read of a damaged store.

    seconds: looked for at the most; what was not reached by then is not claimed to be lost.
    """
    end = time.monotonic() + seconds
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?{_mode(path)}", uri=True, isolation_level=None)
    except sqlite3.Error:
        return "nothing of it can be read"
    try:
        connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS_PER_LOOK)
        spans, is_whole = _events(connection, end)
        parts = [_said(spans, is_whole=is_whole)]
        parts += [_counted(connection, table, key, name) for table, key, name in _OTHERS]
    finally:
        connection.close()
    said = "; ".join(part for part in parts if part)
    return f"of what it held can be read: {said}" if said else "nothing of it can be read"


def _mode(path: Path) -> str:
    """Return how to open it. Without a log beside it nothing else need be read, and then SQLite makes no file of its own."""
    beside = path.with_name(f"{path.name}-wal")
    return "mode=ro" if beside.exists() and beside.stat().st_size else "mode=ro&immutable=1"


def _events(connection: sqlite3.Connection, end: float) -> tuple[list[Span], bool]:
    """Return the spans of the log that can be read, and whether they are known to be all there is."""
    spans: list[Span] = []
    after, step = 0, 1
    while after < _LAST and time.monotonic() <= end:
        begins = None
        try:
            for seq, at, _ in connection.execute(
                "SELECT seq, at, body FROM event WHERE seq > ? ORDER BY seq", (after,)
            ):
                if begins is None:
                    begins, step = seq, 1
                after = seq
                ends_at = at
        except sqlite3.Error:
            if begins is not None:
                spans.append(Span(begins, after, ends_at))
            after, step = after + step, 2 * step
            continue
        if begins is not None:
            spans.append(Span(begins, after, ends_at))
        return spans, True
    return spans, False


def _said(spans: list[Span], *, is_whole: bool) -> str:
    if not spans:
        return ""
    shown = [f"{one.first:,} to {one.last:,} (until {_instant(one.ends_at)})" for one in spans[:3]]
    more = [] if len(spans) <= 3 else [f"{len(spans) - 3} more stretches"]
    return f"events {', '.join(shown + more)}{'' if is_whole else ', perhaps more'}"


def _instant(at: float) -> str:
    try:
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
    except (OverflowError, ValueError, OSError, TypeError):
        return "an unknown time"  # the row can be read and holds nonsense


def _counted(connection: sqlite3.Connection, table: str, key: str, name: str) -> str:
    count = 0
    try:
        for _ in connection.execute(f"SELECT {key}, body FROM {table}"):  # noqa: S608 - names of ours
            count += 1
    except sqlite3.Error:
        return f"{count:,} {name}, not all" if count else ""
    return f"all {count:,} {name}"
