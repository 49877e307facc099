"""Turns are counted from the anchor, also backwards and over the year's end."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from alertd.core.incidents.rotation import turn


def count(rotate: str, at: str, anchor: date = date(2024, 1, 1)) -> int:
    """Return the turn at an instant in UTC, with Monday nine as the hand-over."""
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return turn(instant, rotate=rotate, anchor=anchor, day=0, clock=time(9), timezone="UTC")


def test_days_weeks_and_months_go_up_by_one() -> None:
    """One hand-over, one turn."""
    assert count("daily", "2024-01-03T09:00") - count("daily", "2024-01-03T08:59") == 1
    assert count("weekly", "2024-12-30T09:00") == 52
    assert count("monthly", "2025-01-06T09:00") == 12
    assert count("monthly", "2025-01-06T08:59") == 11


def test_a_month_whose_first_weekday_lies_before_the_anchor_is_not_counted() -> None:
    """An anchor in mid-month begins turn 0 with the next month's hand-over."""
    anchor = date(2024, 1, 15)

    assert count("monthly", "2024-01-20T00:00", anchor) == -1
    assert count("monthly", "2024-02-05T09:00", anchor) == 0
