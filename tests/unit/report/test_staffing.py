"""How many people a promise needs, against a queue that is played through customer by customer."""

from __future__ import annotations

import heapq
import random

import pytest

from alertd.report.staffing import MOST, Promise, answered, load, needed, waits

HALF_AN_HOUR = Promise(share=0.95, within=1800.0, handling=360.0)


def played(people: int, per_hour: float, promise: Promise, customers: int = 40_000) -> float:
    """Return the share that is turned to in time, in a queue that is played."""
    chance = random.Random(3)
    free = [0.0] * people
    at, in_time = 0.0, 0
    for _ in range(customers):
        at += chance.expovariate(per_hour / 3600.0)
        begins = max(at, heapq.heappop(free))
        heapq.heappush(free, begins + chance.expovariate(1.0 / promise.handling))
        in_time += begins - at <= promise.within
    return in_time / customers


@pytest.mark.parametrize(
    ("people", "per_hour", "within"),
    [(1, 5.0, 600.0), (2, 12.0, 300.0), (2, 15.0, 600.0), (4, 28.0, 120.0), (9, 66.0, 60.0)],
)
def test_the_formula_says_what_a_played_queue_does(people: int, per_hour: float, within: float) -> None:
    """Within four points in a hundred."""
    promise = Promise(share=0.95, within=within, handling=360.0)

    assert answered(people, per_hour, promise) == pytest.approx(played(people, per_hour, promise), abs=0.04)


@pytest.mark.parametrize(
    ("people", "offered", "share"), [(1, 0.5, 0.5), (2, 1.0, 1 / 3), (10, 8.0, 0.409), (5, 4.0, 0.554), (3, 0.0, 0.0)]
)
def test_erlang_c_of_tables(people: int, offered: float, share: float) -> None:
    """Values of published tables."""
    assert waits(people, offered) == pytest.approx(share, abs=0.001)


@pytest.mark.parametrize("people", [1, 2, 5])
def test_people_who_cannot_keep_up_answer_nobody_in_time(people: int) -> None:
    """The queue grows without end."""
    busy = people * 3600.0 / 360.0

    assert waits(people, float(people)) == 1.0
    assert answered(people, busy, HALF_AN_HOUR) == 0.0


def test_one_person_less_would_break_the_promise() -> None:
    """For many loads: so few that it holds, and no fewer."""
    hurried = HALF_AN_HOUR._replace(within=HALF_AN_HOUR.within - HALF_AN_HOUR.handling)
    for per_hour in (0.3, 2.0, 7.0, 12.0, 33.0, 100.0, 400.0):
        people = needed(per_hour, HALF_AN_HOUR)
        assert answered(people, per_hour, hurried) >= 0.95
        assert people == 1 or answered(people - 1, per_hour, hurried) < 0.95


def test_more_questions_never_need_fewer_people() -> None:
    """Nor does a shorter time, nor a larger share."""
    by_load = [needed(rate / 2, HALF_AN_HOUR) for rate in range(200)]
    by_time = [needed(20.0, HALF_AN_HOUR._replace(within=minutes * 60.0)) for minutes in (120, 60, 30, 10, 7)]
    by_share = [needed(20.0, HALF_AN_HOUR._replace(share=share)) for share in (0.5, 0.8, 0.95, 0.999)]

    assert by_load == sorted(by_load)
    assert by_time == sorted(by_time)
    assert by_share == sorted(by_share)


def test_nobody_is_needed_where_nothing_is_asked() -> None:
    """And no loop runs for ever where no number would do."""
    assert needed(0.0, HALF_AN_HOUR) == 0
    assert needed(-1.0, HALF_AN_HOUR) == 0
    assert needed(1e9, HALF_AN_HOUR) >= MOST


def test_two_people_from_six_to_eleven() -> None:
    """Eight questions an hour, six minutes each: one person is busy four fifths of the time, and late with a third of them."""
    assert load(8.0, 360.0) == 0.8
    assert needed(8.0, HALF_AN_HOUR) == 2
