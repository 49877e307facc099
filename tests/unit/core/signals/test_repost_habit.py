"""How rare it is that so many pass one post on within an hour: by what the watch's own posts did, and before that by a rule of thumb."""

from __future__ import annotations

import random
from collections import deque

import msgspec
import pytest

from alertd.core.signals.repost_habit import FLOOR, LESSER, RepostHabit

DAY = 86400.0


def _lived(days: int, *, posts: int = 480, storms: dict[int, int] | None = None) -> RepostHabit:
    """A watch of so many days, with posts a day and on some days one that so many passed on."""
    habit = RepostHabit()
    for day in range(days + 1):
        habit.pass_to(day * DAY, posts)
        if storms and day in storms:
            habit.ended(storms[day])
    return habit


def test_a_new_watch_takes_a_hundred_for_once_in_half_a_year() -> None:
    """Nothing is known of it: the floor is as rare as the rules of thumb say, more is rarer, fewer are nothing."""
    habit = RepostHabit()
    assert habit.rarity(FLOOR) == pytest.approx(180.0, rel=0.05)
    assert habit.rarity(10 * FLOOR) > 5 * habit.rarity(FLOOR)
    assert habit.rarity(FLOOR - 1) == 0.0


def test_quiet_weeks_make_it_rarer_and_storms_make_it_common() -> None:
    """Eight weeks without one; eight weeks with one every other day."""
    quiet, busy = _lived(56), _lived(56, storms=dict.fromkeys(range(0, 56, 2), 150))
    assert quiet.rarity(FLOOR) > 180.0
    assert 1.0 < busy.rarity(FLOOR) < 8.0
    assert busy.rarity(5000) > 30.0


def test_how_far_they_go_is_learnt_too() -> None:
    """Two brands have as many; those of one are ten times as large, so a thousand is news for the other only."""
    small = _lived(56, storms=dict.fromkeys(range(0, 56, 4), 110))
    large = _lived(56, storms=dict.fromkeys(range(0, 56, 4), 1500))
    assert small.rarity(1000) > 5 * large.rarity(1000)


def test_one_storm_does_not_hide_a_larger_one() -> None:
    """What a brand has had once in four weeks is no longer as rare as once in half a year; what goes seven times as far is."""
    once = _lived(28, storms={21: 400})
    assert 60.0 < once.rarity(400) < 180.0
    assert once.rarity(3000) > 180.0


def test_a_large_brand_begins_with_what_large_brands_have() -> None:
    """Of a thousand posts one is passed on by ten: two days of ten thousand a day; two weeks without one soon say more."""
    assert LESSER < FLOOR
    assert _lived(2, posts=10_000).rarity(FLOOR) < 60.0
    assert _lived(14, posts=10_000).rarity(FLOOR) > 180.0


def test_small_ones_foretell_the_large_within_a_week() -> None:
    """Twenty pass a post on twice a day: a hundred and fifty are no news on the eighth day, ten thousand are. Where nobody does, both are."""
    habit = RepostHabit()
    for half_day in range(15):
        habit.pass_to(half_day * DAY / 2, 240)
        habit.ended(20)
        habit.ended(30 if half_day % 3 else 60)
    assert habit.rarity(150) < 90.0
    assert habit.rarity(10_000) > 180.0
    assert _lived(7).rarity(150) > 180.0


def test_weeks_without_a_large_one_count_for_more_than_what_small_ones_foretell() -> None:
    """A brand whose posts are passed on by twenty each day and never by more: after half a year a few hundred are told."""
    young, old = (_lived(days, storms=dict.fromkeys(range(days), 20)) for days in (7, 182))
    assert old.rarity(300) > 180.0
    assert old.rarity(300) > young.rarity(300)


@pytest.mark.parametrize(("rate", "index"), [(2, 1.3), (20, 1.3), (20, 1.1), (200, 1.6)])
def test_what_comes_once_in_half_a_year_is_told_so_often(rate: int, index: float) -> None:
    """Made-up brands whose posts are passed on without an end (one in 25, a Pareto tail): once in 180 days, the first weeks too."""
    told = weeks = first = 0
    for seed in range(20):
        habit, draw, now, ended = RepostHabit(), random.Random(seed), 0.0, deque[tuple[float, int]]()
        habit.pass_to(0.0, 0)
        while True:
            gap = draw.expovariate(rate / 3600.0 * 0.04 * 10.0**-index)
            now += gap
            while ended and ended[0][0] <= now:
                habit.ended(ended.popleft()[1])
            if now > 12 * 7 * DAY:
                break
            habit.pass_to(now, int(gap * rate / 3600.0))
            accounts = int(10 * draw.paretovariate(index))
            if habit.rarity(accounts) >= 180.0:
                told, first = told + 1, first + (now < 7 * DAY)
            ended.append((now + DAY / 4, accounts))
        weeks += 12
    assert told / weeks < 2 * 7 / 180
    assert first <= 4


def test_few_storms_tell_their_size_badly() -> None:
    """Two brands whose storms go as far beyond the floor on average: more is to be expected where three were seen than where forty were."""
    few = _lived(56, storms=dict.fromkeys((5, 25, 45), 150))
    many = _lived(56, storms=dict.fromkeys(range(56), 150))
    assert few.rarity(2000) / few.rarity(FLOOR) < many.rarity(2000) / many.rarity(FLOOR)


def test_what_it_has_learnt_fades() -> None:
    """Storms of a year ago count for little."""
    habit = _lived(28, storms=dict.fromkeys(range(28), 200))
    often = habit.rarity(FLOOR)
    habit.pass_to(393 * DAY, 0)
    assert often < 6.0
    assert habit.rarity(FLOOR) > 10 * often


def test_a_clock_that_goes_back_teaches_nothing() -> None:
    """Time that was counted once is not counted again."""
    habit = _lived(7)
    before = habit.rarity(FLOOR)
    habit.pass_to(3 * DAY, 0)
    habit.pass_to(7 * DAY, 0)
    assert habit.rarity(FLOOR) == before


def test_a_restart_changes_nothing() -> None:
    """Not a digit, and what is not its state is refused by name."""
    habit = _lived(20, storms={3: 222, 9: 5000})
    again = RepostHabit.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(habit.to_state())))
    for each in (habit, again):
        each.pass_to(31 * DAY, 77)
        each.ended(300)
    assert again.rarity(333) == habit.rarity(333)
    with pytest.raises(msgspec.ValidationError, match="StoredHabit"):
        RepostHabit.from_state([1.0, "many"])


def test_what_an_older_version_knew_stays_known() -> None:
    """It learnt no small ones: its storms count, and days of which they are not known say nothing of them."""
    old = RepostHabit.from_state([20 * DAY, 20.0, 9600.0, 0.0, 0.0])
    assert 40.0 < old.rarity(FLOOR) < 1000.0
    stormy = RepostHabit.from_state([20 * DAY, 20.0, 9600.0, 10.0, 4.0])
    assert stormy.rarity(FLOOR) < 4.0
    old.ended(15)
    assert RepostHabit.from_state(old.to_state()).rarity(200) == old.rarity(200)
