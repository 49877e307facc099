"""The folder of a continuous copy: one folder a life of the daemon, `EPOCH.NUMBER`; the last whole one is what to restore.

In it lie the store as it was at a turn of its write-ahead log, the log since then byte for byte, and the files beside the store.
SQLite puts the two together when it opens them. A daemon writes into its own life's folder only: one that was frozen and wakes up
after another took over spoils nothing.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from alertd.store.copying import sync
from alertd.store.write_ahead import Head, Place, beginning, committed, head_of

NAME = "alertd.sqlite3"
BESIDE = "beside"
_PART = ".part"  # the end of a folder's name while it is not whole yet
_LIFE = re.compile(r"(\d{6,})\.(\d{6,})")
_FOLDER, _FILE = 0o700, 0o600


class Life(NamedTuple):
    """Which life of which daemon. epoch: how often the lease had changed hands, 0 without one; number: counts within it."""

    epoch: int
    number: int

    @property
    def folder(self) -> str:
        """Its name."""
        return f"{self.epoch:06d}.{self.number:06d}"


def lives(folder: Path) -> list[Life]:
    """Return the lives that lie whole in a folder, oldest first. Raises OSError where it cannot be read."""
    found = [_LIFE.fullmatch(path.name) for path in folder.iterdir()]
    return sorted(Life(int(one[1]), int(one[2])) for one in found if one)


def newest(folder: Path) -> Path | None:
    """Return the folder to restore from, None where there is none. Raises OSError where it cannot be looked at."""
    known = lives(folder)
    return folder / known[-1].folder if known else None


def epoch_of(life: Path) -> int:
    """Return the epoch of a life's folder."""
    return int(life.name.partition(".")[0])


class Copied:
    """One life's folder, as it is written."""

    def __init__(self, folder: Path, epoch: int) -> None:
        # Not its parents: where a mount is missing, a folder of its name on this very disk would be no second place.
        folder.mkdir(mode=_FOLDER, exist_ok=True)
        self._all = folder
        before = [one.number for one in lives(folder) if one.epoch == epoch]
        self.life = Life(epoch, max(before, default=0) + 1)
        self._place = folder / f"{self.life.folder}{_PART}"
        if self._place.exists():
            shutil.rmtree(self._place)  # of a try of this very life that came to nothing
        self._place.mkdir(mode=_FOLDER)
        self._head: Head | None = None
        self._at: Place | None = None
        self._beside: dict[str, bytes] = {}

    @property
    def frames(self) -> int:
        """How many pieces of the log's present turn lie in the copy."""
        return 0 if self._at is None else self._at.frames

    def begin(self, reader: sqlite3.Connection) -> None:
        """Copy the whole store as the reader sees it. The reader's transaction has begun before."""
        target = self._place / NAME
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE))
        with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous = OFF")  # it counts only once the folder has its name, after a sync
            reader.backup(copy, pages=-1)
        sync(target)

    def publish(self) -> None:
        """Say that it is whole, and let go of those of before."""
        sync(self._place)
        whole = self._all / self.life.folder
        self._place.rename(whole)
        self._place = whole
        sync(self._all)
        for path in sorted(self._all.iterdir()):
            told = _LIFE.fullmatch(path.name.removesuffix(_PART))
            if told and Life(int(told[1]), int(told[2])) < self.life:
                shutil.rmtree(path, ignore_errors=True)

    def follow(self, log: Path) -> bool:
        """Copy what was committed since the last call. False: the log went on without us, and the copy must begin anew."""
        try:
            source = os.open(log, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return True
        try:
            head = head_of(os.pread(source, 32, 0))
            if head is None:
                return True  # emptied just now: the next commit begins a turn
            if self._head is None or head.salt != self._head.salt:
                if self._head is not None and head.turn != (self._head.turn + 1) & 0xFFFFFFFF:
                    return False
                self._turn(head)
            self._append(source, head)
        finally:
            os.close(source)
        return True

    def _turn(self, head: Head) -> None:
        """The log begins anew: all of the turn before lies in the copy's log, and moves into its file."""
        log = self._place / f"{NAME}-wal"
        if self._at is not None:
            # exclusive: no file of shared memory, which a network's folder may not give
            with contextlib.closing(sqlite3.connect(self._place / NAME, isolation_level=None)) as copy:
                copy.execute("PRAGMA locking_mode = EXCLUSIVE")
                is_busy = copy.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if is_busy:
                raise OSError(f"{self._place / NAME} is in use by somebody")
            sync(self._place / NAME)
        log.unlink(missing_ok=True)
        with open(log, "xb", opener=lambda name, flags: os.open(name, flags, _FILE)) as file:
            file.write(head.raw)
        sync(self._place)
        self._head, self._at = head, beginning(head)

    def _append(self, source: int, head: Head) -> None:
        assert self._at is not None
        target = os.open(self._place / f"{NAME}-wal", os.O_WRONLY | os.O_CLOEXEC)
        try:
            place = committed(source, head, self._at, lambda offset, raw: _write(target, raw, offset))
            if place != self._at:
                os.fsync(target)
            self._at = place
        finally:
            os.close(target)

    def keep(self, beside: Mapping[str, bytes]) -> None:
        """Copy the files that belong to the store and lie beside it, where they are new."""
        if beside == self._beside:
            return
        folder = self._place / BESIDE
        for name, body in sorted(beside.items()):
            if self._beside.get(name) == body:
                continue
            target = folder / name
            for above in (folder, target.parent):  # each with its mode: parents=True would give theirs to the umask
                above.mkdir(mode=_FOLDER, exist_ok=True)
            draft = target.with_name(f"{target.name}.tmp")
            with open(draft, "wb", opener=lambda path, flags: os.open(path, flags, _FILE)) as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        for name in self._beside.keys() - beside.keys():
            (folder / name).unlink(missing_ok=True)
        self._beside = dict(beside)


def beside_of(life: Path) -> dict[str, bytes]:
    """Return the files that lie beside the store in a life's folder."""
    folder = life / BESIDE
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".tmp")
    }


def _write(fd: int, raw: bytes, offset: int) -> None:
    """Write all of it: one call to a disk that is nearly full may write less."""
    view = memoryview(raw)
    while view:
        done = os.pwrite(fd, view, offset)
        view, offset = view[done:], offset + done
