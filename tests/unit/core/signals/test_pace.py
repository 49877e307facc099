"""Pace: what brands of every size, and young ones, must be told."""

from __future__ import annotations

import random

import msgspec
import pytest

from alertd.core.signals.volume import Volume

HOUR, DAY = 3600.0, 86400.0
T0 = 1_767_571_200.0  # a Monday


def life(per_hour: float, days: float, seed: int = 1, *, tuesday: float = 1.0) -> tuple[Volume, float]:
    """Return a lane that saw random posts for some days, and the instant after; tuesday: times the usual, 10 to 11."""
    lane, chance, now = Volume(started_at=T0), random.Random(seed), T0
    while True:
        hour = int((now - T0) // HOUR)
        is_newsletter = hour // 24 % 7 == 1 and hour % 24 == 10
        now += chance.expovariate(per_hour * (tuesday if is_newsletter else 1.0) / HOUR)
        if now >= T0 + days * DAY:
            return lane, T0 + days * DAY
        lane.observe(now, now=now)


def burst(lane: Volume, now: float, posts: int, minutes: float) -> float:
    """Let so many posts come evenly within so many minutes; return the largest rarity on the way."""
    largest = 0.0
    for i in range(posts):
        at = now + 60.0 * minutes * (i + 1) / posts
        lane.observe(at, now=at)
        largest = max(largest, lane.reading(at).rarity or 0.0)
    return largest


@pytest.mark.parametrize("a_day", [0.2, 2.0])
def test_ten_posts_in_an_hour_are_rare_for_a_brand_of_a_few_posts_a_day(a_day: float) -> None:
    """Most brands are that small, and ten people in an hour are the event of their year."""
    lane, now = life(a_day / 24.0, 28)

    assert burst(lane, now, 10, 60) > 90.0


def test_forty_posts_a_day_are_rare_for_a_brand_of_two_a_day() -> None:
    """No hour of it is loud, but three hours together are."""
    lane, now = life(2.0 / 24.0, 28)

    assert burst(lane, now + 8 * HOUR, 40, 14 * 60) > 90.0


@pytest.mark.parametrize("per_hour", [0.1, 2.0, 20.0])
def test_a_usual_month_has_nothing_that_is_expected_once_in_three(per_hour: float) -> None:
    """The promise holds at each rate, from the first minute on."""
    chance, now, largest = random.Random(5), T0, 0.0
    lane = Volume(started_at=T0)
    while now < T0 + 28 * DAY:
        now += chance.expovariate(per_hour / HOUR)
        lane.observe(now, now=now)
        if not lane.is_calm(now, 30.0):
            largest = max(largest, lane.reading(now).rarity or 0.0)

    assert largest < 90.0


def test_a_crisis_on_a_watch_one_day_old_is_rare() -> None:
    """Thirty posts in an hour where two were usual: one day is enough to know."""
    lane, now = life(2.0, 1.2)

    assert burst(lane, now, 30, 60) > 90.0


def test_a_crowd_in_the_first_minutes_is_rare() -> None:
    """A hundred and fifty people in twenty seconds: no brand has so many as its usual."""
    lane = Volume(started_at=T0)

    assert burst(lane, T0 + 60.0, 150, 1 / 3) > 90.0


def test_a_weekly_newsletter_is_usual_from_the_third_week_on() -> None:
    """Five times the usual, each Tuesday at ten: nothing by then; the same on a Thursday is rare."""
    lane, now = life(20.0, 15 + 10 / 24, tuesday=5.0)
    told = Volume.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(lane.to_state())))

    assert burst(lane, now, 100, 60) < 30.0
    _, thursday = life(20.0, 17 + 10 / 24, tuesday=5.0)
    told.advance(thursday)
    assert burst(told, thursday, 100, 60) > 30.0


def test_a_thread_is_less_than_as_many_voices() -> None:
    """Thirty posts of which each is a third of a reason weigh a third, and are thirty to people."""
    lane, now = life(2.0, 14)
    other = Volume.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(lane.to_state())))
    for i in range(30):
        at = now + 60.0 * i
        lane.observe(at, now=at)
        other.observe(at, now=at, weight=0.3)

    free, bound = lane.reading(now + 1740.0, window=1800.0), other.reading(now + 1740.0, window=1800.0)
    assert free.value == bound.value == 30.0
    assert (bound.rarity or 0.0) < 0.1 * (free.rarity or 0.0)


def test_a_lane_of_the_version_before_goes_on_with_its_hours() -> None:
    """A snapshot of version 3 is read: what is usual is known at once, and a burst is rare."""
    from alertd.core.signals.history import History
    from alertd.core.signals.recent import Recent

    recent, history = Recent(), History()
    history.begin(T0, 0.0)
    for i in range(20 * 24 * 10):
        at = T0 + 180.0 * i
        history.advance(at, recent)
        recent.add(recent.minute(at), 1.0)
    now = T0 + 10 * DAY
    state = [3, T0, 4800.0, 4800, False, 0, 0, -1.0, 0.0, 36500.0, T0, 0.0, recent.to_state(), None, history.to_state()]
    lane = Volume.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(state)))

    assert lane.reading(now, window=3600.0).usual == pytest.approx(20.0, rel=0.1)
    assert burst(lane, now, 80, 30) > 30.0


@pytest.mark.parametrize("minutes", [35, 105])
def test_what_began_between_two_windows_has_one_of_its_own(minutes: int) -> None:
    """Of an hour half is usual then, and twenty minutes hold half of it: what is told is the time that it has lasted."""
    lane, now = life(6.0, 28)

    burst(lane, now, minutes // 3, minutes)

    assert lane.reading(now + 60.0 * minutes).window == 60.0 * minutes


def test_what_a_hundred_minutes_brought_is_over_once_they_have_ebbed() -> None:
    """One more post after the ebb does not tell the wave again."""
    lane, now = life(6.0, 28)
    rarity = burst(lane, now, 60, 60)

    lane.observe(now + 100 * 60.0, now=now + 100 * 60.0)

    assert rarity > 90.0
    assert (lane.reading(now + 100 * 60.0).rarity or 0.0) < 1.0
