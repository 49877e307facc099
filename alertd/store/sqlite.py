"""The store in one SQLite file: WAL, synchronous FULL, one writer. Log, checkpoint and outbox commit together.

runtime.md: a synced commit costs 5 ms, so commits are grouped; never depend on single ones.
"""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec

from alertd.errors import StoreDamaged, StoreError, StoreUnavailable, UsageError
from alertd.model import events
from alertd.model.events import Event
from alertd.model.mention import key_of, keys_of, watch_of
from alertd.model.post import brought_by, has_grown, has_other_counts, may_change, text_of
from alertd.ports import Appended, Entry, Reject
from alertd.store.aging import AgingTables
from alertd.store.copying import copy_to, finished
from alertd.store.dead_letters import DeadLetters
from alertd.store.erasable import OVERWRITES, ErasableTables
from alertd.store.faults import damage_of, translated
from alertd.store.following import TURN, Copier
from alertd.store.history import HistoryTables
from alertd.store.lock import Lock
from alertd.store.migrate import migrate, refuse_newer
from alertd.store.outbox import OutboxTable
from alertd.store.read_model import ReadModelTables
from alertd.store.whereabouts import Whereabouts

NAME = "alertd.sqlite3"


class SqliteStore:
    """The one writing connection; implements store_port.Store.

    tell_start: is told now and then how far a long migration is.
    """

    faults: tuple[type[Exception], ...] = (sqlite3.Error,)

    def __init__(
        self, folder: Path, *, read_only: bool = False, tell_start: Callable[[str], object] = lambda _text: None
    ) -> None:
        self.folder = folder
        self.path = folder / NAME
        self._lock = Lock(folder / "lock")
        self._read_only = read_only
        self._tell_start = tell_start
        self._db = self._open()
        self.pages = OutboxTable(self._db)
        self.read_model = ReadModelTables(self._db)
        self.history = HistoryTables(self._db)
        self.erasable = ErasableTables(self._db, before_emptied=self._settle)
        self.aging = AgingTables(self._db, self.path)
        self._dead_letters = DeadLetters(self._db)
        self._counted: dict[str, int] = {}
        self._where = None if read_only else Whereabouts(self.path)
        self._copier: Copier | None = None

    def _open(self) -> sqlite3.Connection:
        if self._read_only:
            if not self.path.exists():
                raise StoreError(f"there is no store in {self.folder}")
            db = sqlite3.connect(
                f"file:{self.path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False, timeout=10
            )
            db.execute("PRAGMA query_only = 1")
            return db
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock.claim()
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise StoreUnavailable(f"the store cannot be written: {error}") from error
            raise StoreError(f"{self.folder} cannot be used: {error.strerror}") from error
        try:
            return self._opened()
        except BaseException:
            self._lock.release()
            raise

    def _opened(self) -> sqlite3.Connection:
        with translated(self.path):
            db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=10)
            self.path.chmod(0o600)
            refuse_newer(db, self.path)  # before anything is written, so that the newer program finds it untouched
            # auto_vacuum takes effect only before the first table: without it the file never shrinks
            db.execute("PRAGMA auto_vacuum = INCREMENTAL")
            db.execute(
                "PRAGMA secure_delete = ON"
            )  # what was erased must not lie on in free pages, nor in a copy of the file
            is_new = db.execute("PRAGMA user_version").fetchone()[0] == 0
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA journal_size_limit = 67108864")
            migrate(db, self.path, tell=self._tell_start)
            if is_new:
                db.execute("INSERT INTO meta VALUES (?, '1')", (OVERWRITES,))
        return db

    @property
    def place(self) -> str:
        """See store_port.Store."""
        return str(self.path)

    def close(self) -> None:
        """Close the file and give the store back. All of it lies in the one file then, also where a reader still looks.

        A reader that closes last may not write, and would leave everything in the write-ahead log: whoever then copies the
        file alone copies nothing.
        """
        if self._copier is not None:
            self._copier.stop()
        with contextlib.suppress(sqlite3.Error):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with contextlib.suppress(sqlite3.Error):
            self._db.close()
        self._lock.release()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Raises StoreUnavailable when the disk cannot take it; then nothing has happened."""
        with translated(self.path):
            self._counted.clear()
            self.look()  # what is promised must be found again by the next start
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._write_counters()
                self._db.execute("COMMIT")
            except BaseException:
                self._counted.clear()
                with contextlib.suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise
            if self._copier is not None:
                self._copier.committed(self._hold, self._begin_log_anew)

    def copied_by(self, copier: Copier) -> None:
        """From now on tell a copier of each commit, and let the write-ahead log begin anew only where it has all of it."""
        self._copier = copier
        copier.start()

    def _hold(self, *, holds: bool) -> None:
        self._db.execute(f"PRAGMA wal_autocheckpoint = {0 if holds else TURN}")

    def _begin_log_anew(self) -> None:
        self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _settle(self) -> None:
        if self._copier is not None:
            self._copier.settle()

    @contextlib.contextmanager
    def savepoint(self) -> Iterator[None]:
        """Inside a transaction: what fails here is undone, the rest of the transaction stays."""
        self._db.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            with contextlib.suppress(sqlite3.Error):  # a full disk may have undone the whole transaction
                self._db.execute("ROLLBACK TO part")
                self._db.execute("RELEASE part")
            raise
        self._db.execute("RELEASE part")

    # --- the log --------------------------------------------------------------------------------------------------

    def append(self, entry: Entry, at: datetime) -> tuple[Appended, int]:
        """See store_port.Log."""
        done = self._db.execute(
            "INSERT INTO event (at, kind, key, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (at.timestamp(), _kind(entry.event), entry.key, events.encode(entry.event)),
        )
        if done.rowcount == 1:
            seq = done.lastrowid or 0
            if entry.post is not None:
                self._keep_post(entry, seq, at)
            return Appended.NEW, seq
        return self._known(entry, at)

    def _known(self, entry: Entry, at: datetime) -> tuple[Appended, int]:
        seq: int = self._db.execute("SELECT seq FROM event WHERE key = ?", (entry.key,)).fetchone()[0]
        last = self._db.execute(
            "SELECT body FROM post WHERE key = ? ORDER BY seq DESC LIMIT 1", (entry.key,)
        ).fetchone()
        if last is None or entry.post is None:
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
            "ON CONFLICT DO UPDATE SET body = excluded.body",
            (entry.key, seq, at.timestamp(), entry.author or "", entry.post),
        )

    def read(self, after: int, *, until: int | None = None) -> Iterator[tuple[int, Event]]:
        """See store_port.Log."""
        rows = self._db.execute(
            "SELECT seq, body FROM event WHERE seq > ? AND seq <= ? AND kind != 'poisoned' ORDER BY seq",
            (after, 2**62 if until is None else until),
        )
        for seq, body in rows:
            try:
                event = events.decode(body)
            except msgspec.MsgspecError as error:
                raise StoreError(f"{self.path}: event {seq} of the log cannot be read: {error}") from error
            yield seq, event

    def posts(self, keys: Sequence[str], *, until: int | None = None) -> dict[str, bytes]:
        """See store_port.Log."""
        found = {}
        for key in keys:
            row = self._db.execute(
                "SELECT body FROM post WHERE key = ? AND seq <= ? ORDER BY seq DESC LIMIT 1",
                (key, 2**62 if until is None else until),
            ).fetchone()
            if row is not None:
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
        return last is None or may_change(brought_by(last[0]), source, is_own=False)

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

    def set_aside(self, seq: int, why: str) -> None:
        """See store_port.Log."""
        self._dead_letters.set_aside(seq, why)

    @property
    def last_seq(self) -> int:
        """See store_port.Log."""
        return int(self._db.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0])

    def move_cursor(self, source: str, cursor: str) -> None:
        """See store_port.Log."""
        self._db.execute(
            "INSERT INTO cursor VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (source, cursor)
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
            "INSERT INTO counter VALUES (?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value",
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
            "INSERT INTO state VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body", list(parts.items())
        )
        self.set_meta("snapshot_seq", str(seq))

    def keep_part(self, key: str, body: bytes) -> None:
        """See store_port.Checkpoint."""
        self._db.execute("INSERT INTO state VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body", (key, body))

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
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value)
        )

    def look(self) -> None:
        """See store_port.Store."""
        if self._where is not None:
            self._where.look()

    def backup(self, target: Path, *, beside: Mapping[str, bytes] | None = None) -> None:
        """See store_port.Store."""
        if target.exists() and target.samefile(self.path):
            raise UsageError(f"{target} is the store itself; name another file")
        with translated(self.path):
            copy_to(self._db, target, finish=partial(finished, beside=beside or {}))

    def damage_of(self, error: BaseException) -> StoreDamaged | None:
        """See store_port.Store."""
        return damage_of(error, self.path)

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, for tests and benchmarks that look inside."""
        return self._db


def _kind(event: Event) -> str:
    return str(type(event).__struct_config__.tag)
