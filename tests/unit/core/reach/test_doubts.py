"""Doubts: an account's own facts that speak against a person who writes for himself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alertd.core.reach.doubts import day_made, doubts
from alertd.model.post import Post

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _post(**known: Any) -> Post:
    return Post(platform="x", id="1", created_at=NOON, author="a", text="kettles", **known)


def _made(days: float) -> dict[str, Any]:
    return {"author_created_at": NOON - timedelta(days=days)}


@pytest.mark.parametrize(
    ("known", "reasons"),
    [
        ({}, ()),
        (_made(29.9), ("young",)),
        (_made(30), ()),
        (_made(3_000), ()),
        ({"author_posts": 1_000_000}, ()),
        ({**_made(100), "author_posts": 5_000}, ()),
        ({**_made(100), "author_posts": 5_001}, ("busy",)),
        ({**_made(0.1), "author_posts": 50}, ("young",)),
        ({**_made(0.1), "author_posts": 51}, ("young", "busy")),
        ({"author_following": 99, "author_followers": 0}, ()),
        ({"author_following": 100, "author_followers": 10}, ()),
        ({"author_following": 100, "author_followers": 9}, ("unfollowed",)),
        ({"author_following": 5_000, "author_followers": None}, ()),
        ({"author_following": 5_000}, ()),
        ({"author_default_profile": True}, ("bare",)),
        ({"author_default_profile": False}, ()),
        ({"author_default_profile": None}, ()),
        ({"author_default_profile": True, **_made(2)}, ("young", "bare")),
        (
            {**_made(2), "author_posts": 900, "author_following": 4_000, "author_followers": 3},
            ("young", "busy", "unfollowed"),
        ),
    ],
)
def test_each_reason_has_its_limit_and_the_unknown_is_none(known: dict[str, Any], reasons: tuple[str, ...]) -> None:
    """A platform that tells nothing gives nobody away; the order never changes, so that logs are the same."""
    assert doubts(_post(**known), NOON) == reasons


def test_an_account_made_after_its_post_is_young_and_breaks_nothing() -> None:
    """Clocks differ: an instant behind the post is the first day of an account."""
    assert doubts(_post(**_made(-3), author_posts=10), NOON) == ("young",)


def test_the_day_is_that_of_utc() -> None:
    """Two accounts made around midnight have two days, wherever the daemon runs."""
    before = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
    assert day_made(_post()) is None
    assert day_made(_post(author_created_at=before)) == (datetime(2026, 11, 20, tzinfo=UTC).timestamp()) / 86400
    assert day_made(_post(author_created_at=before + timedelta(minutes=1))) == 1 + (
        day_made(_post(author_created_at=before)) or 0
    )
