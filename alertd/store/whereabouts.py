"""Where the file of a store is: a daemon must not go on writing into one that was moved away or deleted under it.

SQLite holds its files open: all it writes then would be gone with the process, though everything was answered.
"""

from __future__ import annotations

import os
from pathlib import Path

from alertd.errors import StoreReplaced, StoreUnavailable

REPLICA = "replica"  #: the folder in the data folder that holds this machine's copy of a store on a cluster


class Whereabouts:
    """The file and its write-ahead log, by name and by what the names led to at first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log = path.with_name(f"{path.name}-wal")
        self._file_was = _inode(path)
        self._log_was: tuple[int, int] | None = None  # there is none before the first write

    def look(self) -> None:
        """Raise StoreUnavailable if a name leads nowhere any more, StoreReplaced if it leads to another file."""
        now = _inode(self._path)
        if now is None:
            raise StoreUnavailable(
                f"{self._path} is gone: it was moved away or deleted while alertd ran. Put it back, with its -wal; "
                "or start alertd again to begin with an empty store"
            )
        if now != self._file_was:
            raise StoreReplaced(f"{self._path} is another file than at the start: alertd starts again with it")
        log = _inode(self._log)
        if self._log_was is not None and log is None:
            raise StoreUnavailable(f"{self._log} is gone: it was moved away or deleted while alertd ran. Put it back")
        if self._log_was is not None and log != self._log_was:
            raise StoreReplaced(f"{self._log} is another file than before: alertd starts again with it")
        self._log_was = log


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - twice a commit: without a Path's detour
    except OSError:
        return None
    return found.st_dev, found.st_ino
