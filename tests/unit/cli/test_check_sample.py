"""`check --sample`, as a shell calls it: each term's hits of last week with three examples."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from alertd.cli import check
from tests.unit.report.stores import BEGAN, fill, post, storm
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


def test_before_the_first_start_there_is_nothing_to_show(folder: Path) -> None:
    """It says so, and nothing is wrong."""
    result = CliRunner().invoke(check.command, ["--sample"])

    assert result.exit_code == 0
    assert "no sample: there is no store" in result.stdout
    assert folder.name in str(Path.cwd())


def test_a_term_that_nobody_wrote_is_a_warning_and_no_error(folder: Path) -> None:
    """All that the store holds is older than a week, so the term was not seen of late: exit 0, with --strict 1."""
    fill(folder / "alertd-data", [*storm(), post("old", BEGAN, "acme of old")]).close()
    old = [one.with_(created_at=BEGAN.replace(year=2020)) for one in storm()]
    fill(folder / "older", old).close()
    write(folder, {"alertd.yaml": FILES["alertd.yaml"] + "data_dir: older\n"})

    relaxed, strict = (CliRunner().invoke(check.command, ["--sample", *more]) for more in ((), ("--strict",)))

    assert "  acme: 0 mentions" in relaxed.stdout
    assert "alertd.yaml:6:13: warning[never-seen]" in relaxed.stderr
    assert (relaxed.exit_code, strict.exit_code) == (0, 1)
