"""What people look at: incidents, decisions and mentions, as the store keeps them beside the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

import msgspec

from alertd.model.commands import KeepDecision
from alertd.model.incident import Incident

_incident = msgspec.json.Decoder(Incident)
_decision = msgspec.json.Decoder(KeepDecision)


class Shown:
    """The readable side of a store. The caller owns the transaction; reading needs none."""

    _db: sqlite3.Connection

    def keep_incident(self, incident: Incident) -> None:
        """Write down how an incident stands."""
        self._db.execute(
            "INSERT INTO incident VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET state = excluded.state, body = excluded.body",
            (
                incident.id,
                incident.opened_at.timestamp(),
                incident.state,
                incident.watch,
                msgspec.json.encode(incident),
            ),
        )

    def incidents(self, state: str | None = None, *, limit: int = 500) -> list[Incident]:
        """Return incidents, newest first."""
        rows = self._db.execute(
            "SELECT body FROM incident WHERE ? IS NULL OR state = ? ORDER BY opened DESC, id LIMIT ?",
            (state, state, limit),
        )
        return [_incident.decode(body) for (body,) in rows]

    def incident(self, ident: str) -> Incident | None:
        """Return one incident."""
        row = self._db.execute("SELECT body FROM incident WHERE id = ?", (ident,)).fetchone()
        return None if row is None else _incident.decode(row[0])

    def keep_decision(self, decision: KeepDecision) -> None:
        """Remember why."""
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
        """Return every decision about an incident, in order."""
        rows = self._db.execute("SELECT body FROM decision WHERE incident = ? ORDER BY id", (incident,))
        return [_decision.decode(body) for (body,) in rows]

    def decisions_around(self, watch: str, incident: str) -> list[KeepDecision]:
        """Return every decision about an incident, and about the alerts of its watch while it lasted, in order."""
        rows = self._db.execute(
            "WITH span AS (SELECT min(at) - 600.0 AS begins, max(at) AS ends FROM decision WHERE incident = ?1) "
            "SELECT body FROM decision, span WHERE incident = ?1 "
            "OR (incident IS NULL AND watch = ?2 AND at BETWEEN begins AND ends) ORDER BY id",
            (incident, watch),
        )
        return [_decision.decode(body) for (body,) in rows]

    def mentions(self, watch: str | None, keys: Sequence[str] | None, limit: int) -> list[tuple[bytes, bytes | None]]:
        """Return (event, newest post) of mentions: those of `keys` in their order, else the newest of a watch first."""
        newest = "(SELECT body FROM post WHERE post.key = event.key ORDER BY post.seq DESC LIMIT 1)"
        if keys is not None:
            found = []
            for key in keys[:limit]:
                row = self._db.execute(f"SELECT body, {newest} FROM event WHERE key = ?", (key,)).fetchone()  # noqa: S608 - our own words
                if row is not None:
                    found.append((row[0], row[1]))
            return found
        prefix = None if watch is None else f"{watch}\x1f"
        rows = self._db.execute(
            f"SELECT body, {newest} FROM event WHERE kind = 'mention_seen' "  # noqa: S608 - our own words
            "AND (?1 IS NULL OR substr(key, 1, length(?1)) = ?1) ORDER BY seq DESC LIMIT ?2",
            (prefix, limit),
        )
        return [(row[0], row[1]) for row in rows]

    def came_in(self, *, step: int = 2_000) -> Iterator[tuple[bytes, bytes | None]]:
        """Yield (event, newest post) of all that came in, in log order, up to what is there now.

        In steps, so that no long read keeps the write-ahead log of a running daemon from being folded in.
        """
        last, after = self.last_seq, 0
        while after < last:
            rows = self._db.execute(
                "SELECT seq, body, (SELECT body FROM post WHERE post.key = event.key ORDER BY post.seq DESC LIMIT 1) "
                "FROM event WHERE seq > ? AND seq <= ? AND kind IN ('mention_seen', 'reply_seen', 'count_seen', 'poisoned') "
                "ORDER BY seq LIMIT ?",
                (after, last, step),
            ).fetchall()
            if not rows:
                return
            after = rows[-1][0]
            yield from ((body, post) for _, body, post in rows)

    @property
    def last_seq(self) -> int:
        """Sequence number of the newest event."""
        return int(self._db.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0])
