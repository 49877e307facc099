"""`alertd`, except that it waits for a store that somebody else has locked until it is free, and calls an engine stalled after two seconds."""

import sqlite3
from typing import Any

from alertd.app import running
from alertd.cli import main

_connect = sqlite3.connect


def connect(*words: Any, **more: Any) -> sqlite3.Connection:
    """Open a database with more patience."""
    opened: sqlite3.Connection = _connect(*words, **{**more, "timeout": 600.0})
    return opened


sqlite3.connect = connect  # type: ignore[assignment]
running.STALL = 2.0
main()
