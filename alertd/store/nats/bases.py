"""Bases: the whole store as of a message of the log, from which a new machine begins, so that the log need not be kept for ever.

A base is a file of the store, packed, in pieces. Its head is written last and only over the head that its writer knew, so a machine finds a
whole one or none.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from alertd.errors import StoreDamaged
from alertd.model.value import Value
from alertd.store.copying import copy_to, refuse_damaged, sync
from alertd.store.nats.records import PIECE
from alertd.store.nats.wire import Wire

_READ = 1 << 20
BASE, AGAIN = (
    "base-",
    "again-",
)  #: how folders begin in which a copy is made: to become a base, and to take events again from it


class Head(Value, frozen=True, kw_only=True):
    """What is said of a base. seq: the last message of the log that is in it. first, last: numbers of its pieces."""

    seq: int
    first: int
    last: int
    sha256: str


def head_of(wire: Wire) -> tuple[int, Head | None]:
    """Return the newest base and the number of its head, (0, None) where there is none."""
    found = wire.newest(wire.bases, wire.subject("base", "head"))
    return (0, None) if found is None else (found[0], msgspec.msgpack.decode(found[1], type=Head))


def sweep(folder: Path) -> None:
    """Leave no copy of a store behind that somebody was making when they were killed: no erasure would ever reach what is in it."""
    for prefix in (BASE, AGAIN):
        for left in sorted(folder.glob(f"{prefix}*")):
            shutil.rmtree(left, ignore_errors=True)


def publish(wire: Wire, store: Path, applied: str, *, mend: Callable[[sqlite3.Connection], object]) -> Head:
    """Write the file of a store, as it is now, as the newest base, and let go of what came before it.

    applied: the fact in it that names the last message of the log it holds. mend: is given the copy before it is checked. Any thread may ask, beside the writer.
    """
    was, _ = head_of(wire)
    with tempfile.TemporaryDirectory(dir=store.parent, prefix=BASE) as folder:
        copy = Path(folder) / "base"
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, isolation_level=None, timeout=10)) as reader:
            copy_to(reader, copy, finish=mend)
        with closing(sqlite3.connect(copy)) as db:
            (seq,) = db.execute("SELECT value FROM meta WHERE key = ?", (applied,)).fetchone()
        digest, first, last = hashlib.sha256(), 0, 0
        subject = wire.subject("base", "piece", seq)
        for body in _packed(copy):
            digest.update(body)
            last = wire.put(subject, body)
            first = first or last
    head = Head(seq=int(seq), first=first, last=last, sha256=digest.hexdigest())
    wire.put(wire.subject("base", "head"), msgspec.msgpack.encode(head), last_of_subject=was)
    wire.purge(wire.bases, before=first)
    wire.purge(wire.log, before=head.seq + 1)
    return head


def fetch(wire: Wire, head: Head, target: Path) -> None:
    """Put a base in the place of a store that is not open. Raises StoreDamaged where not all of it is there."""
    part = target.with_name(f"{target.name}.fetched")
    digest, unpacked = hashlib.sha256(), zlib.decompressobj()
    with open(part, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        for _, body in wire.read(wire.bases, wire.subject("base", "piece", head.seq), head.first, head.last):
            digest.update(body)
            file.write(unpacked.decompress(body))
        file.write(unpacked.flush())
    if digest.hexdigest() != head.sha256:
        part.unlink()
        raise StoreDamaged(f"{wire.shown}: the base of message {head.seq} is not what was written")
    with closing(sqlite3.connect(part)) as db:
        refuse_damaged(db, f"{wire.shown}: the base of message {head.seq} is damaged")
    sync(part)
    for end in ("-wal", "-shm"):
        target.with_name(target.name + end).unlink(missing_ok=True)
    part.replace(target)
    sync(target.parent)


def _packed(path: Path) -> Iterator[bytes]:
    packer, waiting = zlib.compressobj(1), b""
    with path.open("rb") as file:
        while chunk := file.read(_READ):
            waiting += packer.compress(chunk)
            while len(waiting) >= PIECE:
                yield waiting[:PIECE]
                waiting = waiting[PIECE:]
    yield waiting + packer.flush()
