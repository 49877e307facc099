"""The store in one SQLite file: WAL, synchronous FULL, one writer. Log, checkpoint and outbox commit together.

Trap: a synced commit costs 5 ms, so commits are grouped; never depend on single ones.
"""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from alertd.errors import StoreDamaged, StoreError, StoreUnavailable, UsageError
from alertd.store.aging import AgingTables
from alertd.store.copying import copy_to, finished
from alertd.store.database import Database
from alertd.store.dead_letters import put_broken_aside
from alertd.store.erasable import OVERWRITES, ErasableTables
from alertd.store.faults import damage_of, translated
from alertd.store.following import TURN, Copier
from alertd.store.history import HistoryTables
from alertd.store.lock import Lock
from alertd.store.migrate import migrate, refuse_newer
from alertd.store.outbox import OutboxTable
from alertd.store.packing import PACKS
from alertd.store.read_model import ReadModelTables
from alertd.store.sealing import refuse_broken
from alertd.store.sql_store import SqlStore
from alertd.store.whereabouts import Whereabouts

NAME = "alertd.sqlite3"


class SqliteStore(SqlStore):
    """The one writing connection; implements store_port.Store.

    tell_start: is told now and then how far a long migration is.
    """

    faults: tuple[type[Exception], ...] = (sqlite3.Error,)
    may_pack = True  #: whether nobody but this process reads what it writes

    def __init__(
        self, folder: Path, *, read_only: bool = False, tell_start: Callable[[str], object] = lambda _text: None
    ) -> None:
        self.folder = folder
        self.path = folder / NAME
        self._lock = Lock(folder / "lock")
        self._read_only = read_only
        self._tell_start = tell_start
        self._connection = self._open()
        super().__init__(self._spoken(self._connection))
        self.packs = self.may_pack and self.meta(PACKS) is not None
        self.pages = OutboxTable(self._db)
        self.read_model = ReadModelTables(self._db)
        self.history = HistoryTables(self._db)
        self.erasable = ErasableTables(self._db, before_emptied=self._settle)
        self.aging = AgingTables(self._db, self.path)
        self._where = None if read_only else Whereabouts(self.path)
        self._copier: Copier | None = None

    def _spoken(self, connection: sqlite3.Connection) -> Database:
        """Return what the tables speak to."""
        return connection

    def _open(self) -> sqlite3.Connection:
        if self._read_only:
            if not self.path.exists():
                raise StoreError(
                    f"there is no store in {self.folder}: alertd run makes it; from another folder name the settings with -c"
                )
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
            try:
                self._set_up(db)
            except BaseException:
                db.close()  # a start that waits for room tries again and again: each try would leave its files open
                raise
        return db

    def _set_up(self, db: sqlite3.Connection) -> None:
        """Set the file up, and bring it to this version."""
        self.path.chmod(0o600)
        refuse_newer(db, self.path)  # before anything is written, so that the newer program finds it untouched
        # auto_vacuum takes effect only before the first table: without it the file never shrinks
        db.execute("PRAGMA auto_vacuum = INCREMENTAL")
        # What was erased must not lie on in free pages, nor in a copy of the file.
        db.execute("PRAGMA secure_delete = ON")
        is_new = db.execute("PRAGMA user_version").fetchone()[0] == 0
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA journal_size_limit = 67108864")
        migrate(db, self.path, tell=self._tell_start)
        if is_new:
            # A store of before goes on as it was, so that the release before can still take it over.
            db.execute("INSERT INTO meta VALUES (?, '1'), (?, '1')", (OVERWRITES, PACKS))

    @property
    def place(self) -> str:
        """See store_port.Store."""
        return str(self.path)

    def close(self) -> None:
        """Close the file and give the store back. All of it lies in the one file then, also where a reader still looks.

        A reader that closes last may not write, and would leave everything in the write-ahead log: whoever then copies the
        file alone copies nothing. Nor may it try: for that moment it holds the lock of who empties the log, and whoever
        writes would be refused it.
        """
        if self._copier is not None:
            self._copier.stop()
        if not self._read_only:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()
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

    def _added(self, at: float, kind: str, key: str | None, body: bytes) -> int | None:
        """See SqlStore. SQLite counts by itself, which costs a tenth less."""
        done = self._connection.execute(
            "INSERT INTO event (at, kind, key, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", (at, kind, key, body)
        )
        return done.lastrowid if done.rowcount == 1 else None

    def look(self) -> None:
        """See store_port.Store."""
        if self._where is not None:
            self._where.look()

    def refusal(self) -> str | None:
        """See store_port.Ownership. A file is one machine's: two machines with a file each have a lease beside it."""
        return None

    def backup(
        self, target: Path, *, beside: Mapping[str, bytes] | None = None, with_damage: bool = False
    ) -> tuple[str, ...]:
        """See store_port.Store."""
        if target.exists() and target.samefile(self.path):
            raise UsageError(f"{target} is the store itself; name another file")
        if with_damage and target.exists():
            raise UsageError(f"{target} is there already, and may be a better copy; name another file")
        lost: list[str] = []
        with translated(self.path):
            copy_to(
                self._connection,
                target,
                finish=lambda copy: self._finish(copy, target, beside or {}, lost if with_damage else None),
            )
        return tuple(lost)

    @staticmethod
    def _finish(copy: sqlite3.Connection, target: Path, beside: Mapping[str, bytes], lost: list[str] | None) -> None:
        """Make a backup of a copy. lost: takes what is lost in it; None: then it is refused."""
        with contextlib.suppress(sqlite3.DatabaseError):  # whether the file is whole is asked next, and said better
            if lost is None:
                refuse_broken(copy, target)
            else:
                lost += put_broken_aside(copy)
        finished(copy, beside)

    def damage_of(self, error: BaseException) -> StoreDamaged | None:
        """See store_port.Store."""
        return damage_of(error, self.path)

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, for tests and benchmarks that look inside."""
        return self._connection
