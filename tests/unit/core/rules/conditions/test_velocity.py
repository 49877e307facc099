"""velocity: negative sentiment gains speed, faster than its uncertainty."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.rule import Floor, Velocity
from alertd.model.score import Quality, Score
from tests.unit.core.rules.conditions.looking import Looking

POINTS = Velocity(rises_by_points=20.0, within=timedelta(minutes=30), at_least=Floor(mentions=30))
TIMES = Velocity(rises_by_ratio=3.0, within=timedelta(minutes=30), at_least=Floor(mentions=30))


def two(condition: Velocity, before: tuple[int, int], now: tuple[int, int]) -> Looking:
    """Return a watch with (negative, other) mentions in the half hour before, and in this one."""
    looking = Looking(condition)
    for (bad, other), begin in ((before, 0), (now, 1800)):
        looking.many(bad, begin + 1, begin + 800, 1.0).many(other, begin + 801, begin + 1700, 0.0)
    return looking


def test_the_rise_is_in_points_between_two_half_hours() -> None:
    """From 10 of 100 to 60 of 100 are 50 points, and surely."""
    verdict = two(POINTS, (10, 90), (60, 40)).ask(3599)

    assert verdict.value == pytest.approx(50.0, abs=0.01)
    assert verdict.holds


def test_a_steady_share_at_rising_volume_is_a_spike_and_no_velocity() -> None:
    """10 of 100, then 40 of 400."""
    assert not two(POINTS, (10, 90), (40, 360)).ask(3599).holds


def test_a_rise_within_its_uncertainty_does_not_hold() -> None:
    """From 3 of 10 to 16 of 31 are 22 points, and may be chance."""
    verdict = two(POINTS, (3, 7), (16, 15)).ask(3599)

    assert verdict.value > 20
    assert not verdict.holds


def test_fewer_than_the_floor_never_hold() -> None:
    """29 mentions, all negative, after none."""
    assert not two(POINTS, (0, 100), (29, 0)).ask(3599).holds
    assert two(POINTS, (0, 100), (30, 0)).ask(3599).holds


def test_a_ratio_compares_negative_counts() -> None:
    """10 to 60 are six times; and the floor asks for mentions, not for negative ones."""
    verdict = two(TIMES, (10, 90), (60, 40)).ask(3599)

    assert verdict.value == pytest.approx(6.0)
    assert verdict.holds


def test_copies_count_once() -> None:
    """One angry text, sent sixty times, is one voice."""
    looking = Looking(POINTS).many(100, 1, 1700, 0.0).many(60, 1801, 2600, 1.0, voice=7).many(40, 2601, 3500, 0.0)

    assert not looking.ask(3599).holds


def test_it_stays_until_half_of_the_rise() -> None:
    """From 10 to 25 points: 15 do not enter, and stay."""
    verdict = two(POINTS, (10, 90), (25, 75)).ask(3599, holding=True)

    assert (verdict.holds, verdict.stays) == (False, True)


def test_the_unknown_do_not_count() -> None:
    """A hundred texts that nobody can score are no calm."""
    looking = two(POINTS, (10, 90), (60, 40)).many(300, 1801, 3500, None)

    assert looking.ask(3599).holds


def test_times_are_times_also_at_a_steady_share() -> None:
    """36 negative posts after 9, of 120 after 30: four times as many, whatever the share is."""
    verdict = two(TIMES, (9, 21), (36, 84)).ask(3599)

    assert (verdict.value, verdict.holds) == (4.0, True)


def test_times_count_posts_and_not_shares_of_posts() -> None:
    """12 of 30 after 3 of 30 are four times, though every calm post is a little negative too."""
    looking = Looking(TIMES.with_(at_least=Floor(mentions=20)))
    for bad, begin in ((3, 0), (12, 1800)):
        looking.many(bad, begin + 1, begin + 800, 0.8).many(30 - bad, begin + 801, begin + 1700, 0.15)

    assert (looking.ask(3599).value, looking.ask(3599).holds) == (4.0, True)


def test_three_after_one_are_three_times_and_chance() -> None:
    """A rise must exceed its own uncertainty."""
    assert not two(TIMES.with_(at_least=Floor(mentions=10)), (1, 29), (3, 27)).ask(3599).holds


def test_joy_may_gain_speed_too() -> None:
    """of: positive looks at the other end."""
    calm = Score(negative=50, neutral=900, positive=50, quality=Quality.TRAINED, scorer="t/1")
    looking = Looking(POINTS.with_(of="positive")).many(100, 1, 1700, score=calm).many(60, 1801, 3500, score=calm)
    assert not looking.ask(3599).holds

    glad = Score(negative=20, neutral=80, positive=900, quality=Quality.TRAINED, scorer="t/1")
    assert looking.many(60, 1801, 3500, score=glad).ask(3599).holds


def test_sixty_angry_posts_of_one_author_do_not_meet_a_floor_of_ten() -> None:
    """Of sixty authors they do."""
    floor = POINTS.with_(at_least=Floor(mentions=20, authors=10))
    calm = Looking(floor).many(40, 1, 1700, 0.0)

    assert not calm.many(60, 1801, 2400, 1.0, author="troll").ask(3599).holds
    assert calm.many(60, 2401, 3500, 1.0).ask(3599).holds
