"""On call as teams live it: fair turns on weekdays, lists that change, stand-ins, shadows, the second to call."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from alertd.core.engine import Engine
from alertd.core.incidents.oncall import gaps, on_call, shifts
from alertd.core.incidents.rotation import continued, standing_days
from alertd.model.events import HouseLoaded
from alertd.model.house import House
from alertd.model.people import ClockSpan, Layer, Override, Person, Roster, Schedule

WEEK = (0, 1, 2, 3, 4)
NAMES = ("ann", "ben", "cem", "dia", "eve", "fay", "gus")
DAY = ClockSpan(begins=time(9), ends=time(19))
BERLIN = "Europe/Berlin"


def roster(*schedules: Schedule) -> Roster:
    """Return seven people and these schedules."""
    return Roster(people={n: Person(name=n) for n in NAMES}, schedules={s.name: s for s in schedules})


def weekdays(count: int) -> Schedule:
    """Return so many people who take turns by the day, Monday to Friday."""
    layer = Layer(people=NAMES[:count], timezone=BERLIN, days=WEEK, hours=DAY, rotate="daily")
    return Schedule(name="pr", timezone=BERLIN, layers=(layer,))


def weekly(*people: str, **changes: object) -> Schedule:
    """Return a weekly rotation that hands over on Monday at nine in Berlin."""
    return Schedule(name="pr", timezone=BERLIN, people=people, rotate="weekly").with_(**changes)


def at(text: str) -> datetime:
    """Return an instant in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)


@pytest.mark.parametrize("count", [2, 3, 5, 6, 7])
def test_a_rotation_by_weekdays_is_fair_whatever_the_number_of_people(count: int) -> None:
    """Weekends use up nobody's turn: in twelve weeks nobody stands two days more than another."""
    begin = at("2026-11-30T00:00")
    stood = Counter(s.people[0] for s in shifts(roster(weekdays(count)), "pr", begin, begin + timedelta(weeks=12)))

    assert set(stood) == set(NAMES[:count])
    assert max(stood.values()) - min(stood.values()) <= 1


def test_the_turn_after_friday_is_mondays() -> None:
    """Three people: whoever follows on Friday's stands on Monday."""
    begin = at("2026-11-30T00:00")
    told = [s.people[0] for s in shifts(roster(weekdays(3)), "pr", begin, begin + timedelta(weeks=2))]

    assert [(NAMES.index(b) - NAMES.index(a)) % 3 for a, b in itertools.pairwise(told)] == [1] * 9


def test_a_holiday_uses_up_nobodys_turn() -> None:
    """Christmas lies between two people, not in place of one."""
    plan = Schedule(
        name="pr", timezone=BERLIN, people=("ann", "ben"), rotate="daily", handover_at=time(0), holidays=("DE",)
    )
    told = {d: on_call(roster(plan), "pr", at(f"2026-12-{d}T12:00")) for d in (24, 25, 26, 27)}

    assert told[25] == told[26] == ()
    assert {told[24], told[27]} == {("ann",), ("ben",)}


def test_the_count_agrees_with_a_slow_reference() -> None:
    """10,000 random days, weekdays and anchors: the closed form counts what counting day by day counts."""
    chance = random.Random(7)
    for _ in range(10_000):
        anchor = date(2024, 1, 1) + timedelta(days=chance.randrange(900))
        day = anchor + timedelta(days=chance.randrange(-60, 400))
        days = tuple(sorted(chance.sample(range(7), chance.randrange(1, 8))))
        low, high = min(anchor, day), max(anchor, day)
        slow = sum((low + timedelta(days=n)).weekday() in days for n in range((high - low).days))

        assert standing_days(anchor, day, days, ()) == (slow if day >= anchor else -slow)


@pytest.mark.parametrize("now", ["2026-12-02T10:00", "2026-12-09T10:00", "2026-12-16T10:00", "2026-12-23T10:00"])
@pytest.mark.parametrize(
    "people", [("ann", "ben", "cem", "dia"), ("dia", "ann", "ben", "cem"), ("cem", "eve", "ann", "ben")]
)
def test_adding_a_colleague_moves_nobody_in_the_middle_of_a_shift(now: str, people: tuple[str, ...]) -> None:
    """Whoever stands stays until the hand-over; then comes whoever follows in the new list, and so on around."""
    old, new = roster(weekly("ann", "ben", "cem")), roster(weekly(*people))
    stands = on_call(old, "pr", at(now))
    after = continued(old, new, at(now))

    assert on_call(after, "pr", at(now)) == stands
    told = [on_call(after, "pr", at(now) + timedelta(weeks=n))[0] for n in range(9)]
    begin = people.index(stands[0])
    assert told == [people[(begin + n) % 4] for n in range(9)]


def test_whoever_leaves_gives_the_turn_to_the_next() -> None:
    """Somebody must stand now."""
    old = roster(weekly("ann", "ben", "cem"))
    now = at("2026-12-02T10:00")
    (stands,) = on_call(old, "pr", now)
    rest = [name for name in ("ann", "ben", "cem") if name != stands]
    following = ("ann", "ben", "cem")[(("ann", "ben", "cem").index(stands) + 1) % 3]

    assert on_call(continued(old, roster(weekly(*rest)), now), "pr", now) == (following,)


