"""A threshold in words: whoever tries "what if" reads what a rule asks for, not the keys that its author wrote."""

from __future__ import annotations

import re

import pytest

from alertd.core.wording.languages import LANGUAGES
from alertd.core.wording.threshold_words import threshold_told
from alertd.report.what_if import WRITTEN

UNITS = sorted({written.unit for written in WRITTEN.values()} | {"mentions", "authors"})
SHARES = ("share", "top")


@pytest.mark.parametrize("code", sorted(LANGUAGES))
@pytest.mark.parametrize("unit", UNITS)
def test_every_threshold_that_can_be_moved_is_a_number_and_what_it_counts(unit: str, code: str) -> None:
    """In the reader's language: English words stand in no other, and a key of the rule language in none."""
    value = 0.25 if unit in SHARES else 864_000.0 if unit in ("rarity", "seconds") else 12.0
    told = threshold_told(value, unit, code)

    assert re.search(r"\d", told), told
    assert not re.search(r"[{}_:]", told)
    if code in ("ru", "zh", "ar") and unit not in ("likes", "views"):
        assert not re.search("[a-z]{3}", told), told


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_two_numbers_of_one_rule_are_told_apart(code: str) -> None:
    """Fifteen posts and fifteen authors are not the same choice."""
    assert threshold_told(15, "mentions", code) != threshold_told(15, "authors", code)


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (1, "mentions", "1 post"),
        (10, "authors", "10 authors"),
        (30 * 86400, "rarity", "once in 30 days"),
        (6 * 3600, "rarity", "once in 6 hours"),
        (5400, "seconds", "1 h 30 min"),
        (4, "times", "4 times"),
        (20, "points", "20 points"),
        (0.5, "share", "50%"),
        (0.001, "top", "among the top 0.1% by audience"),
        (100_000, "people", "100k people"),
        (5, "acting accounts", "5 accounts"),
        (500, "reposts", "500 reposts"),
        (1000, "likes", "1,000 likes"),
    ],
)
def test_in_english_it_is_said_as_people_say_it(value: float, unit: str, told: str) -> None:
    """With its noun, its number in the form that goes with it."""
    assert threshold_told(value, unit, "en") == told


def test_a_language_that_pages_do_not_speak_reads_english() -> None:
    """As everywhere."""
    assert threshold_told(15, "mentions", "xx") == "15 posts"
