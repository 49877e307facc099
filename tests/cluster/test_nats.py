"""The store on NATS: who works, who is refused, how a copy catches up, and that nothing parts that belongs together."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from alertd.errors import (
    ConfigurationError,
    StoreDamaged,
    StoreError,
    StoreHeld,
    StoreReplaced,
    StoreTooNew,
    StoreUnavailable,
)
from alertd.store.moving import COLUMNS, OWN_FACTS
from alertd.store.nats import bases, records
from alertd.store.nats.address import parsed
from alertd.store.nats.records import Assembly, Record, pieces
from alertd.store.nats.store import NatsStore
from alertd.store.nats.upkeep import Upkeep
from alertd.store.nats.wire import Wire, WrongLast
from alertd.store.opening import open_store
from alertd.store.sqlite import SqliteStore
from alertd.store_port import Place
from tests.cluster.servers import NatsServers, wait_until
from tests.unit.runtime.made import NOON, entry, queued

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time, pathlib
from alertd.store.nats.store import NatsStore
store = NatsStore(sys.argv[1], folder=pathlib.Path(sys.argv[2]))
print("mine", flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def servers() -> Iterator[NatsServers]:
    """Return a server of our own."""
    made = NatsServers()
    yield made
    made.remove()


@pytest.fixture
def address(servers: NatsServers, request: pytest.FixtureRequest) -> str:
    """Return the address of an empty place, with a lease that no loaded machine loses."""
    name = "".join(letter if letter.isalnum() else "_" for letter in request.node.name)
    return f"{servers.store(name[:60])}?lease=30"


Open = Callable[[str], NatsStore]


@pytest.fixture
def machine(address: str, tmp_path: Path) -> Iterator[Open]:
    """Return what opens the store as a machine of a name; whatever is open at the end is closed."""
    opened: list[NatsStore] = []

    def one(name: str) -> NatsStore:
        opened.append(NatsStore(address, folder=tmp_path / name))
        return opened[-1]

    yield one
    for store in opened:
        store.close()


def _rows(store: SqliteStore) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of a copy but for what is of that copy alone."""
    db = store.connection
    found = {table: db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in COLUMNS}
    found["meta"] = [row for row in found["meta"] if row[0] not in OWN_FACTS]
    return found


def _busy(store: NatsStore, begin: int, count: int) -> None:
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


def _lose_lease(wire: Wire) -> None:
    """Let the lease run out, as it does when its holder says nothing."""
    wire.purge(wire.leases, subject=wire.subject("lease"))


def test_another_machine_has_the_same_rows(machine: Open) -> None:
    """What one did, the other has, to the byte, when the first ends; its own work goes on from there, and back."""
    first = machine("a")
    _busy(first, 0, 30)
    with pytest.raises(StoreHeld, match=f"in use by pid {os.getpid()} on "):
        machine("b")
    was = _rows(first)
    first.close()

    second = machine("b")
    assert _rows(second) == was
    _busy(second, 30, 5)
    was = _rows(second)
    second.close()
    again = machine("a")
    assert _rows(again) == was


def test_one_that_slept_and_wakes_is_refused_by_the_servers(machine: Open) -> None:
    """Its lease ran out and another works. Its next transaction is refused whole, by the log itself and not by the lease."""
    zombie = machine("a")
    _busy(zombie, 0, 3)
    _lose_lease(zombie._wire)
    other = machine("b")
    _busy(other, 3, 1)
    was = _rows(zombie)

    with pytest.raises(StoreReplaced, match="taken over"):
        _busy(zombie, 100, 1)
    assert _rows(zombie) == was
    assert zombie.last_seq < other.last_seq
    _busy(other, 4, 1)


