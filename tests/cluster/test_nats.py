"""The store on NATS: who works, who is refused, how a copy catches up, and that nothing parts that belongs together."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from alertd.errors import (
    StoreDamaged,
    StoreError,
    StoreHeld,
    StoreReplaced,
    StoreTooNew,
    StoreUnavailable,
)
from alertd.store.nats import records
from alertd.store.nats.records import Record, pieces
from alertd.store.nats.store import NatsStore
from alertd.store.nats.wire import Wire
from alertd.store.opening import open_store
from alertd.store.sqlite import SqliteStore
from alertd.store_port import Place
from tests.cluster.conftest import Open
from tests.cluster.copies import busy, lose_lease, rows_of
from tests.cluster.servers import NatsServers, wait_until
from tests.unit.runtime.made import NOON, entry
from tests.unit.store.test_fence import Hands

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time, pathlib
from alertd.store.nats.store import NatsStore
store = NatsStore(sys.argv[1], folder=pathlib.Path(sys.argv[2]))
print("mine", flush=True)
time.sleep(600)
"""


def test_another_machine_has_the_same_rows(machine: Open) -> None:
    """What one did, the other has, to the byte, when the first ends; its own work goes on from there, and back."""
    first = machine("a")
    busy(first, 0, 30)
    with pytest.raises(StoreHeld, match=f"in use by pid {os.getpid()} on "):
        machine("b")
    was = rows_of(first)
    first.close()

    second = machine("b")
    assert rows_of(second) == was
    busy(second, 30, 5)
    was = rows_of(second)
    second.close()
    again = machine("a")
    assert rows_of(again) == was


def test_a_copy_that_a_kill_left_half_made_is_gone_at_the_next_start(machine: Open, tmp_path: Path) -> None:
    """Whoever is erased from the store later would lie on in it."""
    first = machine("a")
    busy(first, 0, 3)
    folder, was = first.folder, rows_of(first)
    first.close()
    for name in ("base-k2x9", "again-q7_1"):
        (folder / name).mkdir()
        (folder / name / "base").write_bytes(b"what ella wrote")
    again = machine("a")
    assert [path.name for path in folder.iterdir() if path.is_dir()] == []
    assert rows_of(again) == was


def test_one_that_slept_and_wakes_is_refused_by_the_servers(machine: Open) -> None:
    """Its lease ran out and another works. Its next transaction is refused whole, by the log itself and not by the lease."""
    zombie = machine("a")
    busy(zombie, 0, 3)
    lose_lease(zombie._wire)
    other = machine("b")
    busy(other, 3, 1)
    was = rows_of(zombie)

    with pytest.raises(StoreReplaced, match="taken over"):
        busy(zombie, 100, 1)
    assert rows_of(zombie) == was
    assert zombie.last_seq < other.last_seq
    busy(other, 4, 1)


def test_who_cannot_prove_that_the_lease_is_his_pages_nobody(address: str, tmp_path: Path) -> None:
    """By its own clock, before it asks anybody. The renewal that comes then is no word of whether another wrote in between: the log's is."""
    clocks = Hands()
    store = NatsStore(address.replace("lease=30", "lease=4"), folder=tmp_path / "a", clocks=clocks)
    try:
        assert store.refusal() is None, "its first record lies behind the last of whoever worked before"
        clocks.go(4.0)
        assert "stood still" in str(store.refusal())
        wait_until(lambda: "not read yet" in str(store.refusal()), "the lease was renewed")
        busy(store, 0, 1)
        assert store.refusal() is None
    finally:
        store.close()


def test_one_that_is_refused_by_the_log_pages_nobody(machine: Open) -> None:
    """At once, whatever its lease says: the other may have sent already what is in its hands."""
    zombie = machine("a")
    busy(zombie, 0, 1)
    lose_lease(zombie._wire)
    other = machine("b")
    with pytest.raises(StoreReplaced):
        busy(zombie, 100, 1)
    assert zombie.refusal() == "another machine has written to the store"
    busy(other, 1, 1)
    assert other.refusal() is None


