"""The store in a PostgreSQL server: one transaction holds state, offset and pages; the connection that writes is the one that owns.

Ownership is a lock of the session, so whoever has lost it has lost the connection it would write over: nobody writes by mistake. A
process that ended lets go at once. One that froze says nothing any more, and the server ends its session after `lease` seconds.
"""

from __future__ import annotations

import contextlib
import importlib.resources
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psycopg
from psycopg import errors

from alertd.errors import StoreDamaged, StoreError, StoreHeld, StoreReplaced, StoreTooNew, StoreUnavailable
from alertd.model.cluster import Cluster, Machine
from alertd.store import moving
from alertd.store.fence import Clocks, Fence, counter
from alertd.store.lock import Lock
from alertd.store.outbox import OutboxTable
from alertd.store.postgres.tables import PostgresAging, PostgresErasable, PostgresHistory
from alertd.store.postgres.wire import Wire
from alertd.store.read_model import ReadModelTables
from alertd.store.sql_store import SqlStore
from alertd.store.sqlite import SqliteStore
from alertd.store_port import WORKS_AT

LEASE = 20.0  # seconds after which a process that froze has lost the store
LINE = (
    5,
    2,
    2,
    2,
)  # seconds of silence, and between three questions without an answer, after which the server counts the line as cut
_ALERTD = (
    0x616C7274  # the class of our advisory locks; the object is the schema, for several stores may share a database
)
_LOCK = f"{_ALERTD}, hashtext(current_schema()) & 2147483647"
_MINE = f"l.locktype = 'advisory' AND l.granted AND l.classid = {_ALERTD} AND l.objid = (hashtext(current_schema()) & 2147483647)"
_IS_OURS = f"SELECT EXISTS (SELECT 1 FROM pg_locks l WHERE {_MINE} AND l.pid = pg_backend_pid())"  # noqa: S608 - our own words
_HOLDER = f"SELECT a.application_name, a.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE {_MINE}"  # noqa: S608 - our own words


VERSION = "schema"  #: the fact that names the newest step of the schema


def steps() -> list[tuple[int, str]]:
    """Return (number, SQL) of every schema step this version knows, in order."""
    folder = importlib.resources.files("alertd.store.postgres").joinpath("schema")
    found = [(re.fullmatch(r"(\d{4})_\w+\.sql", file.name), file) for file in folder.iterdir()]
    return sorted((int(match[1]), file.read_text(encoding="utf-8")) for match, file in found if match)


