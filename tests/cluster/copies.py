"""What a store did, and what its copy holds: for tests that compare machines."""

from __future__ import annotations

import pytest

from alertd.store.moving import COLUMNS, OWN_FACTS
from alertd.store.nats.store import NatsStore
from alertd.store.nats.wire import Wire
from alertd.store.sqlite import SqliteStore
from tests.unit.runtime.made import NOON, entry, queued


def rows_of(store: SqliteStore) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of a copy but for what is of that copy alone."""
    db = store.connection
    found = {table: db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in COLUMNS}
    found["meta"] = [row for row in found["meta"] if row[0] not in OWN_FACTS]
    return found


def busy(store: NatsStore, begin: int, count: int) -> None:
    """Let a store do a little of everything."""
    for number in range(begin, begin + count):
        with store.transaction():
            store.append(entry(str(number), text=f"acme {number}"), NOON)
            store.append(entry(str(number), text="acme, edited" if number % 3 else f"acme {number}"), NOON)
            store.pages.queue(queued(f"p{number}"))
            store.pages.lease(NOON, boot="b", limit=1, seconds=60)
            store.move_cursor("feed", str(number))
            store.save(number, {"globals": bytes(number % 250), f"watch/{number % 4}": b"x" * 300})
            store.count("mentions")
            with pytest.raises(ZeroDivisionError):
                _fail_in_part(store)


def _fail_in_part(store: NatsStore) -> None:
    with store.savepoint():
        store.move_cursor("feed", "half")
        raise ZeroDivisionError


def lose_lease(wire: Wire) -> None:
    """Let the lease run out, as it does when its holder says nothing."""
    wire.purge(wire.leases, subject=wire.subject("lease"))
