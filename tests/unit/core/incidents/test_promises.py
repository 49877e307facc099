"""Promises of an incident: the clock each runs on, what is left, and the stages that are told before one is broken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alertd.core.engine import Engine
from alertd.core.incidents.promises import STAGES, Promise, promises_of
from alertd.model.events import IncidentOpened, decode, encode
from alertd.model.house import House, Promises
from alertd.model.incident import Act, Incident, State
from alertd.model.page import PageKind
from alertd.model.people import Hours
from alertd.model.rule import Severity
from alertd.model.watch import Watch
from tests.unit.core.stage import CRISIS, DAY_LONG, URGENT, Stage, clock, house, loud

LONG = loud(keep_firing_for=timedelta(days=3))
PROMISE = ("half-of-a-promise-spent", "four-fifths-of-a-promise-spent", "promise-missed")
FRIDAY = datetime(2026, 11, 27, 16, 45, tzinfo=UTC)


def office(*rules: object, **changes: object) -> House:
    """Return acme, which works from nine to five, Monday to Friday, UTC."""
    first = house(*rules)  # type: ignore[arg-type]
    watch = Watch(name="acme", terms=("acme",), handles={"x": ("acme",)}, hours="office")
    roster = first.roster.with_(hours={"office": Hours(name="office")})
    return first.with_(watches=(watch,), roster=roster).with_(**changes)


def opened(at: datetime, severity: Severity = URGENT, **more: object) -> Incident:
    """Return an incident that opened at an instant."""
    fields = {"state": State.OPEN, **more}
    return Incident(id="i", watch="acme", severity=severity, opened_at=at, **fields)  # type: ignore[arg-type]


def named(incident: Incident, now: datetime, of: House | None = None) -> dict[str, Promise]:
    """Return the promises of an incident by name."""
    return {one.name: one for one in promises_of(incident, of or office(), now)}


def stages(stage: Stage) -> list[str]:
    """Return "10:07 half-of-a-promise-spent acknowledge" of every stage that was decided."""
    told = [one for one in stage.decisions if str(one.reason) in PROMISE]
    return [f"{one.at:%H:%M} {one.reason} {one.text.partition(':')[0]}" for one in told]


def test_a_quarter_of_an_hour_on_friday_evening_ends_on_monday() -> None:
    """Friday 16:50: ten minutes are left of the week, the last five are Monday's."""
    late = FRIDAY + timedelta(minutes=5)
    found = named(opened(late), late + timedelta(hours=1))["acknowledge"]

    assert found.due_at == datetime(2026, 11, 30, 9, 5, tzinfo=UTC)
    assert (found.spent, found.left, found.is_kept) == (600.0, 300.0, None)
    assert found.share == pytest.approx(2 / 3)


def test_a_crisis_knows_no_business_hours() -> None:
    """Its quarter of an hour is over on Friday evening."""
    found = named(opened(FRIDAY, CRISIS), FRIDAY + timedelta(hours=1))["acknowledge"]

    assert found.due_at == FRIDAY + timedelta(minutes=15)
    assert (found.left, found.is_kept) == (0.0, False)


def test_hours_that_never_open_hold_no_promise_for_ever() -> None:
    """Then the clock on the wall counts."""
    closed = office().roster.with_(hours={"office": Hours(name="office", days=())})
    found = named(opened(FRIDAY), FRIDAY, office().with_(roster=closed))["plan"]

    assert found.due_at == FRIDAY + timedelta(hours=1)


def test_a_watch_without_hours_runs_by_the_wall() -> None:
    """As ever."""
    assert named(opened(FRIDAY), FRIDAY, house())["solve"].due_at == FRIDAY + timedelta(hours=24)


def test_what_was_done_before_this_round_keeps_nothing_of_it() -> None:
    """An acknowledgement of the first round is none of the second."""
    began = FRIDAY + timedelta(hours=5)
    second = opened(FRIDAY, CRISIS, first_acknowledged_at=FRIDAY, acknowledged_at=None, began_at=began)
    found = named(second, began + timedelta(minutes=3))["acknowledge"]

    assert (found.begins_at, found.done_at, found.is_kept) == (began, None, None)


def test_who_plans_has_acknowledged_and_who_solves_has_done_both() -> None:
    """And what is kept has nothing left to count down."""
    done = opened(FRIDAY, CRISIS, solved_at=FRIDAY + timedelta(minutes=10))
    found = named(done, FRIDAY + timedelta(days=9))

    assert [(one.spent, one.is_kept, one.left) for one in found.values()] == [(600.0, True, 0.0)] * 3


def test_what_was_closed_undone_was_not_kept() -> None:
    """Nobody solved it; it closed by itself after two hours, and no clock runs on."""
    closed = opened(FRIDAY, CRISIS, state=State.CLOSED, closed_at=FRIDAY + timedelta(hours=2))
    found = named(closed, FRIDAY + timedelta(days=3))

    assert [one.is_kept for one in found.values()] == [False, False, False]
    assert found["solve"].spent == 7200.0


def test_a_clock_that_ran_backwards_has_spent_nothing() -> None:
    """Now lies before the opening: no negative seconds."""
    found = named(opened(FRIDAY, CRISIS), FRIDAY - timedelta(hours=1))

    assert [one.spent for one in found.values()] == [0.0, 0.0, 0.0]


