"""Spool: what one source brought while the store took nothing, on this machine's own disk, in order, until the store takes it.

Only for stores on servers: a disk that takes no store takes no spool. A batch that was cut in the middle of its writing is none. One that
this release cannot read was written by another one, which can: it is set aside, and whoever rolls back finds it there.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import msgspec

from alertd.model.post import Count, Deletion, Post, Record, ReplyTold
from alertd.model.value import Value
from alertd.ports import Batch, Reject

MOST = 64 << 20  #: bytes of one source; what comes then waits at the source, as without a spool
OLDEST = 86_400.0  #: seconds after which what was kept is of no use any more: it would wake nobody, and is somebody's words on a disk
ASIDE = ".aside"  #: ends the name of a file with what was set aside; without it the file is a spool again
#: seconds after which what was set aside is deleted: nobody has rolled back, and it is somebody's words on a disk
ASIDE_FOR = 7 * 86_400.0
_LENGTH = 4
_BEGINS = msgspec.msgpack.encode("at")  #: the first key of every batch
_KINDS: dict[str, type[Record]] = {"post": Post, "count": Count, "reply": ReplyTold, "deletion": Deletion}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class Kept(NamedTuple):
    """One batch that waits. at: when it came, in seconds of the clock. base: where the source stood before it."""

    at: float
    base: str | None
    batch: Batch


class Foreign(NamedTuple):
    """What this release cannot read: a batch as it lies there, with its frame, or all that is left of a damaged file. why: in a line."""

    frame: bytes
    why: str


class _Written(Value, frozen=True, kw_only=True):
    """One batch as it lies on the disk."""

    at: float
    base: str | None
    cursor: str | None
    records: tuple[tuple[str, msgspec.Raw], ...] = ()
    rejects: tuple[Reject, ...] = ()

    def kept(self) -> Kept:
        """Return it as its source brought it."""
        records = tuple([msgspec.msgpack.decode(body, type=_KINDS[kind]) for kind, body in self.records])
        return Kept(self.at, self.base, Batch(records=records, rejects=self.rejects, cursor=self.cursor))


class Spool:
    """The spool of one source. name: of the source. Not safe for threads. Raises OSError where the disk takes nothing."""

    def __init__(self, folder: Path, name: str, *, most: int = MOST) -> None:
        self._path = folder / f"{quote(name, safe='')}.spool"
        self.aside = self._path.with_name(self._path.name + ASIDE)  #: where lies what this release cannot read
        self._most = most

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept."""
        return not self._path.exists()

    def keep(self, batch: Batch, *, at: float, base: str | None) -> bool:
        """Keep a batch behind what is there; return False where there is no room. It is on the disk then."""
        records = tuple([(_NAMES[type(one)], msgspec.Raw(msgspec.msgpack.encode(one))) for one in batch.records])
        written = _Written(at=at, base=base, cursor=batch.cursor, records=records, rejects=batch.rejects)
        return self._appended(self._path, framed(msgspec.msgpack.encode(written)))

    def set_aside(self, foreign: Foreign) -> bool:
        """Put away what cannot be read; return False where there is no room. It is on the disk then."""
        return self._appended(self.aside, foreign.frame)

    def _appended(self, path: Path, framed: bytes) -> bool:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(path, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            begins = file.tell()
            if begins + len(framed) > self._most:
                return False
            try:
                file.write(framed)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                os.ftruncate(file.fileno(), begins)  # half of it would hide what comes behind
                raise
        return True

    def read(self, *, now: float) -> Iterator[Kept | Foreign]:
        """Yield what is kept, the oldest first, but for what is too old by now."""
        with self._path.open("rb") as file:
            while len(head := file.read(2 * _LENGTH)) == 2 * _LENGTH:
                size = int.from_bytes(head[:_LENGTH], "big")
                body = file.read(size)
                if not size or len(body) < size or zlib.crc32(body) != int.from_bytes(head[_LENGTH:], "big"):
                    rest = file.read()
                    is_no_end = bool(rest) and len(body) == size > 0
                    if is_no_end or _holds_a_frame(body + rest):  # a broken length may reach beyond all that follows
                        yield Foreign(head + body + rest, "the file is damaged")
                    return  # else the process or the machine ended in the middle of the last: it was promised to nobody
                try:
                    kept = msgspec.msgpack.decode(body, type=_Written).kept()
                except (msgspec.DecodeError, KeyError) as error:
                    yield Foreign(head + body, f"it was written by another release: {error}")
                    continue
                if now - kept.at <= OLDEST:
                    yield kept

    def tidy(self, *, now: float) -> None:
        """Delete what was set aside long ago."""
        with contextlib.suppress(FileNotFoundError):
            if now - self.aside.stat().st_mtime > ASIDE_FOR:
                self.aside.unlink()

    def clear(self) -> None:
        """Let go of everything."""
        self._path.unlink(missing_ok=True)


def _holds_a_frame(left: bytes) -> bool:
    """Whether a whole batch lies somewhere in what follows a broken one: then that was not the last, and it is the disk that broke it."""
    at = left.find(_BEGINS)
    while at >= 0:
        head = at - 1 - 2 * _LENGTH  # a byte before the first key says how many keys there are
        if head >= 0:
            size = int.from_bytes(left[head : head + _LENGTH], "big")
            body = left[at - 1 : at - 1 + size]
            if size and len(body) == size and framed(body).startswith(left[head : head + 2 * _LENGTH]):
                return True
        at = left.find(_BEGINS, at + 1)
    return False


def framed(body: bytes) -> bytes:
    """Return a body as it lies on the disk: its length and its sum before it."""
    return len(body).to_bytes(_LENGTH, "big") + zlib.crc32(body).to_bytes(_LENGTH, "big") + body
