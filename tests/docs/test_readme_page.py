"""The page in the README is one of the demo's crisis, to the letter. ALERTD_WRITE_GOLDEN=1 writes it anew."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner

from alertd.cli import cli
from alertd.cli.demo import PORT, furnish
from alertd.cli.story import FULL, Story
from alertd.model.value import rfc3339

README = Path(__file__).resolve().parents[2] / "README.md"
BEGINS = datetime(2026, 11, 29, 6, 0, tzinfo=UTC)
BEFORE = timedelta(hours=6)  # of the demo's quiet week: enough for what is usual, and read in a second
RULE = "safety"


def _page(folder: Path) -> str:
    """Return a page of the demo as its console shows it, in the words of a replay: there an id is the same each time."""
    settings, past, pages = furnish(folder, f"127.0.0.1:{PORT}"), folder / "past.jsonl", folder / "pages.jsonl"
    story = Story(BEGINS)
    quiet = [post for post in story.week() if post["created_at"] >= rfc3339(BEGINS - BEFORE)]
    crisis = [
        step.post | {"created_at": rfc3339(BEGINS + timedelta(seconds=step.after))}
        for step in story.crisis()
        if step.after < FULL
    ]
    past.write_text("".join(f"{json.dumps(post)}\n" for post in [*quiet, *crisis]), encoding="utf-8")
    done = CliRunner().invoke(cli, ["replay", str(past), "-c", str(settings), "--pages", str(pages)])
    assert done.exit_code == 0, done.output
    (page,) = [one for one in map(json.loads, pages.read_text(encoding="utf-8").splitlines()) if one["rule"] == RULE]
    return f"─── {page['to']} · {page['title']}\n{page['text']}\n───"


def test_the_page_in_the_readme_is_what_the_demo_shows(tmp_path: Path) -> None:
    """Whoever runs it sees what the first page of the documentation promised."""
    before, shown, after = _parts(README.read_text(encoding="utf-8"))
    page = f"\n```text\n{_page(tmp_path)}\n```\n"
    if os.environ.get("ALERTD_WRITE_GOLDEN"):
        README.write_text(before + page + after, encoding="utf-8")

    assert shown == page, "if the page is right: ALERTD_WRITE_GOLDEN=1 writes it into the README"


def _parts(text: str) -> tuple[str, str, str]:
    """Return the page, and what stands before and behind it."""
    begins, ends = text.index("<!-- page -->") + len("<!-- page -->"), text.index("<!-- /page -->")
    return text[:begins], text[begins:ends], text[ends:]
