"""The table of an incident's life, against the design's words, and against its drawing in the docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alertd.core.incidents.lifecycle import REFUSALS, TAKEN, TRANSITIONS, after
from alertd.model.incident import Act, State
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
    """Closed is the end; what fires after it is a new incident."""
    assert TRANSITIONS[State.CLOSED] == {}
    assert all(Act.CLOSE in acts for state, acts in TRANSITIONS.items() if state is not State.CLOSED)


def test_every_state_and_act_has_its_words() -> None:
    """A state can refuse, an act can be remembered."""
    assert set(REFUSALS) == set(TRANSITIONS) == set(State)
    assert set(TAKEN) == set(Act)


def test_the_drawing_in_the_docs_is_the_table() -> None:
    """Each arrow of docs/lifecycle.md is in the table, and each move of the table is an arrow."""
    arrows = re.findall(r"^ +(\w+) --> (\w+): (\w+)$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    drawn = {(State(a), Act(act), State(b)) for a, b, act in arrows if act in set(Act)}
    table = {(state, act, then) for state, acts in TRANSITIONS.items() for act, then in acts.items()}

    assert drawn == table
