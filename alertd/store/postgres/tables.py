"""What of the tables a PostgreSQL server does in its own way: asking into a body, shrinking, measuring, overwriting."""

from __future__ import annotations

from datetime import datetime

from alertd.store.aging import DROP
from alertd.store.erasable import ErasableTables
from alertd.store.history import HistoryTables
from alertd.store.postgres.wire import Wire
from alertd.store_port import Aged

#: Every table, in an order in which they may be filled.
TABLES = ("event", "post", "cursor", "rejected", "outbox", "incident", "decision", "state", "meta", "counter")
#: Those in which words and names of people stand.
ERASED = ("event", "post", "rejected", "outbox", "incident", "decision", "state")
_SIZE = " + ".join(f"pg_total_relation_size('{name}')" for name in TABLES)


class PostgresHistory(HistoryTables):
    """See store_port.History."""

    holds = "strpos(lower(convert_from(body, 'UTF8')), lower(?1)) > 0"

    def brought(self, since: datetime | None = None) -> dict[str, tuple[int, int]]:
        """See store_port.History."""
        rows = self._db.execute(
            "SELECT coalesce(told ->> 'source', ''), count(*), "
            "sum(CASE WHEN told -> 'mention' ->> 'is_filled' = 'true' THEN 1 ELSE 0 END) "
            "FROM (SELECT convert_from(body, 'UTF8')::json AS told FROM event WHERE kind = 'mention_seen' AND at >= ?) seen "
            "GROUP BY 1",
            (float("-inf") if since is None else since.timestamp(),),
        ).fetchall()
        return {str(source): (int(mentions), int(filled)) for source, mentions, filled in rows}


class PostgresErasable(ErasableTables):
    """See erasure_port.Erasable."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(wire)
        self._wire = wire

    def scrub(self, *, patient: bool = False) -> bool:
        """See erasure_port.Erasable. To write a table anew keeps everybody from it as long as that takes: only where nothing else works.

        What the server keeps of its own log is its operator's to end.
        """
        if not patient:
            return False
        for name in ERASED:
            self._wire.execute(f"VACUUM (FULL) {name}")
        return True

    def let_go(self) -> None:
        """See erasure_port.Erasable. The room of what is deleted is given back for other rows; over another connection, and locking nobody out.

        Its bytes lie on in the server's files until other rows come to stand there.
        """
        beside = self._wire.beside()
        try:
            for name in ERASED:
                beside.execute(f"VACUUM {name}")
        finally:
            beside.close()


class PostgresAging:
    """See store_port.Aging. The server gives room back by itself (autovacuum), to its tables and not to the disk."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def drop(self, what: Aged, before: float, *, most: int, saved_seq: int) -> int:
        """See store_port.Aging."""
        given = (before, most, saved_seq) if "?3" in DROP[what] else (before, most)
        return self._wire.execute(DROP[what], given).rowcount

    def shrink(self, most: int) -> int:  # noqa: ARG002 - the server does it
        """See store_port.Aging."""
        return 0

    def drop_copies(self, before: float) -> list[str]:  # noqa: ARG002 - copies are the server's own backups
        """See store_port.Aging."""
        return []

    def size(self) -> int:
        """See store_port.Aging."""
        return size(self._wire)


def size(wire: Wire) -> int:
    """Return how many bytes the tables take."""
    return int(wire.execute(f"SELECT {_SIZE}").fetchone()[0])
