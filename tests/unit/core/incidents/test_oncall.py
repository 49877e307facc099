"""Who stands: rotations, layers, overrides, holidays."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from alertd.core.incidents.oncall import Shift, Uncovered, gaps, on_call, shifts
from alertd.model.people import ClockSpan, Layer, Override, Person, Roster, Schedule

PEOPLE = {name: Person(name=name) for name in ("alice", "bob", "charlie")}
OFFICE = ClockSpan(begins=time(9), ends=time(17))


def utc(text: str) -> datetime:
    """Return an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def roster(schedule: Schedule) -> Roster:
    """Return a roster of three people and one schedule."""
    return Roster(people=PEOPLE, schedules={schedule.name: schedule})


def rota(**changes: object) -> Schedule:
    """Return a weekly schedule in Paris with changes."""
    base = Schedule(name="pr", people=("alice", "bob", "charlie"), timezone="Europe/Paris", rotate="weekly")
    return base.with_(**changes)


def who(schedule: Schedule, at: str) -> tuple[str, ...]:
    """Return who stands at an instant written in UTC."""
    return on_call(roster(schedule), schedule.name, utc(at))


def test_a_person_is_always_on_call_and_everyone_is_all_in_order() -> None:
    """A step may name a person, a schedule or everyone; somebody who has left is nobody."""
    house = roster(rota())
    at = utc("2026-11-21T00:00")

    assert on_call(house, "bob", at) == ("bob",)
    assert on_call(house, "everyone", at) == ("alice", "bob", "charlie")
    assert on_call(house, "dave", at) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [("2026-03-23T07:59:59", "2026-03-23T08:00"), ("2026-03-30T06:59:59", "2026-03-30T07:00")],
    ids=["winter", "summer"],
)
def test_a_week_hands_over_at_nine_on_the_wall(before: str, after: str) -> None:
    """Nine in Paris is another hour of UTC after the clocks jumped; the hand-over must follow the wall."""
    assert who(rota(), before) != who(rota(), after)


def test_people_take_turns_in_the_order_of_the_file() -> None:
    """After the last one the first stands again."""
    mondays = [utc("2026-11-02T12:00") + timedelta(weeks=week) for week in range(4)]

    turns = [on_call(roster(rota()), "pr", at)[0] for at in mondays]

    assert turns[0] == turns[3]
    assert sorted(turns[:3]) == ["alice", "bob", "charlie"]
    assert "".join(name[0] for name in turns[:3]) in ("abc", "bca", "cab")


def test_the_first_turn_begins_with_the_first_hand_over_after_the_anchor() -> None:
    """The anchor is a Monday; until nine of it the week before still runs."""
    assert who(rota(timezone="UTC"), "2024-01-01T08:59") == ("charlie",)
    assert who(rota(timezone="UTC"), "2024-01-01T09:00") == ("alice",)
    assert who(rota(timezone="UTC"), "2023-12-20T09:00") == ("bob",)


def test_another_day_of_the_week_can_hand_over() -> None:
    """With Friday as the day nothing changes on Monday."""
    friday = rota(timezone="UTC", handover_day=4, handover_at=time(17))

    assert who(friday, "2026-11-16T12:00") == who(friday, "2026-11-20T16:59")
    assert who(friday, "2026-11-20T16:59") != who(friday, "2026-11-20T17:00")


def test_a_daily_hand_over_inside_the_spring_gap_happens_once_at_the_jump() -> None:
    """02:30 does not exist that night: the hand-over is at the jump, and only there."""
    daily = rota(rotate="daily", handover_at=time(2, 30))

    assert who(daily, "2026-03-29T00:59:59") != who(daily, "2026-03-29T01:00")
    assert who(daily, "2026-03-29T01:00") == who(daily, "2026-03-30T00:29")


def test_a_daily_hand_over_in_the_autumn_hour_happens_once() -> None:
    """02:30 comes twice that night: the first one hands over, the second does not."""
    daily = rota(rotate="daily", handover_at=time(2, 30))

    assert who(daily, "2026-10-25T00:29") != who(daily, "2026-10-25T00:30")
    assert who(daily, "2026-10-25T00:30") == who(daily, "2026-10-25T01:30")
    assert who(daily, "2026-10-25T01:30") == who(daily, "2026-10-26T01:29")


def test_a_month_hands_over_on_its_first_such_weekday() -> None:
    """The first Monday of December 2026 is the seventh."""
    monthly = rota(rotate="monthly", timezone="UTC")

    assert who(monthly, "2026-11-02T09:00") == who(monthly, "2026-12-07T08:59")
    assert who(monthly, "2026-12-07T08:59") != who(monthly, "2026-12-07T09:00")
    assert who(monthly, "2024-01-01T09:00") == ("alice",)
    assert who(monthly, "2024-02-05T09:00") == ("bob",)


def test_without_rotation_all_stand() -> None:
    """A list without rotate is a group."""
    assert who(rota(rotate=None), "2026-11-21T03:00") == ("alice", "bob", "charlie")


