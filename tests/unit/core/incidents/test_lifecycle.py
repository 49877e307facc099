"""The table of an incident's life, against the design's words, and against its drawing in the docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alertd.core.incidents.lifecycle import REFUSALS, TABLE, TAKEN, TRANSITIONS, Clock, Steps, Turn, after
from alertd.model.incident import JUDGING, Act, State
from alertd.model.reason import Reason

DOCS = Path(__file__).parents[4] / "docs" / "lifecycle.md"


@pytest.mark.parametrize(
    ("state", "act", "then"),
    [
        (State.OPEN, Act.ACK, State.ACKNOWLEDGED),
        (State.OPEN, Act.PLAN, State.PLANNED),
        (State.OPEN, Act.SOLVE, State.SOLVED),
        (State.ACKNOWLEDGED, Act.PLAN, State.PLANNED),
        (State.ACKNOWLEDGED, Act.SOLVE, State.SOLVED),
        (State.PLANNED, Act.SOLVE, State.SOLVED),
        (State.SOLVED, Act.REOPEN, State.OPEN),
        (State.ACKNOWLEDGED, Act.ACK, Reason.ALREADY_ACKNOWLEDGED),
        (State.PLANNED, Act.ACK, Reason.ALREADY_PLANNED),
        (State.SOLVED, Act.ACK, Reason.ALREADY_SOLVED),
        (State.CLOSED, Act.REOPEN, Reason.ALREADY_CLOSED),
        (State.OPEN, Act.REOPEN, Reason.NOT_CLOSED),
    ],
)
def test_an_act_leads_where_the_design_says(state: State, act: Act, then: State | Reason) -> None:
    """What is not in the table is a reasoned no."""
    assert after(state, act) == then


def test_nothing_leads_out_of_closed_and_everything_else_can_be_closed() -> None:
    """Closed is the end; what fires after it is a new incident. What it was worth may be said of it all the same."""
    assert TRANSITIONS[State.CLOSED] == dict.fromkeys(JUDGING, State.CLOSED)
    assert all(Act.CLOSE in acts for state, acts in TRANSITIONS.items() if state is not State.CLOSED)


def test_every_state_and_act_has_its_words() -> None:
    """A state can refuse, an act can be remembered."""
    assert set(REFUSALS) == set(TRANSITIONS) == set(State)
    assert set(TAKEN) == set(Act)


def test_the_drawing_in_the_docs_is_the_table() -> None:
    """Each arrow of docs/lifecycle.md is in the table, and each move of the table is an arrow: of people, and by itself."""
    arrows = re.findall(r"^ +(\w+) --> (\w+): ([\w-]+)$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    unseen = {Turn.CALMED, Turn.FIRED}
    table = {(state, by, row.to) for state, rows in TABLE.items() for by, row in rows.items() if by not in unseen}

    assert {(a, by, b) for a, b, by in arrows} == {(str(a), str(by), str(b)) for a, by, b in table}


def test_what_calms_and_fires_again_leaves_the_state() -> None:
    """Calm is not acknowledged, and firing again takes it from nobody."""
    for state, rows in TABLE.items():
        assert state is State.CLOSED or rows[Turn.CALMED].to is rows[Turn.FIRED].to is state


def test_whoever_has_it_stops_the_steps_and_what_opens_it_stops_its_promises() -> None:
    """No row forgets a clock: an incident that somebody has escalates no more, one that is open waits for no plan."""
    for rows in TABLE.values():
        for row in (row for by, row in rows.items() if by not in JUDGING):
            assert row.stamp not in ("acknowledged", "planned", "solved") or row.steps is Steps.STOP
            assert not row.frees or {Clock.ACK, Clock.WARN} <= {*row.stops}
            assert row.to is not State.CLOSED or {*row.stops} == {*Clock}
