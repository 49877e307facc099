"""Surprises: what is expected once in so many days, by what the lane itself has shown."""

from __future__ import annotations

import math
import random

import msgspec
import pytest

from alertd.core.signals.surprises import FROM, ONE_BURST, TAUGHT_AFTER, StoredSurprises, Surprises, brands, looks

HOURS_A_WEEK = 168
USUAL = 20.0  # mentions an hour


def lived(hours: int, often: float, mean: float, *, shape: float = 1.0, seed: int = 1) -> tuple[Surprises, list[float]]:
    """Return what a lane has learnt of so many hours, and its bursts; often: the share of hours with one above the limit.

    Bursts exceed the limit by a Weibull distribution of this mean and shape: one half is heavy, two is light.
    """
    surprises, chance, bursts = Surprises(), random.Random(seed), []
    for hour in range(hours):
        if chance.random() < often:
            bursts.append(FROM + chance.weibullvariate(mean / math.gamma(1.0 + 1.0 / shape), shape))
            surprises.largest = bursts[-1]
        surprises.close(hour, known=True)
    return surprises, bursts


@pytest.mark.parametrize("per_hour", [0.0, 0.08, 2.0, 200.0])
@pytest.mark.parametrize("days", [0.2, 1.0, 7.0, 30.0, 90.0, 365.0])
@pytest.mark.parametrize(("mean", "shape"), [(0.3, 2.0), (0.6, 1.0), (3.0, 0.5)])
def test_the_least_surprise_is_the_inverse(days: float, mean: float, shape: float, per_hour: float) -> None:
    """What is promised to be calm below it is as rare as that, at any limit."""
    surprises, _ = lived(4 * HOURS_A_WEEK, 0.03, mean, shape=shape)

    assert surprises.days(surprises.least(days, per_hour), per_hour) == pytest.approx(days, rel=1e-9)


@pytest.mark.parametrize("days", [7.0, 30.0, 90.0])
@pytest.mark.parametrize(("often", "mean", "shape"), [(0.06, 0.6, 1.5), (0.03, 0.7, 1.0), (0.08, 3.0, 0.5)])
def test_the_promise_is_kept_by_light_and_by_heavy_tails(often: float, mean: float, shape: float, days: float) -> None:
    """Of ten years of bursts, those worth so many days by what half a year taught come about as often, whatever the tail.

    A burst is looked at with each mention: what is learnt at the end of buckets comes two and a half times less often. Half a
    year holds six bursts of 30 days, and what brands do still stands in for a light tail: twice too often, or a fifth, is what can
    be asked of it.
    """
    later = [
        burst for seed in range(3) for burst in lived(520 * HOURS_A_WEEK, often, mean, shape=shape, seed=20 + seed)[1]
    ]
    rare = 0
    for seed in range(5):
        surprises, _ = lived(26 * HOURS_A_WEEK, often, mean, shape=shape, seed=seed)
        rare += sum(surprises.days(burst, USUAL) >= days for burst in later)

    promised = 5 * 3 * 3640.0 / days / looks(USUAL)
    assert promised / 5.0 < rare < promised * 2.0


def test_the_tail_is_the_lane_s_own() -> None:
    """Bursts that exceed the limit by the same on average: where they are alike a large one is rarer than where they are not."""
    alike, _ = lived(12 * HOURS_A_WEEK, 0.05, 1.0, shape=1.6)
    unlike, _ = lived(12 * HOURS_A_WEEK, 0.05, 1.0, shape=0.5)

    assert alike.tail(USUAL)[2] > 1.2
    assert unlike.tail(USUAL)[2] < 0.8
    assert alike.days(7.0, USUAL) > 10.0 * unlike.days(7.0, USUAL)


def test_a_restless_lane_gets_a_higher_bar() -> None:
    """The same burst is rarer on a lane that never had one like it."""
    calm, _ = lived(8 * HOURS_A_WEEK, 0.005, 0.3)
    restless, _ = lived(8 * HOURS_A_WEEK, 0.1, 2.0)

    assert calm.days(6.0, USUAL) > 50.0 * restless.days(6.0, USUAL)


def test_a_huge_burst_does_not_deafen_a_lane_for_weeks() -> None:
    """One that chance explains once in 10^1000 teaches no more than one of 10^60, and one of 10^50 is still told."""
    surprises, _ = lived(8 * HOURS_A_WEEK, 0.02, 0.5)
    surprises.largest = 1000.0
    for hour in range(8 * HOURS_A_WEEK, 8 * HOURS_A_WEEK + TAUGHT_AFTER + 2):
        surprises.close(hour, known=True)

    assert surprises.days(50.0, USUAL) > 90.0


def test_hours_of_one_burst_are_one() -> None:
    """Ten hours on end above the limit are one burst, and teach what its worst hour does; ten that lie apart are ten."""
    one, ten = Surprises(), Surprises()
    for hour in range(2 * HOURS_A_WEEK):
        one.largest = 5.0 if 100 <= hour < 110 else 0.0
        ten.largest = 5.0 if hour % (ONE_BURST + 5) == 0 and 50 <= hour < 50 + 10 * (ONE_BURST + 5) else 0.0
        one.close(hour, known=True)
        ten.close(hour, known=True)

    assert one.tail(USUAL)[0] < ten.tail(USUAL)[0] / 1.5