def test_nobody_does_anything_and_every_stage_is_decided_at_its_minute() -> None:
    """15 minutes, an hour, 24 hours: half, four fifths, all."""
    stage = Stage(house(LONG)).fire("10:00").until("11:00", day=1)

    assert stages(stage) == [
        "10:07 half-of-a-promise-spent acknowledge",
        "10:12 four-fifths-of-a-promise-spent acknowledge",
        "10:15 promise-missed acknowledge",
        "10:30 half-of-a-promise-spent plan",
        "10:48 four-fifths-of-a-promise-spent plan",
        "11:00 promise-missed plan",
        "22:00 half-of-a-promise-spent solve",
        "05:12 four-fifths-of-a-promise-spent solve",
        "10:00 promise-missed solve",
    ]


def test_what_is_done_in_time_has_no_further_stage() -> None:
    """Acknowledged after eight minutes, planned after forty, solved after two hours."""
    stage = Stage(house(LONG)).fire("10:00").until("10:08").act(Act.ACK).until("10:40").act(Act.PLAN)
    stage.until("12:00").act(Act.SOLVE).until("12:00", day=2)

    assert stages(stage) == ["10:07 half-of-a-promise-spent acknowledge", "10:30 half-of-a-promise-spent plan"]


def test_whoever_has_it_hears_when_a_fifth_of_the_time_to_solve_is_left() -> None:
    """Only they; nobody else is woken by a stage."""
    stage = Stage(house(LONG)).fire("10:00").act(Act.PLAN, by="omar").until("09:59", day=1)

    due = [page for page in stage.pages if page.facts.get("news") == "due"]
    assert {(f"{page.at:%H:%M}", page.to, page.kind) for page in due} == {("05:12", "omar", PageKind.UPDATE)}
    assert due[0].facts["news_until"] == clock("10:00", 1).timestamp()


def test_who_was_given_it_hears_it_not_who_gave_it() -> None:
    """Handing over hands the promise over."""
    stage = Stage(house(LONG)).fire("10:00").act(Act.PLAN, by="omar").act(Act.ASSIGN, by="omar", assignee="maria")

    due = [page for page in stage.until("09:59", day=1).pages if page.facts.get("news") == "due"]
    assert {page.to for page in due} == {"maria"}


def test_a_second_round_has_its_own_stages() -> None:
    """It fires again after it was solved: the promises begin anew."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00").act(Act.SOLVE)
    stage.until("23:00").fire("08:00", day=1).until("08:20", day=1)

    assert stages(stage) == [
        "08:07 half-of-a-promise-spent acknowledge",
        "08:12 four-fifths-of-a-promise-spent acknowledge",
        "08:15 promise-missed acknowledge",
    ]


def test_stages_run_by_the_hours_of_the_watch() -> None:
    """An urgent incident of 16:50: eight fifteenths are spent at 16:58, the rest is tomorrow's."""
    stage = Stage(office(LONG.with_(severity=URGENT))).fire("16:50").until("10:00", day=1)

    assert [one for one in stages(stage) if one.endswith("acknowledge")] == [
        "16:57 half-of-a-promise-spent acknowledge",
        "09:02 four-fifths-of-a-promise-spent acknowledge",
        "09:05 promise-missed acknowledge",
    ]


def test_an_outage_tells_each_stage_once_when_it_is_over() -> None:
    """The daemon was down for an hour; then all that was passed is decided, in order, once."""
    stage = Stage(house(LONG)).fire("10:00").down_until("11:10").until("11:20")

    assert [one.partition(" ")[2] for one in stages(stage)] == [
        "half-of-a-promise-spent acknowledge",
        "four-fifths-of-a-promise-spent acknowledge",
        "promise-missed acknowledge",
        "half-of-a-promise-spent plan",
        "four-fifths-of-a-promise-spent plan",
        "promise-missed plan",
    ]


def test_a_restart_forgets_no_stage_and_repeats_none() -> None:
    """A snapshot between two stages, and the log after it."""
    stage = Stage(house(LONG)).fire("10:00").until("10:10")
    other = Engine.restore(stage.engine.snapshot())
    begins = len(stage.events)
    stage.until("11:30")
    again = [command for event in stage.events[begins:] for command in other.handle(decode(encode(event)))]
    once = [command for _, command in stage.log if command in again]

    assert len(again) == len(once)
    assert other.snapshot() == stage.engine.snapshot()


def test_a_drill_promises_nothing() -> None:
    """It is played for an hour, and has stages of its own."""
    stage = Stage(house(LONG))
    stage.handle(IncidentOpened(at=stage.now, watch="acme", severity=CRISIS, by="lea", policy="pr", is_drill=True))

    assert stages(stage.until("12:00")) == []


@pytest.mark.parametrize("share", STAGES)
def test_promises_of_other_lengths_have_stages_at_their_shares(share: float) -> None:
    """Ten minutes to acknowledge: five, eight, ten."""
    first = house(LONG, promises=Promises(acknowledge=timedelta(minutes=10)))
    minute = round(10 * share)
    stage = Stage(first).fire("10:00").until(clock("10:00") + timedelta(minutes=minute))

    assert stages(stage)[-1].startswith(f"10:{minute:02} ")
    assert len(stages(stage)) == STAGES.index(share) + 1
