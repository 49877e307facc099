"""Loudness: how rare somebody with so large an audience is here."""

from __future__ import annotations

import random

import msgspec
import pytest

from alertd.core.signals.loudness import Loudness

T0, HOUR, DAY = 1_767_571_200.0, 3600.0, 86400.0
FLOOR = 100_000


def crowd(lane: Loudness, days: float, a_day: float, *, loud: float = 0.001, seed: int = 1, begin: float = T0) -> float:
    """Let ordinary people write for some days, a share of them with an audience above the floor; return the end."""
    chance, now, end = random.Random(seed), begin, begin + days * DAY
    while now < end:
        audience = int(FLOOR * chance.paretovariate(1.6)) if chance.random() < loud else int(chance.uniform(0, 5000))
        lane.observe(now, audience)
        now += DAY / a_day
    return end


def rarity_of_next(lane: Loudness, now: float, audience: int) -> float:
    """Return how rare an audience is of the post that comes now."""
    lane.observe(now, audience)
    return lane.rarity(audience)


def test_below_the_floor_nobody_is_loud() -> None:
    """A rule that asks for a hundred thousand followers is never met by fewer."""
    lane = Loudness(FLOOR)
    now = crowd(lane, 10, 20)

    assert rarity_of_next(lane, now, FLOOR - 1) == 0.0
    assert lane.rarity(FLOOR) > 0.0


def test_the_first_loud_voice_of_a_small_brand_is_rare() -> None:
    """Three posts a day, and nobody ever had more than five thousand followers: it is the event of their year."""
    lane = Loudness(FLOOR)
    now = crowd(lane, 28, 3, loud=0.0)

    assert rarity_of_next(lane, now, 200_000) > 300.0


def test_it_is_rare_too_on_a_watch_of_a_minute() -> None:
    """Nothing is known yet but what platforms show, and that does not silence the first page."""
    assert rarity_of_next(Loudness(FLOOR), T0, 200_000) > 60.0


def test_a_busy_brand_hears_loud_voices_every_day() -> None:
    """A thousand posts a day with one loud author among them: a page a day would be no news, a million followers are."""
    lane = Loudness(FLOOR)
    now = crowd(lane, 56, 1000)

    assert rarity_of_next(lane, now, 120_000) < 5.0
    assert rarity_of_next(lane, now + HOUR, 6_000_000) > 60.0


def test_the_promise_is_about_kept() -> None:
    """Of a year of posts, those that are expected once in thirty days come twelve times, give or take half."""
    lane, chance, now, told = Loudness(FLOOR), random.Random(5), T0, 0
    while now < T0 + 365 * DAY:
        audience = int(FLOOR * chance.paretovariate(1.6)) if chance.random() < 0.002 else 100
        lane.observe(now, audience)
        told += now > T0 + 14 * DAY and lane.rarity(audience) >= 30.0
        now += DAY / 300

    assert 6 <= told <= 24


def test_a_post_is_judged_by_what_was_before_it() -> None:
    """The loudest ever does not vouch for itself; the next one as loud is less rare."""
    lane = Loudness(FLOOR)
    now = crowd(lane, 28, 100, loud=0.0)

    first = rarity_of_next(lane, now, 500_000)
    assert lane.rarity(500_000) == first
    for i in range(1, 6):
        later = rarity_of_next(lane, now + i * HOUR, 500_000)
    assert later < 0.4 * first


def test_what_was_loud_long_ago_is_forgotten() -> None:
    """Ten loud posts in a week of a campaign: half a year later they weigh next to nothing."""
    lane = Loudness(FLOOR)
    now = crowd(lane, 28, 50, loud=0.0)
    for i in range(10):
        lane.observe(now + i * HOUR, 300_000)
    soon = lane.rarity(300_000)

    later = crowd(lane, 180, 50, loud=0.0, begin=now + 10 * HOUR)
    assert rarity_of_next(lane, later, 300_000) > 4.0 * soon


def test_an_instant_before_the_last_changes_no_exposure() -> None:
    """Posts come out of order; time never runs back."""
    one, other = Loudness(FLOOR), Loudness(FLOOR)
    for at in (T0, T0 + DAY, T0 + DAY - HOUR, T0 + 2 * DAY):
        one.observe(at, 10)
    for at in (T0, T0 + DAY, T0 + DAY, T0 + 2 * DAY):
        other.observe(at, 10)

    assert one.rarity(FLOOR) == other.rarity(FLOOR)


@pytest.mark.parametrize("floor", [0, 1, 50, 100_000, 1 << 40])
def test_any_floor_has_a_finite_rarity(floor: int) -> None:
    """Whatever a rule asks for, the answer is a number."""
    lane = Loudness(floor)
    now = crowd(lane, 3, 20)

    assert 0.0 <= rarity_of_next(lane, now, 8_000_000_000) < float("inf")


def test_a_restart_changes_nothing() -> None:
    """What a snapshot keeps is all there is."""
    lane = Loudness(FLOOR)
    now = crowd(lane, 20, 60)
    other = Loudness.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(lane.to_state())))

    for i in range(5):
        assert rarity_of_next(other, now + i, 150_000 * (i + 1)) == rarity_of_next(lane, now + i, 150_000 * (i + 1))


def test_a_damaged_state_says_where() -> None:
    """A snapshot that is none of it is refused, not guessed at."""
    state = Loudness(FLOOR).to_state()

    with pytest.raises(msgspec.ValidationError, match="StoredLoudness"):
        Loudness.from_state([*state[:-1], "many"])
