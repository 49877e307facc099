"""What reports read of a store, while a daemon writes it: in short steps, so that its write-ahead log can be folded in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from alertd.model.commands import KeepDecision
from alertd.model.events import Event, HouseLoaded, decode
from alertd.model.house import House
from alertd.model.incident import Incident
from alertd.store.sqlite import SqliteStore

E = TypeVar("E", bound=Event)

#: What came in; and what tells how well it was seen, for rules about our own eyes and for what is usual; and when the
#: clock was wrong.
CAME_IN = ("mention_seen", "reply_seen", "count_seen", "source_reported", "scorer_changed", "clock_set_back")
_STEP = 500  # events read at once
_WITH_POST = (
    "SELECT seq, body, (SELECT body FROM post WHERE post.key = event.key ORDER BY post.seq DESC LIMIT 1) FROM event"
)
_SPAN = 50_000  # events scanned at once, where only a few of them are wanted
_decision = msgspec.json.Decoder(KeepDecision)
_incident = msgspec.json.Decoder(Incident)


def events(store: SqliteStore, kind: type[E], since: datetime | None = None) -> Iterator[E]:
    """Yield the events of one kind in log order, up to what is there now. since: by the instant in the log."""
    tag = str(kind.__struct_config__.tag)
    begins = float("-inf") if since is None else since.timestamp()
    last = store.last_seq
    for after in range(0, last, _SPAN):
        rows = store.connection.execute(
            "SELECT body FROM event WHERE seq > ? AND seq <= ? AND kind = ? AND at >= ? ORDER BY seq",
            (after, min(after + _SPAN, last), tag, begins),
        ).fetchall()
        for (body,) in rows:
            event = decode(body)
            if isinstance(event, kind):
                yield event


def newest_house(store: SqliteStore) -> House | None:
    """Return the house that the daemon decides by, None in a store that has seen none."""
    row = store.connection.execute(
        "SELECT body FROM event WHERE kind = ? ORDER BY seq DESC LIMIT 1", (HouseLoaded.__struct_config__.tag,)
    ).fetchone()
    event = None if row is None else decode(row[0])
    return event.house if isinstance(event, HouseLoaded) else None


def incidents(store: SqliteStore, since: datetime | None = None) -> list[Incident]:
    """Return the incidents that were opened since, oldest first."""
    begins = float("-inf") if since is None else since.timestamp()
    rows = store.connection.execute("SELECT body FROM incident WHERE opened >= ? ORDER BY opened, id", (begins,))
    return [_incident.decode(body) for (body,) in rows.fetchall()]


def decisions(store: SqliteStore, reasons: Sequence[str], since: datetime | None = None) -> Iterator[KeepDecision]:
    """Yield the decisions with one of some reasons, in order."""
    begins = float("-inf") if since is None else since.timestamp()
    marks = ",".join("?" * len(reasons))
    rows = store.connection.execute(
        f"SELECT body FROM decision WHERE at >= ? AND reason IN ({marks}) ORDER BY id",  # noqa: S608 - only question marks
        (begins, *reasons),
    )
    for (body,) in rows.fetchall():
        yield _decision.decode(body)


def brought(store: SqliteStore, since: datetime | None = None) -> dict[str, tuple[int, int]]:
    """Return for each source how many mentions it brought, and how many of these were fetched after a gap."""
    begins = float("-inf") if since is None else since.timestamp()
    found: dict[str, tuple[int, int]] = {}
    last = store.last_seq
    for after in range(0, last, _SPAN):
        # As text: SQLite takes a blob for its own binary form of JSON.
        rows = store.connection.execute(
            "SELECT coalesce(json_extract(CAST(body AS TEXT), '$.source'), ''), count(*), "
            "sum(coalesce(json_extract(CAST(body AS TEXT), '$.mention.is_filled'), 0)) "
            "FROM event WHERE seq > ? AND seq <= ? AND kind = 'mention_seen' AND at >= ? GROUP BY 1",
            (after, min(after + _SPAN, last), begins),
        ).fetchall()
        for source, mentions, filled in rows:
            was = found.get(source, (0, 0))
            found[source] = (was[0] + mentions, was[1] + filled)
    return found


def came_in(store: SqliteStore, begins_at: datetime, ends_at: datetime) -> Iterator[tuple[Event, bytes | None]]:
    """Yield (event, newest post) of what came in, in the order of its instants: imported history lies behind younger events."""
    marks = ",".join("?" * len(CAME_IN))
    order = store.connection.execute(
        f"SELECT at, seq FROM event WHERE kind IN ({marks}) AND at >= ? AND at <= ?",  # noqa: S608 - only question marks
        (*CAME_IN, begins_at.timestamp(), ends_at.timestamp()),
    ).fetchall()
    order.sort()
    for start in range(0, len(order), _STEP):
        chunk = [seq for _, seq in order[start : start + _STEP]]
        marks = ",".join("?" * len(chunk))
        rows = store.connection.execute(f"{_WITH_POST} WHERE seq IN ({marks})", chunk).fetchall()
        found = {seq: (body, post) for seq, body, post in rows}
        for seq in chunk:
            if seq in found:  # retention may have been here meanwhile
                body, post = found[seq]
                yield decode(body), post
