"""Which store is opened, and that nobody pays for the client of a server that he does not use."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from alertd.errors import ConfigurationError
from alertd.store.opening import open_store
from alertd.store.sqlite import SqliteStore
from alertd.store_port import Place

ROOT = Path(__file__).parents[3]
CLIENTS = ("psycopg", "nats")


def test_a_folder_is_a_file_in_it(tmp_path: Path) -> None:
    """By its path or as a place, the store is the same."""
    store = open_store(tmp_path)
    store.close()
    again = open_store(Place(folder=tmp_path), read_only=True)
    assert isinstance(again, SqliteStore)
    again.close()


def test_without_its_client_a_server_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who installed alertd alone is told which extra brings it."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ConfigurationError, match=r"pip install 'alertd\[postgres\]'"):
        open_store(Place(folder=tmp_path, address="postgresql://db.example.org/alertd"))


def test_no_client_is_imported_until_an_address_asks_for_it(tmp_path: Path) -> None:
    """The whole daemon and its commands, with a store in a file: no client of a server is among what was imported."""
    program = (
        "import sys, pathlib, alertd.app.daemon, alertd.app.process, alertd.cli.migrate_store\n"
        "from alertd.store.opening import open_store\n"
        f"open_store(pathlib.Path({str(tmp_path)!r})).close()\n"
        f"print([name for name in {CLIENTS!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
