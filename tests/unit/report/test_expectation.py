"""What to expect: the busy evening and who is there, the days ahead, and what a promise costs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from functools import cache

import pytest

from alertd.model.house import House
from alertd.model.people import ClockSpan, Hours, Layer, Person, Policy, Roster, Schedule, Step
from alertd.model.watch import Watch
from alertd.report.expectation import HANDLING, Expectation, expectation, person_hours
from alertd.report.expectation_report import told
from alertd.report.render import rendered
from alertd.report.threads import Answer, Said
from tests.unit.report.asking import MONDAY, questions
from tests.unit.report.posts import answer

WEEKS = 8
NOW = MONDAY + timedelta(weeks=WEEKS, hours=9)
OFFICE = Hours(name="office", timezone="Europe/Istanbul", open=ClockSpan(begins=time(9), ends=time(18)))


@cache
def asked() -> tuple[Said, ...]:
    """Return eight weeks of questions."""
    return tuple(questions(WEEKS))


def house(*, evenings: bool = False) -> House:
    """Return acme, whose people stand on weekdays from nine to six in Istanbul; evenings: omar on Sunday evening."""
    day = Layer(
        people=("ayse",),
        hours=ClockSpan(begins=time(9), ends=time(18)),
        timezone="Europe/Istanbul",
        days=(0, 1, 2, 3, 4),
    )
    late = Layer(
        people=("omar", "lea"), hours=ClockSpan(begins=time(19), ends=time(23)), timezone="Europe/Istanbul", days=(6,)
    )
    people = {name: Person(name=name, addresses={"slack": f"@{name}"}) for name in ("ayse", "omar", "lea")}
    schedule = Schedule(name="pr", layers=(day, late) if evenings else (day,))
    roster = Roster(people=people, schedules={"pr": schedule}, hours={"office": OFFICE})
    return House(watches=(Watch(name="acme", terms=("acme",), hours="office"),), roster=roster)


@cache
def foretold(*, evenings: bool = False) -> Expectation:
    """Return what is to be expected."""
    return expectation(asked(), house(evenings=evenings), since=None, now=NOW)


def lines(found: Expectation) -> str:
    """Return the sentences of the report."""
    return "\n".join(told(found, since=None, until=NOW).lines)


@pytest.mark.parametrize(
    ("zones", "hours", "watches", "clock"),
    [
        (("Asia/Tokyo",), None, (), "Asia/Tokyo"),
        (("Asia/Tokyo",), "office", (), "Asia/Tokyo"),
        (("Europe/Istanbul",), "office", (), "Europe/Istanbul"),
        (("UTC",), None, (), "Europe/Istanbul"),
        (("Asia/Tokyo", "Europe/Paris"), None, (), "Europe/Istanbul"),
        (("Asia/Tokyo", "Europe/Paris"), None, ("two",), "Europe/Paris"),
    ],
)
def test_the_clock_is_that_of_where_the_watch_says_its_people_live(
    zones: tuple[str, ...], hours: str | None, watches: tuple[str, ...], clock: str
) -> None:
    """Else of their language (Turkish here); what several watches say differently, and the zone of a team, says nothing of it."""
    named = ("acme", "two")
    found = tuple(Watch(name=n, timezone=z, hours=hours) for n, z in zip(named, zones, strict=False))
    lives = house().with_(watches=found)

    assert expectation(asked(), lives, since=None, now=NOW, watches=watches).zone == clock


def test_most_questions_come_on_sunday_evening_and_nobody_is_there() -> None:
    """By the audience's clock, not by ours."""
    found = foretold()

    assert found.busiest is not None
    assert (found.busiest.weekday, found.busiest.begins, found.busiest.ends) == (6, 19, 22)
    assert (found.busiest.there, found.busiest.is_open) == (0, False)
    assert found.zone == "Europe/Istanbul"
    assert "Most questions come on Sunday 19 to 22 (Europe/Istanbul)" in lines(found)
    assert "nobody is on call then; the business hours are over" in lines(found)


def test_who_stands_there_is_counted() -> None:
    """The same evening with two people."""
    found = foretold(evenings=True)

    assert found.busiest is not None
    assert found.busiest.there == 2
    assert "2 on call then" in lines(found)


@pytest.mark.parametrize(("named", "there"), [("lea", 1), ("everyone", 3), ("pr", 0)])
def test_who_is_named_by_a_policy_itself_is_always_there(named: str, there: int) -> None:
    """A small brand has no schedule: its policy names people, and it pages them at any hour."""
    home = house()
    policy = Policy(name="pr-oncall", steps=(Step(notify=(named,), by=("slack",)),))
    found = expectation(
        asked(), home.with_(roster=home.roster.with_(policies={"pr-oncall": policy})), since=None, now=NOW
    )

    assert found.busiest is not None
    assert found.busiest.there == there


def test_the_promise_needs_more_people_in_the_evening_than_by_day() -> None:
    """And it says how many hours of people that is a week."""
    found = foretold()
    sunday = [one for one in found.shifts if one.weekday == 6 and one.begins >= 19 and one.ends <= 22]

    assert max(one.needed for one in sunday) >= 2
    assert all(one.needed <= 1 for one in found.shifts if one.weekday < 6)
    assert "people are needed on Sunday 19 to" in lines(found)
    assert f"{person_hours(found.shifts)} hours of people a week" in lines(found)


