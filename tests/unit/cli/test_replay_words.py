"""A replay answers in words whom it would have paged."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner

from alertd.cli import cli
from alertd.cli.replay_words import in_words
from alertd.model.page import PageKind
from tests.unit.core.stage import URGENT, Stage, house, loud

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
    """Their error stream stays for errors: whoever reads pages from standard output, or names a file for the summary."""
    assert replayed(tmp_path, 5_000, "--pages", "-")[1] == ""
    assert replayed(tmp_path, 5_000, "--pages", str(tmp_path / "pages"), "--summary", str(tmp_path / "told"))[1] == ""


def test_who_keeps_the_pages_reads_to_whom_they_went(tmp_path: Path) -> None:
    """A file of pages is for later; the words are for now."""
    assert "[crisis] acme: Loud  ->  console" in replayed(tmp_path, 5_000, "--pages", str(tmp_path / "pages"))[1]


def test_the_words_and_the_summary_count_the_same_messages() -> None:
    """What asks for an answer and what does not, together what the summary calls pages."""
    first = Stage(house(loud(severity=URGENT))).fire("10:00")
    pages = [*first.pages, first.pages[0].with_(page_id="u", kind=PageKind.UPDATE)]

    assert list(in_words(pages))[-1] == (
        "1 time somebody would have been paged: 1 page to answer and 1 other message (updates, calm again, digests); "
        "nobody answers in a replay of files"
    )


def test_what_is_held_stands_at_the_instant_it_would_go_out() -> None:
    """Decided at ten in the night, on a phone at seven: a list of nights without sleep must not show a night's sleep as one."""
    page = Stage(house(loud(severity=URGENT))).fire("10:00").pages[0]
    (line, _) = in_words([page.with_(hold_until=page.at + timedelta(hours=9))])

    assert " 19:00 UTC" in line
    assert line.endswith("ayse (held since 10:00)")
