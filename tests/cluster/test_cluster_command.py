"""`alertd cluster`: who works, who waits, how far each is; on every kind of store."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from alertd.cli import cli
from alertd.errors import StoreHeld, StoreUnavailable
from alertd.store.nats.address import parsed
from alertd.store.nats.release import doubt
from alertd.store.nats.store import NatsStore
from alertd.store.nats.wire import Wire
from alertd.store.postgres.store import PostgresStore
from alertd.store.sqlite import SqliteStore
from tests.cluster.servers import NatsServers, PostgresServer
from tests.unit.runtime.made import NOON, entry

Ask = Callable[..., Result]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Return what runs the command over a store."""

    def one(address: str, *options: str) -> Result:
        file = tmp_path / "alertd.yaml"
        store = f'store: "{address}"' if address else ""
        file.write_text(f"version: 1\ndata_dir: here\n{store}\n")
        return CliRunner().invoke(cli, ["cluster", "-c", str(file), *options])

    return one


@pytest.fixture
def soon_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens there: a second of waiting proves what five do."""
    monkeypatch.setattr("alertd.store.nats.wire.SECONDS", 1.0)


@pytest.fixture(scope="module")
def cluster() -> Iterator[NatsServers]:
    """Return three servers."""
    made = NatsServers(3)
    yield made
    made.remove()


def test_three_servers_and_two_machines(cluster: NatsServers, ask: Ask, tmp_path: Path) -> None:
    """The one that works, the one that waits with what its copy lacks, the server that leads and those that follow."""
    address = f"{cluster.store('told')}?lease=30"
    first = NatsStore(address, folder=tmp_path / "a")
    with pytest.raises(StoreHeld):
        NatsStore(address, folder=tmp_path / "b")
    for number in range(3):
        with first.transaction():
            first.append(entry(str(number)), NOON)
    said = ask(address)
    told: dict[str, Any] = json.loads(ask(address, "--format", "json").output)
    first.close()

    assert said.exit_code == 0, said.output
    assert "4 records" in said.output
    assert "3 of each" in said.output
    assert said.output.count(": leads") == 1
    assert "works" in said.output
    assert "waits, 3 behind" in said.output
    assert [one["is_working"] for one in told["machines"]] == [True, False]
    assert len(told["servers"]) == 3


def test_servers_whose_release_is_known_for_losses_are_named(cluster: NatsServers, ask: Ask, tmp_path: Path) -> None:
    """By the release that the very server says of itself; `check --online` says the same, and takes it for no fault."""
    address = f"{cluster.store('old')}?lease=30"
    NatsStore(address, folder=tmp_path / "a").close()
    wire = Wire(parsed(address))
    wire.close()
    assert re.match(r"\d+\.\d+\.\d+", wire.release)
    told = doubt(wire.release)
    assert json.loads(ask(address, "--format", "json").output)["doubt"] == told
    assert "server    release" in ask(address).output if told else "release" not in ask(address).output
    said = CliRunner().invoke(cli, ["check", "--online", str(tmp_path / "alertd.yaml")])
    assert told in said.output


def test_nobody_works(cluster: NatsServers, ask: Ask, tmp_path: Path) -> None:
    """Said, with exit code 1, so that a watchdog can ask."""
    address = cluster.store("idle")
    NatsStore(address, folder=tmp_path / "a").close()
    said = ask(address)

    assert said.exit_code == 1
    assert "nobody is watched over" in said.output


def test_check_online_asks_the_servers(cluster: NatsServers, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Before the first start too: they answer, and nothing is made there. Servers that do not answer are a fault of that line."""
    file = tmp_path / "alertd.yaml"
    for address, code, told in (
        (cluster.store("unborn"), 0, "answers; nobody works over it"),
        ("nats://127.0.0.1:1/gone", 1, "alertd.yaml:3:8: error[online] store: the store cannot be used"),
    ):
        file.write_text(f'version: 1\nrules: []\nstore: "{address}"\n')
        if code:
            request.getfixturevalue("soon_given_up")
        said = CliRunner().invoke(cli, ["check", "--online", str(file)])
        assert said.exit_code == code, said.output
        assert told in said.output
        if not code:
            wire = Wire(parsed(address))
            assert not wire.has_store
            wire.close()


def test_postgres_and_a_file(ask: Ask, tmp_path: Path, postgres: PostgresServer) -> None:
    """Who has it, by the server's word; of a file, by its lock."""
    address = postgres.store("told")
    store = PostgresStore(f"{address}&lease=30")
    said = ask(f"{address}&lease=30")
    store.close()
    assert "works" in said.output
    assert ask(address).exit_code == 1
    assert ask("").exit_code == 1
    file = SqliteStore(tmp_path / "here")
    assert "on this machine: works" in ask("").output
    file.close()


@pytest.mark.usefixtures("soon_given_up")
def test_servers_that_do_not_answer_are_told(ask: Ask) -> None:
    """In words, whom it asked; and nothing hangs."""
    said = ask("nats://127.0.0.1:1/gone")

    assert said.exit_code != 0
    assert isinstance(said.exception, StoreUnavailable)
    assert "127.0.0.1:1/gone" in str(said.exception)
