"""Numbered migrations. Before any of them a copy is made; an older program refuses a newer store."""

from __future__ import annotations

import importlib.resources
import re
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from alertd.errors import StoreError, StoreTooNew
from alertd.store.copying import copy_to

TELL_EVERY = 5.0  # seconds
ROOM = 1.1  # times the size of the store: the copy, and what a migration adds


def steps() -> list[tuple[int, str]]:
    """Return (number, SQL) of every schema step this version knows, in order."""
    folder = importlib.resources.files("alertd.store").joinpath("schema")
    found = []
    for file in folder.iterdir():
        match = re.fullmatch(r"(\d{4})_\w+\.sql", file.name)
        if match:
            found.append((int(match[1]), file.read_text(encoding="utf-8")))
    return sorted(found)


def migrate(
    connection: sqlite3.Connection, path: Path | None, *, tell: Callable[[str], object] = lambda _text: None
) -> int:
    """Bring a store up to this version; return its version.

    path: where a copy is put first (PATH.before-NNNN), None for a store in memory.
    tell: is told now and then that it goes on; with many gigabytes it takes minutes.
    Raises StoreTooNew if a newer alertd wrote it, StoreError where the disk has no room for the copy.
    """
    version = refuse_newer(connection, path)
    known = steps()
    newest = known[-1][0]
    todo = [(number, sql) for number, sql in known if number > version]
    told = _Told(tell, f"migrating the store to version {newest}")
    if version and todo and path is not None:
        _refuse_small_disk(path)
        copy_to(connection, path.with_name(f"{path.name}.before-{todo[-1][0]:04d}"), progress=told)
    connection.set_progress_handler(told, 1_000_000)
    for number, sql in todo:
        connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
    connection.set_progress_handler(None, 0)
    return newest


def _refuse_small_disk(path: Path) -> None:
    """Raise StoreError where a copy would not fit: tried again and again it would fill the disk each time."""
    need, free = int(ROOM * path.stat().st_size), shutil.disk_usage(path.parent).free
    if free < need:
        raise StoreError(
            f"this release changes the store and copies it first, which takes {need / 1e6:.0f} MB, and {path.parent} has "
            f"{free / 1e6:.0f} MB left: make room and start again; nothing was changed"
        )


class _Told:
    """Says something every few seconds, however often it is called."""

    def __init__(self, tell: Callable[[str], object], text: str) -> None:
        self._tell = tell
        self._text = text
        self._at = time.monotonic()

    def __call__(self, *_progress: int) -> int:
        if time.monotonic() - self._at > TELL_EVERY:
            self._at = time.monotonic()
            self._tell(self._text)
        return 0


def refuse_newer(connection: sqlite3.Connection, path: Path | None) -> int:
    """Return the version of a store. Raises StoreTooNew if a newer alertd wrote it; nothing is written."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    newest = steps()[-1][0]
    if version > newest:
        raise StoreTooNew(
            f"this store has version {version}, this alertd knows up to {newest}: install the newer alertd again, "
            f"or restore the copy that it made before its migration ({path}.before-{version:04d})"
        )
    return version
