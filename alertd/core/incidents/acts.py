"""Acts of people: acknowledge, plan, solve, close, reopen, assign. Read against the table of the lifecycle."""

from __future__ import annotations

from alertd.core.incidents import escalation, updates
from alertd.core.incidents.cancellation import withdraw
from alertd.core.incidents.context import Desk
from alertd.core.incidents.grouping import CLOSES_AFTER, Board
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.lifecycle import TAKEN, after
from alertd.model.commands import CancelPages
from alertd.model.events import ActTaken
from alertd.model.incident import Act, State
from alertd.model.page import PageKind
from alertd.model.reason import Reason

KEPT_NOTES = 50


def take(desk: Desk, board: Board, event: ActTaken) -> None:
    """Do what a person did, or remember the reasoned no."""
    incident = board.incidents.get(event.incident)
    if incident is None:
        desk.decide(Reason.UNKNOWN_INCIDENT, event.incident, incident=event.incident, person=event.by)
        return
    after_it = after(incident.state, event.act)
    if isinstance(after_it, Reason):
        said = f"{event.by} wanted to {event.act}{_who_has_it(incident)}"
        desk.decide(after_it, said, watch=incident.watch, incident=incident.id, person=event.by)
        return
    incident.state = after_it
    incident.by = {**incident.by, str(event.act): event.by}
    if event.note:
        incident.notes = [*incident.notes, f"{event.by}: {event.note}"][-KEPT_NOTES:]
    said = desk.decide(
        TAKEN[event.act],
        f"by {event.by} through {event.via}" + (f": {event.note}" if event.note else ""),
        watch=incident.watch,
        incident=incident.id,
        person=event.by,
    )
    _follow(desk, board, incident, event, said)
    desk.changed(incident)


def _who_has_it(incident: IncidentState) -> str:
    """Return by whom an incident came to stand as it does, for whoever came too late."""
    act = {State.ACKNOWLEDGED: Act.ACK, State.PLANNED: Act.PLAN, State.SOLVED: Act.SOLVE, State.CLOSED: Act.CLOSE}.get(
        incident.state
    )
    person = None if act is None else incident.by.get(str(act))
    return "" if person is None else f"; it is {incident.state} by {person}"


def _follow(desk: Desk, board: Board, incident: IncidentState, event: ActTaken, said: str) -> None:
    match event.act:
        case Act.ASSIGN:
            incident.assignee = event.assignee or event.by
        case Act.REOPEN:
            _reopen(desk, incident)
        case Act.CLOSE:
            desk.out.append(CancelPages(incident=incident.id, reason=said))
            board.close(incident, by=event.by)
            updates.ended(desk, incident, by=event.by, note=event.note)
        case Act.ACK:
            incident.acknowledged = desk.now
            incident.assignee = incident.assignee or event.by
            _stop(desk, incident, said)
            desk.timers.ask(("ack", incident.id), desk.now + escalation.ack_expires(incident))
        case Act.PLAN:
            incident.planned = desk.now
            _stop(desk, incident, said)
            desk.timers.ask(("ack", incident.id), None)
            spent = (incident.began or incident.opened) + desk.house.promises.solve.total_seconds()
            desk.timers.ask(("solve", incident.id), max(spent, desk.now + 1.0))
        case Act.SOLVE:
            incident.solved = desk.now
            _stop(desk, incident, said)
            updates.ended(desk, incident, by=event.by, note=event.note)
            for key in ("ack", "solve"):
                desk.timers.ask((key, incident.id), None)
            if not incident.firing:
                desk.timers.sooner(("close", incident.id), desk.now + CLOSES_AFTER)


def _stop(desk: Desk, incident: IncidentState, said: str) -> None:
    """Let no page begin after this instant."""
    for running in incident.escalations.values():
        running.due = None
    escalation.pause(desk, incident)
    withdraw(desk, incident, said, keep=(PageKind.RESOLVED, PageKind.UPDATE))


def _reopen(desk: Desk, incident: IncidentState) -> None:
    incident.open_again()
    incident.ends += 1
    for key in ("ack", "solve"):
        desk.timers.ask((key, incident.id), None)
    if incident.firing:
        escalation.restart_all(desk, incident, new_pass=True)
    else:
        # What was acknowledged or solved has stopped its policies; nobody would be paged when it fires again.
        escalation.begin_anew(incident)


def ack_expired(desk: Desk, incident: IncidentState) -> None:
    """An acknowledgement without a plan expires while it still fires: everybody is paged again, in the next pass."""
    if incident.state is not State.ACKNOWLEDGED or not incident.firing:
        return
    by = incident.by.get("ack", "somebody")
    incident.open_again()
    desk.decide(
        Reason.ACK_EXPIRED, f"{by} acknowledged and no plan followed", watch=incident.watch, incident=incident.id
    )
    escalation.restart_all(desk, incident, new_pass=True)
    desk.changed(incident)


def solve_spent(desk: Desk, incident: IncidentState) -> None:
    """A plan is held to its own promise: not solved in time tells those who were paged, once a round."""
    if incident.state is not State.PLANNED or incident.told_spent:
        return
    incident.told_spent = True
    hours = desk.house.promises.solve.total_seconds() / 3600
    note = desk.decide(
        Reason.SOLVE_PROMISE_SPENT,
        f"planned, and not solved within {hours:g} h",
        watch=incident.watch,
        incident=incident.id,
    )
    rule = next((desk.rules[name] for name in (*incident.firing, *incident.rules) if name in desk.rules), None)
    if rule is not None:
        updates.update(desk, incident, rule, note)


def due_steps(desk: Desk, incident: IncidentState, policy: str) -> None:
    """A step's time has come."""
    if policy in incident.escalations:
        escalation.run(desk, incident, policy)
