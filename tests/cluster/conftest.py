"""Servers of our own, and machines over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alertd.store.nats.store import NatsStore
from tests.acceptance.receiver import Receiver
from tests.cluster.servers import NatsServers, PostgresServer


@pytest.fixture(scope="session")
def servers() -> Iterator[NatsServers]:
    """Return a server of our own, which no test ends: each has a store under a name of its own."""
    made = NatsServers()
    yield made
    made.remove()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Return a PostgreSQL server of our own; to make one takes longer than most of what is asked of it."""
    made = PostgresServer()
    yield made
    made.remove()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a provider on loopback."""
    with Receiver() as made:
        yield made


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
