"""The life of an incident, as one table: all that changes its state, its stamps and its clocks.

A row says what one thing leads to in one state. People's acts that have no row are a reasoned no, told to whoever clicked
second; what happens by itself is only ever asked for where it has one. The drawing in the docs and a law read this table.
"""

from __future__ import annotations

import enum

from alertd.core.incidents import promise_stages
from alertd.core.incidents.calm import FLAPS
from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import IncidentState
from alertd.model.incident import JUDGING, MARKING, Act, State
from alertd.model.reason import Reason
from alertd.model.value import Value

CLOSES_AFTER = 24 * 3600.0  # design 6.3: an incident closes 24 h after its last alert resolved
WARNED = 300.0  # seconds before an acknowledgement expires at which its owner is told
ACK_EXPIRES = 3600.0  # where no policy runs that says otherwise


class Turn(enum.StrEnum):
    """What happens to an incident by itself."""

    EXPIRED = "expired"  #: acknowledged, no plan followed, and it still fires
    NEW_ROUND = "new_round"  #: it fires again after its end, or at twice the value
    RAISED = "raised"  #: a rule of a higher severity joins
    WOKEN = "woken"  #: somebody takes what another had put off
    WIDENED = "widened"  #: a rule joins that pages another policy
    CALMED = "calmed"  #: its last alert has resolved
    FIRED = "fired"  #: it was calm and fires again, in the same round
    REMAINED_CALM = "remained_calm"  #: for 24 h
    BACK_TO_OPEN = "back_to_open"  #: whoever solved it takes that back within minutes, and nobody had it
    BACK_TO_TAKEN = "back_to_taken"  #: the same, and somebody had it
    BACK_TO_PLANNED = "back_to_planned"  #: the same, and it was planned
    KEPT = "kept"  #: whoever had it opens it again, for themselves
    DRILL_OVER = "drill_over"  #: somebody took a drill, or an hour has passed


class Clock(enum.StrEnum):
    """What an incident waits for; the name of its timer. The clocks of steps belong to the policies."""

    ACK = "ack"  #: until an acknowledgement without a plan expires
    WARN = "warn"  #: until whoever acknowledged is told that it expires soon
    CLOSE = "close"  #: until a calm incident closes by itself
    SETTLE = "settle"  #: until calm may be told once more: what comes and goes is told at most twice an hour


class Steps(enum.StrEnum):
    """What becomes of the clocks of its policies."""

    STOP = "stop"  #: for good: no step comes any more
    PAUSE = "pause"  #: they wait for it to fire again


class Change(Value, frozen=True, kw_only=True):
    """One row. stamp: the instant of the incident that is set to now. frees: nobody has it any more. is_given_up: nor whom it was given to.

    signs: under which act the one who did it is remembered. is_round: the next round begins.
    ends_again: whoever heard that it was over may hear so once more.
    """

    to: State
    stamp: str = ""
    signs: str = ""
    frees: bool = False
    is_given_up: bool = False
    is_round: bool = False
    ends_again: bool = False
    stops: tuple[Clock, ...] = ()
    starts: tuple[Clock, ...] = ()
    steps: Steps | None = None


_TAKEN = (Clock.ACK, Clock.WARN)
_ACK = Change(
    to=State.ACKNOWLEDGED, stamp="acknowledged", signs=Act.ACK, starts=(Clock.ACK, Clock.WARN), steps=Steps.STOP
)
_PLAN = Change(
    to=State.PLANNED,
    stamp="planned",
    signs=Act.PLAN,
    stops=_TAKEN,
    steps=Steps.STOP,
)
_SOLVE = Change(to=State.SOLVED, stamp="solved", signs=Act.SOLVE, stops=_TAKEN, starts=(Clock.CLOSE,), steps=Steps.STOP)
_CLOSE = Change(to=State.CLOSED, stamp="closed", signs=Act.CLOSE, stops=tuple(Clock), steps=Steps.PAUSE)
_REOPEN = Change(to=State.OPEN, signs=Act.REOPEN, frees=True, is_given_up=True, ends_again=True, stops=_TAKEN)
_EXPIRES = Change(to=State.OPEN, frees=True, is_given_up=True, stops=_TAKEN)
_KEPT = Change(
    to=State.ACKNOWLEDGED,
    stamp="acknowledged",
    signs=Act.REOPEN,
    frees=True,
    is_given_up=True,
    ends_again=True,
    stops=_TAKEN,
    starts=_TAKEN,
    steps=Steps.STOP,
)
_OPENS = Change(to=State.OPEN, frees=True, stops=_TAKEN)
_ROUND = Change(to=State.OPEN, frees=True, is_round=True, stops=_TAKEN)


def _judged(state: State) -> dict[Act | Turn, Change]:
    """Return that anybody may say, at any time, what it was worth."""
    return {act: Change(to=state) for act in JUDGING}


def _in(state: State, *, recalls: tuple[Clock, ...] = ()) -> dict[Act | Turn, Change]:
    """Return what is alike in every state but closed. recalls: clocks that run again when it fires again."""
    return {
        Act.CLOSE: _CLOSE,
        Act.NOTE: Change(to=state),
        **{act: Change(to=state) for act in MARKING},
        **_judged(state),
        Turn.REMAINED_CALM: _CLOSE,
        Turn.DRILL_OVER: _CLOSE,
        Turn.CALMED: Change(
            to=state,
            stamp="calm_since",
            stops=(Clock.ACK, Clock.WARN),
            starts=(Clock.CLOSE, Clock.SETTLE),
            steps=Steps.PAUSE,
        ),
        Turn.FIRED: Change(to=state, stops=(Clock.CLOSE, Clock.SETTLE), starts=recalls),
        Turn.NEW_ROUND: _ROUND,
        Turn.RAISED: _OPENS,
        Turn.WIDENED: _OPENS,
    }


