"""The last day in half hours, and what is usual of them."""

from __future__ import annotations

import random

import msgspec

from alertd.core.signals.last_day import BUCKETS, STEP, LastDay

DAY = 86_400.0
T0 = 20_000 * DAY


def lived(days: int, at_noon: int = 4) -> LastDay:
    """Return days with so many posts at noon and none else."""
    day = LastDay()
    for n in range(days):
        for post in range(at_noon + n % 2):
            day.observe(T0 + n * DAY + 12 * 3600 + post, negative=False)
    return day


def test_each_post_counts_in_its_own_half_hour() -> None:
    """Also one that comes late; what is older than a day is left out."""
    day = LastDay()
    for at in (T0 - DAY, T0 + 10, T0 + 1_790, T0 + 1_810, T0 - 3_600):
        day.observe(at, negative=at == T0 + 10)

    total, negative = day.curve(T0 + 1_900)

    assert (len(total), len(negative)) == (BUCKETS, BUCKETS)
    assert (total[-1], total[-2], total[-4]) == (1, 2, 1)
    assert sum(total) == 4
    assert (sum(negative), negative[-2]) == (1, 1)


def test_usual_is_what_the_days_before_had_at_that_time() -> None:
    """Four or five posts at noon, none at night; not before there are three days."""
    now = T0 + 6 * DAY + 12.2 * 3600

    assert lived(6).usual(now)[-1] == (4, 5)
    assert lived(6).usual(now)[0] == (0, 0)
    assert LastDay().usual(now) == ()
    assert lived(2).usual(T0 + 2 * DAY) == ()


def test_one_bad_day_is_not_usual() -> None:
    """Of six days and more the largest and the smallest are left out."""
    day = lived(7)
    for post in range(500):
        day.observe(T0 + 3 * DAY + 12 * 3600 + post, negative=True)

    assert day.usual(T0 + 7 * DAY + 12.2 * 3600)[-1] == (4, 5)


def test_it_stays_bounded_and_survives_a_restart() -> None:
    """A year of a busy brand keeps eight days, and a restored one says the same."""
    day, draw = LastDay(), random.Random(1)
    for n in range(40_000):
        day.observe(T0 + n * 600.0, negative=draw.random() < 0.2)
    now = T0 + 40_000 * 600.0
    packed = msgspec.msgpack.encode(day.to_state())
    restored = LastDay.from_state(msgspec.msgpack.decode(packed))

    assert len(packed) < 6_000
    assert (restored.curve(now), restored.usual(now)) == (day.curve(now), day.usual(now))
    assert LastDay.from_state(None).curve(now) == ((0,) * BUCKETS, (0,) * BUCKETS)
    assert STEP * BUCKETS == DAY
