"""Pattern: what is usual, and what must not become usual while it happens."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from alertd.core.signals.pattern import HOUR, TAUGHT_AFTER, Pattern
from alertd.core.times import instant

T0 = 491_000  # an hour


def poisson(chance: random.Random, mean: float) -> int:
    """Return a number drawn with that mean."""
    left, count = chance.expovariate(1.0), 0
    while left < mean:
        left += chance.expovariate(1.0)
        count += 1
    return count


def lived(per_hour: float, days: int, seed: int = 1) -> tuple[Pattern, random.Random]:
    """Return a pattern that saw so many days of chance, and the dice."""
    pattern, chance = Pattern(), random.Random(seed)
    pattern.begin(T0)
    hours(pattern, [poisson(chance, per_hour) for _ in range(24 * days)])
    return pattern, chance


def hours(pattern: Pattern, counts: list[int]) -> None:
    """Let hours pass with so many posts each."""
    for count in counts:
        if count:
            pattern.add(pattern.next, float(count))
        pattern.close(known=True, worth=1.0)


@pytest.mark.parametrize("per_hour", [0.3, 2.0, 20.0])
def test_a_crisis_teaches_no_unrest_while_it_lasts(per_hour: float) -> None:
    """Eight hours of ten times the usual: the spread by which they are judged stays as it was before them."""
    pattern, _ = lived(per_hour, 21)
    before = pattern.unrest(1.0)

    hours(pattern, [round(10 * per_hour)] * 8)
    assert pattern.unrest(1.0) == pytest.approx(before, abs=0.02)


@pytest.mark.parametrize("per_hour", [2.0, 20.0])
def test_a_crisis_that_is_over_teaches_little(per_hour: float) -> None:
    """A day later it is known that such hours happen, and the watch is not deaf for it: bursts are the tail's business."""
    pattern, chance = lived(per_hour, 21)
    hours(pattern, [round(10 * per_hour)] * 3)
    hours(pattern, [poisson(chance, per_hour) for _ in range(TAUGHT_AFTER + 3)])

    assert pattern.unrest(1.0) < 0.25


def test_what_is_restless_is_learnt() -> None:
    """Hours of nothing and hours of four times the mean, at random: the spread is about as large as it is."""
    pattern, chance = Pattern(), random.Random(3)
    pattern.begin(T0)
    hours(pattern, [poisson(chance, 20.0 * chance.choice((0.2, 1.8))) for _ in range(24 * 28)])

    assert 0.3 < pattern.unrest(1.0) < 1.0


def test_chance_alone_is_hardly_restless() -> None:
    """Independent posts have no spread beyond chance."""
    assert lived(20.0, 28)[0].unrest(1.0) < 0.06


@pytest.mark.parametrize("per_hour", [0.3, 2.0, 20.0])
def test_a_growing_crisis_does_not_raise_todays_level(per_hour: float) -> None:
    """Within its first three hours it is not part of today's level at all, and after eight it is a part of it only."""
    pattern, _ = lived(per_hour, 21, seed=2)
    before = pattern.level(pattern.next)
    hours(pattern, [round(6 * per_hour)] * 3)
    assert pattern.level(pattern.next) == pytest.approx(before, abs=0.15)

    hours(pattern, [round(6 * per_hour)] * 5)
    assert pattern.level(pattern.next) < before + 0.6


def test_a_heavier_day_is_seen_as_one() -> None:
    """Twice the usual all day long: the level says so by the evening."""
    pattern, chance = lived(20.0, 21)
    hours(pattern, [poisson(chance, 40.0) for _ in range(26)])

    assert pattern.level(pattern.next) > 1.6


def test_an_hour_that_was_not_watched_teaches_nothing() -> None:
    """It is learnt afterwards that the eyes were closed: what waits to be taught of that hour is dropped."""
    one, chance = lived(20.0, 14)
    other = Pattern()
    other.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(one.to_state())))
    burst_at = one.next
    hours(one, [500])
    hours(other, [500])
    one.forget(burst_at)
    rest = [poisson(chance, 20.0) for _ in range(30)]
    hours(one, rest)
    hours(other, rest)

    assert one.unrest(1.0) < other.unrest(1.0)


def test_a_restart_changes_nothing() -> None:
    """What waits to be taught is kept too."""
    one, chance = lived(2.0, 10)
    other = Pattern()
    other.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(one.to_state())))
    rest = [poisson(chance, 2.0) for _ in range(60)]
    hours(one, rest)
    hours(other, rest)

    assert other.to_state() == one.to_state()


def test_a_state_of_before_is_read() -> None:
    """A snapshot in which nothing waited to be taught goes on from what it had learnt."""
    one, _ = lived(2.0, 10)
    *old, _later = one.to_state()
    other = Pattern()
    other.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(old)))

    assert other.unrest(1.0) == one.unrest(1.0)
    assert other.usual(one.next * HOUR, (60,)) == one.usual(one.next * HOUR, (60,))


def office(pattern: Pattern, begin: int, end: int, zone: str) -> None:
    """Let a brand be talked about from nine to five on the clocks of a zone, a hundred times an hour."""
    for hour in range(begin, end):
        clock = instant(HOUR * hour).astimezone(ZoneInfo(zone)).hour
        pattern.add(hour, 100.0 if 9 <= clock < 17 else 1.0)
        pattern.close(known=True, worth=1.0)


@pytest.mark.parametrize(
    ("zone", "jump"),
    [
        ("Europe/Paris", datetime(2026, 3, 29, 1, tzinfo=UTC)),
        ("Europe/Paris", datetime(2026, 10, 25, 1, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC)),
        ("Africa/Casablanca", datetime(2026, 3, 22, 2, tzinfo=UTC)),
    ],
)
def test_the_pattern_jumps_with_the_clocks_of_its_people(zone: str, jump: datetime) -> None:
    """Four weeks of office hours, then the clocks change: Monday at nine is busy, and the hour before it quiet, as ever."""
    pattern = Pattern()
    pattern.zone = zone
    first = int((jump - timedelta(days=28)).timestamp() // HOUR)
    monday = int((jump + timedelta(days=1)).timestamp() // HOUR)
    pattern.begin(first)
    office(pattern, first, monday, zone)
    for hour in range(monday, monday + 24):
        clock = instant(HOUR * hour).astimezone(ZoneInfo(zone)).hour
        expected, _ = pattern.rate(hour)
        assert (expected > 50.0) == (9 <= clock < 17), clock


def test_without_a_zone_the_pattern_is_an_hour_off_until_it_has_learnt() -> None:
    """What `timezone` is for: the first hour of the first Monday in summer time would be taken for a burst."""
    jump = datetime(2026, 3, 29, 1, tzinfo=UTC)
    pattern, first = Pattern(), int((jump - timedelta(days=28)).timestamp() // HOUR)
    pattern.begin(first)
    office(pattern, first, int((jump + timedelta(days=1)).timestamp() // HOUR), "Europe/Paris")

    assert pattern.rate(int(datetime(2026, 3, 30, 7, tzinfo=UTC).timestamp() // HOUR))[0] < 50.0
