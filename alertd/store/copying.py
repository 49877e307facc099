"""Copies of a store: made while it is in use, checked before they take the place of another, readable by their owner alone."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from alertd.errors import StoreDamaged

#: The table of a backup that holds what belongs to a store and lies beside it (labels, calibrations); a store has none.
BESIDE = "beside"
_SHOWN = 3  # faults that are told


def copy_to(
    connection: sqlite3.Connection,
    target: Path,
    *,
    progress: Callable[[int, int, int], object] | None = None,
    finish: Callable[[sqlite3.Connection], object] = lambda _copy: None,
) -> None:
    """Copy a store while it is in use. The copy appears whole and checked, or not at all: then what was there stays.

    finish: what is done to the copy before it is checked.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    # Nobody else may read it, from its first byte on.
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as copy:
            connection.backup(copy, pages=2000, progress=progress)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            copy.execute("PRAGMA secure_delete = ON")
            finish(copy)
            refuse_damaged(copy, f"what was copied is damaged and was not kept; {target} is as it was")
        sync(part)
        part.replace(target)
        sync(target.parent)
    except BaseException:
        part.unlink(missing_ok=True)  # half a copy on a full disk keeps it full
        raise


def refuse_damaged(connection: sqlite3.Connection, text: str) -> None:
    """Raise StoreDamaged with a text and the first faults, if the file does not hold what SQLite wrote."""
    try:
        faults = [str(row[0]) for row in connection.execute(f"PRAGMA quick_check({_SHOWN})")]
    except sqlite3.DatabaseError as error:
        faults = [str(error)]
    if faults != ["ok"]:
        raise StoreDamaged(f"{text} ({'; '.join(' '.join(fault.split()) for fault in faults)})")


def finished(copy: sqlite3.Connection, beside: Mapping[str, bytes]) -> None:
    """Make a backup of a copy: with the files that belong to it, and without a key that signs acknowledge links."""
    copy.execute(f"DROP TABLE IF EXISTS {BESIDE}")
    copy.execute(f"CREATE TABLE {BESIDE} (name TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT")
    copy.executemany(f"INSERT INTO {BESIDE} VALUES (?, ?)", sorted(beside.items()))  # noqa: S608 - our own word
    # Stores of older releases held one, and those on a server hold them for the other machine.
    copy.execute("DELETE FROM meta WHERE key IN ('link_key', 'link_keys', 'works_at', 'sessions')")


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
