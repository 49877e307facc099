"""Numbers, spans and clocks."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from alertd.core.wording.languages import language
from alertd.core.wording.numbers import clock, large, number, percent, rarity, span

EN, RU, TR, ZH, FR = (language(tag) for tag in ("en", "ru", "tr", "zh", "fr"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.00001, "0"),
        (0.25, "0.25"),
        (0.999, "1"),
        (1.0, "1"),
        (9.96, "10"),
        (9.94, "9.9"),
        (1_234_567.0, "1,234,567"),
        (-3.5, "-3.5"),
        (math.nan, "unknown"),
        (math.inf, "unknown"),
        (None, "unknown"),
    ],
)
def test_numbers_show_what_matters(value: float | None, text: str) -> None:
    """No exponent, no false precision, no "nan"."""
    assert number(EN, value) == text


def test_each_language_has_its_own_signs() -> None:
    """Commas, dots, spaces, and where percent stands."""
    assert [number(tongue, 1234.0) for tongue in (EN, RU, TR, FR)] == ["1,234", "1\u00a0234", "1.234", "1\u00a0234"]
    assert [number(tongue, 3.5) for tongue in (EN, RU, TR)] == ["3.5", "3,5", "3,5"]
    assert [percent(tongue, 0.5) for tongue in (EN, RU, TR)] == ["50%", "50\u00a0%", "%50"]
    assert [large(tongue, 1_240_000) for tongue in (EN, RU, TR, ZH)] == ["1.2M", "1,2\u00a0млн", "1,2\u00a0Mn", "124万"]
    assert percent(EN, math.nan) == large(EN, None) == span(EN, None) == rarity(EN, math.inf) == "unknown"


def test_rarity_is_told_in_days_or_hours() -> None:
    """Russian declines its days."""
    assert [rarity(RU, days) for days in (1, 2, 5, 11, 21, 41)] == [
        "1 день",
        "2 дня",
        "5 дней",
        "11 дней",
        "21 день",
        "41 день",
    ]
    assert rarity(EN, 0.0001) == "1 h"


def test_a_clock_of_another_day_shows_its_date() -> None:
    """Half past eleven yesterday must not be read as tonight."""
    at = datetime(2026, 11, 20, 20, 30, tzinfo=UTC)

    assert clock(EN, at, "Europe/Istanbul", datetime(2026, 11, 20, 20, 59, tzinfo=UTC)) == "23:30 UTC+3"
    assert clock(EN, at, "Europe/Istanbul", datetime(2026, 11, 20, 21, 1, tzinfo=UTC)) == "20 November, 23:30 UTC+3"
