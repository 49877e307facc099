"""Praise as it is read from the store: the most seen first, without what we have answered and what is erased."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from alertd.app import praise as room
from alertd.model.post import Post
from alertd.store.opening import open_store
from tests.unit.report.stores import ANGRY, BEGAN, fill, house, post

GLAD = (0.02, 0.08, 0.9)
HOUR = timedelta(hours=1)
NOW = BEGAN + 24 * HOUR


def good(ident: str, followers: int, hours: int = 1, **more: object) -> Post:
    """Return a good word."""
    text = f"acme number {ident} is the best that I ever had"
    return post(ident, BEGAN + hours * HOUR, text, sentiment=GLAD, author_followers=followers, **more)


def praised(
    folder: Path, posts: list[Post], *, hours: int = 24, limit: int = 10, watch: str | None = None
) -> list[str]:
    """Return the ids of what is listed of the last hours."""
    fill(folder, posts).close()
    store = open_store(folder, read_only=True)
    try:
        found = room.praise(store, house(), watch, since=NOW - hours * HOUR, now=NOW, limit=limit)
    finally:
        store.close()
    assert all(shown.due_at is None and shown.priority is None and shown.text for shown in found)
    return [shown.mention.id for shown in found]


def test_what_the_most_people_see_comes_first(tmp_path: Path) -> None:
    """And nothing that is no praise; of more than are asked for the first ones."""
    posts = [
        good("a", 10),
        good("b", 9_000),
        good("c", 300),
        post("d", BEGAN + HOUR, sentiment=ANGRY, author_followers=50_000),
    ]

    assert praised(tmp_path / "all", posts) == ["b", "c", "a"]
    assert praised(tmp_path / "two", posts, limit=2) == ["b", "c"]
    assert praised(tmp_path / "acme", posts, watch="acme") == ["b", "c", "a"]
    assert praised(tmp_path / "other", posts, watch="globex") == []


def test_what_was_written_before_the_time_is_left_out(tmp_path: Path) -> None:
    """Also where it came late."""
    assert praised(tmp_path, [good("old", 9_000, 1), good("new", 10, 20)], hours=12) == ["new"]


def test_what_we_have_thanked_for_is_done(tmp_path: Path) -> None:
    """By a human: an automatic thanks is none. A reply to another post is none either."""
    answers = [
        post("r1", BEGAN + 2 * HOUR, "thank you", author="acme_help", author_handle="acme_help", in_reply_to="a"),
        post("r2", BEGAN + 2 * HOUR, "thank you", author="acme_bot", author_handle="acme_bot", in_reply_to="b"),
    ]

    assert praised(tmp_path, [good("a", 900), good("b", 500), good("c", 100), *answers]) == ["b", "c"]


def test_only_the_newest_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A brand with a million mentions a week costs no more than this."""
    monkeypatch.setattr(room, "MOST_LOOKED_AT", 2)
    posts = [good("a", 9_000, 1), good("b", 10, 2), good("c", 20, 3)]

    assert praised(tmp_path, posts) == ["c", "b"]