def test_an_override_stands_in_until_its_end() -> None:
    """Its end is exclusive; of two the one written last wins; one who is no person is ignored."""
    first = Override(begins_at=utc("2026-11-21T00:00"), ends_at=utc("2026-11-22T00:00"), who="bob")
    later = Override(begins_at=utc("2026-11-21T12:00"), ends_at=utc("2026-11-21T13:00"), who="charlie")
    ghost = Override(begins_at=utc("2026-11-21T00:00"), ends_at=utc("2026-11-22T00:00"), who="dave")
    schedule = rota(people=("alice",), overrides=(first, later, ghost))

    assert who(schedule, "2026-11-20T23:59:59") == ("alice",)
    assert who(schedule, "2026-11-21T00:00") == ("bob",)
    assert who(schedule, "2026-11-21T12:30") == ("charlie",)
    assert who(schedule, "2026-11-22T00:00") == ("alice",)


def test_nobody_of_the_rotation_stands_on_a_holiday_but_an_override_does() -> None:
    """14 July in Paris is free from midnight to midnight by the wall."""
    free = rota(holidays=("FR",))
    manned = free.with_(
        overrides=(Override(begins_at=utc("2026-07-14T06:00"), ends_at=utc("2026-07-14T08:00"), who="bob"),)
    )

    assert who(free, "2026-07-13T21:59") != ()
    assert who(free, "2026-07-13T22:00") == ()
    assert who(free, "2026-07-14T21:59") == ()
    assert who(free, "2026-07-14T22:00") != ()
    assert who(manned, "2026-07-14T07:00") == ("bob",)


def test_layers_follow_the_sun() -> None:
    """Each layer stands in its own hours and zone; where two meet both stand; between them is a gap."""
    paris = Layer(people=("alice",), hours=OFFICE, timezone="Europe/Paris")
    york = Layer(people=("bob",), hours=OFFICE, timezone="America/New_York")
    sun = Schedule(name="sun", layers=(paris, york))

    assert who(sun, "2026-11-20T10:00") == ("alice",)
    assert who(sun, "2026-11-20T15:00") == ("alice", "bob")
    assert who(sun, "2026-11-20T20:00") == ("bob",)
    assert who(sun, "2026-11-20T23:00") == ()


def test_the_night_of_a_layer_belongs_to_the_day_it_begins_on() -> None:
    """A Friday-night layer still stands on Saturday at three, and does not on Friday at three."""
    night = Layer(people=("alice",), hours=ClockSpan(begins=time(22), ends=time(6)), timezone="UTC", days=(4,))
    schedule = Schedule(name="night", layers=(night,))

    assert who(schedule, "2026-11-21T03:00") == ("alice",)
    assert who(schedule, "2026-11-20T03:00") == ()


def test_a_layer_rotates_at_the_beginning_of_its_hours() -> None:
    """One night is one person's, also after midnight."""
    night = Layer(
        people=("alice", "bob"), hours=ClockSpan(begins=time(22), ends=time(6)), timezone="UTC", rotate="daily"
    )
    schedule = Schedule(name="night", layers=(night,))

    assert who(schedule, "2026-11-20T22:00") == who(schedule, "2026-11-21T05:59")
    assert who(schedule, "2026-11-20T22:00") != who(schedule, "2026-11-21T22:00")


def test_shifts_name_who_stands_from_when_to_when() -> None:
    """Two weeks of a rotation with a day stood in for are four shifts."""
    stand_in = Override(begins_at=utc("2026-11-18T00:00"), ends_at=utc("2026-11-19T00:00"), who="charlie")
    schedule = rota(people=("alice", "bob"), timezone="UTC", overrides=(stand_in,))

    found = shifts(roster(schedule), "pr", utc("2026-11-16T09:00"), utc("2026-11-30T09:00"))

    week, other = found[0].people, found[3].people
    assert sorted([*week, *other]) == ["alice", "bob"]
    assert found == [
        Shift(begins_at=utc("2026-11-16T09:00"), ends_at=utc("2026-11-18T00:00"), people=week, why="rotation"),
        Shift(begins_at=utc("2026-11-18T00:00"), ends_at=utc("2026-11-19T00:00"), people=("charlie",), why="override"),
        Shift(begins_at=utc("2026-11-19T00:00"), ends_at=utc("2026-11-23T09:00"), people=week, why="rotation"),
        Shift(begins_at=utc("2026-11-23T09:00"), ends_at=utc("2026-11-30T09:00"), people=other, why="rotation"),
    ]


def test_gaps_say_why_nobody_stands() -> None:
    """A holiday, hours between layers, and a schedule of nobody are told apart."""
    holiday = rota(people=("alice",), holidays=("FR",))
    layered = Schedule(name="sun", layers=(Layer(people=("alice",), hours=OFFICE, timezone="UTC"),))
    empty = Schedule(name="none", people=("dave",), rotate="weekly")
    begins, ends = utc("2026-07-14T00:00"), utc("2026-07-14T12:00")

    assert gaps(roster(holiday), "pr", begins, ends) == [Uncovered(begins_at=begins, ends_at=ends, why="holiday")]
    assert gaps(roster(layered), "sun", begins, ends) == [
        Uncovered(begins_at=begins, ends_at=utc("2026-07-14T09:00"), why="no layer")
    ]
    assert gaps(roster(empty), "none", begins, ends) == [Uncovered(begins_at=begins, ends_at=ends, why="nobody in it")]
    assert gaps(roster(rota()), "pr", begins, ends) == []
