"""The store in PostgreSQL: who owns it, who loses it, and that nobody writes without owning it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from alertd.errors import StoreError, StoreHeld, StoreReplaced, StoreTooNew, StoreUnavailable
from alertd.store.opening import candidate_of, cluster_of, open_store
from alertd.store.postgres.store import PostgresStore
from alertd.store.postgres.wire import shown
from alertd.store.sqlite import SqliteStore
from alertd.store_port import Place, Store
from tests.cluster.servers import PostgresServer, wait_until
from tests.unit.runtime.made import NOON, entry, queued
from tests.unit.store.test_fence import Hands

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
from alertd.store.postgres.store import PostgresStore
store = PostgresStore(sys.argv[1], lease=float(sys.argv[2]))
print("mine", flush=True)
time.sleep(600)
"""


@pytest.fixture
def server(postgres: PostgresServer) -> PostgresServer:
    """Return the server of our own."""
    return postgres


@pytest.fixture
def address(server: PostgresServer, request: pytest.FixtureRequest) -> str:
    """Return the address of an empty place."""
    return server.store(request.node.name[:60])


def _backends(server: PostgresServer, ending: str) -> None:
    """End every session of ours, as an operator or a fail-over does."""
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'alertd%%' AND query LIKE %s",
            (f"%{ending}%",),
        )


def test_the_second_is_told_who_has_it_and_gets_it_when_the_first_ends(address: str) -> None:
    """One writer at a time. Readers are never refused, and cannot write."""
    first = PostgresStore(address)
    with pytest.raises(StoreHeld, match=f"in use by pid {os.getpid()} on "):
        PostgresStore(address)
    reader = PostgresStore(address, read_only=True)
    with pytest.raises(StoreUnavailable, match="read-only"), reader.transaction():
        reader.append(entry(), NOON)
    reader.close()
    first.close()

    second = PostgresStore(address)
    assert second.last_seq == 0
    second.close()


def _holder(address: str, lease: float) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, address, str(lease)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "mine\n"
    return process


def _opened(place: Place) -> Store:
    """Open a store whose last owner has just closed it: its session ends a moment later on the server."""
    opened: list[Store] = []

    def is_open() -> bool:
        with contextlib.suppress(StoreHeld):
            opened.append(open_store(place))
        return bool(opened)

    wait_until(is_open, "the end of the session before")
    return opened[0]


def _is_free(address: str) -> bool:
    try:
        PostgresStore(address).close()
    except StoreHeld:
        return False
    return True


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_who_is_killed_or_freezes_loses_the_store(address: str, how: signal.Signals) -> None:
    """Kill -9 gives it back at once; of a process that only stands still the server takes it when the lease is over."""
    process = _holder(address, 1.0)
    try:
        assert not _is_free(address)
        process.send_signal(how)
        wait_until(lambda: _is_free(address), f"the store was free after {how.name}")
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def test_one_that_slept_and_wakes_is_refused(server: PostgresServer, address: str) -> None:
    """Its session was ended and another owns the store: whatever it writes then is refused, and it is told to start again."""
    zombie = PostgresStore(address)
    with zombie.transaction():
        zombie.append(entry("1"), NOON)
    _backends(server, "")
    other = PostgresStore(address)
    with other.transaction():
        other.append(entry("2"), NOON)

    with pytest.raises(StoreUnavailable) as refused, zombie.transaction():
        zombie.append(entry("3"), NOON)
    # The first statement found the line cut; the next try finds the other.
    if not isinstance(refused.value, StoreReplaced):
        with pytest.raises(StoreReplaced, match="taken over"), zombie.transaction():
            pass
    assert [event for _, event in other.read(0)] == [entry("1").event, entry("2").event]
    zombie.close()
    other.close()


def test_who_cannot_prove_that_the_store_is_his_pages_nobody(server: PostgresServer, address: str) -> None:
    """By its own clock, before it asks anybody: so a machine that wakes refuses. Nobody goes on before a commit, whoever answers."""
    clocks = Hands()
    store = PostgresStore(address, lease=30.0, clocks=clocks)
    assert "not read yet" in str(store.refusal())
    with store.transaction():
        store.append(entry("1"), NOON)
    assert store.refusal() is None
    clocks.go(11.0)  # the server's own look at a line that is cut comes before a long lease
    assert "stood still" in str(store.refusal())
    wait_until(lambda: "not read yet" in str(store.refusal()), "the beat renewed it")
    with store.transaction():
        store.append(entry("2"), NOON)
    assert store.refusal() is None

    _backends(server, "")
    wait_until(lambda: store.refusal() is not None, "the cut was seen")
    assert "was lost" in str(store.refusal())
    with pytest.raises(StoreUnavailable), store.transaction():
        pass
    assert store.refusal() is not None, "it is owned again, and what it remembers may be untrue"
    with store.transaction():
        pass
    assert store.refusal() is None
    store.close()


