"""Tail: the lines of a file that grows, is truncated or is replaced, each read once. No loop and no clock in here.

A place in a file is a byte offset together with the file's identity: a hash of its first bytes. An inode alone is not enough,
file systems give a freed one to the next file.
"""

from __future__ import annotations

import gzip
import os
from collections import deque
from hashlib import blake2b
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

MAX_LINE = 8 * 1024 * 1024  #: bytes; a text of a million characters still fits, written as \\uXXXX
_CHUNK = 256 * 1024
_HEAD = 256  #: bytes that tell one file from another
_SIBLINGS = 1000  #: files beside ours among which a rotated one is looked for


class Line(NamedTuple):
    """One line without its end. number: from 1. size: bytes it took in the file. is_cut: it was too long, the rest is gone."""

    number: int
    raw: bytes
    size: int
    is_cut: bool = False


class Splitter:
    """Cuts a stream of bytes into lines; an endless line costs no memory beyond MAX_LINE."""

    def __init__(self, *, number: int = 0, max_line: int = MAX_LINE) -> None:
        self.number = number
        self._max = max_line
        self._rest = b""
        self._skipped = 0

    def feed(self, chunk: bytes) -> list[Line]:
        """Return the lines that are complete now."""
        if self._skipped and b"\n" not in chunk:
            self._skipped += len(chunk)
            return []
        *whole, self._rest = (self._rest + chunk).split(b"\n") if b"\n" in chunk else (self._rest + chunk,)
        lines = [self._line(raw, 1) for raw in whole]
        if len(self._rest) > self._max:
            self._skipped += len(self._rest) - self._max
            self._rest = self._rest[: self._max]
        return lines

    def end(self) -> list[Line]:
        """Return the last line, if it has no line end."""
        rest, self._rest = self._rest, b""
        return [self._line(rest, 0)] if rest else []

    def _line(self, raw: bytes, ending: int) -> Line:
        self.number += 1
        size, self._skipped = len(raw) + ending + self._skipped, 0
        is_cut = size - ending > self._max
        return Line(self.number, raw[:1000] if is_cut else raw.rstrip(b"\r"), size, is_cut)


class _Place(msgspec.Struct, frozen=True):
    """A cursor. head: hash of the first `head_bytes` bytes."""

    offset: int = 0
    line: int = 0
    inode: int = 0
    head: str = ""
    head_bytes: int = 0


