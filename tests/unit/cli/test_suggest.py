"""`alertd suggest`, as a shell calls it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from alertd.cli.suggest import command
from alertd.errors import UsageError
from tests.unit.report.stores import fill, storm
from tests.unit.rulefile.written import ENVIRONMENT, FILES, write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with files that have no faults."""
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_it_reads_the_stored_texts_of_the_watch(folder: Path) -> None:
    """And says how many they are."""
    fill(folder / "alertd-data", storm()).close()
    done = CliRunner().invoke(command, ["acme"], obj={})
    assert done.exit_code == 0, done.output
    assert "different texts" in done.output


def test_a_watch_that_is_not_there_is_named(folder: Path) -> None:
    """With the one that was meant."""
    fill(folder / "alertd-data", storm()).close()
    done = CliRunner().invoke(command, ["acmee"], obj={})
    assert isinstance(done.exception, UsageError)
    assert 'did you mean "acme"?' in str(done.exception)