def test_a_connection_made_anew_proves_nothing_while_another_owns(server: PostgresServer, address: str) -> None:
    """It answers questions, and that is all: whoever lost the store stays silent however often it asks."""
    zombie = PostgresStore(address, lease=1.0)
    with zombie.transaction():
        zombie.append(entry("1"), NOON)
    _backends(server, "")
    other = PostgresStore(address)
    with other.transaction():
        other.append(entry("2"), NOON)
    zombie.wire.reopen()
    for _ in range(3):
        assert zombie.wire.execute("SELECT 1").fetchone()[0] == 1
    wait_until(lambda: "ours for the last time" in str(zombie.refusal()), "its last proof is old")
    assert other.refusal() is None
    zombie.close()
    other.close()


def test_a_cut_line_is_never_mended_in_silence(server: PostgresServer, address: str) -> None:
    """Half a transaction is undone; the writer hears of the cut before it may write again, for memory may be untrue by then."""
    store = PostgresStore(address)

    def cut() -> None:
        with store.transaction():
            store.append(entry("1"), NOON)
            _backends(server, "")
            store.append(entry("2"), NOON)

    with pytest.raises(StoreUnavailable):
        cut()
    with store.transaction():
        store.append(entry("3"), NOON)
    assert len(list(store.read(0))) == 1
    _backends(server, "")
    with pytest.raises(StoreUnavailable), store.transaction():
        store.append(entry("4"), NOON)
    with store.transaction():
        store.append(entry("5"), NOON)
    assert store.last_seq == 2
    store.close()


def test_a_server_that_is_away_is_waited_for(server: PostgresServer, address: str) -> None:
    """StoreUnavailable while it is down, for the writer and for readers; both go on by themselves when it is back."""
    store = PostgresStore(address)
    reader = PostgresStore(address, read_only=True)
    server.stop()
    with pytest.raises(StoreUnavailable), store.transaction():
        pass
    with pytest.raises(StoreUnavailable):
        reader.cursors()
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        PostgresStore(address)
    server.start()

    with store.transaction():
        store.move_cursor("feed", "7")
    assert reader.cursors() == {"feed": "7"}
    store.close()
    reader.close()


def test_a_part_that_fails_leaves_the_rest(address: str) -> None:
    """Also where the server itself refused a statement: the rest of the transaction stays."""
    store = PostgresStore(address)

    def fail() -> None:
        with store.savepoint():
            store.move_cursor("b", "half")
            store.tables.execute("SELECT 1/0")

    with store.transaction():
        store.move_cursor("a", "1")
        with pytest.raises(psycopg.errors.DivisionByZero):
            fail()
        store.move_cursor("c", "3")
    assert store.cursors() == {"a": "1", "c": "3"}
    store.close()


def test_a_newer_store_is_left_alone_and_an_empty_one_is_no_store(address: str) -> None:
    """An older release refuses, and changes nothing; a reader makes no store where there is none."""
    with pytest.raises(StoreError, match="there is no store"):
        PostgresStore(address, read_only=True)
    store = PostgresStore(address)
    with store.transaction():
        store.set_meta("schema", "9999")
    store.close()

    with pytest.raises(StoreTooNew, match="has version 9999"):
        PostgresStore(address)


def test_a_backup_is_a_file_as_any_other(address: str, tmp_path: Path) -> None:
    """It opens as the store in one file, with what belongs beside it; the keys of links are in it only if they were asked for."""
    store = PostgresStore(address)
    with store.transaction():
        store.append(entry("1", text="acme \x00 is here"), NOON)
        store.pages.queue(queued("p1"))
        store.set_meta("link_keys", "secret")
    store.backup(tmp_path / "copy.db", beside={"labels/acme.jsonl": b"{}"})
    store.close()

    (tmp_path / "alertd.sqlite3").write_bytes((tmp_path / "copy.db").read_bytes())
    copy = SqliteStore(tmp_path)
    assert [seq for seq, _ in copy.read(0)] == [1]
    assert [page.page.page_id for page, _, _ in copy.pages.all()] == ["p1"]
    assert copy.meta("link_keys") is None
    assert copy.connection.execute("SELECT name, body FROM beside").fetchall() == [("labels/acme.jsonl", b"{}")]
    copy.close()
    assert not list(tmp_path.glob(".alertd-backup-*"))


def test_no_password_is_shown(tmp_path: Path) -> None:
    """Neither in the place, nor in what is said of a server that cannot be reached."""
    address = "postgresql://me:hunter2@127.0.0.1:1/things"

    assert shown(address) == "postgresql://127.0.0.1:1/things"
    assert "hunter2" not in repr(Place(folder=tmp_path, address=address))
    with pytest.raises(StoreUnavailable) as refused:
        open_store(Place(folder=tmp_path, address=address), read_only=True)
    assert "hunter2" not in str(refused.value)


def test_who_works_says_how_it_is_reached(address: str, tmp_path: Path) -> None:
    """Who waits, and `alertd cluster`, read it; the next one's word takes its place, also where that one says nothing."""
    for at in ("http://127.0.0.1:1", "http://127.0.0.1:2", ""):
        place = Place(folder=tmp_path / f"a{at[-1:]}", address=address, answers_at=at)
        with contextlib.closing(_opened(place)):
            waiting = candidate_of(Place(folder=tmp_path / "b", address=address))
            with pytest.raises(StoreHeld):
                waiting.claim()
            assert waiting.works_at() == at
            assert [one.answers_at for one in cluster_of(place).machines] == [at]