class PostgresStore(SqlStore):
    """Implements store_port.Store.

    address: as libpq reads it (postgresql://user:password@host,host/name?sslmode=verify-full), and lease=SECONDS. folder: the data folder beside it.
    lease: see the module. answers_at: see store_port.Place.
    Raises StoreHeld where another process writes.
    """

    faults: tuple[type[Exception], ...] = (psycopg.Error,)

    def __init__(
        self,
        address: str,
        *,
        folder: Path | None = None,
        read_only: bool = False,
        lease: float | None = None,
        tell_start: Callable[[str], object] = lambda _text: None,
        clocks: Clocks = counter,
        answers_at: str = "",
    ) -> None:
        self._answers_at = answers_at
        self._address, told = lease_of(address)
        self._read_only = read_only
        self._lease = lease or told
        self._fence = Fence(min(self._lease, sum(LINE)), clocks)
        self._tell_start = tell_start
        self._folder = None if folder is None or read_only else Lock(folder / "lock")
        self._ended = threading.Event()
        self._is_told = False  # whoever writes knows already that the connection was lost, and reads the state again
        if self._folder is not None and folder is not None:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._folder.claim()  # keys and labels lie in it, and `alertd reload` finds us by it
        try:
            self._wire = self._open()
        except BaseException:
            self._let_go()
            raise
        super().__init__(self._wire)
        self.pages = OutboxTable(self._db)
        self.read_model = ReadModelTables(self._db)
        self.history = PostgresHistory(self._db)
        self.erasable = PostgresErasable(self._wire)
        self.aging = PostgresAging(self._wire)
        if not read_only:
            threading.Thread(target=self._beat, name="store-beat", daemon=True).start()

    # --- opening and owning ---------------------------------------------------------------------------------------

    def _open(self) -> Wire:
        wire = Wire(self._address, read_only=self._read_only)
        try:
            self._take(wire)
        except BaseException:
            wire.close()
            raise
        return wire

    def _take(self, wire: Wire) -> None:
        if self._read_only:
            if _version(wire) == 0:
                raise StoreError(f"there is no store in {wire.shown}")
            return
        self._claim(wire)
        self._migrate(wire)
        if _fact(wire, WORKS_AT) != self._answers_at:  # of whoever worked before: nobody is to be asked there any more
            told = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
            wire.execute(told, (WORKS_AT, self._answers_at))

    def _claim(self, wire: Wire) -> None:
        milliseconds = int(1000 * self._lease)
        for name in ("idle_session_timeout", "idle_in_transaction_session_timeout"):
            wire.script(f"SET {name} = {milliseconds}")
        # The server's own look at the line: a machine that lost its power closes nothing.
        idle, *others = LINE
        wire.script(
            f"SET tcp_keepalives_idle = {idle}; SET tcp_keepalives_interval = {others[0]}; SET tcp_keepalives_count = {len(others)}"
        )
        began = self._fence.clocks()
        while not wire.execute(f"SELECT pg_try_advisory_lock({_LOCK})").fetchone()[0]:
            row = wire.execute(_HOLDER).fetchone()
            if row is None:
                continue  # it has just let go
            name, pid = row
            if name != wire.name:
                raise StoreHeld(f"{wire.shown} is in use by {_shown(name)}")
            # Our own session from before the line was cut, of which the server does not know yet that it is dead.
            wire.execute("SELECT pg_terminate_backend(?)", (pid,))
            time.sleep(0.05)
            began = self._fence.clocks()
        self._fence.renewed(began)

    def _migrate(self, wire: Wire) -> None:
        version, known = _version(wire), steps()
        if version > known[-1][0]:
            raise StoreTooNew(
                f"{wire.shown} has version {version}, this alertd knows up to {known[-1][0]}: install the newer alertd again"
            )
        for number, sql in known:
            if number > version:
                self._tell_start(f"migrating the store to version {number}")
                told = f"INSERT INTO meta VALUES ('{VERSION}', '{number}')"  # noqa: S608 - our own words
                wire.script(f"BEGIN; {sql}; {told} ON CONFLICT (key) DO UPDATE SET value = excluded.value; COMMIT;")
        # Rows that were moved in brought their own numbers.
        for table in ("rejected", "decision"):
            wire.script(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"  # noqa: S608 - our own words
            )

    def _beat(self) -> None:
        """Tell the server that we are there, also while nothing is written. A process that froze does not."""
        while not self._ended.wait(self._fence.hold / 4):
            with contextlib.suppress(StoreError, psycopg.Error):  # whoever writes next hears of it
                began = self._fence.clocks()
                if self._wire.execute(_IS_OURS).fetchone()[0]:  # a connection that was just made anew owns nothing yet
                    self._fence.renewed(began)

    @property
    def place(self) -> str:
        """See store_port.Store."""
        return self._wire.shown

    def close(self) -> None:
        """See store_port.Store."""
        self._ended.set()
        self._wire.close()
        self._let_go()

    def _let_go(self) -> None:
        if self._folder is not None:
            self._folder.release()

    def look(self) -> None:
        """See store_port.Store."""
        if not self._wire.is_broken:
            return
        self._fence.lost(f"the connection to {self.place} was lost")
        try:
            self._wire.reopen()
            self._take(self._wire)
        except StoreHeld as held:
            self._wire.close()
            raise StoreReplaced(f"{held}: it has taken over; this alertd starts again and waits") from held
        except BaseException:
            self._wire.close()
            raise
        if not self._is_told:
            # Another may have written in between: what is in memory is dropped before anything is written.
            self._is_told = True
            raise StoreUnavailable(f"the connection to {self.place} was lost; the state is read again")

    def refusal(self) -> str | None:
        """See store_port.Ownership. Who has lost the connection has lost the store."""
        return f"the connection to {self.place} was lost" if self._wire.is_broken else self._fence.refusal()

    # --- writing --------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """See store_port.Store."""
        self._counted.clear()
        self.look()
        began = self._fence.clocks()
        try:
            self._wire.execute("BEGIN")
            yield
            self._write_counters()
            self._wire.execute("COMMIT")
            self._is_told = False
            self._fence.committed(began)
        except BaseException as error:
            self._is_told = isinstance(error, StoreUnavailable)
            self._counted.clear()
            with contextlib.suppress(StoreError, psycopg.Error):
                self._wire.execute("ROLLBACK")
            raise

    @contextlib.contextmanager
    def savepoint(self) -> Iterator[None]:
        """See store_port.Store."""
        self._wire.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            with contextlib.suppress(StoreError, psycopg.Error):
                self._wire.execute("ROLLBACK TO part")
                self._wire.execute("RELEASE part")
            raise
        self._wire.execute("RELEASE part")

    def backup(
        self, target: Path, *, beside: Mapping[str, bytes] | None = None, with_damage: bool = False
    ) -> tuple[str, ...]:
        """See store_port.Store. The copy is a file as the store in one file makes it, and is restored like one."""
        with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".alertd-backup-") as folder:
            copy = SqliteStore(Path(folder))
            try:
                with self._as_of_now():
                    moving.copy_rows(self._wire, copy.connection)
                return copy.backup(target, beside=beside, with_damage=with_damage)
            finally:
                copy.close()

    @contextlib.contextmanager
    def _as_of_now(self) -> Iterator[None]:
        """All that is read inside is of one moment, whatever is written meanwhile."""
        self._wire.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            with contextlib.suppress(StoreError, psycopg.Error):
                self._wire.execute("COMMIT")

    def damage_of(self, error: BaseException) -> StoreDamaged | None:
        """See store_port.Store."""
        if isinstance(error, StoreDamaged):
            return error
        if isinstance(error, (errors.DataCorrupted, errors.IndexCorrupted)):
            return StoreDamaged(f"{self.place} is damaged ({error}): restore the server's backup and start again")
        return None

    @property
    def wire(self) -> Wire:
        """The connection, for moving and for tests that look inside."""
        return self._wire


