"""Gather: the same posts out of a store and out of files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from alertd.model.events import InboxActTaken
from alertd.model.inbox import InboxAct
from alertd.report.gather import Files, from_store, signature
from alertd.report.response import response
from alertd.report.threads import Answer, Said
from alertd.runtime.export import lines
from tests.unit.report.stores import BEGAN, NOW, Life, fill, house, post, scorer, storm, support


def numbered(found: Iterable[bytes]) -> list[tuple[str, int, bytes]]:
    """Return lines as files give them."""
    return [("f.jsonl", number, line) for number, line in enumerate(found, 1)]


def test_a_store_and_its_export_tell_the_same(tmp_path: Path) -> None:
    """Who exports mentions and reports on the file gets the figures of the daemon."""
    store = fill(tmp_path, [*support(), *storm()])
    kept = list(from_store(store))
    files = Files(house(), scorer())
    read = list(files.read(numbered(lines(store))))
    store.close()

    assert response(read, now=NOW) == response(kept, now=NOW)
    assert (files.rejected, files.unmatched) == ([], 0)


def test_what_the_brand_wrote_is_an_answer(tmp_path: Path) -> None:
    """By a bot or by a human, who may have signed it."""
    store = fill(tmp_path, support())
    kept = list(from_store(store))
    store.close()

    answers = [(one.id, one.is_automatic, one.agent) for one in kept if isinstance(one, Answer)]
    questions = [(one.id, one.needs_answer, one.was_negative) for one in kept if isinstance(one, Said)]
    assert answers == [("b1", True, None), ("h1", False, "JA")]
    assert questions == [("q1", True, True), ("q2", True, True)]


def test_only_the_asked_watches(tmp_path: Path) -> None:
    """Another watch has no posts here."""
    store = fill(tmp_path, support())

    assert list(from_store(store, ["globex"])) == []
    store.close()


def test_a_repost_is_no_conversation(tmp_path: Path) -> None:
    """It carries somebody else's words on; nobody answers it."""
    store = fill(tmp_path, [post("1", BEGAN), post("2", BEGAN + timedelta(minutes=1), repost_of="1")])

    assert [one.id for one in from_store(store)] == ["1"]
    store.close()


def test_files_without_settings() -> None:
    """The watch and the role that a record names are enough; a post that comes twice is one; a bad line has its number."""
    asked = b'{"id":"1","platform":"x","watch":"shop","author":"ann","created_at":"2026-11-02T09:00:00Z","text":"why?"}'
    answered = (
        b'{"id":"2","platform":"x","watch":"shop","author":"shop","role":"brand","in_reply_to":"1",'
        b'"created_at":"2026-11-02T09:10:00Z","text":"because"}'
    )
    files = Files(house(), scorer())
    read = list(files.read(numbered([asked, answered, asked, b"not json", b""])))

    found = response(read, now=NOW)
    assert (found.all.conversations, found.all.median_s) == (1, 600.0)
    assert [(name, number) for name, number, _ in files.rejected] == [("f.jsonl", 4)]
    assert files.last == read[1].at


def test_unmatched_posts_are_counted() -> None:
    """A post that names no watch, and in which no term occurs, is about nobody."""
    line = b'{"id":"1","platform":"x","author":"ann","created_at":"2026-11-02T09:00:00Z","text":"nice weather"}'
    files = Files(house(), scorer())

    assert list(files.read(numbered([line]))) == []
    assert files.unmatched == 1


@pytest.mark.parametrize(
    ("text", "initials"),
    [
        ("Try it again now. ^JA", "JA"),
        ("Try it again now ^ja https://help.example.org/a", "JA"),
        ("x^2 is not a name", None),
        ("thank you", None),
    ],
)
def test_initials(text: str, initials: str | None) -> None:
    """People sign with a caret, at the end or before a link."""
    assert signature(text) == initials


def test_what_people_say_in_the_inbox_is_in_the_report(tmp_path: Path) -> None:
    """Answered elsewhere is an answer, by whoever gave it; what needs none is not counted as needing one."""
    life = Life(tmp_path)
    life.write(support())
    told = NOW - timedelta(hours=1)
    acts = [("q2", InboxAct.ANSWERED, BEGAN + timedelta(hours=10, minutes=30)), ("q1", InboxAct.NEEDS_NONE, None)]
    for ident, act, at in acts:
        life.happen(InboxActTaken(at=told, watch="acme", platform="x", id=ident, act=act, by="ayse", answered_at=at))
    store = life.over()
    found = response(from_store(store), now=NOW)
    other = list(from_store(store, ["globex"]))
    store.close()

    assert (found.needing_answer.conversations, found.needing_answer.median_s) == (1, 1800.0)
    assert list(found.by["person"]) == ["JA", "ayse"]
    assert other == []
