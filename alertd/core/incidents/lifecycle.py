"""The life of an incident, as a table. The drawing in the docs and a law read this table.

What is not in the table is a reasoned no, told to whoever clicked second.
"""

from __future__ import annotations

from alertd.model.incident import Act, State
from alertd.model.reason import Reason

#: state -> act -> next state
TRANSITIONS: dict[State, dict[Act, State]] = {
    State.OPEN: {
        Act.ACK: State.ACKNOWLEDGED,
        Act.PLAN: State.PLANNED,
        Act.SOLVE: State.SOLVED,
        Act.CLOSE: State.CLOSED,
        Act.ASSIGN: State.OPEN,
    },
    State.ACKNOWLEDGED: {
        Act.PLAN: State.PLANNED,
        Act.SOLVE: State.SOLVED,
        Act.CLOSE: State.CLOSED,
        Act.REOPEN: State.OPEN,
        Act.ASSIGN: State.ACKNOWLEDGED,
    },
    State.PLANNED: {
        Act.SOLVE: State.SOLVED,
        Act.CLOSE: State.CLOSED,
        Act.REOPEN: State.OPEN,
        Act.ASSIGN: State.PLANNED,
    },
    State.SOLVED: {
        Act.CLOSE: State.CLOSED,
        Act.REOPEN: State.OPEN,
    },
    State.CLOSED: {},
}

#: what a state answers to an act it does not take
REFUSALS: dict[State, Reason] = {
    State.OPEN: Reason.NOT_CLOSED,
    State.ACKNOWLEDGED: Reason.ALREADY_ACKNOWLEDGED,
    State.PLANNED: Reason.ALREADY_PLANNED,
    State.SOLVED: Reason.ALREADY_SOLVED,
    State.CLOSED: Reason.ALREADY_CLOSED,
}

#: the reason under which a taken act is remembered
TAKEN: dict[Act, Reason] = {
    Act.ACK: Reason.ACKNOWLEDGED,
    Act.PLAN: Reason.PLANNED,
    Act.SOLVE: Reason.SOLVED,
    Act.CLOSE: Reason.CLOSED,
    Act.REOPEN: Reason.REOPENED,
    Act.ASSIGN: Reason.ASSIGNED,
}


def after(state: State, act: Act) -> State | Reason:
    """Return the next state, or the reason why this act is not taken.

    >>> after(State.OPEN, Act.ACK)
    <State.ACKNOWLEDGED: 'acknowledged'>
    >>> after(State.PLANNED, Act.ACK)
    <Reason.ALREADY_PLANNED: 'already-planned'>
    """
    return TRANSITIONS[state].get(act, REFUSALS[state])
