"""The life of an incident, as one table: all that changes its state, its stamps and its clocks.

A row says what one thing leads to in one state. People's acts that have no row are a reasoned no, told to whoever clicked
second; what happens by itself is only ever asked for where it has one. The drawing in the docs and a law read this table.
"""

from __future__ import annotations

import enum

from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import IncidentState
from alertd.model.incident import Act, State
from alertd.model.reason import Reason
from alertd.model.value import Value

CLOSES_AFTER = 24 * 3600.0  # design 6.3: an incident closes 24 h after its last alert resolved
ACK_EXPIRES = 3600.0  # where no policy runs that says otherwise


class Turn(enum.StrEnum):
    """What happens to an incident by itself."""

    EXPIRED = "expired"  #: acknowledged, no plan followed, and it still fires
    NEW_ROUND = "new_round"  #: it fires again after its end, or at twice the value
    RAISED = "raised"  #: a rule of a higher severity joins
    WIDENED = "widened"  #: a rule joins that pages another policy
    CALMED = "calmed"  #: its last alert has resolved
    FIRED = "fired"  #: it was calm and fires again, in the same round
    REMAINED_CALM = "remained_calm"  #: for 24 h


class Clock(enum.StrEnum):
    """What an incident waits for; the name of its timer. The clocks of steps belong to the policies."""

    ACK = "ack"  #: until an acknowledgement without a plan expires
    SOLVE = "solve"  #: until a plan's promise is spent
    CLOSE = "close"  #: until a calm incident closes by itself


class Steps(enum.StrEnum):
    """What becomes of the clocks of its policies."""

    STOP = "stop"  #: for good: no step comes any more
    PAUSE = "pause"  #: they wait for it to fire again


class Change(Value, frozen=True, kw_only=True):
    """One row. stamp: the instant of the incident that is set to now. frees: nobody has it any more.

    signs: under which act the one who did it is remembered. is_round: the next round begins.
    ends_again: whoever heard that it was over may hear so once more.
    """

    to: State
    stamp: str = ""
    signs: str = ""
    frees: bool = False
    is_round: bool = False
    ends_again: bool = False
    stops: tuple[Clock, ...] = ()
    starts: tuple[Clock, ...] = ()
    steps: Steps | None = None


_PROMISED = (Clock.ACK, Clock.SOLVE)
_ACK = Change(to=State.ACKNOWLEDGED, stamp="acknowledged", signs=Act.ACK, starts=(Clock.ACK,), steps=Steps.STOP)
_PLAN = Change(
    to=State.PLANNED, stamp="planned", signs=Act.PLAN, stops=(Clock.ACK,), starts=(Clock.SOLVE,), steps=Steps.STOP
)
_SOLVE = Change(
    to=State.SOLVED, stamp="solved", signs=Act.SOLVE, stops=_PROMISED, starts=(Clock.CLOSE,), steps=Steps.STOP
)
_CLOSE = Change(to=State.CLOSED, stamp="closed", signs=Act.CLOSE, stops=tuple(Clock), steps=Steps.PAUSE)
_REOPEN = Change(to=State.OPEN, signs=Act.REOPEN, frees=True, ends_again=True, stops=_PROMISED)
_OPENS = Change(to=State.OPEN, frees=True, stops=_PROMISED)
_ROUND = Change(to=State.OPEN, frees=True, is_round=True, stops=_PROMISED)


def _in(state: State, *, recalls: tuple[Clock, ...] = ()) -> dict[Act | Turn, Change]:
    """Return what is alike in every state but closed. recalls: clocks that run again when it fires again."""
    return {
        Act.CLOSE: _CLOSE,
        Act.NOTE: Change(to=state),
        Turn.REMAINED_CALM: _CLOSE,
        Turn.CALMED: Change(to=state, stamp="calm_since", stops=(Clock.ACK,), starts=(Clock.CLOSE,), steps=Steps.PAUSE),
        Turn.FIRED: Change(to=state, stops=(Clock.CLOSE,), starts=recalls),
        Turn.NEW_ROUND: _ROUND,
        Turn.RAISED: _OPENS,
        Turn.WIDENED: _OPENS,
    }


def _assigned(state: State) -> Change:
    return Change(to=state, signs=Act.ASSIGN)


