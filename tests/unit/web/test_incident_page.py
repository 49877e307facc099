"""What an incident's page works out by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.wording.languages import language
from alertd.core.wording.numbers import span
from alertd.web.incident_page import _trend
from alertd.web.words import WORDS
from tests.unit.web.test_charts import curve


@pytest.mark.parametrize(
    ("before", "now", "word", "told"),
    [
        ([2, 2, 2], [2, 2, 200], "rising", "Last 5 min: 200 posts, 1 negative · the 5 min before: 2"),
        ([90, 90, 90], [9, 9, 9], "falling", "Last 5 min: 9 posts, 1 negative · at its height in 5 min: 90"),
        ([9, 9, 9], [9, 9, 9], "steady", "Last 15 min: 27 posts, 3 negative · the 15 min before: 27"),
        ([0] * 3, [0, 1, 1], "steady", "Last 15 min: 2 posts, 3 negative · the 15 min before: 0"),
    ],
)
def test_where_it_goes_is_said_with_its_numbers(before: list[int], now: list[int], word: str, told: str) -> None:
    """Two posts after none make nothing rise; what lies far below its height is read against it."""
    shown = curve([5] * 282 + before + now, [0] * 285 + [1, 1, 1])
    said, numbers, _ = _trend(shown, shown.begins_at + timedelta(days=1), WORDS["en"], language("en"))
    assert said == WORDS["en"][word]
    assert numbers == told


@pytest.mark.parametrize("code", sorted(WORDS))
def test_where_a_burst_has_just_ended_the_last_five_minutes_are_told(code: str) -> None:
    """The word and the numbers beside it are of one window, which stands with them."""
    shown = curve([5] * 282 + [21, 21, 21, 30, 160, 8], [0] * 287 + [3])
    said, numbers, _ = _trend(shown, shown.begins_at + timedelta(days=1), WORDS[code], language(code))
    assert said == WORDS[code]["falling"]
    assert numbers.count(span(language(code), 300)) == 2
    assert "160" in numbers
    assert "{" not in numbers