def test_a_burst_teaches_a_day_later() -> None:
    """A second wave on the same day is as rare as the first was."""
    surprises, _ = lived(4 * HOURS_A_WEEK, 0.0, 0.5)
    before = surprises.days(8.0, USUAL)
    surprises.largest = 8.0
    for hour in range(4 * HOURS_A_WEEK, 4 * HOURS_A_WEEK + TAUGHT_AFTER):
        surprises.close(hour, known=True)
        assert surprises.days(8.0, USUAL) >= before
    surprises.close(4 * HOURS_A_WEEK + TAUGHT_AFTER, known=True)

    assert surprises.days(8.0, USUAL) < before


def test_an_hour_that_was_not_watched_teaches_nothing() -> None:
    """Neither that nothing happened in it, nor what was seen of it."""
    surprises, _ = lived(HOURS_A_WEEK, 0.02, 0.6)
    before = surprises.to_state(0.1)[1:4]
    surprises.largest = 9.0
    surprises.close(HOURS_A_WEEK, known=False)

    assert surprises.to_state(0.1)[1:4] == before
    assert surprises.largest == 0.0


def test_nothing_surprising_is_worth_nothing() -> None:
    """And what is a little surprising comes within hours."""
    assert Surprises().days(0.0, USUAL) == 0.0
    assert 0.0 < Surprises().days(1.0, USUAL) < 1.0


def test_a_snapshot_forgets_nothing() -> None:
    """Packed and restored it says the same, and learns the same of what it has not learnt yet."""
    surprises, _ = lived(2 * HOURS_A_WEEK, 0.1, 0.6)
    surprises.largest = 7.0
    surprises.close(2 * HOURS_A_WEEK, known=True)
    other = Surprises()
    packed = msgspec.msgpack.encode(surprises.to_state(0.1))
    other.from_state(StoredSurprises.of(msgspec.msgpack.decode(packed)))

    assert msgspec.msgpack.encode(other.to_state(0.1)) == packed
    for each in (surprises, other):
        for hour in range(2 * HOURS_A_WEEK + 1, 2 * HOURS_A_WEEK + 30):
            each.close(hour, known=True)
    assert other.days(5.0, USUAL) == surprises.days(5.0, USUAL)


@pytest.mark.parametrize(
    ("excess", "form", "expected"),
    [
        (12 * 0.8, [], 12 * 0.8),
        (12 * 0.25, [1], 12 * (2 * 2**0.5 * 0.25 + 2 * 0.25**2)),
    ],
)
def test_a_snapshot_of_before_keeps_its_bar(excess: float, form: list[int], expected: float) -> None:
    """Twelve bursts, kept by what they exceeded the limit by, or by the square roots of it: the mean excess is the same."""
    before = StoredSurprises.of([0.0, 1000.0, 12.0, excess, 0.1, [], *form])
    surprises = Surprises()
    surprises.from_state(before)
    known = surprises.to_state(0.1)

    assert known[3] == pytest.approx(expected)
    assert known[6:7] == [2]
    again = Surprises()
    again.from_state(StoredSurprises.of(known))
    assert again.days(5.0, USUAL) == surprises.days(5.0, USUAL)


def test_few_are_looked_at_as_often_as_they_are_learnt_from() -> None:
    """Where one writes a day a burst is seen once, by its last post; where hundreds do, between two ends of buckets too."""
    assert looks(0.0) == 1.0
    assert looks(0.1) < 1.1
    assert 2.9 < looks(200.0) < looks(math.inf) == 3.0


@pytest.mark.parametrize(
    ("per_hour", "often", "mean"), [(0.076, 0.0014, 3.15), (0.26, 0.006, 0.81), (1.9, 0.031, 0.91), (19.0, 0.051, 0.67)]
)
def test_what_brands_do_stands_in_for_a_lane_of_their_size(per_hour: float, often: float, mean: float) -> None:
    """As measured on lives of two a day to twenty an hour: within a factor of 2.5 in how often, and not far below in by how much."""
    share, excess = brands(per_hour)

    assert often / 1.5 < share < often * 2.5
    assert excess > mean / 1.3


def test_a_small_lane_is_told_as_often_as_a_large_one() -> None:
    """Four weeks without one burst: the same surprise is rarer on a small lane, which has few, and looks seldom."""
    small, _ = lived(4 * HOURS_A_WEEK, 0.0, 0.5)

    assert small.days(4.0, 0.3) > 1.2 * small.days(4.0, USUAL)


@pytest.mark.parametrize("per_hour", [0.3, 2.0, 20.0])
def test_the_promise_is_kept_at_each_size(per_hour: float) -> None:
    """Brands that do what brands of their size do: of thirty lanes of twelve weeks as many bursts are worth a month as were promised."""
    share, excess = brands(per_hour)
    promised = 30 * 84 / 30.0 / looks(per_hour)
    rare = 0
    for seed in range(30):
        surprises, bursts = lived(12 * HOURS_A_WEEK, share, excess, seed=300 + seed)
        rare += sum(surprises.days(burst, per_hour) >= 30.0 for burst in bursts)

    assert promised / 2.0 < rare < promised * 1.6
