"""Replies to praise: six languages, each with the brand and whom it is to; nothing is left to fill in."""

from __future__ import annotations

import pytest

from alertd.core.wording.languages import LANGUAGES
from alertd.core.wording.praise_replies import REPLIES, replies


def test_every_language_of_pages_has_them() -> None:
    """None falls back to English: a reply in another language than the post is worse than none."""
    assert sorted(REPLIES) == sorted(LANGUAGES)


@pytest.mark.parametrize("code", sorted(REPLIES))
def test_they_are_filled(code: str) -> None:
    """A name goes first, as on every platform; the brand stands in at least one of them; all are different and fit a post."""
    told = replies(code, "@ann", "Acme")

    assert len(set(told)) == 3
    assert all(text.startswith("@ann ") for text in told)
    assert any("Acme" in text for text in told)
    assert not any("{" in text for text in told)
    assert max(map(len, told)) <= 280


def test_whom_nobody_can_name_is_not_addressed() -> None:
    """No empty place in front."""
    assert all(text[0].isalpha() for text in replies("en", "", "Acme"))


@pytest.mark.parametrize(("language", "many"), [("en-GB", 3), ("PT-br", 3), ("de", 0), ("und", 0), ("", 0)])
def test_a_region_is_its_language_and_others_have_none(language: str, many: int) -> None:
    """As platforms write them."""
    assert len(replies(language, "@ann", "Acme")) == many


def test_braces_of_a_stranger_stay_what_they_are() -> None:
    """A name is no pattern."""
    assert replies("en", "@{brand.x}{0}", "{name} & Sons")[0].startswith("@{brand.x}{0} Thank you")
    assert "{name} & Sons" in replies("en", "@ann", "{name} & Sons")[0]
