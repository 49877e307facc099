"""Laws of floors: whatever comes, a condition holds only if a slow count of the same posts meets what the rule asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alertd.model.rule import Count, Floor, Only, Share, Spike, Terms, Velocity
from tests.unit.core.rules.conditions.looking import Looking

steady = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
HOUR = timedelta(hours=1)
FLOOR = Floor(mentions=4, authors=3)
X_ONLY = Only(platforms=("x",))


class Said(NamedTuple):
    """A post: seconds, author, text, whether it is angry, words, language and platform."""

    at: int
    author: int
    voice: int
    is_angry: bool
    terms: tuple[str, ...]
    language: str
    platform: str


posts = st.lists(
    st.builds(
        Said,
        st.integers(0, 5400),
        st.integers(0, 5),
        st.integers(1, 12),
        st.booleans(),
        st.lists(st.sampled_from(("recall", "fire", "drill")), max_size=3, unique=True).map(tuple),
        st.sampled_from(("tr", "en")),
        st.sampled_from(("x", "reddit")),
    ),
    min_size=1,
    max_size=60,
)

Fits = Callable[[Said], bool]


def _has(*words: str) -> Fits:
    return lambda post: any(word in post.terms for word in words)


def _recall_alone(post: Said) -> bool:
    return {"recall", "fire"} <= set(post.terms) and "drill" not in post.terms


def _any(_post: Said) -> bool:
    return True


def _is_angry(post: Said) -> bool:
    return post.is_angry


class Asked(NamedTuple):
    """A condition, which posts count for it, the seconds of its window, and how mentions are counted."""

    name: str
    condition: Any
    fits: Fits
    window: int
    how: str


ASKED = (
    Asked("any", Terms(any=("recall", "fire"), at_least=FLOOR, count="posts"), _has("recall", "fire"), 3600, "posts"),
    Asked("all, none", Terms(all=("recall", "fire"), none=("drill",), at_least=FLOOR), _recall_alone, 3600, "people"),
    Asked("count", Count(over=3, window=HOUR, count="people"), _any, 3600, "people"),
    Asked("angry", Count(over=3, window=HOUR, of="negative", count="posts"), _is_angry, 3600, "posts"),
    Asked("share", Share(over=0.4, window=HOUR, at_least=FLOOR), _any, 3600, "voices"),
    Asked("points", Velocity(rises_by_points=5.0, within=timedelta(minutes=30), at_least=FLOOR), _any, 1800, "voices"),
    Asked("times", Velocity(rises_by_ratio=2.0, within=timedelta(minutes=30), at_least=FLOOR), _any, 1800, "voices"),
    Asked("spike", Spike(of="all", ratio=1.1, window=HOUR, at_least=FLOOR), _any, 3600, "voices"),
    Asked(
        "word",
        Spike(of="terms", terms=("fire",), rarer_than=HOUR, window=HOUR, at_least=FLOOR),
        _has("fire"),
        3600,
        "voices",
    ),
)


def _count(inside: list[Said], how: str) -> int:
    """Count slowly. A young watch takes the first people who say the same for voices, so posts are the most it may count."""
    return len({(post.platform, post.author) for post in inside}) if how == "people" else len(inside)


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
@pytest.mark.parametrize(("group_by", "only"), [("watch", None), ("language", None), ("watch", X_ONLY)])
@steady
@given(said=posts)
def test_nothing_holds_below_its_floor(asked: Asked, group_by: str, only: Only | None, said: list[Said]) -> None:
    """Mentions, authors, words, groups and filters, at every post."""
    looking = Looking(asked.condition, group_by=group_by, only=only)
    floor = getattr(asked.condition, "at_least", Floor(mentions=getattr(asked.condition, "over", 0) + 1))
    heard: list[Said] = []
    for post in sorted(said):
        heard.append(post)
        group = "" if group_by == "watch" else post.language
        if _say(looking, post).ask(post.at, group=group).holds:
            inside = [
                one
                for one in heard
                if post.at - asked.window < one.at <= post.at
                and asked.fits(one)
                and group in ("", one.language)
                and (only is None or one.platform == "x")
            ]
            assert _count(inside, asked.how) >= (floor.mentions or 0)
            assert _count(inside, "people") >= (floor.authors or 0)


def _say(looking: Looking, post: Said) -> Looking:
    return looking.say(
        post.at,
        0.95 if post.is_angry else 0.05,
        author=f"a{post.author}",
        voice=post.voice,
        terms=post.terms,
        language=post.language,
        platform=post.platform,
    )


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
def test_each_of_them_can_hold(asked: Asked) -> None:
    """A law over conditions that never hold would say nothing: three calm hours, then a storm."""
    looking, held = Looking(asked.condition), False
    calm = [
        Said(at, at // 20 % 6, at, is_angry=False, terms=(), language="tr", platform="x")
        for at in range(-10_800, 0, 240)
    ]
    storm = [
        Said(at, at // 20 % 6, 50_000 + at, is_angry=True, terms=("recall", "fire"), language="tr", platform="x")
        for at in range(0, 1500, 20)
    ]
    for post in (*calm, *storm):
        held = held or _say(looking, post).ask(post.at).holds

    assert held