def test_a_layer_keeps_who_stands_too() -> None:
    """The same for people of a follow-the-sun schedule."""
    now = at("2026-12-02T10:00")
    old, new = roster(weekdays(3)), roster(weekdays(4))

    assert on_call(continued(old, new, now), "pr", now) == on_call(old, "pr", now)


def test_a_changed_start_is_a_wish_to_begin_anew() -> None:
    """Nothing is carried over then."""
    now = at("2026-12-02T10:00")
    new = roster(weekly("cem", "ben", "ann", anchor=date(2026, 11, 30)))

    assert on_call(continued(roster(weekly("ann", "ben", "cem")), new, now), "pr", now) == ("cem",)


def test_the_engine_carries_it_over_reloads_and_restarts_and_says_who_changed() -> None:
    """A second reload of the same files, and a restart, keep what the first one kept; a list without her says so."""
    engine, now = Engine(), at("2026-12-09T10:00")
    engine.handle(HouseLoaded(at=now, house=House(roster=roster(weekly("ann", "ben", "cem")))))
    stands = on_call(engine.house.roster, "pr", now)
    bigger = House(roster=roster(weekly("ann", "ben", "cem", "dia")))
    for _ in range(2):
        commands = engine.handle(HouseLoaded(at=now, house=bigger))
        engine = Engine.restore(engine.snapshot())

        assert on_call(engine.house.roster, "pr", now) == stands
        assert "on-call-changed" not in [getattr(one, "reason", "") for one in commands]
    without = House(roster=roster(weekly(*(name for name in NAMES[:4] if name not in stands))))
    told = [
        one
        for one in engine.handle(HouseLoaded(at=now, house=without))
        if getattr(one, "reason", "") == "on-call-changed"
    ]

    assert len(told) == 1
    assert getattr(told[0], "text", "").endswith(f"instead of {stands[0]}")


def sun(*overrides: Override) -> Roster:
    """Return two layers by day, nobody at night."""
    layers = (
        Layer(people=("ann",), hours=ClockSpan(begins=time(6), ends=time(14)), timezone=BERLIN),
        Layer(people=("ben",), hours=ClockSpan(begins=time(14), ends=time(22)), timezone=BERLIN),
    )
    return roster(Schedule(name="pr", timezone=BERLIN, layers=layers, overrides=overrides))


def over(who: str, instead_of: str | None = None, *, is_days: bool = True) -> Override:
    """Return a stand-in for the second of December."""
    begins, ends = at("2026-12-02T00:00"), at("2026-12-03T00:00")
    return Override(begins_at=begins, ends_at=ends, who=who, instead_of=instead_of, is_days=is_days)


def test_an_override_for_a_person_takes_only_that_persons_turns() -> None:
    """Cem stands in for Ann; Ben's afternoon and the empty night stay as they are."""
    plan = sun(over("cem", "ann"))

    assert [on_call(plan, "pr", at(f"2026-12-02T{hour}:00")) for hour in ("08", "16", "23")] == [("cem",), ("ben",), ()]


def test_an_override_of_days_leaves_the_empty_night_and_one_of_hours_fills_it() -> None:
    """Days mean the hours in which somebody stands; instants mean themselves."""
    night = at("2026-12-02T23:00")

    assert on_call(sun(over("cem")), "pr", night) == ()
    assert on_call(sun(over("cem", is_days=False)), "pr", night) == ("cem",)
    assert on_call(sun(over("cem")), "pr", at("2026-12-02T08:00")) == ("cem",)


def test_a_shadow_hears_what_the_one_on_call_hears() -> None:
    """Beside whoever stands, once, and not where nobody does."""
    plan = roster(weekly("ann", "ben", shadow=("gus",)))
    (first, second) = on_call(plan, "pr", at("2026-12-02T10:00"))

    assert first in ("ann", "ben")
    assert second == "gus"


def test_two_that_stand_behind_each_other_are_nobody() -> None:
    """An older log may hold such a house; it is told as a gap, and ends nothing."""
    plan = roster(Schedule(name="back", secondary_of="third"), Schedule(name="third", secondary_of="back"))
    now = at("2026-12-02T10:00")

    assert on_call(plan, "back", now) == ()
    assert [gap.why for gap in gaps(plan, "back", now, now + timedelta(days=14))] == ["nobody in it"]


def test_the_secondary_is_the_next_one_and_never_the_same() -> None:
    """Also where the next one stands in for the first."""
    plan = roster(weekly("ann", "ben", "cem"), Schedule(name="back", secondary_of="pr"))
    for week in range(4):
        now = at("2026-12-02T10:00") + timedelta(weeks=week)
        (first,), (second,) = on_call(plan, "pr", now), on_call(plan, "back", now)

        assert (("ann", "ben", "cem").index(second) - ("ann", "ben", "cem").index(first)) % 3 == 1
    now = at("2026-12-02T10:00")
    (first,), (second,) = on_call(plan, "pr", now), on_call(plan, "back", now)
    swapped = roster(
        weekly("ann", "ben", "cem", overrides=(over(second, first),)), Schedule(name="back", secondary_of="pr")
    )

    assert on_call(swapped, "pr", now) == (second,)
    assert on_call(swapped, "back", now) not in ((second,), ())
    assert [s.people for s in shifts(plan, "back", now, now + timedelta(days=14))][1] != (second,)