def test_the_log_alone_refuses_and_needs_no_lease(machine: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also if the lease were always granted to everybody, only one of two writes at a time."""
    first = machine("a")
    monkeypatch.setattr("alertd.store.nats.lease.Lease.claim", lambda _lease: None)
    second = machine("b")
    with pytest.raises(StoreReplaced):
        busy(first, 0, 1)
    busy(second, 0, 1)


def test_without_the_check_two_histories_arise_and_are_found_out(
    machine: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutation: records go in behind whatever is the last. The one that slept then writes too; a third machine sees it at once."""
    zombie = machine("a")
    busy(zombie, 0, 2)
    lose_lease(zombie._wire)
    other = machine("b")
    busy(other, 2, 2)
    put = Wire.put
    monkeypatch.setattr(Wire, "put", lambda wire, subject, body, **_: put(wire, subject, body))
    busy(zombie, 100, 1)
    monkeypatch.setattr(Wire, "put", put)
    zombie.close()
    other.close()

    with pytest.raises(StoreDamaged, match="is not what its log says"):
        machine("c")


def test_an_answer_that_was_lost_is_looked_for_first(machine: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record arrived and its answer did not: nothing is done twice, and the copy has it before anything else is written."""
    store = machine("a")
    busy(store, 0, 2)
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
    busy(store, 0, 2)
    store.close()
    old = (tmp_path / "a" / "replica" / "alertd.sqlite3").read_bytes()
    again = machine("a")
    busy(again, 2, 2)
    was = rows_of(again)
    again.close()
    (tmp_path / "a" / "replica" / "alertd.sqlite3").write_bytes(old)  # as if its last commits had not reached the disk

    assert rows_of(machine("a")) == was


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
    was = rows_of(store)
    store.close()

    second = machine("b")
    assert rows_of(second) == was
    assert second.load()[0] == 1
    busy(second, 5, 1)
    second.close()
    assert machine("a").last_seq == 1


def test_a_cluster_that_lost_its_newest_messages_is_not_written_to(
    machine: Open, servers: NatsServers, address: str, tmp_path: Path
) -> None:
    """The copy knows more than the log: going on would number things twice. An operator decides."""
    store = machine("a")
    busy(store, 0, 3)
    store.close()
    with closing(sqlite3.connect(tmp_path / "a" / "replica" / "alertd.sqlite3")) as db:
        db.execute("UPDATE meta SET value = '999' WHERE key = 'applied'")
        db.commit()
    with pytest.raises(StoreError, match="holds less than this machine's copy"):
        machine("a")


def test_a_copy_that_went_its_own_way_is_found_out(machine: Open, tmp_path: Path) -> None:
    """Somebody wrote into the file: the next record tells, and the copy is not used."""
    first = machine("a")
    busy(first, 0, 2)
    first.close()
    machine("b").close()
    with closing(sqlite3.connect(tmp_path / "b" / "replica" / "alertd.sqlite3")) as db:
        db.execute("DELETE FROM event WHERE seq = 2")
        db.commit()
    again = machine("a")
    busy(again, 2, 2)
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


@contextlib.contextmanager
def _holder(address: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Yield a process that works over a store."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, address, str(folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "mine\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_who_freezes_loses_the_store(servers: NatsServers, tmp_path: Path) -> None:
    """Once its lease is over another takes the store; readers of the copy are never refused."""
    address = f"{servers.store('frozen')}?lease=1"
    with _holder(address, tmp_path / "a") as process:
        open_store(Place(folder=tmp_path / "a", address=address), read_only=True).close()
        process.send_signal(signal.SIGSTOP)

        def is_free() -> bool:
            try:
                NatsStore(address, folder=tmp_path / "b").close()
            except StoreHeld:
                return False
            return True

        wait_until(is_free, "the store was free")


def test_who_is_killed_is_followed_before_its_lease_is_over(servers: NatsServers, tmp_path: Path) -> None:
    """The servers know at once that its line was closed. As long as it only stands still its line is open, and it has all of its lease."""
    address = f"{servers.store('killed')}?lease=600"
    with _holder(address, tmp_path / "a") as process:
        waiting = NatsStore(address, folder=tmp_path / "b", is_waiting=True)
        try:
            waiting._fence.hold = 0.1  # seconds without a renewal, in the place of half of the lease
            process.send_signal(signal.SIGSTOP)
            for _ in range(3):
                with pytest.raises(StoreHeld, match=f"pid {process.pid} "):
                    waiting.claim()
            process.kill()

            def is_ours() -> bool:
                try:
                    waiting.claim()
                except StoreHeld:
                    return False
                return True

            wait_until(is_ours, "the store of the one that was killed was taken")
            waiting._fence.hold = 600.0
            busy(waiting, 0, 1)
            assert waiting.refusal() is None
        finally:
            waiting.close()


def test_servers_that_are_away_are_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """StoreUnavailable while they are down, nothing of it in the copy; the same store goes on when they are back."""
    servers = NatsServers()
    store = NatsStore(f"{servers.store('away')}?lease=30", folder=tmp_path / "a")
    try:
        busy(store, 0, 1)
        servers.end()
        with monkeypatch.context() as patience:
            patience.setattr("alertd.store.nats.wire.SECONDS", 1.0)
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
