"""`check --sample` shows what each term brought last week, from the daemon's own store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from alertd.cli.check_sample import sample
from alertd.model.events import MentionSeen
from alertd.model.mention import Mention
from alertd.model.post import Post
from alertd.model.score import Score
from alertd.ports import Entry
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.load import finish, load_paths
from alertd.store.sqlite import SqliteStore
from tests.unit.rulefile.written import ENVIRONMENT, FILES, SETTINGS, write

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def mention(store: SqliteStore, number: int, text: str, terms: tuple[str, ...], *, days: float) -> None:
    """Keep a mention that was written some days ago."""
    at = NOW - timedelta(days=days)
    seen = Mention(
        watch="acme", platform="x", id=str(number), author="u", posted_at=at, seen_at=at, language="en",
        score=Score.unknown("t/1"), voice=number, terms=terms,
    )  # fmt: skip
    post = Post(platform="x", id=str(number), created_at=at, author="u", text=text)
    with store.transaction():
        store.append(
            Entry(
                event=MentionSeen(at=at, mention=seen),
                key="\x1f".join(seen.key),
                author="u",
                post=msgspec.json.encode(post),
            ),
            at,
        )


@pytest.fixture
def files(tmp_path: Path) -> FileSet:
    """Read settings with two terms, one of them misspelt."""
    write(tmp_path, {**FILES, "alertd.yaml": SETTINGS.replace("terms: [acme]", "terms: [acme, acmme]")})
    read = FileSet(ENVIRONMENT)
    load_paths([tmp_path / "alertd.yaml"], read)
    assert finish(read) == ()
    return read


def test_each_term_has_its_hits_and_newest_texts(files: FileSet, tmp_path: Path) -> None:
    """Older mentions and words of rules do not count; a term that nobody wrote is a warning in its place."""
    store = SqliteStore(tmp_path / "alertd-data")
    for number in range(5):
        mention(store, number, f"acme is\n\u202enumber {number}", ("acme", "recall"), days=number / 2)
    mention(store, 9, "acme long ago", ("acme",), days=8)
    store.close()

    lines = list(sample(files, NOW))

    assert lines[0] == "acme, last week:"
    assert lines[1] == "  acme: 5 mentions"
    assert lines[2:5] == ["    acme is number 4", "    acme is number 3", "    acme is number 2"]
    assert lines[5] == "  acmme: 0 mentions"
    assert [(one.name, one.line, one.column) for one in files.faults.sorted()] == [("never-seen", 6, 19)]


def test_a_term_that_is_new_today_is_looked_for_too(tmp_path: Path) -> None:
    """The store knows the terms of the day on which a post came; who writes a new one wants to know what it will find."""
    settings = SETTINGS.replace("terms: [acme]", 'terms: [acme, "kettle*", "acme NEAR/2 fire"]')
    write(tmp_path, {**FILES, "alertd.yaml": settings + "data_dir: kept\n"})
    store = SqliteStore(tmp_path / "kept")
    mention(store, 1, "acme kettles are fine", ("acme",), days=1)
    mention(store, 2, "acme on fire: the kettle!", ("acme",), days=2)
    mention(store, 3, "", ("acme",), days=3)
    store.close()
    read = FileSet(ENVIRONMENT)
    load_paths([tmp_path / "alertd.yaml"], read)
    finish(read)
    lines = list(sample(read, NOW))

    assert "  kettle*: 2 mentions" in lines
    assert "  acme NEAR/2 fire: 1 mention" in lines
    assert "    acme on fire: the kettle!" in lines
    assert [one.name for one in read.faults.sorted()] == []


def test_without_a_store_it_says_so(files: FileSet) -> None:
    """Before the first start there is nothing to show, and nothing wrong."""
    assert next(sample(files, NOW)).startswith("no sample: ")
    assert files.faults.sorted() == ()
