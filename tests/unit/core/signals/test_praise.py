"""Praise: a good word that asks for nothing, once an author and once a text, the most seen first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alertd.core.signals.praise import GLAD, by_reach, is_praise
from alertd.model.mention import Mention, Reach
from alertd.model.score import Quality, Score

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def good(ident: str = "1", positive: int = 900, *, audience: int | None = 100, **changes: Any) -> Mention:
    """Return a good word of somebody new."""
    made = Mention(
        watch="acme",
        platform="x",
        id=ident,
        author=f"u{ident}",
        posted_at=NOON,
        seen_at=NOON,
        language="en",
        score=Score(negative=0, neutral=1000 - positive, positive=positive, quality=Quality.TRAINED, scorer="t/1"),
        voice=hash_of(ident),
        reach=Reach(audience=audience),
    )
    return made.with_(**changes)


def hash_of(ident: str) -> int:
    """Return a fingerprint that two ids do not share."""
    return int.from_bytes(ident.encode(), "big")


def listed(*mentions: Mention) -> list[str]:
    """Return the ids of what is listed."""
    return [one.id for one in by_reach(mentions)]


def test_a_good_word_is_praise() -> None:
    """From the level on at which a reader would say so."""
    assert is_praise(good())
    assert is_praise(good(positive=GLAD))
    assert not is_praise(good(positive=GLAD - 1))


@pytest.mark.parametrize(
    "changes",
    [
        {"needs_answer": True},
        {"repost_of": "7"},
        {"is_undated": True},
        {"score": Score.unknown("t/1")},
        {"score": Score(negative=700, neutral=200, positive=100, quality=Quality.TRAINED, scorer="t/1")},
    ],
    ids=["asks", "passed on", "of no day", "nobody knows", "angry"],
)
def test_what_is_no_praise(changes: dict[str, Any]) -> None:
    """Who asks waits in the inbox, where it has a promise; what is passed on is another's word."""
    mention = good(**changes)

    assert not is_praise(mention)
    assert listed(mention) == []


def test_what_the_most_people_see_comes_first() -> None:
    """An audience that nobody knows is none; of equals the newer one is on top."""
    older, newer = good("a", audience=50), good("b", audience=50, posted_at=NOON + timedelta(hours=1))

    assert listed(good("c", audience=None), older, newer, good("d", audience=9_000)) == ["d", "b", "a", "c"]


def test_one_an_author_and_one_a_text() -> None:
    """Who praises ten times is thanked once, and a slogan that fifty people copied is one."""
    first, again = good("a", audience=10), good("b", audience=90, author="ua")
    copied = good("c", audience=5, voice=hash_of("b"))

    assert listed(first, again, copied) == ["b"]


def test_the_same_name_elsewhere_is_somebody_else() -> None:
    """Names belong to a platform, and each watch has its own list."""
    here, there = good("a"), good("b", author="ua", platform="reddit")
    other_brand = good("c", author="ua", watch="globex")

    assert sorted(listed(here, there, other_brand)) == ["a", "b", "c"]


def test_the_order_in_which_they_came_changes_nothing() -> None:
    """Two that are alike in all that is looked at are told apart by their ids."""
    some = [good(ident, audience=10) for ident in "badc"]

    assert listed(*some) == listed(*reversed(some)) == ["a", "b", "c", "d"]
