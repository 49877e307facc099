"""A drill: a marked crisis for the real people, which ends with the first who takes it, and mutes nothing."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from alertd.core.engine import Engine
from alertd.core.incidents.drills import next_drill
from alertd.core.wording import word
from alertd.model.drill import DrillPlan
from alertd.model.events import ClockSetBack, HouseLoaded, IncidentOpened
from alertd.model.incident import Act, State
from alertd.model.page import Page, PageKind
from alertd.model.rule import Severity
from tests.unit.core.stage import DAY_LONG, Stage, clock, house, loud, person, with_person

PLAN = DrillPlan(policy="pr", weekday=1, at=time(10))  # Tuesdays; the stage's clocks begin on Monday 23 November


def play(stage: Stage, at: str = "10:00", by: str = "maria") -> Stage:
    """Let somebody begin a drill of the policy `pr`."""
    stage.until(at)
    stage.handle(
        IncidentOpened(at=stage.now, watch="DRILL", severity=Severity.CRISIS, by=by, policy="pr", is_drill=True)
    )
    return stage


def mine(stage: Stage) -> list[Page]:
    """Return every message of the drill."""
    return [page for page in stage.pages if page.watch == "DRILL"]


def test_it_pages_as_a_crisis_does_until_somebody_takes_it() -> None:
    """Ayse sleeps; Omar takes it by text message after 12 minutes, and everybody hears that it is over."""
    stage = play(Stage(house(loud()))).until("10:12").act(Act.ACK, "omar", via="sms")

    assert stage.told() == ["10:00 ayse", "10:10 omar"]
    assert stage.told(PageKind.RESOLVED) == ["10:12 ayse"]
    drill = stage.incident
    assert (drill.state, drill.is_drill, drill.severity) == (State.CLOSED, True, Severity.CRISIS)
    assert (drill.first_taken_by, drill.first_taken_via, drill.first_acknowledged_at) == ("omar", "sms", clock("10:12"))
    assert len(stage.until("12:00").told()) == 2


def test_operators_hear_how_it_went() -> None:
    """Who, by what, after how long, and who had been told."""
    stage = play(Stage(house(loud()))).until("10:12").act(Act.ACK, "omar", via="sms")
    [told] = [page for page in stage.pages if page.kind is PageKind.OPS]

    assert told.facts["note"] == "drill of policy pr: omar took it by sms after 12.0 min; told: ayse, omar"


def test_one_that_nobody_takes_is_over_after_an_hour() -> None:
    """Its policy has run to its end; operators hear that nobody was there."""
    stage = play(Stage(house(loud()))).until("12:00")

    assert stage.incident.state is State.CLOSED
    assert stage.incident.closed_at == clock("11:00")
    assert stage.incident.first_taken_by is None
    assert [page.facts["note"] for page in stage.pages if page.kind is PageKind.OPS] == [
        "drill of policy pr: nobody took it within 60 min; told: ayse, omar, maria"
    ]


@pytest.mark.parametrize("act", [Act.ACK, Act.SNOOZE, Act.PLAN, Act.SOLVE])
def test_whoever_takes_it_in_whatever_way_ends_it(act: Act) -> None:
    """There is nothing to plan: who answered has shown that the way works."""
    stage = play(Stage(house(loud()))).act(act, "ayse", via="link")

    assert (stage.incident.state, stage.incident.first_taken_via) == (State.CLOSED, "link")


@pytest.mark.parametrize("language", ["en", "fr", "pt", "ru", "tr", "zh"])
def test_every_message_says_so_in_the_readers_language(language: str) -> None:
    """Page, note and end, on Slack, as a letter and as a text message: the first word of each is that it is a drill."""
    asleep = person("ayse", language=language, addresses={"slack": "@a", "email": "a@b.example", "sms": "+1"})
    first = with_person(house(loud()), asleep)
    policies = {
        name: policy.with_(steps=tuple(step.with_(by=("slack", "email", "sms")) for step in policy.steps))
        for name, policy in first.roster.policies.items()
    }
    stage = play(Stage(first.with_(roster=first.roster.with_(policies=policies))))
    stage.act(Act.NOTE, "omar", note="how is it going?").act(Act.ACK, "omar")
    said = [(page, word(page, {}, "https://a.example/a/T7Rc0SE3IPiAbPl9ueWaJg").text) for page in mine(stage)]

    assert {page.kind for page, _ in said if page.to == "ayse"} == {PageKind.PAGE, PageKind.UPDATE, PageKind.RESOLVED}
    assert all("DRILL" in text.split("\n")[0][:60] for _, text in said)


def test_it_belongs_to_no_brand() -> None:
    """A real crisis of that minute is told as ever, and quotes nothing of it; neither mutes the other."""
    stage = play(Stage(house(loud(severity=Severity.CRISIS)))).fire("10:01")
    real = [page for page in stage.pages if page.watch == "acme"]

    assert [page.to for page in real] == ["ayse"]
    assert "drill" not in real[0].facts
    assert all(page.evidence == () and page.signals == () for page in mine(stage))


def test_a_second_drill_ends_the_first() -> None:
    """Two people had the same idea: whoever was paged hears that the first is over."""
    stage = play(play(Stage(house(loud()))), "10:05")
    first, second = stage.incidents()

    assert (first.state, second.state) == (State.CLOSED, State.OPEN)
    assert stage.told() == ["10:00 ayse", "10:05 ayse"]


def test_a_reload_in_the_middle_does_not_stop_it() -> None:
    """The files know no watch of that name."""
    stage = play(Stage(house(loud())))
    stage.load(house(loud(keep_firing_for=DAY_LONG))).until("10:25")

    assert stage.told() == ["10:00 ayse", "10:10 omar", "10:20 maria"]


def test_a_restart_in_the_middle_does_not_stop_it() -> None:
    """Its end is a deadline of the engine, and so survives."""
    stage = play(Stage(house(loud())))
    stage.engine = Engine.restore(stage.engine.snapshot())
    stage.until("12:00")

    assert stage.told() == ["10:00 ayse", "10:10 omar", "10:20 maria"]
    assert stage.incident.closed_at == clock("11:00")


def test_once_a_month_by_itself() -> None:
    """The first Tuesday of each month at ten; a reload in between moves nothing."""
    stage = Stage(house(loud(), drill=PLAN)).until("09:00", day=3)
    stage.load(house(loud(), drill=PLAN)).until("12:00", day=50)

    assert [incident.opened_at for incident in stage.incidents()] == [
        datetime(2026, 12, 1, 10, tzinfo=UTC),
        datetime(2027, 1, 5, 10, tzinfo=UTC),
    ]
    assert all(incident.is_drill for incident in stage.incidents())


def test_no_drill_while_a_real_incident_waits_for_somebody() -> None:
    """It comes a day later; who has a crisis at hand is not tested."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG, severity=Severity.CRISIS), drill=PLAN))
    stage.fire("09:55", day=8).until("12:00", day=8)
    assert "drill-put-off" in stage.reasons()
    stage.act(Act.CLOSE).until("12:00", day=9)

    assert stage.incident.opened_at == datetime(2026, 12, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize("how", ["restart", "reload", "both"])
def test_one_that_was_put_off_survives_a_restart(how: str) -> None:
    """It comes a day later all the same, not next month."""
    first = house(loud(keep_firing_for=DAY_LONG, severity=Severity.CRISIS), drill=PLAN)
    stage = Stage(first).fire("09:55", day=8).until("12:00", day=8).act(Act.CLOSE)
    if how != "reload":
        stage.engine = Engine.restore(stage.engine.snapshot())
    if how != "restart":
        stage.load(first)
    stage.until("12:00", day=9)

    assert stage.incident.opened_at == datetime(2026, 12, 2, 10, tzinfo=UTC)


def test_another_plan_forgets_what_was_put_off() -> None:
    """Whoever moved the drill to Thursdays wants it on a Thursday."""
    first = house(loud(keep_firing_for=DAY_LONG, severity=Severity.CRISIS), drill=PLAN)
    stage = Stage(first).fire("09:55", day=8).until("12:00", day=8).act(Act.CLOSE)
    stage.load(first.with_(drill=PLAN.with_(weekday=3))).until("12:00", day=20)

    assert stage.incident.opened_at == datetime(2026, 12, 3, 10, tzinfo=UTC)


def test_a_drill_that_was_missed_while_nothing_ran_is_not_made_up_for_at_night() -> None:
    """The daemon was down on Tuesday at ten and begins again at three: the next one is that of January."""
    stage = Stage(house(loud(), drill=PLAN)).until("09:00", day=7)
    stage.engine = Engine.restore(stage.engine.snapshot())
    stage.now = clock("03:00", day=9)
    stage.handle(HouseLoaded(at=stage.now, house=house(loud(), drill=PLAN), is_start=True))
    stage.until("12:00", day=30)

    assert stage.incidents() == []


def test_settings_without_a_drill_play_none() -> None:
    """Also where they had one before the reload."""
    stage = Stage(house(loud(), drill=PLAN)).load(house(loud())).until("12:00", day=50)

    assert stage.incidents() == []


def test_a_clock_that_was_wrong_skips_none() -> None:
    """A year ahead by mistake, and back: the next drill is that of the right clock."""
    stage = Stage(house(loud(), drill=PLAN))
    stage.down_until("12:00", day=400)
    stage.now = clock("09:00", 1)
    stage.handle(ClockSetBack(at=stage.now, was=clock("12:00", 400)))

    assert stage.engine.state.timers.asked(("drill-due",)) == datetime(2026, 12, 1, 10, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("zone", "after", "due"),
    [
        ("UTC", "2026-12-01T10:00:00", "2027-01-05T10:00:00"),
        ("UTC", "2026-12-01T09:59:59", "2026-12-01T10:00:00"),
        ("Europe/Istanbul", "2026-12-01T08:00:00", "2027-01-05T07:00:00"),
        ("America/New_York", "2027-02-28T00:00:00", "2027-03-02T15:00:00"),
        ("America/New_York", "2027-04-01T00:00:00", "2027-04-06T14:00:00"),
    ],
)
def test_the_clock_on_the_wall_says_when(zone: str, after: str, due: str) -> None:
    """In the zone of the settings, before and after its clocks change."""
    at = datetime.fromisoformat(after).replace(tzinfo=UTC)

    assert next_drill(PLAN.with_(timezone=zone), at) == datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert next_drill(PLAN, at) - at <= timedelta(days=36)
