"""`alertd calibrate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alertd.cli.calibrate import command
from alertd.scorers import calibrations
from alertd.scorers.labels import add, path_of

TEXTS = [
    "the app is slow today",
    "my order arrived",
    "is the shop open",
    "new phone from acme",
    "they changed the menu",
]


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Return a file of sixty labelled mentions of a brand whose mentions are mostly negative."""
    path = tmp_path / "labels.jsonl"
    rows = [
        {
            "id": str(at),
            "text": f"{TEXTS[at % 5]} number {at}",
            "lang": "en",
            "label": ("neg", "negative", "neutral")[at % 3],
        }
        for at in range(60)
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(command, list(arguments))


def test_it_prints_before_and_after_and_keeps_versions(tmp_path: Path, labels: Path) -> None:
    """Each run adds a version that is used from then on."""
    first = run("acme", "--labels", str(labels), "--data-dir", str(tmp_path))
    second = run("acme", "--labels", str(labels), "--data-dir", str(tmp_path))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "60 labelled mentions" in first.output
    for said in ("before", "after", "share of negatives", "negative told from other", " to "):
        assert said in first.output
    shelf = calibrations.read(tmp_path, "acme")
    assert (shelf.used, len(shelf.versions)) == (2, 2)
    assert shelf.versions[0].shifts[0] > 0  # more negative than the default says


def test_revert_takes_it_back(tmp_path: Path, labels: Path) -> None:
    """The version before is used again, then none; then there is nothing to take back."""
    for _ in range(2):
        run("acme", "--labels", str(labels), "--data-dir", str(tmp_path))

    assert "uses calibration 1 again" in run("acme", "--revert", "--data-dir", str(tmp_path)).output
    assert "no calibration any more" in run("acme", "--revert", "--data-dir", str(tmp_path)).output
    assert run("acme", "--revert", "--data-dir", str(tmp_path)).exit_code == 2


def test_a_dry_run_writes_nothing(tmp_path: Path, labels: Path) -> None:
    """It only prints."""
    result = run("acme", "--labels", str(labels), "--dry-run", "--data-dir", str(tmp_path))

    assert result.exit_code == 0
    assert not (tmp_path / "calibration").exists()


def test_wrong_use_is_told(tmp_path: Path, labels: Path) -> None:
    """No labels, too few labels: exit 2 and a sentence, nothing written."""
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(labels.read_text(encoding="utf-8").splitlines()[:5]), encoding="utf-8")

    assert run("acme", "--data-dir", str(tmp_path)).exit_code == 2
    result = run("acme", "--labels", str(few), "--data-dir", str(tmp_path))
    assert result.exit_code == 2
    assert "at least 20" in result.output
    assert not (tmp_path / "calibration").exists()


def test_bad_labels_are_named(tmp_path: Path, labels: Path) -> None:
    """A line without a label is reported with its number; the others count."""
    labels.write_text(
        labels.read_text(encoding="utf-8") + '\n{"id": "x", "text": "y", "label": "so-so"}', encoding="utf-8"
    )

    result = run("acme", "--labels", str(labels), "--data-dir", str(tmp_path))

    assert "labels.jsonl:61:" in result.output
    assert "60 labelled mentions" in result.output


def test_labels_from_the_incident_pages_are_used_where_none_are_named(tmp_path: Path, labels: Path) -> None:
    """They stand in the data folder of the settings file, whose secrets are not asked for."""
    (tmp_path / "alertd.yaml").write_text(
        'version: 1\ndata_dir: kept\nscorer: {kind: http, url: "https://a.example/", token: "${NOT_SET}"}\n',
        encoding="utf-8",
    )
    settings = str(tmp_path / "alertd.yaml")
    none = run("acme", "-c", settings)
    assert none.exit_code == 2
    assert "nobody has labelled mentions of acme" in none.output
    add(path_of(tmp_path / "kept", "acme"), labels.read_bytes().splitlines())

    result = run("acme", "-c", settings)

    assert result.exit_code == 0, result.output
    assert "60 labelled mentions" in result.output
    assert calibrations.read(tmp_path / "kept", "acme").used == 1
