"""What reports and takeouts read, while a daemon writes: in short steps, so that its write-ahead log can be folded in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from alertd.model.commands import KeepDecision
from alertd.model.events import Event, decode
from alertd.model.incident import Incident
from alertd.store.database import Database
from alertd.store_port import E

#: What came in; and what tells how well it was seen, for rules about our own eyes and for what is usual; and when the
#: clock was wrong.
_CAME_IN = ("mention_seen", "reply_seen", "count_seen", "source_reported", "scorer_changed", "clock_set_back")
_STEP = 500  # events read at once
_SPAN = 50_000  # events scanned at once, where only a few of them are wanted
_NEWEST = "(SELECT body FROM post WHERE post.key = event.key ORDER BY post.seq DESC LIMIT 1)"
_decision = msgspec.json.Decoder(KeepDecision)
_incident = msgspec.json.Decoder(Incident)


class HistoryTables:
    """The log of one store, and what was decided by it, as reports ask for them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def came_in(self, *, step: int = 2_000) -> Iterator[tuple[Event, bytes | None]]:
        """See store_port.History."""
        last, after = self._last_seq, 0
        while after < last:
            rows = self._db.execute(
                f"SELECT seq, body, {_NEWEST} "  # noqa: S608 - our own words
                "FROM event WHERE seq > ? AND seq <= ? AND kind IN ('mention_seen', 'reply_seen', 'count_seen', 'poisoned') "
                "ORDER BY seq LIMIT ?",
                (after, last, step),
            ).fetchall()
            if not rows:
                return
            after = rows[-1][0]
            for _, body, post in rows:
                yield decode(body), post

    def came_in_between(self, begins_at: datetime, ends_at: datetime) -> Iterator[tuple[Event, bytes | None]]:
        """See store_port.History."""
        order = self._db.execute(
            f"SELECT at, seq FROM event WHERE kind IN ({_marks(_CAME_IN)}) AND at >= ? AND at <= ?",  # noqa: S608 - only question marks
            (*_CAME_IN, begins_at.timestamp(), ends_at.timestamp()),
        ).fetchall()
        order.sort()
        for start in range(0, len(order), _STEP):
            chunk = [seq for _, seq in order[start : start + _STEP]]
            rows = self._db.execute(
                f"SELECT seq, body, {_NEWEST} FROM event WHERE seq IN ({_marks(chunk)})",  # noqa: S608 - only question marks
                chunk,
            ).fetchall()
            found = {seq: (body, post) for seq, body, post in rows}
            for seq in chunk:
                if seq in found:  # retention may have been here meanwhile
                    body, post = found[seq]
                    yield decode(body), post

    def events(self, kind: type[E], since: datetime | None = None) -> Iterator[E]:
        """See store_port.History."""
        for after, until in self._spans():
            rows = self._db.execute(
                "SELECT body FROM event WHERE seq > ? AND seq <= ? AND kind = ? AND at >= ? ORDER BY seq",
                (after, until, _tag(kind), _begins(since)),
            ).fetchall()
            for (body,) in rows:
                event = decode(body)
                if isinstance(event, kind):
                    yield event

    def newest(self, kind: type[E]) -> E | None:
        """See store_port.History."""
        row = self._db.execute(
            "SELECT body FROM event WHERE kind = ? ORDER BY seq DESC LIMIT 1", (_tag(kind),)
        ).fetchone()
        event = None if row is None else decode(row[0])
        return event if isinstance(event, kind) else None

    def incidents(self, since: datetime | None = None) -> list[Incident]:
        """See store_port.History."""
        rows = self._db.execute(
            "SELECT body FROM incident WHERE opened >= ? ORDER BY opened, id", (_begins(since),)
        ).fetchall()
        return [_incident.decode(body) for (body,) in rows]

    def decisions(self, reasons: Sequence[str], since: datetime | None = None) -> Iterator[KeepDecision]:
        """See store_port.History."""
        rows = self._db.execute(
            f"SELECT body FROM decision WHERE at >= ? AND reason IN ({_marks(reasons)}) ORDER BY id",  # noqa: S608 - only question marks
            (_begins(since), *reasons),
        ).fetchall()
        for (body,) in rows:
            yield _decision.decode(body)

    def brought(self, since: datetime | None = None) -> dict[str, tuple[int, int]]:
        """See store_port.History."""
        found: dict[str, tuple[int, int]] = {}
        for after, until in self._spans():
            # As text: SQLite takes a blob for its own binary form of JSON.
            rows = self._db.execute(
                "SELECT coalesce(json_extract(CAST(body AS TEXT), '$.source'), ''), count(*), "
                "sum(coalesce(json_extract(CAST(body AS TEXT), '$.mention.is_filled'), 0)) "
                "FROM event WHERE seq > ? AND seq <= ? AND kind = 'mention_seen' AND at >= ? GROUP BY 1",
                (after, until, _begins(since)),
            ).fetchall()
            for source, mentions, filled in rows:
                was = found.get(source, (0, 0))
                found[source] = (was[0] + mentions, was[1] + filled)
        return found

    @property
    def _last_seq(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0])

    def _spans(self) -> Iterator[tuple[int, int]]:
        last = self._last_seq
        for after in range(0, last, _SPAN):
            yield after, min(after + _SPAN, last)


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _begins(since: datetime | None) -> float:
    return float("-inf") if since is None else since.timestamp()


def _tag(kind: type[E]) -> str:
    return str(kind.__struct_config__.tag)
