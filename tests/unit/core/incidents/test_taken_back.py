"""A slip of the thumb on "solved" wakes nobody: what stood before stands again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.engine import Engine
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.next_step import next_steps
from alertd.core.wording import word
from alertd.model.events import IncidentOpened
from alertd.model.incident import Act, State
from alertd.model.page import PageKind
from tests.unit.core.stage import CRISIS, DAY_LONG, Stage, clock, house, loud

LONG = loud(keep_firing_for=DAY_LONG)


def inside(stage: Stage) -> IncidentState:
    """Return the incident as the engine keeps it."""
    return stage.engine.state.grouping.incidents[stage.incident.id]


def stands(stage: Stage) -> tuple[object, ...]:
    """Return all that one wrong tap must not change."""
    one = inside(stage)
    timers = stage.engine.state.context.timers
    clocks = [timers.asked((name, one.id)) for name in ("ack", "warn")]
    steps = [timers.asked(("step", one.id, name)) for name in one.escalations]
    kept = {act: person for act, person in one.by.items() if act != "reopen"}
    return (one.state, one.acknowledged, one.planned, one.solved, one.holder(), kept, one.snoozed_until, clocks, steps)


def at_two(*acts: tuple[Act, str]) -> Stage:
    """Return a stage on which Ayse and Omar were paged, and then people acted; it is 10:16."""
    stage = Stage(house(LONG)).fire("10:00").until("10:16")
    for act, by in acts:
        stage.act(act, by)
    return stage


@pytest.mark.parametrize(
    "acts",
    [
        [],
        [(Act.ACK, "omar")],
        [(Act.ACK, "omar"), (Act.PLAN, "omar")],
        [(Act.SNOOZE, "omar")],
        [(Act.ACK, "ayse"), (Act.ASSIGN, "omar")],
    ],
    ids=["nobody", "taken", "planned", "put off", "given"],
)
def test_what_stood_before_stands_again_and_nobody_is_paged(acts: list[tuple[Act, str]]) -> None:
    """Also over a restart in between: who has it, the plan, every clock."""
    stage = at_two(*acts)
    before, paged = stands(stage), [one for one in stage.pages if one.kind is PageKind.PAGE]
    stage.act(Act.SOLVE, "omar").until("10:19")
    stage.engine = Engine.restore(stage.engine.snapshot())
    stage.act(Act.REOPEN, "omar", note="wrong button")

    assert stands(stage) == before
    assert [one for one in stage.pages if one.kind is PageKind.PAGE] == paged


def test_the_others_hear_that_it_stands_as_before() -> None:
    """In one line, with who has it and the note."""
    stage = at_two((Act.ACK, "omar"), (Act.SOLVE, "omar")).until("10:19").act(Act.REOPEN, "omar", note="wrong button")

    (last,) = [one for one in stage.pages if one.at == clock("10:19")]
    assert (last.to, last.kind) == ("ayse", PageKind.UPDATE)
    text = word(last, {}, "").text
    for said in ("omar took “solved” back (10:19 UTC): it stands as before.", "omar has it.", "Note: wrong button"):
        assert said in text


def test_what_nobody_had_goes_on_by_its_clocks() -> None:
    """Omar solved what nobody had and took it back: Maria's step comes when it would have."""
    stage = at_two((Act.SOLVE, "omar")).until("10:20").act(Act.REOPEN, "omar").until("10:31")

    assert stage.told() == ["10:00 ayse", "10:15 omar", "10:30 maria"]


def test_an_acknowledgement_that_ran_out_meanwhile_warns_first() -> None:
    """Taken at 10:16, solved at 11:10, taken back at 11:18: not everybody at once."""
    stage = at_two((Act.ACK, "omar")).until("11:10").act(Act.SOLVE, "omar").until("11:18").act(Act.REOPEN, "omar")
    assert inside(stage).state is State.ACKNOWLEDGED
    stage.until("11:22")
    assert stage.told() == ["10:00 ayse", "10:15 omar"]

    assert stage.until("11:24").told()[2:] == ["11:23 ayse"]


def test_after_ten_minutes_it_is_theirs_again_and_nobody_is_paged() -> None:
    """Omar had it and opens it an hour later: he has it, with a clock of its own; the list and the pages agree."""
    stage = at_two((Act.ACK, "omar"), (Act.PLAN, "omar"), (Act.SOLVE, "omar")).until("11:30").act(Act.REOPEN, "omar")

    one = stage.incident
    assert (one.state, one.assignee, one.by["ack"], one.planned_at) == (State.ACKNOWLEDGED, "omar", "omar", None)
    assert stage.told() == ["10:00 ayse", "10:15 omar"]
    assert stage.pages[-1].facts["news"] == "kept"
    assert stage.until("12:31").told()[2:] == ["12:30 ayse"]


