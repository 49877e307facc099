"""Every kind of store, each empty, for whatever test asks for one."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alertd.store.memory import MemoryStore
from alertd.store.sqlite import SqliteStore
from alertd.store_port import Store
from tests.cluster.servers import NatsServers, PostgresServer

_numbers = itertools.count(1)
Opening = Callable[[], Store]

#: Kind to what opens one. The server is started by the first test that asks for it.
KINDS = ("memory", "sqlite", "postgres", "nats")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Return a server of our own."""
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def nats() -> Iterator[NatsServers]:
    """Return a server of our own."""
    server = NatsServers()
    yield server
    server.remove()


@pytest.fixture(params=KINDS)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Return each kind of store."""
    made = _makers(request)[request.param](tmp_path)
    yield made
    made.close()


@pytest.fixture
def store(opened: Store) -> Iterator[Store]:
    """Return each kind of store, inside a transaction."""
    with opened.transaction():
        yield opened


def _makers(request: pytest.FixtureRequest) -> dict[str, Callable[[Path], Store]]:
    def on_postgres(_: Path) -> Store:
        from alertd.store.postgres.store import PostgresStore

        server: PostgresServer = request.getfixturevalue("postgres")
        return PostgresStore(server.store(f"contract_{next(_numbers)}"))

    def on_nats(folder: Path) -> Store:
        from alertd.store.nats.store import NatsStore

        server: NatsServers = request.getfixturevalue("nats")
        return NatsStore(server.store(f"contract_{next(_numbers)}"), folder=folder)

    return {"memory": lambda _: MemoryStore(), "sqlite": SqliteStore, "postgres": on_postgres, "nats": on_nats}


@pytest.fixture
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Opening:
    """Return what opens one store of a kind, each time as another machine."""
    names = iter(range(100))

    def sqlite() -> Store:
        return SqliteStore(tmp_path / "store")

    def postgres() -> Store:
        from alertd.store.postgres.store import PostgresStore

        return PostgresStore(address)

    def nats() -> Store:
        from alertd.store.nats.store import NatsStore

        return NatsStore(address, folder=tmp_path / f"machine{next(names) % 3}")

    server: PostgresServer | NatsServers
    address = ""
    if request.param != "sqlite":
        server = request.getfixturevalue(request.param)
        address = server.store(f"answer_{tmp_path.name[-40:]}")
    return {"sqlite": sqlite, "postgres": postgres, "nats": nats}[request.param]
