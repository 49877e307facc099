"""The budget: never passed, always with something left for counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.sources.x.budget import Budget
from alertd.sources.x.options import Prices

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def budget(per_day: float | None = 10.0, posts_per_month: int | None = None) -> Budget:
    """Make a budget at X's published prices."""
    return Budget(per_day=per_day, posts_per_month=posts_per_month, prices=Prices(), reserve=0.3)


@given(st.lists(st.tuples(st.floats(0.0, 120.0), st.integers(1, 20)), max_size=400), st.floats(0.5, 50.0))
def test_a_day_is_never_overspent(arrivals: list[tuple[float, int]], per_day: float) -> None:
    """Posts are read only while allowed, counts only while allowed: the sum stays within the day's money."""
    purse = budget(per_day)
    now = NOON.replace(hour=0)
    for pause, posts in arrivals:
        now = min(now + timedelta(seconds=pause), NOON.replace(hour=23, minute=59))
        if purse.allows_posts(now):
            purse.book(now, posts=posts)
        if purse.allows_count(now):
            purse.book(now, counts=1)
        assert purse.spent <= per_day


def test_a_crisis_leaves_the_reserve_for_counts() -> None:
    """When posts stop at noon, a count every few minutes is still paid until midnight."""
    purse = budget(10.0)
    while purse.allows_posts(NOON):
        purse.book(NOON, posts=10)
    now, counts = NOON, 0
    while now < Budget.next_day(NOON):
        assert purse.allows_count(now)
        purse.book(now, counts=1)
        counts += 1
        now += timedelta(seconds=purse.count_every(now, 60.0, 1))

    assert counts > 200
    assert purse.spent <= 10.0


def test_a_monthly_cap_holds_from_ninety_percent_on() -> None:
    """10,000 posts a month, 9,000 used, 400 a minute: reading stops before the cap."""
    purse = budget(None, posts_per_month=10_000)
    purse.load({"day": "2026-11-21", "spent": 0, "posts": 9_000})
    now = NOON
    while purse.allows_posts(now):
        purse.book(now, posts=1)
        now += timedelta(seconds=60 / 400)

    assert 9_800 < purse.posts <= 10_000
    assert "9" in purse.sentence(now)
    assert "budget" in purse.sentence(now)


def test_midnight_refills_the_day_and_a_clock_set_back_does_not() -> None:
    """A new UTC day starts at nothing; an old day never comes back; months reset the posts."""
    purse = budget(1.0)
    purse.book(NOON, posts=100)
    assert purse.spent == 0.5
    purse.book(NOON - timedelta(days=1))
    assert purse.spent == 0.5
    purse.book(NOON + timedelta(days=1))
    assert (purse.spent, purse.posts) == (0.0, 100)
    purse.book(NOON + timedelta(days=20))
    assert purse.posts == 0


def test_what_was_spent_survives_a_restart() -> None:
    """The cursor's marks restore the purse."""
    purse = budget(1.0)
    purse.book(NOON, posts=50, counts=3, owned=10)
    again = budget(1.0)
    again.load(purse.marks())

    assert again.marks() == purse.marks() == {"day": "2026-11-21", "spent": 0.275, "posts": 60}


def test_a_refusal_of_x_closes_the_purse_for_a_while() -> None:
    """After a 402 nothing is read for the given time, then it is tried again."""
    purse = budget(None)
    purse.refused(NOON, seconds=900.0)

    assert not purse.allows_posts(NOON + timedelta(minutes=14))
    assert purse.opens_in(NOON) == 900.0
    assert purse.allows_posts(NOON + timedelta(minutes=15))


def test_the_forecast_warns_before_the_money_is_gone() -> None:
    """At the last hour's rate the day will not last: that is told while posts still come."""
    purse = budget(20.0)
    purse.book(NOON, posts=100)
    assert not purse.is_low(NOON)
    purse.book(NOON, posts=900)
    assert purse.is_low(NOON)
    assert purse.allows_posts(NOON)


def test_what_is_used_is_of_what_posts_may_cost_by_now() -> None:
    """The reserve for counts is none of it; at midnight nothing is used, and without a limit nobody can say."""
    purse = budget(10.0)
    purse.load({"day": f"{NOON:%Y-%m-%d}", "spent": 4.25})

    assert purse.used(NOON) == pytest.approx(0.5)  # at noon 15 % are kept
    assert purse.used(NOON + timedelta(hours=12)) == 0.0
    assert budget(None).used(NOON) is None


def test_reading_likes_again_takes_a_tenth_at_most() -> None:
    """However long posts are followed, nine tenths of the day's money are left for new ones."""
    purse = budget(10.0)
    while purse.allows_follow(NOON, 20):
        purse.book_follow(NOON, 20)

    assert 0.8 <= purse.spent <= 1.0
    assert purse.allows_posts(NOON)
    assert purse.allows_follow(NOON + timedelta(days=1), 20)