TABLE: dict[State, dict[Act | Turn, Change]] = {
    State.OPEN: {
        Act.ACK: _ACK,
        Act.PLAN: _PLAN,
        Act.SOLVE: _SOLVE,
        Act.ASSIGN: _assigned(State.OPEN),
        **_in(State.OPEN),
    },
    State.ACKNOWLEDGED: {
        Act.PLAN: _PLAN,
        Act.SOLVE: _SOLVE,
        Act.REOPEN: _REOPEN,
        Act.ASSIGN: _assigned(State.ACKNOWLEDGED),
        Turn.EXPIRED: _OPENS,
        **_in(State.ACKNOWLEDGED, recalls=(Clock.ACK,)),
    },
    State.PLANNED: {
        Act.SOLVE: _SOLVE,
        Act.REOPEN: _REOPEN,
        Act.ASSIGN: _assigned(State.PLANNED),
        **_in(State.PLANNED),
    },
    State.SOLVED: {Act.REOPEN: _REOPEN, **_in(State.SOLVED)},
    State.CLOSED: {},
}

#: what people may do: state -> act -> next state
TRANSITIONS: dict[State, dict[Act, State]] = {
    state: {by: change.to for by, change in rows.items() if isinstance(by, Act)} for state, rows in TABLE.items()
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
    Act.NOTE: Reason.NOTED,
}


def after(state: State, act: Act) -> State | Reason:
    """Return the next state, or the reason why this act is not taken.

    >>> after(State.OPEN, Act.ACK)
    <State.ACKNOWLEDGED: 'acknowledged'>
    >>> after(State.PLANNED, Act.ACK)
    <Reason.ALREADY_PLANNED: 'already-planned'>
    """
    change = TABLE[state].get(act)
    return REFUSALS[state] if change is None else change.to


def move(context: Context, incident: IncidentState, by: Act | Turn, *, person: str | None = None) -> None:
    """Let something happen to an incident: its state, its stamps and its clocks. person: who did it."""
    change = TABLE[incident.state][by]
    incident.state = change.to
    if change.frees:
        incident.free()
    if change.is_round:
        incident.begin_round(context.now)
    if change.ends_again:
        incident.ends += 1
    if change.stamp:
        setattr(incident, change.stamp, context.now)
    if by is Turn.FIRED:
        incident.calm_since = None
    if change.to is State.CLOSED:
        incident.stale = None
    if change.signs and person is not None:
        incident.by = {**incident.by, str(change.signs): person}
    _turn_clocks(context, incident, change)
    context.changed(incident)


def _turn_clocks(context: Context, incident: IncidentState, change: Change) -> None:
    for clock in change.stops:
        context.timers.ask((clock.value, incident.id), None)
    for clock in change.starts:
        at = _due(context, incident, clock)
        if clock is not Clock.CLOSE:
            context.timers.ask((clock.value, incident.id), at)
        elif not incident.firing:
            context.timers.sooner((clock.value, incident.id), at)
    for name, running in incident.escalations.items() if change.steps else ():
        if change.steps is Steps.STOP:
            running.due = None
        context.timers.ask(("step", incident.id, name), None)


def _due(context: Context, incident: IncidentState, clock: Clock) -> float:
    """Return when a clock that starts now has run out: some began before."""
    whole = _length(context, incident, clock)
    match clock:
        case Clock.ACK:
            # What somebody took an hour ago and left without a plan is nobody's again when it fires again.
            return max((incident.acknowledged or context.now) + whole, context.now)
        case Clock.SOLVE:
            return max((incident.began or incident.opened) + whole, context.now + 1.0)
        case Clock.CLOSE:
            return context.now + whole


def _length(context: Context, incident: IncidentState, clock: Clock) -> float:
    match clock:
        case Clock.ACK:
            running = incident.escalations.values()
            return min((one.policy.ack_expires.total_seconds() for one in running), default=ACK_EXPIRES)
        case Clock.SOLVE:
            return context.house.promises.solve.total_seconds()
        case Clock.CLOSE:
            return CLOSES_AFTER


def clock_set_back(context: Context, incident: IncidentState) -> None:
    """No clock that runs waits longer than its whole time from now."""
    for clock in Clock:
        if context.timers.asked((clock.value, incident.id)) is not None:
            context.timers.sooner((clock.value, incident.id), context.now + _length(context, incident, clock))
