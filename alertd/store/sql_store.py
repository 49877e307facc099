"""What every store that speaks SQL does alike: the log, the checkpoint and the facts. How it opens, commits and is copied is its kind's own.

The statements are written so that SQLite and PostgreSQL read them alike; where they cannot, a kind brings its own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from alertd.errors import EventBroken, EventTooNew
from alertd.model.events import Event
from alertd.model.mention import key_of, keys_of, watch_of
from alertd.model.post import brought_by, has_grown, has_other_counts, may_change, text_of
from alertd.ports import Appended, Entry, Reject
from alertd.store import left_out
from alertd.store.database import Database
from alertd.store.dead_letters import DeadLetters
from alertd.store.sealing import opened, sealed

_STEP = 2_000  # events read at once: the whole log does not fit into memory


class SqlStore:
    """Log, checkpoint and facts of one store. The caller owns the transaction. packs: events are packed as they are written."""

    packs = False

    def __init__(self, db: Database) -> None:
        self._db = db
        self._dead_letters = DeadLetters(db)
        self._counted: dict[str, int] = {}

    @property
    def tables(self) -> Database:
        """The connection, for whoever moves a whole store."""
        return self._db

    def moving_in(self) -> AbstractContextManager[None]:
        """A transaction that takes in the rows of a whole other store."""
        return self.transaction()

    def transaction(self) -> AbstractContextManager[None]:
        """See store_port.Store."""
        raise NotImplementedError

    @property
    def place(self) -> str:
        """See store_port.Store."""
        raise NotImplementedError

    # --- the log --------------------------------------------------------------------------------------------------

    def append(self, entry: Entry, at: datetime) -> tuple[Appended, int]:
        """See store_port.Log."""
        seq = self._added(at.timestamp(), _kind(entry.event), entry.key, sealed(entry.event, packs=self.packs))
        if seq is not None:
            if entry.post is not None:
                self._keep_post(entry, seq, at)
            return Appended.NEW, seq
        return self._known(entry, at)

    def _added(self, at: float, kind: str, key: str | None, body: bytes) -> int | None:
        """Add an event; return its number, None where its key is known."""
        return self._numbered(at, kind, key, body)

    def _numbered(self, at: float, kind: str, key: str | None, body: bytes) -> int | None:
        row = self._db.execute(
            "INSERT INTO event (seq, at, kind, key, body) VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM event), ?, ?, ?, ?) "
            "ON CONFLICT DO NOTHING RETURNING seq",
            (at, kind, key, body),
        ).fetchone()
        return None if row is None else int(row[0])

    def _known(self, entry: Entry, at: datetime) -> tuple[Appended, int]:
        seq: int = self._db.execute("SELECT seq FROM event WHERE key = ?", (entry.key,)).fetchone()[0]
        last = self._db.execute(
            "SELECT body FROM post WHERE key = ? ORDER BY seq DESC LIMIT 1", (entry.key,)
        ).fetchone()
        if last is None or entry.post is None or left_out.post(last[0], entry.key) is None:
            return Appended.DUPLICATE, seq
        owner = brought_by(last[0])
        if not may_change(owner, entry.source, is_own=entry.is_own):
            return Appended.FOREIGN, seq
        if entry.is_own and owner not in ("", entry.source):
            self._keep_post(entry, self.last_seq, at)
            return Appended.TAKEN_OVER, seq
        if text_of(last[0]) == text_of(entry.post):
            is_news = has_grown(last[0], entry.post)
            # What was told last stays, until the counts are news: else a post that grows slowly would never be any.
            if is_news or (last[0] != entry.post and not has_other_counts(last[0], entry.post)):
                self._db.execute(
                    "UPDATE post SET body = ?1 WHERE key = ?2 AND seq = (SELECT max(seq) FROM post WHERE key = ?2)",
                    (entry.post, entry.key),
                )
            return Appended.GREW if is_news else Appended.DUPLICATE, seq
        newest = self._db.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0]
        self._keep_post(entry, newest, at)
        return Appended.EDITED, seq

    def _keep_post(self, entry: Entry, seq: int, at: datetime) -> None:
        self._db.execute(
            "INSERT INTO post (key, seq, at, author, body) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (key, seq) DO UPDATE SET body = excluded.body",
            (entry.key, seq, at.timestamp(), entry.author or "", entry.post),
        )

    def read(self, after: int, *, until: int | None = None) -> Iterator[tuple[int, Event]]:
        """See store_port.Log."""
        for seq, body in self._written(after, 2**62 if until is None else until):
            yield seq, opened(body, seq, self.place)

    def broken(self, after: int, most: int) -> tuple[int, list[EventBroken]]:
        """See store_port.Log."""
        found: list[EventBroken] = []
        reached = after
        for seq, body in self._rows(after, 2**62, most):
            try:
                opened(body, seq, self.place)
            except EventBroken as error:
                found.append(error)
            except EventTooNew:
                if reached == after:
                    raise
                break
            reached = seq
        return reached, found

    def again(self, seqs: Sequence[int]) -> dict[int, bytes]:  # noqa: ARG002 - as the port has it
        """See store_port.Log. There is no other copy."""
        return {}

    def whole(self, seqs: Sequence[int]) -> dict[int, bytes]:
        """Return the bytes of those of some events that are what was written."""
        found: dict[int, bytes] = {}
        for seq in seqs:
            for _, body in self._rows(seq - 1, seq, 1):
                with contextlib.suppress(EventBroken, EventTooNew):
                    opened(body, seq, self.place)
                    found[seq] = body
        return found

    def put_back(self, seq: int, body: bytes) -> None:
        """See store_port.Log."""
        self._db.execute("UPDATE event SET body = ? WHERE seq = ?", (body, seq))

    def _written(self, after: int, until: int) -> Iterator[tuple[int, bytes]]:
        """Yield (number, event) in order, a stretch at a time: a server hands out all of an answer at once."""
        while True:
            rows = self._rows(after, until, _STEP)
            yield from rows
            if len(rows) < _STEP:
                return
            after = rows[-1][0]

    def _rows(self, after: int, until: int, most: int) -> list[tuple[int, bytes]]:
        return self._db.execute(
            "SELECT seq, body FROM event WHERE seq > ? AND seq <= ? AND kind NOT IN ('poisoned', 'broken') ORDER BY seq LIMIT ?",
            (after, until, most),
        ).fetchall()

    def posts(self, keys: Sequence[str], *, until: int | None = None) -> dict[str, bytes]:
        """See store_port.Log."""
        found = {}
        for key in keys:
            row = self._db.execute(
                "SELECT body FROM post WHERE key = ? AND seq <= ? ORDER BY seq DESC LIMIT 1",
                (key, 2**62 if until is None else until),
            ).fetchone()
            if row is not None and left_out.post(row[0], key) is not None:
                found[key] = row[0]
        return found

    def erase(self, platform: str, post_id: str, *, by: str | None = None) -> int:
        """See store_port.Log."""
        # By whole keys, watch by watch. The end of a key alone is in no index: each deletion then read every post that is
        # kept (0.13 s at 500,000), so that one batch of them held the engine longer than the watchdog waits; and an id
        # that holds the separator ended like another post's key.
        erased = 0
        for watch in self._watches_with_posts():
            key = key_of(watch, platform, post_id)
            if by is not None and not self._is_of(key, by):
                continue
            erased += self._db.execute("DELETE FROM post WHERE key = ?", (key,)).rowcount
        return erased

    def _is_of(self, key: str, source: str) -> bool:
        last = self._db.execute("SELECT body FROM post WHERE key = ? ORDER BY seq DESC LIMIT 1", (key,)).fetchone()
        if last is None or left_out.post(last[0], key) is None:
            return True
        return may_change(brought_by(last[0]), source, is_own=False)

    def _watches_with_posts(self) -> list[str]:
        """Return the watches of which posts are kept, leaping over the posts of each."""
        found: list[str] = []
        after = ""
        while (key := self._db.execute("SELECT min(key) FROM post WHERE key >= ?", (after,)).fetchone()[0]) is not None:
            found.append(watch_of(key))
            after = keys_of(found[-1])[1]
        return found

    def reject(self, source: str, reject: Reject, at: datetime) -> None:
        """See store_port.Log."""
        self._dead_letters.reject(source, reject, at)

    def poison(self, entry: Entry, at: datetime, why: str) -> int:
        """See store_port.Log."""
        return self._dead_letters.poison(entry, at, why)

    def set_aside(self, seq: int, why: str, *, is_readable: bool = True) -> None:
        """See store_port.Log."""
        self._dead_letters.set_aside(seq, why, is_readable=is_readable)

    @property
    def last_seq(self) -> int:
        """See store_port.Log."""
        return int(self._db.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0])

    def move_cursor(self, source: str, cursor: str) -> None:
        """See store_port.Log."""
        self._db.execute(
            "INSERT INTO cursor VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET value = excluded.value",
            (source, cursor),
        )

    def cursors(self) -> dict[str, str]:
        """See store_port.Log."""
        return dict(self._db.execute("SELECT source, value FROM cursor").fetchall())

    def count(self, name: str, by: int = 1) -> None:
        """See store_port.Log."""
        self._counted[name] = self._counted.get(name, 0) + by

    def _write_counters(self) -> None:
        """Once a transaction, not once an event: it was a third of all statements."""
        self._db.executemany(
            "INSERT INTO counter VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value",
            sorted(self._counted.items()),
        )
        self._counted.clear()

    def counters(self) -> dict[str, int]:
        """See store_port.Log."""
        return dict(self._db.execute("SELECT name, value FROM counter ORDER BY name").fetchall())

    # --- the checkpoint -------------------------------------------------------------------------------------------

    def save(self, seq: int, parts: dict[str, bytes]) -> None:
        """See store_port.Checkpoint."""
        self._db.executemany(
            "INSERT INTO state VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body", list(parts.items())
        )
        self.set_meta("snapshot_seq", str(seq))

    def keep_part(self, key: str, body: bytes) -> None:
        """See store_port.Checkpoint."""
        self._db.execute(
            "INSERT INTO state VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body", (key, body)
        )

    def part(self, key: str) -> bytes | None:
        """See store_port.Checkpoint."""
        row = self._db.execute("SELECT body FROM state WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def load(self) -> tuple[int, dict[str, bytes]]:
        """See store_port.Checkpoint."""
        rows = self._db.execute("SELECT key, body FROM state WHERE key NOT LIKE 'intake/%'")
        return int(self.meta("snapshot_seq") or 0), dict(rows.fetchall())

    def meta(self, key: str) -> str | None:
        """See store_port.Store."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """See store_port.Store."""
        self._db.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
        )


def _kind(event: Event) -> str:
    return str(type(event).__struct_config__.tag)