class Tail:
    """Reads on from a cursor. `is_behind`: more than a chunk is left; `is_ended`: there is no more, and none will come.

    follow: wait for more at the end, like `tail -F`. Raises OSError, and EOFError for a cut .gz.
    """

    def __init__(self, path: Path, cursor: str | None, *, follow: bool) -> None:
        self._path = path
        self._follow = follow
        self._is_gz = path.suffix == ".gz"
        self._place = _read_place(cursor)
        self._file: IO[bytes] | None = None
        self._splitter = Splitter()
        self._head = b""  # the first bytes of the open file, as we read them
        self._lines: deque[Line] = deque()
        self.is_behind = False
        self.is_ended = False
        self.is_missing = False

    def read(self, limit: int) -> list[Line]:
        """Return up to `limit` lines; none: nothing is there now."""
        if self._file is None and not self._open():
            return []
        file = self._file
        assert file is not None
        if not self._lines:
            self._fill(file)
        lines = [self._lines.popleft() for _ in range(min(limit, len(self._lines)))]
        if lines:
            place = self._place
            taken = sum(line.size for line in lines)
            self._place = msgspec.structs.replace(place, offset=place.offset + taken, line=lines[-1].number)
        return lines

    def cursor(self) -> str:
        """Return where the lines that `read` returned end."""
        place = msgspec.structs.replace(self._place, head=_hash(self._head), head_bytes=len(self._head))
        return msgspec.json.encode(place).decode()

    def close(self) -> None:
        """Close the file; a later `read` opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _fill(self, file: IO[bytes]) -> None:
        while not self._lines:
            # Before reading: a file written anew may already be longer than our place in the old one.
            if self._follow and not self._is_ours(file, file.tell(), self._head):
                self._start_over()  # half a line that was cut off under our hands is lost, and was no record
            elif chunk := file.read(_CHUNK):
                self.is_behind = len(chunk) == _CHUNK
                if len(self._head) < _HEAD and not self._is_gz:
                    self._head = (self._head + chunk)[:_HEAD]
                self._lines.extend(self._splitter.feed(chunk))
            elif not self._follow or self._is_rotated(file):
                # Whoever wrote a rotated file is done with it, so its last line is whole even without a line end.
                self._lines.extend(self._splitter.end())
                self.is_behind = False
                if not self._follow:
                    self.is_ended = not self._lines
                    return
                if not self._lines:
                    self._start_over()
            else:
                self.is_behind = False
                return
            if self._file is None and not self._open():
                return
            assert self._file is not None
            file = self._file

    def _open(self) -> bool:
        path = self._path
        try:
            file: IO[bytes] = path.open("rb", buffering=0)
        except FileNotFoundError:
            self.is_missing = True
            if not self._follow:
                raise
            return False
        self.is_missing = False
        if not self._is_place_in(file):
            old = self._rotated()
            if old is None:
                self._place = _Place()
            else:
                file.close()
                file = old
        self._place = msgspec.structs.replace(self._place, inode=os.fstat(file.fileno()).st_ino)
        self._head = os.pread(file.fileno(), _HEAD if self._is_gz else min(_HEAD, self._place.offset), 0)
        if self._is_gz:
            file.close()
            file = gzip.open(path, "rb")  # type: ignore[assignment]  # noqa: SIM115 - closed by close()
        file.seek(self._place.offset)
        self._splitter = Splitter(number=self._place.line)
        self._file = file
        return True

    def _is_place_in(self, file: IO[bytes]) -> bool:
        """Whether the cursor belongs to this file."""
        place = self._place
        if not self._is_gz and os.fstat(file.fileno()).st_size < place.offset:
            return False
        return _hash(os.pread(file.fileno(), place.head_bytes, 0)) == place.head if place.head_bytes else True

    @staticmethod
    def _is_ours(file: IO[bytes], read: int, head: bytes) -> bool:
        """Whether the open file still begins as it did, and is no shorter than what we read of it."""
        return os.fstat(file.fileno()).st_size >= read and os.pread(file.fileno(), len(head), 0) == head

    def _is_rotated(self, file: IO[bytes]) -> bool:
        """Whether the path leads to another file by now."""
        try:
            there = self._path.stat()
        except FileNotFoundError:
            return False  # rotated away, the new one is not there yet
        ours = os.fstat(file.fileno())
        return (there.st_dev, there.st_ino) != (ours.st_dev, ours.st_ino)

    def _rotated(self) -> IO[bytes] | None:
        """Find the file that we read before the restart, under the name that rotation gave it."""
        with os.scandir(self._path.parent) as beside:
            for entry, _ in zip(beside, range(_SIBLINGS), strict=False):
                if entry.name.startswith(self._path.name) and entry.inode() == self._place.inode and entry.is_file():
                    file = Path(entry.path).open("rb", buffering=0)  # noqa: SIM115 - handed on
                    if self._place.head_bytes and self._is_place_in(file):
                        return file
                    file.close()
        return None

    def _start_over(self) -> None:
        self.close()
        self._place = _Place()


def _hash(head: bytes) -> str:
    return blake2b(head, digest_size=8).hexdigest()


def _read_place(cursor: str | None) -> _Place:
    try:
        return _Place() if cursor is None else msgspec.json.decode(cursor, type=_Place)
    except msgspec.MsgspecError:
        return _Place()  # not ours: reading again is right, duplicates are dropped behind us; skipping would lose posts
