"""The store on a NATS cluster: every transaction is a record in one log there, and every machine keeps a copy of the store in a file.

Who works does a transaction over its own copy, writes the record behind the very message it knows as the last, and only then commits. So
state, places of sources and pages can never part, and one that slept is refused by the servers themselves: the log has moved on. The
lease only says who should try; nothing depends on it being right.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Self

from alertd.errors import DiskUnavailable, StoreDamaged, StoreError, StoreHeld, StoreReplaced
from alertd.store.database import Database
from alertd.store.fence import Clocks, Fence, counter
from alertd.store.lock import Lock
from alertd.store.nats import bases
from alertd.store.nats.address import parsed
from alertd.store.nats.erasing import ClusterErasable
from alertd.store.nats.lease import Lease
from alertd.store.nats.records import Assembly, Record, Recorder, newest_schema, pieces
from alertd.store.nats.upkeep import Upkeep
from alertd.store.nats.wire import Wire, WrongLast
from alertd.store.sealing import broken_in
from alertd.store.sqlite import NAME, SqliteStore
from alertd.store.whereabouts import REPLICA

APPLIED = "applied"  #: the fact of a copy that names the last message of the log that is in it
FOLLOW = 1.0  # seconds between two times that a machine that waits takes in the end of the log
_TRIES = 20  # of a new owner to get its first record in, while the old one still writes


class NatsStore(SqliteStore):
    """Implements store_port.Store, as the machine that works. Others read their copy as any store in a file.

    address: nats://HOST,HOST,HOST/NAME (address.py). folder: the data folder. is_beside: it is held by another store already.
    Raises StoreHeld where another machine works; the copy here has been brought up to date then. is_waiting: it is opened all the same,
    for reading, follows the log, and works once `claim` goes through; so it is a store_port.Candidate too. answers_at: see store_port.Place.
    """

    may_pack = False  #: machines of the release before read what it writes
    every = 0.25  #: seconds between two looks whether the store is free

    def __init__(
        self,
        address: str,
        *,
        folder: Path,
        is_beside: bool = False,
        is_waiting: bool = False,
        tell_start: Callable[[str], object] = lambda _text: None,
        clocks: Clocks = counter,
        answers_at: str = "",
    ) -> None:
        self._address = address
        self.machine = f"pid {os.getpid()} on {socket.gethostname()} {secrets.token_hex(4)}"
        self._assembly = Assembly()
        self._last = 0  # number of the newest message of the log, as we know it
        self._followed_at = float("-inf")  # when the end of the log was last taken in
        self._is_working = (
            False  # our first record lies in the log: what another writes from then on, it writes instead of us
        )
        self._basing = threading.Lock()  # an erasure and the upkeep may both want a new base
        self._is_behind = False  # something was sent that may be in the log and is not in the copy
        self._beside = None if is_beside else Lock(folder / "lock")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.ExitStack() as undo:
            if self._beside is not None:
                self._beside.claim()  # keys and labels lie in it, and `alertd reload` finds us by it
                undo.callback(self._beside.release)
                bases.sweep(folder / REPLICA)  # nobody else makes a copy there now
            self._wire = Wire(parsed(address))
            undo.callback(self._wire.close)
            self._wire.make_streams()
            _begin_from_base(self._wire, folder / REPLICA)
            super().__init__(folder / REPLICA, tell_start=tell_start)
            undo.callback(super().close)
            # The log of the cluster is what lasts; a copy that lost its last seconds in a power cut takes them from there.
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self.erasable = ClusterErasable(self._db, self.rebase)
            # Whoever is gone for so long has no lease any more.
            self._fence = Fence(self._wire.address.lease / 2, clocks)
            station = f"{socket.gethostname()} {folder}"
            self._lease = Lease(
                self._wire, self.machine, station, lambda: self._last, self._fence, answers_at=answers_at
            )
            self._upkeep = Upkeep(self.rebase, lambda: self._wire.standing(self._wire.log), self.aging.size)
            if is_waiting:
                self.catch_up()
            else:
                self.claim()
            undo.pop_all()

    def claim(self) -> Self:
        """Become the machine that works; see store_port.Candidate. What is read of the copy then is what the log says."""
        if time.monotonic() - self._followed_at >= FOLLOW:
            self.catch_up()
        self._lease.claim()
        try:
            self.catch_up()
            self._begin()
        except BaseException:
            self._lease.give_back()
            raise
        self._is_working = True
        self._lease.keep()
        self._upkeep.begin()
        return self

    @contextlib.contextmanager
    def followed(self) -> Iterator[Self]:
        """See store_port.Candidate."""
        yield self

    def works_at(self) -> str:
        """See store_port.Candidate."""
        return self._lease.works_at()

    def _spoken(self, connection: sqlite3.Connection) -> Database:
        """See SqliteStore. What the tables change is remembered."""
        self._recorder = Recorder(connection)
        return self._recorder

    @property
    def place(self) -> str:
        """See store_port.Store."""
        return self._wire.shown

    def close(self) -> None:
        """See store_port.Store."""
        self._upkeep.end()
        self._lease.release()
        super().close()
        self._wire.close()
        if self._beside is not None:
            self._beside.release()

    # --- the log of the cluster -----------------------------------------------------------------------------------

    def catch_up(self) -> None:
        """Take in what the log holds beyond this copy. Raises StoreReplaced for what a machine that took over from us wrote."""
        standing = self._wire.standing(self._wire.log)
        applied = self._applied()
        if standing.last < applied:
            raise StoreError(
                f"{self.place} holds less than this machine's copy: the cluster lost its newest messages (a power cut, or streams of a "
                f"backup). Its log ends at {standing.last}, the copy in {self.folder} at {applied}; the operator's guide says what to do"
            )
        if standing.first > applied + 1 and standing.last > applied:
            raise StoreReplaced(f"the log of {self.place} begins behind this copy: alertd starts again from its base")
        for seq, message in self._wire.read(self._wire.log, self._wire.subject("log"), applied + 1, standing.last):
            record = self._assembly.add(message)
            if record is not None:
                self._apply(record, seq)
        self._last = standing.last
        self._is_behind = False
        self._followed_at = time.monotonic()

    def _apply(self, record: Record, seq: int) -> None:
        if self._is_working and record.machine != self.machine:
            raise StoreReplaced(f"{record.machine} has taken over {self.place}; this alertd starts again and waits")
        with super().transaction():
            for number, values in record.writes:
                self._connection.execute(record.sql[number], values)
            if record.writes and self.last_seq != record.last_seq:
                raise StoreDamaged(
                    f"the copy in {self.folder} is not what its log says (event {self.last_seq}, should be {record.last_seq}): "
                    "delete that folder and start again, it is fetched anew"
                )
            self._set_applied(seq)

    def _applied(self) -> int:
        return int(self.meta(APPLIED) or 0)

    def _set_applied(self, seq: int) -> None:
        """Remember it in this copy only: it is no part of a record."""
        self._connection.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (APPLIED, str(seq))
        )

    def _begin(self) -> None:
        """Put our first record behind the last of whoever worked before: from then on the servers refuse its writes."""
        for _ in range(_TRIES):
            try:
                with super().transaction():
                    self._write(Record(machine=self.machine, schema=newest_schema(), last_seq=self.last_seq))
            except WrongLast:
                self.catch_up()
            else:
                return
        raise StoreHeld(f"{self.place} is still written to by another machine")

    def _write(self, record: Record) -> None:
        last, began = self._last, self._fence.clocks()
        for message in pieces(secrets.token_bytes(8), record):
            last = self._wire.put(self._wire.subject("log"), message, last=last)
        self._set_applied(last)
        self._last = last
        self._fence.committed(began)

    def refusal(self) -> str | None:
        """See store_port.Ownership. What the lease decides is who pages; who writes the log decides."""
        return self._fence.refusal()

    # --- writing --------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """See store_port.Store."""
        super().look()
        if hasattr(self, "_lease") and self._lease.is_lost:
            raise StoreReplaced(f"another machine has taken over {self.place}; this alertd starts again and waits")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """See store_port.Store."""
        try:
            if self._is_behind:
                self.catch_up()
            with super().transaction():
                self._recorder.begin()
                try:
                    yield
                    self._write_counters()
                    if self._recorder.length:
                        self._send()
                finally:
                    self._recorder.end()
        except DiskUnavailable as error:
            self._give_way(error)
            raise
        self._is_behind = False

    def _give_way(self, error: DiskUnavailable) -> None:
        """Let a machine that waits work, as this one's disk takes nothing. Raises StoreReplaced; returns where nobody waits."""
        if not self._lease.is_awaited():
            return
        self._fence.lost("this machine's disk takes nothing, and another machine works")
        self._lease.give_back()
        raise StoreReplaced(
            f"{error}: another machine waits for {self.place} and takes over; this alertd starts again and waits"
        ) from error

    def _send(self) -> None:
        self._is_behind = True  # until the copy has it too: its disk may refuse what the log has taken
        try:
            self._write(self._recorder.record(self.machine, self.last_seq))
        except WrongLast as error:
            self._fence.lost("another machine has written to the store")
            raise StoreReplaced(
                f"another machine has taken over {self.place}; this alertd starts again and waits"
            ) from error
        # Where no answer came it may have arrived: the log is asked before anything else is written.

    @contextlib.contextmanager
    def savepoint(self) -> Iterator[None]:
        """See store_port.Store."""
        length = self._recorder.length
        try:
            with super().savepoint():
                yield
        except BaseException:
            self._recorder.forget_after(length)
            raise

    def _added(self, at: float, kind: str, key: str | None, body: bytes) -> int | None:
        """See SqlStore. By a statement that says the number, since others do it again."""
        return self._numbered(at, kind, key, body)

    @contextlib.contextmanager
    def moving_in(self) -> Iterator[None]:
        """See SqlStore. A whole store is no record: it becomes the base that every machine begins from."""
        with super().transaction():
            yield
            self._write(Record(machine=self.machine, schema=newest_schema(), last_seq=self.last_seq))
        self.rebase()

    def rebase(self) -> None:
        """Write a new base and let go of the log before it: nothing that was deleted lies on there."""
        with self._basing:
            bases.publish(self._wire, self.path, APPLIED, mend=self._mend)

    def again(self, seqs: Sequence[int]) -> dict[int, bytes]:
        """See store_port.Log. From a copy that is fetched anew, as a new machine's is: the base, and the log behind it."""
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=bases.AGAIN) as folder:
            fresh = NatsStore(self._address, folder=Path(folder), is_beside=True, is_waiting=True)
            try:
                return fresh.whole(seqs)
            finally:
                fresh.close()

    def _mend(self, copy: sqlite3.Connection) -> None:
        """Take again what is broken in a copy that becomes a base: it takes the place of the one where it is whole."""
        broken = [one.seq for one in broken_in(copy)]
        for seq, body in (self.again(broken) if broken else {}).items():
            copy.execute("UPDATE event SET body = ? WHERE seq = ?", (body, seq))


def _begin_from_base(wire: Wire, folder: Path) -> None:
    """Fetch the newest base where this machine's copy is older than what is left of the log."""
    standing = wire.standing(wire.log)
    applied = _applied_in(folder / NAME)
    if applied is not None and applied + 1 >= standing.first:
        return
    _, head = bases.head_of(wire)
    if head is None:
        if standing.first > 1:
            raise StoreError(
                f"the log of {wire.shown} begins at {standing.first}, and it has no base: restore its streams"
            )
        return
    if applied is not None and applied >= head.seq:
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = Lock(folder / "lock")
    lock.claim()
    try:
        bases.fetch(wire, head, folder / NAME)
    finally:
        lock.release()


def _applied_in(path: Path) -> int | None:
    """Return the last message that a copy holds, None where there is none."""
    if not path.exists():
        return None
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as db:
        try:
            row = db.execute("SELECT value FROM meta WHERE key = ?", (APPLIED,)).fetchone()
        except sqlite3.OperationalError:
            return None
    return 0 if row is None else int(row[0])
