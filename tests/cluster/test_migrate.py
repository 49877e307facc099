"""`alertd migrate-store`: everything goes over, and comes back the same."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from alertd.cli import cli
from alertd.errors import ConfigurationError, StoreError
from tests.acceptance.house import House, loud, mention, until
from tests.acceptance.receiver import Receiver
from tests.cluster.pair import said
from tests.cluster.servers import NatsServers, PostgresServer

pytestmark = pytest.mark.slow


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of a store in one file but for what is of that file alone."""
    with closing(sqlite3.connect(path)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        found = {name: db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables}
    found["meta"] = [row for row in found["meta"] if row[0] not in ("overwrites", "tried_at", "link_keys")]
    return found


def test_there_and_back(tmp_path: Path, receiver: Receiver, postgres: PostgresServer, servers: NatsServers) -> None:
    """From the file to a server of each kind and into an empty file: the same rows. A replay of either says the same pages, byte for byte."""
    house = House(tmp_path, receiver.url)
    try:
        house.start()
        assert house.post(*(mention(f"m{number}") for number in range(700)), loud("loud")) == 202
        assert house.post(mention("m1", text="acme, edited \U0001f525 Кеттло")) == 202
        until(lambda: set(house.page_states().values()) == {"accepted"}, "the page was sent")
        house.stop()
    finally:
        house.end()
    file, settings = tmp_path / "store" / "alertd.sqlite3", tmp_path / "alertd.yaml"
    before, told = _rows(file), said(house, "replay", "--store", "--pages", "-")
    assert b"loud" in told

    in_a_file = settings.read_text()
    for kind, address in (("postgres", postgres.store("there")), ("nats", servers.store("there"))):
        settings.write_text(f'{in_a_file}store: "{address}"\n')
        moved = said(house, "migrate-store", "sqlite", kind).decode()
        assert f"moved {len(before['event'])} events, {len(before['post'])} texts, 1 incident and" in moved
        assert said(house, "replay", "--store", "--pages", "-") == told
        with pytest.raises(StoreError, match="is not empty; nothing was changed"):
            said(house, "migrate-store", "sqlite", kind)

        file.rename(tmp_path / "before.sqlite3")
        said(house, "migrate-store", kind, "sqlite")
        assert _rows(file) == before


def test_words_that_mean_nothing(tmp_path: Path) -> None:
    """Both the same, or a server that the settings do not name: said, and nothing is made."""
    house = House(tmp_path, "http://127.0.0.1:1")
    done = CliRunner().invoke(cli, ["migrate-store", "sqlite", "sqlite", "-c", str(tmp_path / "alertd.yaml")])
    assert (done.exit_code, "nothing to move" in done.output) == (2, True)
    with pytest.raises(ConfigurationError, match="name no postgres server"):
        said(house, "migrate-store", "sqlite", "postgres")
