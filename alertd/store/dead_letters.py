"""What is kept aside: records that are no mentions, and events that the engine cannot fold, each with its reason."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from alertd.model import events
from alertd.ports import Entry, Reject


class Aside:
    """The dead letters of a store. The caller owns the transaction."""

    _db: sqlite3.Connection

    def reject(self, source: str, reject: Reject, at: datetime) -> None:
        """See ports.Log."""
        self._db.execute(
            "INSERT INTO rejected (at, source, line, reason, body) VALUES (?, ?, ?, ?, ?)",
            (at.timestamp(), source, reject.line, reject.reason, reject.body.encode("utf-8", "replace").decode()),
        )

    def poison(self, entry: Entry, at: datetime, why: str) -> int:
        """Keep an event that the engine cannot fold: in the log under another kind, so that no replay falls over it."""
        row = self._db.execute(
            "INSERT INTO event (at, kind, key, body) VALUES (?, 'poisoned', ?, ?) ON CONFLICT DO NOTHING RETURNING seq",
            (at.timestamp(), entry.key, events.encode(entry.event)),
        ).fetchone()
        self.reject("engine", Reject(reason=why, body=events.encode(entry.event).decode()[:2000]), at)
        return int(row[0]) if row else 0

    def set_aside(self, seq: int, why: str) -> None:
        """Do with an event that is in the log what `poison` does with one on its way there."""
        db = self._db
        at, body = db.execute("UPDATE event SET kind = 'poisoned' WHERE seq = ? RETURNING at, body", (seq,)).fetchone()
        self.reject("engine", Reject(reason=why, body=body.decode()[:2000]), datetime.fromtimestamp(at, UTC))
