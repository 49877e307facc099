"""What people look at: incidents, decisions and mentions, as the store keeps them beside the log."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from alertd.model import events
from alertd.model.commands import KeepDecision
from alertd.model.events import Event
from alertd.model.incident import Incident
from alertd.model.mention import keys_of
from alertd.store import left_out
from alertd.store.database import Database
from alertd.store.sealing import if_whole

_incident = msgspec.json.Decoder(Incident)
_decision = msgspec.json.Decoder(KeepDecision)


class ReadModelTables:
    """Incidents, decisions and mentions of one store. The caller owns the transaction; reading needs none."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep_incident(self, incident: Incident) -> None:
        """See store_port.ReadModel."""
        self._db.execute(
            "INSERT INTO incident VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body",
            (
                incident.id,
                incident.opened_at.timestamp(),
                incident.state,
                incident.watch,
                msgspec.json.encode(incident),
            ),
        )

    def incidents(self, state: str | None = None, *, limit: int = 500) -> list[Incident]:
        """See store_port.ReadModel."""
        which, given = ("", ()) if state is None else ("WHERE state = ? ", (state,))
        rows = self._db.execute(
            f"SELECT id, body FROM incident {which}ORDER BY opened DESC, id LIMIT ?",  # noqa: S608 - our own words
            (*given, limit),
        )
        return list(left_out.each(rows, "incident", _incident.decode))

    def standing(self) -> list[Incident]:
        """See store_port.ReadModel."""
        rows = self._db.execute("SELECT id, body FROM incident WHERE state != 'closed' ORDER BY opened, id").fetchall()
        return list(left_out.each(rows, "incident", _incident.decode))

    def incident(self, ident: str) -> Incident | None:
        """See store_port.ReadModel."""
        row = self._db.execute("SELECT body FROM incident WHERE id = ?", (ident,)).fetchone()
        return None if row is None else left_out.readable(row[0], f"incident {ident}", _incident.decode)

    def keep_decision(self, decision: KeepDecision) -> None:
        """See store_port.ReadModel."""
        self._db.execute(
            "INSERT INTO decision (at, incident, watch, rule, reason, body) VALUES (?, ?, ?, ?, ?, ?)",
            (
                decision.at.timestamp(),
                decision.incident,
                decision.watch,
                decision.rule,
                decision.reason,
                msgspec.json.encode(decision),
            ),
        )

    def decisions(self, incident: str) -> list[KeepDecision]:
        """See store_port.ReadModel."""
        rows = self._db.execute("SELECT id, body FROM decision WHERE incident = ? ORDER BY id", (incident,))
        return list(left_out.each(rows, "decision", _decision.decode))

    def decisions_around(self, watch: str, incident: str) -> list[KeepDecision]:
        """See store_port.ReadModel."""
        rows = self._db.execute(
            "WITH span AS (SELECT min(at) - 600.0 AS begins, max(at) AS ends FROM decision WHERE incident = ?1) "
            "SELECT id, body FROM decision, span WHERE incident = ?1 "
            "OR (incident IS NULL AND watch = ?2 AND at BETWEEN begins AND ends) ORDER BY id",
            (incident, watch),
        )
        return list(left_out.each(rows, "decision", _decision.decode))

    def mentions(self, watch: str | None, keys: Sequence[str] | None, limit: int) -> list[tuple[Event, bytes | None]]:
        """See store_port.ReadModel."""
        newest = "(SELECT body FROM post WHERE post.key = event.key ORDER BY post.seq DESC LIMIT 1)"
        rows: list[tuple[int, bytes, bytes | None]] = []
        if keys is not None:
            for key in keys[:limit]:
                asked = f"SELECT seq, body, {newest} FROM event WHERE key = ? AND kind <> 'broken'"  # noqa: S608 - our own words
                rows += self._db.execute(asked, (key,)).fetchall()[:1]
        else:
            its: str = ""
            given: tuple[object, ...] = ()
            if watch is not None:
                prefix = keys_of(watch)[0]
                its, given = "AND substr(key, 1, ?) = ? ", (len(prefix), prefix)
            rows = self._db.execute(
                f"SELECT seq, body, {newest} FROM event WHERE kind = 'mention_seen' {its}ORDER BY seq DESC LIMIT ?",  # noqa: S608 - our own words
                (*given, limit),
            ).fetchall()
        found = ((if_whole(body, seq, events.decode), left_out.post(post, seq)) for seq, body, post in rows)
        return [(event, post) for event, post in found if event is not None]
