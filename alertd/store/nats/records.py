"""Records: what one transaction did, as it stands in the log of the cluster, in pieces that its servers take.

A record holds statements and their values. Every machine runs them in the same order over the same rows, so every copy becomes the same.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from alertd.errors import StoreDamaged, StoreTooNew
from alertd.model.value import Value
from alertd.store.database import Rows
from alertd.store.migrate import steps

PIECE = 512 * 1024  # bytes of one message; a server takes a megabyte
_WRITES = ("INSERT", "UPDATE", "DELETE")


class Record(Value, frozen=True, kw_only=True):
    """One transaction.

    machine: of the run of a process that made it. schema: the newest step of the tables that its statements were written for.
    sql, values: statements, and for each write which one and with which values. last_seq: the newest event after it.
    """

    machine: str
    schema: int
    sql: tuple[str, ...] = ()
    writes: tuple[tuple[int, tuple[Any, ...]], ...] = ()
    last_seq: int = 0


class Piece(Value, frozen=True, kw_only=True, array_like=True):
    """A part of a record. record: its name. index counts from 0; the record is made once its last piece is there."""

    record: bytes
    index: int
    is_last: bool
    body: bytes


def newest_schema() -> int:
    """Return the newest step of the tables that this release knows."""
    return steps()[-1][0]


def pieces(name: bytes, record: Record, *, size: int = PIECE) -> Iterator[bytes]:
    """Yield a record in messages."""
    body = zlib.compress(msgspec.msgpack.encode(record), 1)
    starts = range(0, len(body), size)
    for index, start in enumerate(starts):
        is_last = index == len(starts) - 1
        yield msgspec.msgpack.encode(Piece(record=name, index=index, is_last=is_last, body=body[start : start + size]))


class Assembly:
    """Puts records together again. What a machine left unfinished when it died is dropped when the next record begins."""

    def __init__(self) -> None:
        self._name = b""
        self._parts: list[bytes] = []

    def add(self, message: bytes) -> Record | None:
        """Take the next message of the log; return the record that it ends, None where it ends none."""
        piece = msgspec.msgpack.decode(message, type=Piece)
        if piece.index == 0:
            self._name, self._parts = piece.record, []
        elif piece.record != self._name or piece.index != len(self._parts):
            raise StoreDamaged("a piece is missing in the log of the cluster: restore its streams from a backup")
        self._parts.append(piece.body)
        if not piece.is_last:
            return None
        body, self._parts = b"".join(self._parts), []
        return decoded(body)


def decoded(body: bytes) -> Record:
    """Return a record. Raises StoreTooNew where a newer release wrote it for tables that this one does not have."""
    record = msgspec.msgpack.decode(zlib.decompress(body), type=Record)
    if record.schema > newest_schema():
        raise StoreTooNew(
            f"a newer alertd writes to this store (version {record.schema}, this one knows {newest_schema()}): upgrade this machine"
        )
    return record


class Recorder:
    """A connection that remembers what it changes; implements database.Database."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self._sql: dict[str, int] = {}
        self._writes: list[tuple[int, tuple[Any, ...]]] = []
        self._is_recording = False

    def begin(self) -> None:
        """Remember from now on."""
        self._sql, self._writes, self._is_recording = {}, [], True

    def end(self) -> None:
        """Remember no more."""
        self._is_recording = False

    @property
    def length(self) -> int:
        """How many writes are remembered."""
        return len(self._writes)

    def forget_after(self, length: int) -> None:
        """Forget the writes behind a number: they were undone."""
        del self._writes[length:]

    def record(self, machine: str, last_seq: int) -> Record:
        """Return what was done."""
        return Record(
            machine=machine,
            schema=newest_schema(),
            sql=tuple(self._sql),
            writes=tuple(self._writes),
            last_seq=last_seq,
        )

    def _remember(self, sql: str, values: Sequence[Any]) -> None:
        self._writes.append((self._sql.setdefault(sql, len(self._sql)), tuple(map(_plain, values))))

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Rows:
        """See database.Database."""
        done: Rows = self._db.execute(sql, parameters)
        if self._is_recording and sql.startswith(_WRITES):
            self._remember(sql, parameters)
        return done

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> object:
        """See database.Database."""
        rows = list(parameters)
        done = self._db.executemany(sql, rows)
        if self._is_recording:
            for row in rows:
                self._remember(sql, row)
        return done


def _plain(value: Any) -> Any:
    """Return a value as it is written: a word of ours is a text."""
    return str(value) if isinstance(value, str) else value
