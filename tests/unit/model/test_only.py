"""Only: which mentions a rule counts; what nobody knows of a mention does not pass."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from alertd.model.countries import CODES, MEANT, country_of
from alertd.model.mention import Mention, Reach
from alertd.model.rule import Only
from alertd.model.score import Score

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


def mention(**changes: Any) -> Mention:
    """Return a post of Ann, on X, in Turkish, from Turkey."""
    return Mention(
        watch="acme",
        platform="x",
        id="1",
        author="42",
        handle="ann",
        posted_at=AT,
        seen_at=AT,
        language="tr",
        score=Score.unknown("t/1"),
        voice=1,
        reach=Reach(audience=10_000),
        verified=True,
        country="TR",
    ).with_(**changes)


FILTERS = {
    "languages": Only(languages=("tr", "en")),
    "platforms": Only(platforms=("x",)),
    "countries": Only(countries=("DE", "TR")),
    "authors by handle": Only(authors=("ann",)),
    "authors by id": Only(authors=("42",)),
    "sources": Only(sources=("x-search",)),
    "verified": Only(verified=True),
    "min_followers": Only(min_followers=10_000),
}


@pytest.mark.parametrize("name", FILTERS)
def test_each_filter_takes_what_it_names(name: str) -> None:
    """And so do all of them together."""
    assert FILTERS[name].takes(mention(), "x-search")


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("languages", {"language": "fr"}),
        ("platforms", {"platform": "reddit"}),
        ("countries", {"country": "US"}),
        ("countries", {"country": None}),
        ("authors by handle", {"handle": None}),
        ("authors by id", {"author": "43"}),
        ("verified", {"verified": False}),
        ("verified", {"verified": None}),
        ("min_followers", {"reach": Reach(audience=9_999)}),
        ("min_followers", {"reach": Reach()}),
    ],
)
def test_what_is_another_or_unknown_does_not_pass(name: str, other: dict[str, Any]) -> None:
    """A post that does not say where it is from is from nowhere."""
    assert not FILTERS[name].takes(mention(**other), "x-search")


def test_another_source_does_not_pass() -> None:
    """Replays of files name none."""
    assert not FILTERS["sources"].takes(mention(), "x")
    assert not FILTERS["sources"].takes(mention(), "")


def test_countries_are_two_letters_whatever_comes() -> None:
    """Tools send small letters, names and three letters; what is none of these is not known."""
    assert [country_of(raw) for raw in ("tr", " GB ", "uk", "GBR", "Türkiye", "zz", "", None)] == [
        "TR", "GB", "GB", "GB", "TR", None, None, None,
    ]  # fmt: skip
    assert len(CODES) == 250
    assert set(MEANT.values()) <= CODES
