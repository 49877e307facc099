"""What is kept aside: records that are no mentions, and events that the engine cannot fold, each with its reason."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from alertd.model import events
from alertd.ports import Entry, Reject
from alertd.store.database import Database
from alertd.store.packing import unpacked
from alertd.store.sealing import broken_in, sealed

_SHOWN = 2_000  # characters of an event that cannot be folded


class DeadLetters:
    """The dead letters of a store. The caller owns the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def reject(self, source: str, reject: Reject, at: datetime) -> None:
        """See store_port.Log."""
        self._db.execute(
            "INSERT INTO rejected (at, source, line, reason, body) VALUES (?, ?, ?, ?, ?)",
            (at.timestamp(), source, reject.line, reject.reason, reject.body.encode("utf-8", "replace").decode()),
        )

    def poison(self, entry: Entry, at: datetime, why: str) -> int:
        """See store_port.Log. In the log under another kind, so that no replay falls over it."""
        row = self._db.execute(
            "INSERT INTO event (seq, at, kind, key, body) "
            "VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM event), ?, 'poisoned', ?, ?) ON CONFLICT DO NOTHING RETURNING seq",
            (at.timestamp(), entry.key, sealed(entry.event)),
        ).fetchone()
        self.reject("engine", Reject(reason=why, body=events.encode(entry.event).decode()[:_SHOWN]), at)
        return int(row[0]) if row else 0

    def set_aside(self, seq: int, why: str, *, is_readable: bool = True) -> None:
        """See store_port.Log."""
        db = self._db
        at, body = db.execute("SELECT at, body FROM event WHERE seq = ?", (seq,)).fetchone()
        if is_readable:
            db.execute("UPDATE event SET kind = 'poisoned' WHERE seq = ?", (seq,))
        else:  # of a kind that no reader asks for: each would fall over it
            db.execute("UPDATE event SET kind = 'broken', body = ? WHERE seq = ?", (b"", seq))
        # What nobody can read may be of somebody whom an erasure has to find by name: no byte of it is kept here either.
        shown = unpacked(body).decode("utf-8", "replace")[:_SHOWN] if is_readable else ""
        self.reject("engine", Reject(reason=why, body=shown), datetime.fromtimestamp(at, UTC))


def put_broken_aside(copy: sqlite3.Connection) -> tuple[str, ...]:
    """Put aside each broken event of a copy of a store; return what is wrong with each.

    However many they are: a store begins with such a copy, and the bytes lie on in the store that was copied.
    """
    broken = list(broken_in(copy))
    letters = DeadLetters(copy)
    for error in broken:
        letters.set_aside(error.seq, "its bytes in the log that was copied are no event any more", is_readable=False)
    return tuple(map(str, broken))
