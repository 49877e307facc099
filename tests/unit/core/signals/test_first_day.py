"""The first day: what is promised of a young lane holds whatever comes, and is not worked out for each mention."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.signals import first_day, pace
from alertd.core.signals.pace import Pace
from alertd.core.signals.volume import Volume

NOW = 1_700_000_000.0
steady = settings(deadline=None, max_examples=150)


@steady
@given(
    before=st.floats(0.0, 60.0, allow_nan=False),
    more=st.floats(0.0, 40.0, allow_nan=False),
    past=st.floats(-7200.0, 86_400.0, allow_nan=False),
    passes=st.floats(0.0, 420.0, allow_nan=False),
    minutes=st.sampled_from(pace.YOUNG_WINDOWS),
    count=st.floats(0.0, 80.0, allow_nan=False),
)
def test_the_least_chance_is_never_more_than_what_is_said_later(  # noqa: PLR0917 - one for each thing that may differ
    before: float, more: float, past: float, passes: float, minutes: int, count: float
) -> None:
    """More mentions before the window, and more time: whatever comes until then, no burst is rarer than the bound said."""
    window = 60.0 * minutes
    surely = first_day.surely(before, (past, past + 420.0), window, 1.0)
    later = first_day.judge(before + more, past + passes, window, 1.0)(count)

    assert not surely(count, later)


@pytest.mark.parametrize("minutes", pace.YOUNG_WINDOWS)
def test_the_bound_is_near_what_it_bounds(minutes: int) -> None:
    """A bound that is far off would promise nothing: at once after it was asked it is sure of a good part of what the judge says."""
    window = 60.0 * minutes
    surely = first_day.surely(40.0, (28_800.0, 28_800.0), window, 1.0)
    judge = first_day.judge(40.0, 28_800.0, window, 1.0)

    for count in (5.0, 8.0, 12.0):
        if judge(count) > 1e-4:
            assert surely(count, judge(count) / 16.0 - 1e-6)


@pytest.mark.parametrize(("seconds", "most"), [(20.0, 40), (60.0, 40)])
def test_a_young_lane_is_worked_out_now_and_then(seconds: float, most: int) -> None:
    """Of 150 mentions, one at a time, few need the promise anew: it holds for several, up to the next bucket."""
    lane, now, asked = Volume(), NOW, 0
    for _ in range(150):
        now += seconds
        lane.observe(now, now=now)
        with mock.patch.object(Pace, "room", autospec=True, side_effect=Pace.room) as room:
            assert lane.is_calm(now, 30.0)
        asked += room.call_count
    assert 150 * seconds / 300 / 5 <= asked <= 150 * seconds / 300 + most


@pytest.mark.parametrize("weight", [1.0, 0.3, 1_000.0])
def test_a_burst_in_a_young_lane_ends_the_promise(weight: float) -> None:
    """However much each mention weighs: once the lane is as rare as was asked, calm is not promised any more."""
    lane, now = Volume(), NOW
    for _ in range(40):
        now += 180.0
        lane.observe(now, now=now, weight=weight)
        lane.is_calm(now, 30.0)
    told = []
    for _ in range(60):
        now += 1.0
        lane.observe(now, now=now, weight=weight)
        told.append((lane.is_calm(now, 30.0), (lane.reading(now).rarity or 0.0) >= 30.0))
    assert not any(is_calm and is_rare for is_calm, is_rare in told)
    assert any(is_rare for _, is_rare in told), "else nothing was tried"


def test_reach_that_nobody_has_learnt_to_weigh_promises_one_instant() -> None:
    """A lane of audiences in its first minutes: what a mention is worth is not known, so the next one is looked at again."""
    lane, now = Volume(), NOW
    for _ in range(5):
        now += 30.0
        lane.observe(now, now=now, weight=5_000.0)
    assert lane._pace.is_unweighed
    assert lane.is_calm(now, 30.0)
    assert not lane._promise.until > now
