"""`alertd migrate-store`: everything goes over, and comes back the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from alertd.cli import cli
from tests.acceptance.house import House, loud, mention, until
from tests.acceptance.receiver import Receiver
from tests.cluster.servers import NatsServers, PostgresServer

pytestmark = pytest.mark.slow


@pytest.fixture(params=["postgres", "nats"])
def kind(request: pytest.FixtureRequest) -> str:
    """Return a kind of server."""
    return str(request.param)


@pytest.fixture
def server(kind: str) -> Iterator[PostgresServer | NatsServers]:
    """Return a server of our own."""
    made = PostgresServer() if kind == "postgres" else NatsServers()
    yield made
    made.remove()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a provider on loopback."""
    with Receiver() as made:
        yield made


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of a store in one file but for what is of that file alone."""
    with closing(sqlite3.connect(path)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        found = {name: db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables}
    found["meta"] = [row for row in found["meta"] if row[0] not in ("overwrites", "tried_at", "link_keys")]
    return found


def _said(house: House, *words: str) -> bytes:
    """Return what a command says, in this process: the start of one costs more than what it does."""
    done = CliRunner().invoke(cli, [*words, "-c", str(house.folder / "alertd.yaml")], env=house.environment)
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


def test_there_and_back(tmp_path: Path, receiver: Receiver, kind: str, server: PostgresServer | NatsServers) -> None:
    """From the file to the server and into an empty file: the same rows. A replay of either says the same pages, byte for byte."""
    house = House(tmp_path, receiver.url, more=f'store: "{server.store("there")}"\n')
    settings = tmp_path / "alertd.yaml"
    with_server = settings.read_text()
    settings.write_text(with_server.rpartition("store: ")[0])
    house.start()
    try:
        assert house.post(*(mention(f"m{number}") for number in range(700)), loud("loud")) == 202
        assert house.post(mention("m1", text="acme, edited \U0001f525 Кеттло")) == 202
        until(lambda: set(house.page_states().values()) == {"accepted"}, "the page was sent")
    finally:
        house.stop() if house.process is not None else None
    file = tmp_path / "store" / "alertd.sqlite3"
    before, told = _rows(file), _said(house, "replay", "--store", "--pages", "-")
    assert b"loud" in told

    settings.write_text(with_server)
    said = _said(house, "migrate-store", "sqlite", kind).decode()
    assert f"moved {len(before['event'])} events, {len(before['post'])} texts, 1 incidents" in said
    assert _said(house, "replay", "--store", "--pages", "-") == told
    again = house.run("migrate-store", "sqlite", kind, check=1)
    assert b"is not empty; nothing was changed" in again.stderr

    file.rename(tmp_path / "before.sqlite3")
    _said(house, "migrate-store", kind, "sqlite")
    assert _rows(file) == before


def test_words_that_mean_nothing(tmp_path: Path, receiver: Receiver) -> None:
    """Both the same, or a server that the settings do not name: said, and nothing is made."""
    house = House(tmp_path, receiver.url)
    assert b"nothing to move" in house.run("migrate-store", "sqlite", "sqlite", check=2).stderr
    assert b"name no postgres server" in house.run("migrate-store", "sqlite", "postgres", check=78).stderr
