"""A replay answers in words whom it would have paged."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from alertd.cli import cli

RULES = "rules:\n  - {name: Loud, severity: crisis, when: {influencer: {audience: 1k}}, page: pr}\n"


def replayed(folder: Path, followers: int, *options: str) -> tuple[str, str]:
    """Replay one post; return standard output and standard error."""
    (folder / "rules.yml").write_text(RULES, encoding="utf-8")
    post = {
        "id": "1",
        "platform": "x",
        "created_at": "2026-11-02T10:00:00Z",
        "author": "a",
        "text": "acme burns",
        "watch": "acme",
    }
    (folder / "posts.jsonl").write_text(json.dumps({**post, "author_followers": followers}), encoding="utf-8")
    args = ["replay", str(folder / "posts.jsonl"), "--no-config", "--rules", str(folder / "rules.yml"), *options]
    done = CliRunner().invoke(cli, args, obj={})
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


def test_it_says_when_what_and_to_whom(tmp_path: Path) -> None:
    """People read standard error, programs the summary on standard output."""
    out, words = replayed(tmp_path, 5_000)
    assert json.loads(out)["mentions"] == 1
    assert "2026-11-02 10:00 UTC  [crisis] acme: Loud  ->  console" in words
    assert "1 time somebody would have been paged" in words


def test_it_says_that_nobody_would_have_been(tmp_path: Path) -> None:
    """Silence could be a mistake of the command."""
    assert replayed(tmp_path, 5)[1] == "nobody would have been paged\n"


def test_programs_that_ask_for_files_get_no_words(tmp_path: Path) -> None:
    """Their error stream stays for errors."""
    assert replayed(tmp_path, 5_000, "--pages", str(tmp_path / "pages"))[1] == ""
