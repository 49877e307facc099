"""Moving a whole store into another of any kind that has tables: row by row, then counted."""

from __future__ import annotations

from collections.abc import Iterator

from alertd.errors import StoreError
from alertd.store.database import Database

_STEP = 500  # rows read and written at once

#: Each table with its columns; the first ones are its key, in whose order it is read.
COLUMNS = {
    "event": ("seq", "at", "kind", "key", "body"),
    "post": ("key", "seq", "at", "author", "body"),
    "cursor": ("source", "value"),
    "rejected": ("id", "at", "source", "line", "reason", "body"),
    "outbox": (
        *("page_id", "ordinal", "incident", "kind", "person", "channel", "state", "due", "attempt", "is_repeat"),
        *("is_cancelled", "boot", "detail", "body", "link", "sent", "accepted", "delivered", "is_unanswered"),
    ),
    "incident": ("id", "opened", "state", "watch", "body"),
    "decision": ("id", "at", "incident", "watch", "rule", "reason", "body"),
    "state": ("key", "body"),
    "meta": ("key", "value"),
    "counter": ("name", "value"),
}
_KEYS = {"post": 2}  # columns of a key, where there are more than one
#: Facts that are of the one store and not of what it holds.
OWN_FACTS = ("overwrites", "packs", "schema", "link_key", "link_keys", "applied", "works_at", "sessions")


def copy_rows(source: Database, target: Database) -> dict[str, int]:
    """Copy every row of a store into an empty one; return how many of each table. The caller owns both transactions.

    Raises StoreError where something is there already, or where not all of it arrived.
    """
    if target.execute("SELECT 1 FROM event LIMIT 1").fetchone() or target.execute("SELECT 1 FROM outbox").fetchone():
        raise StoreError("the store to move into is not empty; nothing was changed")
    moved = {}
    for table, columns in COLUMNS.items():
        marks = ", ".join("?" * len(columns))
        moved[table] = 0
        for rows in _read(source, table, columns):
            target.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608 - our own words
            moved[table] += len(rows)
    for table, count in moved.items():
        (there,) = target.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own words
        if there != count + (_facts_of_its_own(target) if table == "meta" else 0):
            raise StoreError(f"{count} rows of {table} were read and {there} arrived; nothing was changed")
    return moved


def _read(source: Database, table: str, columns: tuple[str, ...]) -> Iterator[list[tuple[object, ...]]]:
    keys = columns[: _KEYS.get(table, 1)]
    names, order = ", ".join(columns), ", ".join(keys)
    own = f"{order} NOT IN ({', '.join(repr(one) for one in OWN_FACTS)})" if table == "meta" else "1 = 1"
    after: tuple[object, ...] | None = None
    while True:
        since, given = ("", ()) if after is None else (f"AND ({order}) > ({', '.join('?' * len(keys))}) ", after)
        rows = source.execute(
            f"SELECT {names} FROM {table} WHERE {own} {since}ORDER BY {order} LIMIT ?",  # noqa: S608 - our own words
            (*given, _STEP),
        ).fetchall()
        if rows:
            yield rows
        if len(rows) < _STEP:
            return
        after = tuple(rows[-1][: len(keys)])


def _facts_of_its_own(target: Database) -> int:
    marks = ", ".join("?" * len(OWN_FACTS))
    return int(target.execute(f"SELECT count(*) FROM meta WHERE key IN ({marks})", OWN_FACTS).fetchone()[0])  # noqa: S608
