"""`alertd label`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alertd.cli.label import command


@pytest.fixture
def mentions(tmp_path: Path) -> Path:
    """Return a file of six mentions."""
    path = tmp_path / "mentions.jsonl"
    rows = [{"id": str(at), "text": f"mention number {at} of them", "lang": "en"} for at in range(6)]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def run(mentions: Path, keys: str, *arguments: str) -> tuple[Result, list[dict[str, str]]]:
    """Press keys; return what was said and the labels in the file."""
    out = mentions.parent / "labels.jsonl"
    result = CliRunner().invoke(command, [str(mentions), "--to", str(out), *arguments], input=keys)
    lines = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
    return result, [json.loads(line) for line in lines]


def test_one_key_a_mention(mentions: Path) -> None:
    """n, u and p label; s skips; other keys do nothing; q saves."""
    result, labels = run(mentions, "nxups" + "q")

    assert result.exit_code == 0
    assert [row["label"] for row in labels] == ["negative", "neutral", "positive"]
    assert len({row["id"] for row in labels}) == 3
    assert "4 of 6" in result.output


def test_back_takes_a_label_again(mentions: Path) -> None:
    """A slip is put right at once."""
    _, labels = run(mentions, "nbpq")

    assert [row["label"] for row in labels] == ["positive"]


def test_another_run_goes_on_where_the_first_stopped(mentions: Path) -> None:
    """Nobody is asked twice, and the goal counts all runs."""
    run(mentions, "nnq")

    result, labels = run(mentions, "pppppp", "--goal", "5")

    assert len({row["id"] for row in labels}) == 5
    assert "5 in" in result.output


def test_labels_are_kept_as_mentions(mentions: Path) -> None:
    """What is written can be given to calibrate: the mention and its label."""
    _, labels = run(mentions, "nq")

    assert {"id", "text", "lang", "label"} == set(labels[0])


def test_a_mention_cannot_move_the_cursor(tmp_path: Path) -> None:
    """Escape codes and overrides in a text are not printed."""
    path = tmp_path / "mentions.jsonl"
    path.write_text(json.dumps({"id": "1", "text": "a\u001b[2Jb\u202ec"}), encoding="utf-8")

    result, _ = run(path, "q")

    assert "a[2Jbc" in result.output


def test_nothing_left_is_said(mentions: Path) -> None:
    """When every mention has a label there is nothing to ask."""
    run(mentions, "nnnnnn")

    result, _ = run(mentions, "")

    assert "nothing is left" in result.output