def _assigned(state: State) -> Change:
    return Change(to=state, signs=Act.ASSIGN)


def _back(state: State) -> Change:
    return Change(to=state, signs=Act.REOPEN, ends_again=True)


TABLE: dict[State, dict[Act | Turn, Change]] = {
    State.OPEN: {
        Act.ACK: _ACK,
        Act.PLAN: _PLAN,
        Act.SOLVE: _SOLVE,
        Act.SNOOZE: _ACK,
        Act.ESCALATE: Change(to=State.OPEN),
        Act.ASSIGN: _assigned(State.OPEN),
        **_in(State.OPEN),
    },
    State.ACKNOWLEDGED: {
        Act.PLAN: _PLAN,
        Act.SOLVE: _SOLVE,
        Act.REOPEN: _REOPEN,
        Act.ASSIGN: _assigned(State.ACKNOWLEDGED),
        Act.SNOOZE: _ACK,
        Act.ESCALATE: Change(to=State.ACKNOWLEDGED),
        Turn.EXPIRED: _EXPIRES,
        Turn.WOKEN: _OPENS,
        **_in(State.ACKNOWLEDGED, recalls=(Clock.ACK, Clock.WARN)),
    },
    State.PLANNED: {
        Act.SOLVE: _SOLVE,
        Act.REOPEN: _REOPEN,
        Act.ASSIGN: _assigned(State.PLANNED),
        Act.ESCALATE: Change(to=State.PLANNED),
        **_in(State.PLANNED),
    },
    State.SOLVED: {
        Act.REOPEN: _REOPEN,
        Turn.BACK_TO_OPEN: _back(State.OPEN),
        Turn.BACK_TO_TAKEN: _back(State.ACKNOWLEDGED),
        Turn.BACK_TO_PLANNED: _back(State.PLANNED),
        Turn.KEPT: _KEPT,
        **_in(State.SOLVED),
    },
    State.CLOSED: _judged(State.CLOSED),
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
    Act.SNOOZE: Reason.SNOOZED,
    Act.NOTE: Reason.NOTED,
    Act.USEFUL: Reason.JUDGED_USEFUL,
    Act.NOISE: Reason.JUDGED_NOISE,
    Act.PIN: Reason.PINNED,
    Act.UNPIN: Reason.UNPINNED,
    Act.LEAVE_OUT: Reason.LEFT_OUT,
    Act.TAKE_IN: Reason.TAKEN_IN,
    Act.ESCALATE: Reason.ESCALATED,
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


def move(
    context: Context, incident: IncidentState, by: Act | Turn, *, person: str | None = None, until: float | None = None
) -> None:
    """Let something happen to an incident: its state, its stamps and its clocks. person: who did it; until: of a snooze."""
    change = TABLE[incident.state][by]
    incident.state = change.to
    if change.frees:
        incident.free(is_given_up=change.is_given_up)
    if change.is_round:
        incident.begin_round(context.now)
    if change.ends_again:
        incident.ends += 1
    if change.stamp:
        setattr(incident, change.stamp, context.now)
    if by is Act.ACK and incident.first_acknowledged is None:
        incident.first_acknowledged = context.now
    if by is Turn.FIRED:
        incident.calm_since = None
    if change.steps is Steps.STOP or change.to is State.CLOSED:
        incident.owed, incident.snoozed_until = [], until
    if change.to is State.CLOSED:
        incident.stale = None
    if change.signs and person is not None:
        incident.by = {**incident.by, str(change.signs): person}
    if by is Act.SNOOZE and person is not None:
        incident.by = {**incident.by, str(by): person}
    _turn_clocks(context, incident, change)
    promise_stages.watch(context, incident)
    context.changed(incident)


def _turn_clocks(context: Context, incident: IncidentState, change: Change) -> None:
    for clock in change.stops:
        context.timers.ask((clock.value, incident.id), None)
    for clock in change.starts:
        at = _due(context, incident, clock)
        if clock is Clock.CLOSE and not incident.firing:
            context.timers.sooner((clock.value, incident.id), at)
        elif clock is not Clock.CLOSE and at >= context.now:
            context.timers.ask((clock.value, incident.id), at)
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
            if incident.snoozed_until is not None:
                return max(incident.snoozed_until, context.now)
            return max((incident.acknowledged or context.now) + whole, context.now)
        case Clock.WARN:  # past, where there is nothing to say: it was put off, or holds for minutes only
            is_short = incident.snoozed_until is not None or whole < WARNED
            return context.now - 1.0 if is_short else (incident.acknowledged or context.now) + whole
        case Clock.CLOSE:
            return context.now + whole
        case Clock.SETTLE:  # past, where nobody has heard of late that it was over: then calm is told at once
            heard = incident.told_over
            is_held = incident.is_flapping or (heard is not None and context.now - heard < whole)
            return context.now + whole if is_held else context.now - 1.0


def _length(context: Context, incident: IncidentState, clock: Clock) -> float:
    match clock:
        case Clock.ACK:
            running = incident.escalations.values()
            return min((one.policy.ack_expires.total_seconds() for one in running), default=ACK_EXPIRES)
        case Clock.WARN:
            return _length(context, incident, Clock.ACK) - WARNED
        case Clock.CLOSE:
            return CLOSES_AFTER
        case Clock.SETTLE:
            return FLAPS


def clock_set_back(context: Context, incident: IncidentState) -> None:
    """No clock that runs waits longer than its whole time from now."""
    for clock in Clock:
        if context.timers.asked((clock.value, incident.id)) is not None:
            context.timers.sooner((clock.value, incident.id), context.now + _length(context, incident, clock))
