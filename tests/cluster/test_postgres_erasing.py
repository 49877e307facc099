"""What was erased from a PostgreSQL server: beside a working daemon nobody waits for it; with the daemon stopped no byte lies on."""

from __future__ import annotations

import threading

import psycopg
import pytest

from alertd.erasure_port import Told
from alertd.store.postgres.store import PostgresStore
from tests.cluster.servers import PostgresServer
from tests.unit.runtime.made import queued

SECRET = "the very words of somebody who is forgotten"


@pytest.fixture
def server(postgres: PostgresServer) -> PostgresServer:
    """Return the server of our own."""
    return postgres


@pytest.fixture
def address(server: PostgresServer, request: pytest.FixtureRequest) -> str:
    """Return the address of an empty place."""
    return server.store(request.node.name[:60])


def erased(address: str) -> PostgresStore:
    """Return a store in which a page held such words, and holds them no more."""
    store = PostgresStore(address)
    page = queued("p1")
    with store.transaction():
        store.pages.queue(page.with_(text=SECRET))
    with store.transaction():
        ((place, _),) = store.erasable.told(Told.PAGE, Told.PAGE.before_all, 10)
        store.erasable.tell_again(Told.PAGE, place, page)
    return store


def test_an_erasure_beside_a_working_daemon_keeps_nobody_waiting(server: PostgresServer, address: str) -> None:
    """Somebody reads a long report, and the writer is in the middle of a transaction: neither is in the way, nor waits."""
    store = erased(address)
    with psycopg.connect(address) as reader:
        reader.execute("SELECT count(*) FROM outbox")  # its lock goes with its transaction
        assert not store.erasable.scrub()
        beside = threading.Thread(target=store.erasable.let_go, daemon=True)
        with store.transaction():
            store.set_meta("writes", "on")
            beside.start()
            beside.join(timeout=20.0)
            assert not beside.is_alive()
    store.close()


def test_with_the_daemon_stopped_the_tables_are_written_anew(server: PostgresServer, address: str) -> None:
    """Until then the words lie in the table's file, where no statement reads them; afterwards they do not."""
    store = erased(address)
    before = _file_of(server, address, "outbox")

    assert store.erasable.scrub(patient=True)
    store.close()

    assert SECRET.encode() in before
    assert SECRET.encode() not in _file_of(server, address, "outbox")


def _file_of(server: PostgresServer, address: str, table: str) -> bytes:
    """Return what lies in the file of a table, as the disk has it."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        ((body,),) = connection.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", (table,)).fetchall()
    return bytes(body)
