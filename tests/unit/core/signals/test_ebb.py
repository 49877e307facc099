"""Ebb: a wave is told while it runs, not while a window remembers it."""

from __future__ import annotations

import pytest

from alertd.core.signals.ebb import goes_on


@pytest.mark.parametrize("window", [1, 5, 10, 20])
def test_a_short_window_is_always_of_now(window: int) -> None:
    """Twenty minutes are no memory."""
    assert goes_on(window, {5: 0.0, 10: 0.0, 20: 40.0, window: 40.0})


@pytest.mark.parametrize(("last", "is_told"), [(0.0, False), (9.9, False), (10.0, True), (60.0, True)])
def test_an_hour_needs_a_sixth_in_its_last_twenty_minutes(last: float, *, is_told: bool) -> None:
    """Sixty posts, of which so many are of the last twenty minutes."""
    assert goes_on(60, {20: last, 60: 60.0}) is is_told


def test_35_minutes_need_a_sixth_in_their_last_ten() -> None:
    """What a slow source brings 25 minutes late is told as of then, not once more for as long as 35 minutes remember it."""
    assert not goes_on(35, {10: 4.0, 20: 5.0, 35: 30.0})
    assert goes_on(35, {10: 5.0, 20: 5.0, 35: 30.0})


def test_three_hours_need_their_last_hour() -> None:
    """What came two hours ago is over, whatever came since."""
    assert not goes_on(180, {20: 5.0, 60: 5.0, 180: 90.0})
    assert goes_on(180, {20: 5.0, 60: 30.0, 180: 90.0})


def test_three_hours_need_the_end_of_their_last_hour_too() -> None:
    """All of it came within the last hour, and that hour has ebbed: one more post does not tell it again."""
    assert not goes_on(180, {20: 1.0, 60: 61.0, 180: 62.0})


def test_a_window_asked_for_alone_is_not_cut() -> None:
    """A rule with a window of its own looks at that window only."""
    assert goes_on(60, {60: 60.0})
    assert goes_on(180, {180: 60.0})


def test_an_even_crisis_is_told_in_every_window() -> None:
    """What goes on alike holds a third in each last third."""
    held = {5: 5.0, 10: 10.0, 20: 20.0, 60: 60.0, 180: 180.0}

    assert all(goes_on(window, held) for window in held)
