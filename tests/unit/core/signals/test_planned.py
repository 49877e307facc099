"""Planned: what is declared for now counts once, whatever the last two hours already show of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.signals.pattern import Pattern
from alertd.core.signals.recent import Recent
from alertd.core.signals.volume import Volume

T0, HOUR = 1_772_323_200.0, 3600.0


def lived(per_hour: float, days: float) -> tuple[Volume, float]:
    """Return a lane of evenly spaced mentions, and the instant after."""
    lane = Volume()
    return lane, flow(lane, T0, per_hour, 24.0 * days)


def flow(lane: Volume, begin: float, per_hour: float, hours: float) -> float:
    """Let so many come in each hour; return the instant after."""
    for number in range(round(per_hour * hours)):
        at = begin + number * HOUR / per_hour
        lane.observe(at, now=at)
    return begin + hours * HOUR


@pytest.mark.parametrize("times", [3.0, 5.0])
def test_two_hours_into_a_plan_that_comes_true_as_many_are_usual_as_were_planned(times: float) -> None:
    """Twenty an hour, then three or five times as many as declared: the page says so, and no more."""
    lane, begin = lived(20.0, 8.0)
    now = flow(lane, begin, 20.0 * times, 2.0)

    usual = lane.reading(now, window=3600.0, expect=times).usual

    assert usual == pytest.approx(20.0 * times, rel=0.2)
    # Nobody declared it: what the last hours make of it.
    assert (lane.reading(now, window=3600.0).usual or 0.0) < 20.0 * times


def test_a_crisis_within_a_plan_is_held_against_the_plan_alone() -> None:
    """Five times as many for two hours, as declared, then three times that: once in half a year, which no plan explains."""
    lane, begin = lived(20.0, 15.0)
    launch = flow(lane, begin, 100.0, 2.0)
    assert (lane.reading(launch, expect=5.0).rarity or 0.0) < 1.0

    now = flow(lane, launch, 300.0, 0.5)

    assert (lane.reading(now, expect=5.0).rarity or 0.0) > 180.0
    assert lane.is_raised(now, expect=5.0)
    assert not lane.is_raised(launch, expect=5.0)


def test_before_a_plan_comes_true_nothing_is_taken_from_it() -> None:
    """In its first minutes the hours before were as usual, which is no reason to expect less than was declared."""
    lane, now = lived(20.0, 8.0)

    assert lane.reading(now, window=3600.0, expect=5.0).usual == pytest.approx(100.0, rel=0.1)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.floats(0.5, 200.0), st.floats(1.0, 8.0))
def test_a_plan_never_lets_less_be_expected_and_is_not_counted_twice(seen: int, usual: float, times: float) -> None:
    """For any last two hours: with the plan at least as many as without it, and beyond the plan only where they went beyond it."""
    recent, pattern, now = Recent(), Pattern(), T0
    for _ in range(seen):
        recent.add(recent.minute(now - HOUR), 1.0)

    def local(expect: float) -> float:
        return pattern.pace(now, recent, is_seen=True, usual=(2.0 * usual, 0.75 * usual), expect=expect)[1]

    assert local(1.0) <= times * local(times) + 1e-9
    if seen <= 1.25 * usual * times:
        assert local(times) <= 1.0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 300), st.floats(0.25, 1.0))
def test_where_less_is_found_less_is_expected_once(seen: int, share: float) -> None:
    """A language is gone, and the last two hours show it: what is usual is not cut a second time, nor raised."""
    recent, pattern, now = Recent(), Pattern(), T0
    for _ in range(seen):
        recent.add(recent.minute(now - HOUR), 1.0)

    def expected(expect: float) -> float:
        return pattern.pace(now, recent, is_seen=True, usual=(80.0, 30.0), expect=expect)[1] * expect

    assert share * expected(1.0) - 1e-9 <= expected(share) <= expected(1.0) + 1e-9
