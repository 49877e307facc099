"""Restore: a backup takes the place of the store of a stopped daemon; what was there is moved aside, never deleted."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from alertd.errors import StoreDamaged, StoreError, UsageError
from alertd.store.aging import REPLACED
from alertd.store.beside import FOLDERS, LEARNT, LINK_KEYS, SECRETS, belongs
from alertd.store.copy_folder import beside_of, newest
from alertd.store.copying import BESIDE, refuse_damaged, sync
from alertd.store.faults import translated
from alertd.store.lock import Lock
from alertd.store.migrate import refuse_newer
from alertd.store.sqlite import NAME


class Restored(NamedTuple):
    """What a backup brought.

    newest_at: the last instant that it knows. has_link_keys: whether links that were sent still lead somewhere.
    moved_to: where what was there lies now, None for nothing.
    """

    events: int
    newest_at: datetime | None
    files: int
    has_link_keys: bool
    moved_to: Path | None


def restore(backup: Path, folder: Path, *, now: datetime, is_checked: bool = True) -> Restored:
    """Put a backup in the place of the store of a folder. backup: a file, or the folder of a continuous copy.

    is_checked: every page of it is read first. A standby has no time for that: seconds a gigabyte.

    Raises StoreBusy while a daemon runs over it, StoreDamaged or StoreTooNew for a backup that no daemon could go on with; nothing
    has changed then.
    """
    life = _life_of(backup) if backup.is_dir() else None
    if life is None and not backup.is_file():
        raise UsageError(f"{backup}: there is no such file")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = Lock(folder / "lock")
    lock.claim()
    try:
        with translated(backup, advice="nothing was changed; take another backup"):
            return _restored(life or backup, folder, now, is_checked=is_checked)
    except OSError as error:
        raise StoreError(f"{backup} cannot be restored: {error.strerror}") from error
    finally:
        lock.release()


def _life_of(folder: Path) -> Path:
    """Return what to restore in the folder of a continuous copy, or in one life of it."""
    if (folder / NAME).is_file():
        return folder
    life = newest(folder)
    if life is None:
        raise UsageError(f"{folder}: there is no whole copy in it")
    return life


def _restored(backup: Path, folder: Path, now: datetime, *, is_checked: bool) -> Restored:
    part = folder / f"{NAME}.restored"
    is_life = backup.is_dir()
    for end in ("", "-wal", "-shm"):
        part.with_name(f"{part.name}{end}").unlink(missing_ok=True)
    for end in ("", "-wal") if is_life else ("",):
        _copy(backup / f"{NAME}{end}" if is_life else backup, part.with_name(f"{part.name}{end}"))
    try:
        with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode = DELETE")  # what a log beside it holds is in the file then
            if is_checked:
                refuse_damaged(db, f"{backup} is damaged; nothing was changed")
            _refuse_foreign(db, backup)
            read = beside_of(backup) if is_life else _files_of(db)
            allowed = SECRETS if is_life else (LINK_KEYS,)
            files = {name: body for name, body in read.items() if belongs(name, secrets=allowed)}
            events, newest = db.execute("SELECT count(*), max(at) FROM event").fetchone()
        sync(part)
        moved = _moved_aside(folder, folder / f"{REPLACED}{now:%Y%m%dT%H%M%SZ}")
        part.replace(folder / NAME)
        for name, body in files.items():
            _write(folder / name, body)
        _hand_over(folder, moved)
        sync(folder)
    except BaseException:
        for end in ("", "-wal", "-shm"):
            part.with_name(f"{part.name}{end}").unlink(missing_ok=True)
        raise
    newest_at = None if newest is None else datetime.fromtimestamp(newest, UTC)
    return Restored(events, newest_at, len(files), (folder / LINK_KEYS).exists(), moved)


def _refuse_foreign(db: sqlite3.Connection, backup: Path) -> None:
    if refuse_newer(db, backup) == 0:
        raise StoreDamaged(f"{backup} is no backup of alertd; nothing was changed")


def _files_of(db: sqlite3.Connection) -> dict[str, bytes]:
    """Return the files that a backup holds, and take them out of it."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (BESIDE,)).fetchone() is None:
        return {}  # one of an older release, or a copy that somebody made by hand
    files = {
        str(name): bytes(body)
        for name, body in db.execute(f"SELECT name, body FROM {BESIDE}")  # noqa: S608 - our own word
    }
    db.execute(f"DROP TABLE {BESIDE}")
    return files


def _copy(source: Path, target: Path) -> None:
    with (
        source.open("rb") as read,
        open(target, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as written,
    ):
        shutil.copyfileobj(read, written, 1 << 20)


def _moved_aside(folder: Path, aside: Path) -> Path | None:
    """Move the store that is there, with its log and what belongs to it."""
    there = [folder / f"{NAME}{end}" for end in ("", "-wal", "-shm")] + [folder / name for name in FOLDERS]
    there = [path for path in there if path.exists()]
    if not there:
        return None
    aside.mkdir(mode=0o700)
    for path in there:
        path.rename(aside / path.name)
    return aside


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _hand_over(folder: Path, moved: Path | None) -> None:
    """Give what was written to whom the folder belongs: root restores, the daemon's own user must read, and one day delete what was moved."""
    if os.geteuid() != 0:
        return
    owner = folder.stat()
    for path in (
        folder / NAME,
        folder / "lock",
        *([moved] if moved else []),
        *(folder / name for name in (*SECRETS, LEARNT)),
        *(one for name in FOLDERS for one in [folder / name, *(folder / name).glob("*")]),
    ):
        if path.exists():
            os.chown(path, owner.st_uid, owner.st_gid)
