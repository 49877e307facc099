"""`alertd oncall`: what people read before they go on call."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from alertd.cli.oncall import rows, table
from alertd.model.people import ClockSpan, Layer, Override, Person, Policy, Roster, Schedule, Step
from alertd.report.rota import calendar

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday
ROSTER = Roster(
    people={name: Person(name=name) for name in ("alice", "bob")},
    schedules={
        "pr": Schedule(
            name="pr",
            people=("alice", "bob"),
            timezone="Europe/Paris",
            rotate="weekly",
            overrides=(
                Override(
                    begins_at=datetime(2026, 11, 21, tzinfo=UTC),
                    ends_at=datetime(2026, 11, 22, tzinfo=UTC),
                    who="bob",
                ),
            ),
        ),
        "day": Schedule(
            name="day",
            layers=(Layer(people=("bob",), hours=ClockSpan(begins=time(9), ends=time(17)), timezone="UTC"),),
        ),
    },
)


def test_the_table_shows_now_then_shifts_and_gaps_by_the_schedules_clock() -> None:
    """A gap is told where it falls, with its reason."""
    assert table(ROSTER, AT, 1).split("\n") == [
        "pr (Europe/Paris): alice until Sat 2026-11-21 01:00, then bob",
        "  Fri 2026-11-20 13:00 - Sat 2026-11-21 01:00  alice",
        "  Sat 2026-11-21 01:00 - Sat 2026-11-21 13:00  bob [override]",
        "",
        "day (UTC): bob until Fri 2026-11-20 17:00, then nobody",
        "  Fri 2026-11-20 12:00 - Fri 2026-11-20 17:00  bob",
        "  Fri 2026-11-20 17:00 - Sat 2026-11-21 09:00  nobody [no layer]",
        "  Sat 2026-11-21 09:00 - Sat 2026-11-21 12:00  bob",
    ]


def test_without_schedules_it_says_so() -> None:
    """An empty answer would look like a fault."""
    assert table(Roster(), AT, 7) == "no schedules"


def test_without_schedules_the_policies_say_whom_they_tell() -> None:
    """Whoever begins has people and a policy, and asks who is told at night."""
    steps = (Step(notify=("alice",), by=("slack",)), Step(notify=("bob", "alice"), by=("slack",)))
    people = {name: Person(name=name, addresses={"slack": name}) for name in ("alice", "bob")}
    roster = Roster(people=people, policies={"pr-oncall": Policy(name="pr-oncall", steps=steps)})

    assert table(roster, AT, 7).splitlines() == [
        "no schedules: the policies tell the same people at any time",
        "  pr-oncall: alice, then bob, alice",
    ]


def test_the_rows_say_the_same_in_utc() -> None:
    """For other programs."""
    day = rows(ROSTER, AT, 1)[1]

    assert day["now"] == ["bob"]
    assert day["gaps"] == [
        {"begins_at": "2026-11-20T17:00:00.000Z", "ends_at": "2026-11-21T09:00:00.000Z", "why": "no layer"}
    ]
    assert [shift["begins_at"] for shift in day["shifts"]] == ["2026-11-20T12:00:00.000Z", "2026-11-21T09:00:00.000Z"]


def test_the_calendar_has_an_event_for_each_shift() -> None:
    """Of all schedules, in one file."""
    text = calendar(ROSTER, AT, 1)

    assert text.count("BEGIN:VEVENT") == 4
    assert "SUMMARY:On call pr: bob (override)" in text
    assert text.endswith("END:VCALENDAR\r\n")


def test_a_shift_has_one_id_in_every_export() -> None:
    """A calendar that is fetched again must find the same shifts, the running one too."""
    first = [line for line in calendar(ROSTER, AT, 1).split("\r\n") if line.startswith("UID:pr")]
    later = [line for line in calendar(ROSTER, AT + timedelta(hours=7), 1).split("\r\n") if line.startswith("UID:pr")]

    assert first[0] == later[0] == "UID:pr-20261116T080000Z@alertd"
    assert first == later