def test_somebody_else_opens_it_for_everybody() -> None:
    """Nobody has it, not even whom it was given to; the page says who opened it and why."""
    stage = at_two((Act.ACK, "ayse"), (Act.ASSIGN, "omar"), (Act.SOLVE, "omar")).until("10:18")
    stage.act(Act.REOPEN, "lea", note="not yet")

    assert (stage.incident.state, stage.incident.assignee) == (State.OPEN, None)
    assert inside(stage).holder() is None
    page = [one for one in stage.pages if one.kind is PageKind.PAGE][-1]
    text = word(page, {}, "https://a.example/a/t").text
    assert "Again, because lea opened it again." in text
    assert "Note: not yet" in text
    assert "taken by nobody" in text


def test_a_stranger_to_the_files_keeps_nothing() -> None:
    """A program that solved it and opens it the next day is nobody who could work on it: people are paged."""
    stage = at_two((Act.SOLVE, "zap")).until("10:40").act(Act.REOPEN, "zap")

    assert stage.told()[-1] == "10:40 ayse"


def test_a_new_burst_after_it_was_solved_is_no_slip() -> None:
    """A graver rule opened it again by itself: what stood before is over, and Omar's reopening finds it open."""
    stage = Stage(house(LONG, loud("grave", severity=CRISIS, when=LONG.when.with_(audience=9_000))))
    stage.fire("10:00").act(Act.ACK, "omar").act(Act.SOLVE, "omar").fire("10:05", audience=20_000)
    assert stage.incident.state is State.OPEN
    stage.act(Act.REOPEN, "omar")

    assert stage.reasons()[-1] == "not-closed"


def test_what_was_opened_by_hand_goes_on_when_it_is_taken_back() -> None:
    """Nothing but somebody's word ends it, so nothing else would ever say that it goes on."""
    stage = Stage(house(LONG))
    stage.until("10:00").handle(
        IncidentOpened(at=stage.now, watch="acme", by="omar", note="a journalist rings", severity=CRISIS)
    )
    stage.act(Act.ACK, "ayse").act(Act.SOLVE, "ayse").until("10:02").act(Act.REOPEN, "ayse")
    assert (stage.incident.state, stage.incident.is_firing) == (State.ACKNOWLEDGED, True)

    assert stage.until("11:02").told()[-1] == "11:00 ayse"


def test_a_page_that_was_held_when_it_was_solved_is_sent_after_all() -> None:
    """Nobody had it: whoever sleeps until the morning is told in the morning."""
    stage = Stage(house(LONG)).silence(1.0).fire("08:10").until("08:20").act(Act.SOLVE, "omar").act(Act.REOPEN, "omar")

    assert stage.until("09:05").told() == ["09:00 ayse"]


def test_a_crisis_that_resolved_meanwhile_pages_on_all_the_same() -> None:
    """Only an acknowledgement ends its paging: Lea's slip on "solved" is none, also over a restart."""
    rule = loud(until="acknowledged", keep_firing_for=timedelta(minutes=8))
    stage = Stage(house(rule)).fire("10:00").until("10:05").act(Act.SOLVE, "lea").until("10:12")
    stage.engine = Engine.restore(stage.engine.snapshot())
    stage.act(Act.REOPEN, "lea")
    assert not stage.incident.is_firing

    assert stage.until("10:31").told() == ["10:00 ayse", "10:15 omar", "10:30 maria"]


def test_what_calmed_meanwhile_expires_for_nobody() -> None:
    """Taken back when nothing fires any more: no page says that the acknowledgement runs out, it closes by itself."""
    stage = Stage(house(loud(keep_firing_for=timedelta(minutes=8)))).fire("10:00").act(Act.ACK, "ayse").until("10:02")
    stage.act(Act.SOLVE, "ayse").until("10:11").act(Act.REOPEN, "ayse")

    assert [one.kind for one in next_steps(stage.engine.state.context, [inside(stage)])] == ["closes"]


def by_hand(stage: Stage) -> Stage:
    """Let Omar open a crisis by hand at 10:00, which Ayse plans."""
    opened = IncidentOpened(at=clock("10:00"), watch="acme", by="omar", note="a journalist rings", severity=CRISIS)
    stage.until("10:00").handle(opened)
    return stage.act(Act.ACK, "ayse").act(Act.PLAN, "ayse")


def test_what_was_opened_by_hand_does_not_close_by_itself_after_a_slip() -> None:
    """It burns on, so nothing says that it closes tomorrow."""
    stage = by_hand(Stage(house(LONG))).act(Act.SOLVE, "ayse").until("10:02").act(Act.REOPEN, "ayse")

    assert next_steps(stage.engine.state.context, [inside(stage)]) == []


def test_what_was_opened_by_hand_is_not_calm_after_a_slip() -> None:
    """The rule beside it resolved meanwhile. What fires hours later joins what Ayse has planned, and wakes nobody."""
    stage = by_hand(Stage(house(loud(severity=CRISIS, keep_firing_for=timedelta(minutes=5))))).fire("10:01")
    stage.act(Act.SOLVE, "ayse").until("10:09").act(Act.REOPEN, "ayse").fire("12:31")

    assert (stage.incident.state, stage.incident.rounds, inside(stage).calm_since) == (State.PLANNED, 1, None)
    assert stage.told() == ["10:00 ayse"]
