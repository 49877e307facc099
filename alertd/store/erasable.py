"""What an erasure reads and writes anew: decoded values, so that no word of our own formats is ever taken for a name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import msgspec

from alertd.model.commands import KeepDecision
from alertd.model.events import Event, decode, encode
from alertd.ports import QueuedPage

_decision = msgspec.json.Decoder(KeepDecision)


class ErasableTables:
    """The tables of one store that hold people's names and texts. The caller owns the transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def posts(self) -> Iterator[tuple[str, bytes]]:
        """See store_port.Erasable."""
        yield from self._db.execute("SELECT author, body FROM post")

    def drop_posts(self, author: str) -> int:
        """See store_port.Erasable."""
        return self._db.execute("DELETE FROM post WHERE author = ?", (author,)).rowcount

    def written(self, after: int, until: int) -> list[tuple[int, Event]]:
        """See store_port.Erasable."""
        rows = self._db.execute(
            "SELECT seq, body FROM event WHERE seq > ? AND seq <= ? AND kind IN ('mention_seen', 'reply_seen', 'poisoned')",
            (after, until),
        ).fetchall()
        return [(seq, decode(body)) for seq, body in rows]

    def rewrite(self, seq: int, event: Event) -> None:
        """See store_port.Erasable."""
        self._db.execute("UPDATE event SET body = ? WHERE seq = ?", (encode(event), seq))

    def rejected(self) -> list[tuple[int, str]]:
        """See store_port.Erasable."""
        return self._db.execute("SELECT id, body FROM rejected WHERE body != ''").fetchall()

    def blank(self, number: int) -> None:
        """See store_port.Erasable."""
        self._db.execute("UPDATE rejected SET body = '' WHERE id = ?", (number,))

    def requeue(self, queued: QueuedPage) -> None:
        """See store_port.Erasable."""
        self._db.execute(
            "UPDATE outbox SET body = ? WHERE page_id = ?", (msgspec.json.encode(queued), queued.page.page_id)
        )

    def decisions(self) -> list[tuple[int, KeepDecision]]:
        """See store_port.Erasable."""
        rows = self._db.execute("SELECT id, body FROM decision ORDER BY id").fetchall()
        return [(number, _decision.decode(body)) for number, body in rows]

    def decide_again(self, number: int, decision: KeepDecision) -> None:
        """See store_port.Erasable."""
        self._db.execute("UPDATE decision SET body = ? WHERE id = ?", (msgspec.json.encode(decision), number))

    def scrub(self) -> None:
        """See store_port.Erasable. The pages of a deleted row lie on in the write-ahead log until it is emptied."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