def test_the_log_alone_refuses_and_needs_no_lease(machine: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also if the lease were always granted to everybody, only one of two writes at a time."""
    first = machine("a")
    monkeypatch.setattr("alertd.store.nats.lease.Lease.claim", lambda _lease: None)
    second = machine("b")
    with pytest.raises(StoreReplaced):
        _busy(first, 0, 1)
    _busy(second, 0, 1)


def test_an_answer_that_was_lost_is_looked_for_first(machine: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record arrived and its answer did not: nothing is done twice, and the copy has it before anything else is written."""
    store = machine("a")
    _busy(store, 0, 2)
    put = Wire.put

    def deaf(wire: Wire, subject: str, body: bytes, **told: int) -> int:
        put(wire, subject, body, **told)
        raise StoreUnavailable("no answer")

    monkeypatch.setattr(Wire, "put", deaf)
    with pytest.raises(StoreUnavailable), store.transaction():
        store.append(entry("lost"), NOON)
    assert store.last_seq == 2, "the copy does not run ahead"
    monkeypatch.setattr(Wire, "put", put)
    with store.transaction():
        store.append(entry("next"), NOON)

    assert [event for _, event in store.read(2)] == [entry("lost").event, entry("next").event]
    store.close()
    assert machine("b").last_seq == 4


def test_a_death_between_log_and_copy_loses_nothing(machine: Open, tmp_path: Path, address: str) -> None:
    """The log has the record and the copy does not: the next start takes it in."""
    store = machine("a")
    _busy(store, 0, 2)
    store.close()
    old = (tmp_path / "a" / "replica" / "alertd.sqlite3").read_bytes()
    again = machine("a")
    _busy(again, 2, 2)
    was = _rows(again)
    again.close()
    (tmp_path / "a" / "replica" / "alertd.sqlite3").write_bytes(old)  # as if its last commits had not reached the disk

    assert _rows(machine("a")) == was


def test_a_large_transaction_goes_in_pieces_and_half_of_one_is_nothing(
    machine: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than a message holds is one record all the same. What a machine left half written, the next one skips."""
    store = machine("a")
    with store.transaction():
        store.save(1, {f"watch/{number}": os.urandom(200_000) for number in range(12)})
    wire = store._wire
    assert wire.standing(wire.log).messages >= 5

    sent: list[int] = []
    put = Wire.put

    def dies(wire: Wire, subject: str, body: bytes, **told: int) -> int:
        sent.append(len(body))
        if len(sent) > 2:
            raise StoreUnavailable("cut")
        return put(wire, subject, body, **told)

    monkeypatch.setattr(Wire, "put", dies)
    with pytest.raises(StoreUnavailable), store.transaction():
        store.save(2, {"watch/1": os.urandom(3_000_000)})
    monkeypatch.setattr(Wire, "put", put)
    was = _rows(store)
    store.close()

    second = machine("b")
    assert _rows(second) == was
    assert second.load()[0] == 1
    _busy(second, 5, 1)
    second.close()
    assert machine("a").last_seq == 1


def test_a_new_machine_begins_from_the_base(machine: Open, tmp_path: Path) -> None:
    """The log is let go of up to the base; who is new or was away for long fetches it, whole and checked."""
    first = machine("a")
    _busy(first, 0, 5)
    first.close()
    second = machine("b")
    _busy(second, 5, 5)
    second.rebase()
    wire = second._wire
    assert wire.standing(wire.log).messages == 0
    _busy(second, 10, 2)
    was = _rows(second)
    second.close()

    for name in ("c", "a"):  # a new one, and one whose copy is older than what is left of the log
        other = machine(name)
        assert _rows(other) == was
        other.close()


def test_a_base_that_is_not_what_was_written_is_refused(machine: Open, tmp_path: Path) -> None:
    """A machine does not begin from half a store."""
    first = machine("a")
    _busy(first, 0, 3)
    first.rebase()
    wire = first._wire
    number, head = bases.head_of(wire)
    assert head is not None
    wrong = head.with_(sha256="0" * 64)
    wire.put(wire.subject("base", "head"), msgspec.msgpack.encode(wrong), last_of_subject=number)
    first.close()
    with pytest.raises(StoreDamaged, match="is not what was written"):
        machine("b")
    assert not (tmp_path / "b" / "replica" / "alertd.sqlite3").exists()


def test_two_bases_at_once_leave_one_whole_one(machine: Open) -> None:
    """Who wrote its head second is told that another was faster, and the first one stands."""
    store = machine("a")
    _busy(store, 0, 1)
    wire = store._wire
    number, _ = bases.head_of(wire)
    store.rebase()
    with pytest.raises(WrongLast):
        wire.put(wire.subject("base", "head"), b"late", last_of_subject=number)
    store.close()
    assert machine("b").last_seq == 1


def test_a_cluster_that_lost_its_newest_messages_is_not_written_to(
    machine: Open, servers: NatsServers, address: str, tmp_path: Path
) -> None:
    """The copy knows more than the log: going on would number things twice. An operator decides."""
    store = machine("a")
    _busy(store, 0, 3)
    store.close()
    with closing(sqlite3.connect(tmp_path / "a" / "replica" / "alertd.sqlite3")) as db:
        db.execute("UPDATE meta SET value = '999' WHERE key = 'applied'")
        db.commit()
    with pytest.raises(StoreError, match="holds less than this machine's copy"):
        machine("a")


def test_a_copy_that_went_its_own_way_is_found_out(machine: Open, tmp_path: Path) -> None:
    """Somebody wrote into the file: the next record tells, and the copy is not used."""
    first = machine("a")
    _busy(first, 0, 2)
    first.close()
    machine("b").close()
    with closing(sqlite3.connect(tmp_path / "b" / "replica" / "alertd.sqlite3")) as db:
        db.execute("DELETE FROM event WHERE seq = 2")
        db.commit()
    again = machine("a")
    _busy(again, 2, 2)
    again.close()
    with pytest.raises(StoreDamaged, match="delete that folder"):
        machine("b")


def test_what_a_newer_release_wrote_is_left_to_it(machine: Open) -> None:
    """Two versions side by side: the older one waits to be upgraded where the tables are new."""
    first = machine("a")
    newer = Record(machine="newer", schema=records.newest_schema() + 1, last_seq=0)
    wire = first._wire
    for message in pieces(b"n" * 8, newer):
        wire.put(wire.subject("log"), message)
    first.close()
    with pytest.raises(StoreTooNew, match="upgrade this machine"):
        machine("b")


def test_a_long_log_gets_a_base_by_itself(machine: Open) -> None:
    """While the machine works on: the log is short again, and holds what was written since."""
    store = machine("a")
    wire = store._wire
    upkeep = Upkeep(store.rebase, lambda: wire.standing(wire.log), store.aging.size, look=0.05, large=1)
    _busy(store, 0, 60)
    assert not Upkeep(store.rebase, lambda: wire.standing(wire.log), store.aging.size).is_due()
    assert Upkeep(store.rebase, lambda: wire.standing(wire.log), store.aging.size, every=0.0).is_due()
    upkeep._size = lambda: 0
    upkeep.begin()
    wait_until(lambda: wire.standing(wire.log).messages < 10, "a base")
    _busy(store, 60, 3)
    upkeep.end()
    was = _rows(store)
    store.close()
    assert _rows(machine("b")) == was


def test_an_erased_text_does_not_lie_on_in_the_log(machine: Open) -> None:
    """The log holds what was written, so it is let go of with the erasure."""
    store = machine("a")
    with store.transaction():
        store.append(entry("1", text="acme, my secret"), NOON)
    with store.transaction():
        store.erase("x", "1")
    assert store.erasable.scrub(patient=True)
    wire = store._wire
    assert wire.standing(wire.log).messages == 0
    store.close()
    assert machine("b").posts(["acme\x1fx\x1f1"]) == {}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_who_is_killed_or_freezes_loses_the_store(servers: NatsServers, tmp_path: Path, how: signal.Signals) -> None:
    """Once its lease is over another takes the store; readers of the copy are never refused."""
    address = f"{servers.store(f'held_{how.name}')}?lease=1"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, address, str(tmp_path / "a")], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "mine\n"
        open_store(Place(folder=tmp_path / "a", address=address), read_only=True).close()
        process.send_signal(how)

        def is_free() -> bool:
            try:
                NatsStore(address, folder=tmp_path / "b").close()
            except StoreHeld:
                return False
            return True

        wait_until(is_free, f"the store was free after {how.name}")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_servers_that_are_away_are_waited_for(tmp_path: Path) -> None:
    """StoreUnavailable while they are down, nothing of it in the copy; the same store goes on when they are back."""
    servers = NatsServers()
    store = NatsStore(f"{servers.store('away')}?lease=30", folder=tmp_path / "a")
    try:
        _busy(store, 0, 1)
        servers.end()
        with pytest.raises(StoreUnavailable), store.transaction():
            store.append(entry("1"), NOON)
        assert store.last_seq == 1
        assert SqliteStore(tmp_path / "a" / "replica", read_only=True).last_seq == 1, "it can be read meanwhile"
        servers.start()

        def writes() -> bool:
            try:
                with store.transaction():
                    store.append(entry("2"), NOON)
            except StoreUnavailable:
                return False
            return True

        wait_until(writes, "the store goes on")
        assert [event for _, event in store.read(1)][-1] == entry("2").event
    finally:
        store.close()
        servers.remove()


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("nats://a/b.c", "letters, digits"),
        ("nats:///x", "write nats://HOST"),
        ("nats://a?replica=3", "'replica' is not known"),
        ("nats://a?replicas=many", "a number above 0"),
        ("nats://me:hunter2@a b/x", "write nats://HOST"),
    ],
)
def test_an_address_that_says_nothing_is_told(raw: str, told: str) -> None:
    """In words, and without the password."""
    with pytest.raises(ConfigurationError, match=told) as refused:
        parsed(raw)
    assert "hunter2" not in str(refused.value)


def test_pieces_out_of_order_are_damage() -> None:
    """A log with a hole is never taken for whole."""
    record = Record(machine="m", schema=1, sql=("x" * 5000,), last_seq=4)
    messages = list(pieces(b"n", record, size=10))
    assembly = Assembly()
    assert [assembly.add(message) for message in messages][-1] == record
    assembly.add(messages[0])
    with pytest.raises(StoreDamaged, match="a piece is missing"):
        assembly.add(messages[2])
