"""What SQLite says when it cannot, in words of who can act: the disk, the operator, or we ourselves."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from alertd.errors import DiskUnavailable, StoreDamaged

#: what the operating system says when it cannot take more; anything else is our own fault and ends the process
_UNAVAILABLE = ("disk is full", "readonly", "read-only", "disk i/o", "unable to open", "locked")
#: what SQLite says of a file that holds something else than what it wrote
_DAMAGED = ("malformed", "not a database", "corrupt", "unsupported file format")
ADVICE = '`alertd restore BACKUP` moves it aside and puts the newest backup in its place (operator\'s guide, "Back up, and restore a backup")'


@contextlib.contextmanager
def translated(path: Path, *, advice: str = ADVICE) -> Iterator[None]:
    """Turn what the disk says into DiskUnavailable or StoreDamaged; leave our own faults as they are. advice: what to do about damage."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if (damage := damage_of(error, path, advice=advice)) is not None:
            raise damage from error
        if isinstance(error, sqlite3.OperationalError) and _says(error, _UNAVAILABLE):
            raise DiskUnavailable(f"the store cannot be written: {error}{_room(error, path)}") from error
        raise
    except OSError as error:
        raise DiskUnavailable(f"the store cannot be written: {error}") from error


def _room(error: sqlite3.Error, path: Path) -> str:
    """Return which folder is full, and what is left of it; nothing where the fault is another. SQLite names neither."""
    if "disk is full" not in str(error).lower():
        return ""
    with contextlib.suppress(OSError):
        return f" ({path.parent}: {shutil.disk_usage(path.parent).free / 1e6:.1f} MB free)"
    return f" ({path.parent})"


def damage_of(error: BaseException, path: Path, *, advice: str = ADVICE) -> StoreDamaged | None:
    """Return what an error says of a damaged file, None where it says something else."""
    if isinstance(error, StoreDamaged):
        return error
    # A fault of the program (a table that is not there) is an OperationalError; damage is told as a plain DatabaseError.
    if not isinstance(error, sqlite3.DatabaseError) or not _says(error, _DAMAGED):
        return None
    return StoreDamaged(f"{path} is damaged ({error}): {advice}")


def _says(error: sqlite3.Error, words: tuple[str, ...]) -> bool:
    text = str(error).lower()
    return any(word in text for word in words)
