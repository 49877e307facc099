"""What an incident's page works out by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.web.incident_page import _trend
from alertd.web.words import WORDS
from tests.unit.web.test_charts import curve


@pytest.mark.parametrize(
    ("before", "now", "word"),
    [
        ([2, 2, 2], [2, 2, 200], "rising"),
        ([90, 90, 90], [9, 9, 9], "falling"),
        ([9, 9, 9], [9, 9, 9], "steady"),
        ([0] * 3, [0, 1, 1], "steady"),
    ],
)
def test_where_it_goes_is_said_with_its_numbers(before: list[int], now: list[int], word: str) -> None:
    """Two posts after none make nothing rise."""
    shown = curve([5] * 282 + before + now, [0] * 285 + [1, 1, 1])
    said, numbers, _ = _trend(shown, shown.begins_at + timedelta(days=1), WORDS["en"])
    assert said == WORDS["en"][word]
    assert numbers == f"Last 15 min: {sum(now)} posts, 3 negative · the 15 min before: {sum(before)}"
