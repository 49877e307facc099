"""`alertd suggest`, as a shell calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from alertd.cli.suggest import command
from alertd.errors import UsageError
from alertd.scorers.labels import OTHER
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


def labelled(folder: Path, *rows: tuple[str, str]) -> Path:
    """Write labelled mentions."""
    path = folder / "labels.jsonl"
    path.write_text(
        "".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in rows), encoding="utf-8"
    )
    return path


def test_labels_say_what_to_exclude_and_what_to_ask_for(folder: Path) -> None:
    """No store is needed: whoever begins has an export of another tool, and an hour."""
    ours = [(f"my acme kettle {n} leaks", "ours") for n in "abcdef"]
    others = [(f"acme theatre tonight {n}", "other") for n in "abcdef"]
    done = CliRunner().invoke(command, ["acme", "--labels", str(labelled(folder, *ours, *others))], obj={})

    assert done.exit_code == 0, done.output
    assert 'exclude: ["theatre"]' in done.output
    assert 'needs: ["kettle"]' in done.output
    assert "6 of 6 of yours" in done.output


def test_what_was_said_on_pages_of_incidents_is_learnt_from(folder: Path) -> None:
    """Whose mood somebody told is of the brand; what somebody called noise is not."""
    moods = ("negative", "neutral", "positive")
    ours = [(f"my acme kettle {n} leaks", moods[place % 3]) for place, n in enumerate("abcdef")]
    noise = [(f"acme theatre tonight {n}", OTHER) for n in "abcdef"]
    done = CliRunner().invoke(command, ["acme", "--labels", str(labelled(folder, *ours, *noise))], obj={})

    assert done.exit_code == 0, done.output
    assert 'exclude: ["theatre"]' in done.output


def test_a_label_of_another_kind_is_named_with_its_line(folder: Path) -> None:
    """A word that nobody here says divides nothing."""
    path = labelled(folder, ("acme", "ours"), ("acme", "so-so"))
    done = CliRunner().invoke(command, ["acme", "--labels", str(path)], obj={})

    assert isinstance(done.exception, UsageError)
    assert 'labels.jsonl:2: a line has "text", and "label": "ours" or "other"' in str(done.exception)