def test_the_quietest_hours_need_nobody() -> None:
    """Two questions in a hundred come by night: 95 % are answered all the same."""
    found = foretold()
    assert found.ahead is not None
    nobody = {(one.weekday, hour) for one in found.shifts if not one.needed for hour in range(one.begins, one.ends)}
    missed = sum(found.ahead.usual[day * 24 + hour] for day, hour in nobody) / sum(found.ahead.usual)

    assert nobody
    assert missed <= 0.025


def test_shifts_cover_the_week_once() -> None:
    """168 hours, in order, none twice."""
    hours = [(one.weekday, hour) for one in foretold().shifts for hour in range(one.begins, one.ends)]

    assert hours == [(day, hour) for day in range(7) for hour in range(24)]


def test_the_next_seven_days_begin_tomorrow_on_the_audiences_clock() -> None:
    """Each with its range; Sunday is the largest."""
    days = foretold().days

    assert [f"{day:%a %H:%M}" for day, _ in days] == [
        f"{name} 00:00" for name in ["Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon"]
    ]
    assert max(days, key=lambda one: one[1].expected)[0].weekday() == 6
    assert all(one.low <= one.expected <= one.high for _, one in days)


def test_the_ranges_say_how_well_they_did() -> None:
    """Of held-back days."""
    assert "each foretold from the weeks before it" in lines(foretold())


def test_too_little_is_said_to_be_too_little() -> None:
    """Ten days."""
    some = [one for one in asked() if one.at < MONDAY + timedelta(days=10)]
    found = expectation(some, house(), since=None, now=MONDAY + timedelta(days=10))

    assert found.ahead is None
    assert "nothing is foretold from less than two weeks" in lines(found)
    assert rendered(told(found, since=None, until=NOW), "html").startswith("<!doctype html>")


def test_nothing_at_all_is_no_fault() -> None:
    """A store on its first day."""
    found = expectation([], House(), since=None, now=NOW)

    assert (found.questions, found.ahead, found.zone) == (0, None, "UTC")
    assert json.loads(rendered(told(found, since=None, until=NOW), "json"))["usual"] is None


def test_a_zone_may_be_asked_for() -> None:
    """The reader's, whatever the customers speak."""
    found = expectation(asked(), house(), since=None, now=NOW, zone="America/New_York")

    assert (found.zone, found.why_zone) == ("America/New_York", "as you asked")
    assert found.busiest is not None
    assert (found.busiest.weekday, found.busiest.begins) == (6, 12)


def test_how_long_an_answer_takes_is_measured_where_it_can_be() -> None:
    """Forty answers of one person, four minutes apart; half an hour's pause is no work, and a bot's answers are none."""
    working: list[Said | Answer] = [
        answer(f"a{number}", 4 * number + (30 if number > 20 else 0), agent="JA") for number in range(40)
    ]
    bots = [answer(f"b{number}", number, author="bot", is_automatic=True) for number in range(99)]
    found = expectation([*asked(), *working, *bots], house(), since=None, now=NOW)
    assumed = expectation([*asked(), *working[:9]], house(), since=None, now=NOW)

    assert (found.promise.handling, found.is_assumed) == (240.0, False)
    assert (assumed.promise.handling, assumed.is_assumed) == (HANDLING, True)
    assert "each answer needing 4 min" in lines(found)
    assert "each answer taken to need 6 min" in lines(assumed)


def test_a_harder_promise_costs_more() -> None:
    """Within ten minutes instead of two hours; with answers that take longer."""
    easy = expectation(asked(), house(), since=None, now=NOW, within=timedelta(hours=2))
    hard = expectation(asked(), house(), since=None, now=NOW, within=timedelta(minutes=10))
    slow = expectation(asked(), house(), since=None, now=NOW, handling=timedelta(minutes=20))

    assert person_hours(easy.shifts) < person_hours(hard.shifts)
    assert person_hours(foretold().shifts) < person_hours(slow.shifts)


def test_since_leaves_out_what_was_before() -> None:
    """The last four weeks."""
    found = expectation(asked(), house(), since=NOW - timedelta(weeks=4), now=NOW)

    assert 3.9 < found.load.weeks <= 4.0
    assert found.questions < len(asked())


@pytest.mark.parametrize("form", ["table", "csv", "json", "md", "html"])
def test_each_form_tells_it(form: str) -> None:
    """With charts as blocks in text, as pictures on a page."""
    text = rendered(told(foretold(), since=None, until=NOW), form)

    assert "Sunday" in text or '"weekday":"sun"' in text
    assert ("█" in text) is (form in ("table", "md"))
    assert ("<svg" in text) is (form == "html")


def test_programs_read_all_of_it() -> None:
    """168 means, seven days, the check, each language."""
    body = json.loads(rendered(told(foretold(), since=None, until=NOW), "json"))

    assert len(body["usual"]) == 168
    assert len(body["days"]) == 7
    assert body["promise"] == {"share": 0.95, "within_s": 1800.0, "handling_s": 360.0, "handling_is_assumed": True}
    assert body["busiest"]["weekday"] == "sun"
    assert 0.0 <= body["checked"]["days"]["share"] <= 1.0
    assert body["by_language"]["tr"]["timezone"] == "Europe/Istanbul"


def test_the_clock_that_jumps_does_not_break_the_days() -> None:
    """A week over the end of summer time in Paris."""
    now = datetime(2026, 10, 22, 9, tzinfo=UTC)
    found = expectation(asked(), House(), since=None, now=now, zone="Europe/Paris")

    assert [day.utcoffset() for day, _ in found.days][:4] == [timedelta(hours=2)] * 3 + [timedelta(hours=1)]
