"""How rare it is that so many pass one post on within an hour: by what the watch's own posts did, and before that by a rule of thumb."""

from __future__ import annotations

import msgspec
import pytest

from alertd.core.signals.repost_habit import FLOOR, PRIOR_DAYS, RepostHabit

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
    """Nothing is known of it: the floor is as rare as the rule of thumb says, more is rarer, fewer are nothing."""
    habit = RepostHabit()
    assert habit.rarity(FLOOR) == pytest.approx(PRIOR_DAYS)
    assert habit.rarity(10 * FLOOR) > 9 * PRIOR_DAYS
    assert habit.rarity(FLOOR - 1) == 0.0


def test_quiet_weeks_make_it_rarer_and_storms_make_it_common() -> None:
    """Eight weeks without one; eight weeks with one every other day."""
    quiet, busy = _lived(56), _lived(56, storms=dict.fromkeys(range(0, 56, 2), 150))
    assert quiet.rarity(FLOOR) > PRIOR_DAYS
    assert 1.0 < busy.rarity(FLOOR) < 8.0
    assert busy.rarity(5000) > 30.0


def test_how_far_they_go_is_learnt_too() -> None:
    """Two brands have as many; those of one are ten times as large, so a thousand is news for the other only."""
    small = _lived(56, storms=dict.fromkeys(range(0, 56, 4), 110))
    large = _lived(56, storms=dict.fromkeys(range(0, 56, 4), 1500))
    assert small.rarity(1000) > 5 * large.rarity(1000)


def test_one_storm_does_not_hide_a_second_as_large() -> None:
    """What a brand has had once in three weeks is still rare enough to be told a week later."""
    assert _lived(28, storms={21: 400}).rarity(400) > 180.0


def test_a_large_brand_begins_with_what_large_brands_have() -> None:
    """Of a hundred thousand posts one is passed on so, ten days of ten thousand a day; two weeks without one soon say more."""
    assert 5.0 < _lived(2, posts=10_000).rarity(FLOOR) < 45.0
    assert _lived(14, posts=10_000).rarity(FLOOR) > 60.0


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
