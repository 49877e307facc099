"""Even: what is rare by night is rare of the night, and all hours together promise what they did."""

from __future__ import annotations

import random

import pytest

from alertd.core.rules.lane_counts import LaneCounts
from alertd.core.rules.lanes import LaneKey
from alertd.core.signals.even import MOST, times
from alertd.core.signals.volume import Volume

HOUR, DAY = 3600.0, 86400.0
T0 = 1_767_571_200.0  # a Monday
PER_HOUR = (*[2.0] * 8, *[8.0] * 12, *[4.0] * 4)  # from midnight on


def life(*, is_even: bool, days: int = 21, seed: int = 3) -> tuple[Volume, float]:
    """Return a lane that saw days and nights, and the midnight after."""
    lane, chance, now = Volume(started_at=T0), random.Random(seed), T0
    lane.live_in("UTC", is_even=is_even)
    while now < T0 + days * DAY:
        now += chance.expovariate(8.0) * HOUR
        if chance.random() < PER_HOUR[int(now // HOUR) % 24] / 8.0 and now < T0 + days * DAY:
            lane.observe(now, now=now)
    return lane, T0 + days * DAY


def burst(lane: Volume, at: float, posts: int) -> float:
    """Return how rare so many posts in half an hour are."""
    for i in range(posts):
        lane.observe(at + 1800.0 * i / posts, now=at + 1800.0 * i / posts)
    return lane.reading(at + 1800.0).rarity or 0.0


@pytest.mark.parametrize(("hour", "least", "most"), [(3, 1.5, MOST), (14, 1.0 / MOST, 0.8)])
def test_a_burst_counts_by_the_hour_it_comes_in(hour: int, least: float, most: float) -> None:
    """The same posts in the same life: by night, when hardly anybody writes, they are told sooner, by day later, threefold at the most."""
    (even, midnight), (plain, _) = life(is_even=True), life(is_even=False)
    at, posts = midnight + hour * HOUR, 8 if hour < 8 else 16

    rarity, before = burst(even, at, posts), burst(plain, at, posts)

    assert before > 0.1
    assert least * before <= rarity * 1.001
    assert rarity <= most * before * 1.001


def test_all_hours_together_promise_what_they_did() -> None:
    """Bursts come in proportion to what is usual: what night and day have each is shared out, not added to."""
    mean = sum(PER_HOUR) / 24

    assert sum(rate / mean * times(rate, mean) for rate in PER_HOUR) == pytest.approx(24.0)


@pytest.mark.parametrize(("of", "is_even"), [("negative", True), ("positive", True), ("all", False), ("terms", False)])
def test_lanes_of_a_mood_are_even_before_and_after_a_restart(of: str, *, is_even: bool) -> None:
    """Of all posts threads make as much of a night as of a day; which lane is which a snapshot need not say."""
    counts = LaneCounts(())
    lane = counts.volume(LaneKey(of=of), T0)
    again = LaneCounts(())
    again.restore_lanes(counts.lanes_to_state())

    assert lane._pace.is_even is is_even
    assert again.volumes[LaneKey(of=of)]._pace.is_even is is_even