def _version(wire: Wire) -> int:
    if wire.execute("SELECT to_regclass('meta')").fetchone()[0] is None:
        return 0
    return int(_fact(wire, VERSION) or 0)


def _fact(wire: Wire, key: str) -> str:
    row = wire.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return "" if row is None else str(row[0])


def cluster_of(address: str) -> Cluster:
    """Return who works over a store on a server. Machines that wait hold no session, so nobody knows them there."""
    wire = Wire(lease_of(address)[0], read_only=True)
    try:
        rows = wire.execute(_HOLDER).fetchall()
        at = _fact(wire, WORKS_AT) if rows and _version(wire) else ""
    finally:
        wire.close()
    names = tuple(_shown(name) for name, _ in rows)
    return Cluster(
        place=wire.shown, machines=tuple(Machine(name=name, is_working=True, answers_at=at) for name in names)
    )


def lease_of(address: str) -> tuple[str, float]:
    """Return an address as the client library wants it, and the lease that it names.

    >>> lease_of("postgresql://db/alertd?sslmode=require&lease=5")
    ('postgresql://db/alertd?sslmode=require', 5.0)
    """
    found = re.search(r"[?&]lease=([0-9.]+)", address)
    if found is None:
        return address, LEASE
    bare = address[: found.start()] + address[found.end() :]
    return (bare if "?" in bare else bare.replace("&", "?", 1)), float(found[1]) or LEASE


def _shown(name: str) -> str:
    """Return whom an application name means: without what makes it unique."""
    return name.removeprefix("alertd ").rpartition(" ")[0]
