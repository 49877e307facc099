"""`alertd report response`: by whose clock its hours are, and one comparison at a time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alertd.cli import cli

POST = {
    "id": "1",
    "platform": "x",
    "created_at": "2026-11-21T22:30:00Z",
    "author": "u_1",
    "text": "acme, are you there?",
}


def report(folder: Path, watches: str, *words: str) -> Result:
    """Report one question at half past ten in the evening of UTC."""
    (folder / "alertd.yaml").write_text(f"version: 1\nwatches: {watches}\nrules: []\n", encoding="utf-8")
    (folder / "posts.jsonl").write_text(json.dumps(POST) + "\n", encoding="utf-8")
    config = ("-c", str(folder / "alertd.yaml"))
    return CliRunner().invoke(cli, ["report", "response", str(folder / "posts.jsonl"), *config, *words])


@pytest.mark.parametrize(
    ("watches", "words", "zone"),
    [
        ("{acme: {terms: [acme], timezone: Europe/Istanbul}}", (), "Europe/Istanbul"),
        ("{acme: {terms: [acme], timezone: Europe/Istanbul}}", ("--timezone", "Asia/Tokyo"), "Asia/Tokyo"),
        ("{acme: {terms: [acme], timezone: Europe/Istanbul}, two: {terms: [two], timezone: Europe/Paris}}", (), "UTC"),
    ],
)
def test_hours_are_those_of_where_the_watch_lives(
    watches: str, words: tuple[str, ...], zone: str, tmp_path: Path
) -> None:
    """Those of UTC are nobody's: the expectation beside it speaks of the same hours."""
    done = report(tmp_path, watches, "--format", "json", *words)

    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["timezone"] == zone


def test_two_comparisons_at_once_are_refused(tmp_path: Path) -> None:
    """The last would win, and nobody would miss the other."""
    done = report(tmp_path, "{acme: {terms: [acme]}}", "--by", "platform", "--by", "language")

    assert done.exit_code == 2
    assert "one at a time: platform or language" in done.output
