"""Taken back: "solved" was a slip of the thumb. What stood before stands again, and nobody is woken for it.

Decision 66. Only whoever said so takes it back, and only for ten minutes; later it is opened again: by whoever has it, for themselves.
"""

from __future__ import annotations

from datetime import timedelta

from alertd.core.incidents import escalation, promise_stages
from alertd.core.incidents.by_hand import fire_by_hand
from alertd.core.incidents.cancellation import is_unseen, tell_after_all
from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import Before, IncidentState
from alertd.core.incidents.lifecycle import WARNED, Clock, Turn, move
from alertd.model.incident import Act, State

WITHIN = timedelta(minutes=10)

_BACK = {
    State.OPEN: Turn.BACK_TO_OPEN,
    State.ACKNOWLEDGED: Turn.BACK_TO_TAKEN,
    State.PLANNED: Turn.BACK_TO_PLANNED,
}


def keep(context: Context, incident: IncidentState) -> None:
    """Somebody says that it is solved: keep how it stood until then."""
    incident.before = Before(
        state=incident.state,
        acknowledged=incident.acknowledged,
        planned=incident.planned,
        assignee=incident.assignee,
        by={act: person for act, person in incident.by.items() if act != str(Act.SOLVE)},
        snoozed_until=incident.snoozed_until,
        expires=context.timers.asked((Clock.ACK.value, incident.id)),
        owed=list(incident.owed),
        due={name: running.due for name, running in incident.escalations.items()},
        by_hand=[name for name in incident.firing if name in context.by_hand],
    )


def how(context: Context, incident: IncidentState, by: str) -> Turn | Act:
    """Return what opening it again by somebody means: as it was, for themselves, or for everybody."""
    solver, solved, before = incident.by.get(str(Act.SOLVE)), incident.solved, incident.before
    if incident.state is not State.SOLVED or solved is None:
        return Act.REOPEN
    if before is not None and by == solver and context.now - solved < WITHIN.total_seconds():
        return _BACK[before.state]
    is_theirs = by == (incident.holder() or solver)
    return Turn.KEPT if is_theirs and by in context.house.roster.people else Act.REOPEN


def take(context: Context, incident: IncidentState, turn: Turn, by: str) -> None:
    """Open it again without a page: as it stood before, or for the one who does it."""
    before = incident.before
    for name in () if before is None else before.by_hand:
        fire_by_hand(context, incident, name)
    move(context, incident, turn, person=by)
    if turn is Turn.KEPT:
        incident.assignee = by
        incident.by = {**incident.by, str(Act.ACK): by}
    elif before is not None:
        _as_before(context, incident, before)
    incident.before = None
    promise_stages.watch(context, incident)


def _as_before(context: Context, incident: IncidentState, before: Before) -> None:
    incident.acknowledged, incident.planned, incident.solved = before.acknowledged, before.planned, None
    incident.assignee, incident.by = before.assignee, {**incident.by, **before.by}
    incident.by.pop(str(Act.SOLVE), None)
    incident.snoozed_until, incident.owed = before.snoozed_until, before.owed
    if before.expires is not None and incident.firing:  # what has calmed meanwhile expires for nobody
        # Whoever has it is here this minute: a clock that ran out meanwhile warns them first.
        at = max(before.expires, context.now + WARNED)
        context.timers.ask((Clock.ACK.value, incident.id), at)
        if incident.snoozed_until is None:
            context.timers.ask((Clock.WARN.value, incident.id), at - WARNED)
    if incident.state is State.OPEN:
        for name, due in before.due.items():
            if (running := incident.escalations.get(name)) is not None:
                running.due = due
                leading = escalation.leads(context, incident, running)
                if leading and is_unseen(incident, running):
                    tell_after_all(context, incident, running, leading[0])
        escalation.resume(context, incident)
