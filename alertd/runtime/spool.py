"""Spool: what one source brought while the store took nothing, on this machine's own disk, in order, until the store takes it.

Only for stores on servers: a disk that takes no store takes no spool. A batch that was cut in the middle of its writing is none.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import msgspec

from alertd.model.post import Count, Deletion, Post, Record, ReplyTold
from alertd.model.value import Value
from alertd.ports import Batch, Reject

MOST = 64 << 20  #: bytes of one source; what comes then waits at the source, as without a spool
OLDEST = 86_400.0  #: seconds after which what was kept is of no use any more: it would wake nobody, and is somebody's words on a disk
_LENGTH = 4
_KINDS: dict[str, type[Record]] = {"post": Post, "count": Count, "reply": ReplyTold, "deletion": Deletion}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class Kept(Value, frozen=True, kw_only=True):
    """One batch as it lies on the disk. at: when it came, in seconds of the clock. base: where the source stood before it."""

    at: float
    base: str | None
    cursor: str | None
    records: tuple[tuple[str, msgspec.Raw], ...] = ()
    rejects: tuple[Reject, ...] = ()

    def batch(self) -> Batch:
        """Return it as its source brought it."""
        records = tuple([msgspec.msgpack.decode(body, type=_KINDS[kind]) for kind, body in self.records])
        return Batch(records=records, rejects=self.rejects, cursor=self.cursor)


class Spool:
    """The spool of one source. name: of the source. Not safe for threads. Raises OSError where the disk takes nothing."""

    def __init__(self, folder: Path, name: str, *, most: int = MOST) -> None:
        self._path = folder / f"{quote(name, safe='')}.spool"
        self._most = most

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept."""
        return not self._path.exists()

    def keep(self, batch: Batch, *, at: float, base: str | None) -> bool:
        """Keep a batch behind what is there; return False where there is no room. It is on the disk then."""
        records = tuple([(_NAMES[type(one)], msgspec.Raw(msgspec.msgpack.encode(one))) for one in batch.records])
        kept = Kept(at=at, base=base, cursor=batch.cursor, records=records, rejects=batch.rejects)
        body = msgspec.msgpack.encode(kept)
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(self._path, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            begins = file.tell()
            if begins + len(body) > self._most:
                return False
            try:
                file.write(len(body).to_bytes(_LENGTH, "big") + zlib.crc32(body).to_bytes(_LENGTH, "big") + body)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                os.ftruncate(file.fileno(), begins)  # half of it would hide what comes behind
                raise
        return True

    def read(self, *, now: float) -> Iterator[Kept]:
        """Yield what is kept, the oldest first, but for what is too old by now."""
        with self._path.open("rb") as file:
            while len(head := file.read(2 * _LENGTH)) == 2 * _LENGTH:
                body = file.read(int.from_bytes(head[:_LENGTH], "big"))
                if zlib.crc32(body) != int.from_bytes(head[_LENGTH:], "big"):
                    return  # the process ended in the middle of it: it was promised to nobody
                kept = msgspec.msgpack.decode(body, type=Kept)
                if now - kept.at <= OLDEST:
                    yield kept

    def clear(self) -> None:
        """Let go of everything."""
        self._path.unlink(missing_ok=True)
