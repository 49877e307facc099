"""Acts of people, and the clocks they start and stop."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.events import ActTaken
from alertd.model.incident import Act, State
from alertd.model.page import PageKind
from alertd.model.people import Policy
from tests.unit.core.stage import DAY_LONG, Stage, clock, glad, house, loud, step, with_policy

LONG = loud(keep_firing_for=timedelta(days=3))


def test_an_acknowledgement_stops_unsent_pages_at_once() -> None:
    """The command to leave them unsent is given in the same event; updates and the resolved notice stay."""
    stage = Stage(house(LONG)).fire("10:00").until("10:05").act(Act.ACK)

    assert [(str(c.incident), c.keep) for c in stage.cancelled()] == [(stage.incident.id, ("resolved", "update"))]
    assert (stage.incident.state, stage.incident.by["ack"]) == (State.ACKNOWLEDGED, "ayse")
    assert stage.incident.acknowledged_at == clock("10:05")
    assert stage.incident.assignee == "ayse"


def test_an_acknowledgement_without_a_plan_expires_while_it_still_fires() -> None:
    """After an hour everybody is paged again, from step 1, in the next pass."""
    stage = Stage(house(LONG)).fire("10:00").until("10:05").act(Act.ACK).until("11:20")

    assert stage.shape() == [(1, 1, "pr", 1, "ayse"), (1, 2, "pr", 1, "ayse"), (1, 2, "pr", 2, "omar")]
    assert stage.told() == ["10:00 ayse", "11:05 ayse", "11:20 omar"]
    assert (stage.incident.state, stage.incident.acknowledged_at) == (State.OPEN, None)
    assert "acknowledgement-expired" in stage.reasons()


def test_a_policy_says_when_an_acknowledgement_expires() -> None:
    """`ack_expires: 20m`."""
    policy = Policy(name="pr", steps=(step("ayse"),), ack_expires=timedelta(minutes=20))
    stage = Stage(with_policy(house(LONG), policy)).fire("10:00").act(Act.ACK).until("10:20")

    assert stage.told() == ["10:00 ayse", "10:20 ayse"]


def test_an_acknowledgement_of_what_no_longer_fires_does_not_expire() -> None:
    """Nobody is woken for what is over."""
    stage = Stage(house(loud())).fire("10:00").act(Act.ACK).until("15:00")

    assert (stage.incident.state, stage.told()) == (State.ACKNOWLEDGED, ["10:00 ayse"])


def test_an_acknowledgement_expires_after_a_lull_too() -> None:
    """Acknowledged at 10:00, calm from 10:10, firing again from 10:40: at 11:00 the hour is over."""
    slow = house(loud(), glad("slow", keep_firing_for=DAY_LONG))
    stage = Stage(slow).fire("10:00").act(Act.ACK).fire("10:40", mood="glad").until("11:00")

    assert stage.told() == ["10:00 ayse", "11:00 ayse"]


def test_an_old_acknowledgement_is_nobodys_when_it_fires_again() -> None:
    """Its hour passed while it was calm: firing again 70 minutes later pages at once."""
    stage = Stage(house(loud())).fire("10:00").act(Act.ACK).fire("11:20").until("11:21")

    assert stage.told() == ["10:00 ayse", "11:20 ayse"]
    assert stage.incident.rounds == 1


def test_a_plan_stops_the_clock_of_the_acknowledgement() -> None:
    """Someone has a plan: no re-page after an hour."""
    stage = Stage(house(LONG)).fire("10:00").act(Act.ACK).until("10:30").act(Act.PLAN, note="we answer at noon")

    assert stage.until("20:00").told() == ["10:00 ayse"]
    assert (stage.incident.state, stage.incident.notes) == (State.PLANNED, ("ayse: we answer at noon",))


def test_the_promise_to_solve_counts_from_its_own_round() -> None:
    """A second wave on the third day has its own 24 hours."""
    stage = Stage(house(loud(keep_firing_for=timedelta(days=2)))).fire("10:00").act(Act.SOLVE)
    stage.fire("12:00", day=2).act(Act.PLAN).until("13:00", day=2)
    assert stage.told(PageKind.UPDATE) == []

    stage.until("12:00", day=3)
    assert stage.told(PageKind.UPDATE) == ["07:12 ayse"]  # a fifth is left
    assert {(one.to, one.at) for one in stage.promised} == {("ayse", clock("12:00", 3)), ("maria", clock("12:00", 3))}


def test_a_solved_incident_says_nothing_more() -> None:
    """Also while its rule goes on firing, and when that resolves."""
    stage = Stage(house(loud(keep_firing_for=timedelta(hours=3)))).fire("10:00").act(Act.SOLVE).until("20:00")

    assert stage.told() == ["10:00 ayse"]
    assert stage.incident.solved_at == clock("10:00")


def test_who_clicks_second_gets_a_reasoned_no() -> None:
    """Nothing changes, and the decision names both the person and the reason."""
    stage = Stage(house(LONG)).fire("10:00").act(Act.ACK).act(Act.ACK, by="omar")

    refused = stage.decisions[-1]
    assert (refused.reason, refused.person) == ("already-acknowledged", "omar")
    assert stage.incident.by["ack"] == "ayse"


def test_an_act_on_an_unknown_incident_is_a_reasoned_no() -> None:
    """An old link, or a typing error."""
    stage = Stage(house(LONG))
    stage.handle(ActTaken(at=stage.now, incident="nowhere", act=Act.ACK, by="ayse"))

    assert stage.reasons()[-1] == "unknown-incident"


def test_reopening_pages_again_in_the_next_pass_while_it_fires() -> None:
    """Solved too early: back to step 1."""
    stage = Stage(house(LONG)).fire("10:00").act(Act.SOLVE).until("10:30").act(Act.REOPEN, by="lea")

    assert stage.shape() == [(1, 1, "pr", 1, "ayse"), (1, 2, "pr", 1, "ayse")]
    assert stage.incident.state is State.OPEN


def test_reopening_what_is_calm_pages_nobody() -> None:
    """There is nothing to run for; it stays open until somebody, or the day, closes it."""
    stage = Stage(house(loud())).fire("10:00").until("10:30").act(Act.SOLVE).act(Act.REOPEN).until("11:00")

    assert stage.told() == ["10:00 ayse"]
    assert stage.incident.state is State.OPEN


def test_closing_ends_it_although_it_fires() -> None:
    """No step, no update, no resolved notice after it; what fires then is a new incident."""
    stage = Stage(house(loud(keep_firing_for=timedelta(minutes=20)))).fire("10:00").act(Act.CLOSE).until("12:00")
    assert [page.kind for page in stage.pages] == [PageKind.PAGE]

    stage.fire("12:01")
    assert [i.state for i in stage.incidents()] == [State.CLOSED, State.OPEN]


def test_assigning_pages_whom_it_was_given_to_and_stops_nothing() -> None:
    """Omar hears it now, on every channel; the escalation goes on until somebody acknowledges."""
    stage = Stage(house(LONG)).fire("10:00").act(Act.ASSIGN, by="lea", assignee="omar").until("10:15")

    assert (stage.incident.assignee, stage.incident.state) == ("omar", State.OPEN)
    assert stage.told() == ["10:00 ayse", "10:00 omar", "10:00 omar", "10:15 omar"]


def test_notes_are_kept_in_order_and_bounded() -> None:
    """A hundred notes do not grow the incident without end."""
    stage = Stage(house(LONG)).fire("10:00")
    for number in range(60):
        stage.act(Act.ASSIGN, note=f"n{number}")

    assert len(stage.incident.notes) == 50
    assert stage.incident.notes[-1] == "ayse: n59"


def over(stage: Stage) -> list[str]:
    """Return "10:00 ayse" for each notice that it is over."""
    return stage.told(PageKind.RESOLVED)


def test_solving_tells_everybody_who_was_paged_but_who_solved() -> None:
    """Omar was woken too: he learns at once who has solved it and how, and nothing more when its alert resolves."""
    stage = Stage(house(loud(keep_firing_for=timedelta(hours=1)))).fire("10:00").until("10:20")
    stage.act(Act.SOLVE, note="called the desk").until("12:00")

    assert over(stage) == ["10:20 omar"]
    notice = next(page for page in stage.pages if page.kind is PageKind.RESOLVED)
    assert (notice.facts["who"], notice.facts["note"]) == ("ayse", "called the desk")


def test_closing_by_hand_tells_them_too() -> None:
    """Nobody is left to believe that it goes on."""
    assert over(Stage(house(LONG)).fire("10:00").until("10:20").act(Act.CLOSE, by="omar")) == ["10:20 ayse"]


def test_who_has_heard_that_it_resolved_does_not_hear_that_it_is_solved() -> None:
    """Once is enough, whichever comes first."""
    stage = Stage(house(loud())).fire("10:00").until("10:30").act(Act.SOLVE, by="lea").until("11:00")

    assert over(stage) == ["10:10 ayse"]


def test_what_is_reopened_may_end_once_more() -> None:
    """Solved too soon and opened again: its second end is told as the first was."""
    stage = Stage(house(loud(keep_firing_for=timedelta(hours=1)))).fire("10:00").act(Act.SOLVE, by="lea")
    stage.until("10:05").act(Act.REOPEN, by="lea").until("12:00")

    assert over(stage)[0] == "10:00 ayse"
    assert "11:00 ayse" in over(stage)


def test_a_solved_incident_that_fires_again_is_a_new_round_with_an_end_of_its_own() -> None:
    """One end a round."""
    stage = Stage(house(loud())).fire("10:00").act(Act.SOLVE, by="lea").fire("10:30").until("11:00")

    assert over(stage) == ["10:00 ayse", "10:40 ayse"]


@pytest.mark.parametrize("act", [Act.ACK, Act.PLAN, Act.SOLVE])
def test_what_is_reopened_while_it_is_calm_pages_when_it_fires_again(act: Act) -> None:
    """Opened again means that somebody has to take it: everybody is paged from step 1, in the next pass."""
    stage = Stage(house(loud())).fire("10:00").until("10:01").act(act).until("10:20").act(Act.REOPEN, "omar")
    assert stage.until("10:29").told() == ["10:00 ayse"]

    assert stage.fire("10:30").until("10:31").shape()[1:] == [(1, 2, "pr", 1, "ayse")]
    assert stage.incident.state is State.OPEN
