"""Deadlines of incidents and messages: what each leads to when it has come."""

from __future__ import annotations

from alertd.core.incidents import acts, broken_promise, drills, growth, promise_stages, storms
from alertd.core.incidents.context import Context
from alertd.core.incidents.grouping import Grouping
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.lifecycle import Clock, Turn, move
from alertd.core.timers import Key
from alertd.model.commands import CancelPages
from alertd.model.reason import Reason


def came(context: Context, grouping: Grouping, key: Key) -> None:
    """Do what a deadline was asked for. One of an incident that memory has forgotten means nothing any more."""
    if key[0] == storms.TIMER:
        _, person, channel = key
        storms.tell(context, person, channel)
        return
    incident = grouping.incidents.get(key[1])
    if incident is None:
        return
    match key[0]:
        case "step":
            acts.due_steps(context, incident, key[2])
        case Clock.ACK:
            acts.ack_expired(context, incident)
        case Clock.WARN:
            acts.ack_expires_soon(context, incident)
        case Clock.CLOSE:
            _close_by_itself(context, grouping, incident)
        case Clock.SETTLE:
            grouping.settled(incident)
        case promise_stages.TIMER:
            broken_promise.came(context, incident)
        case growth.TIMER:
            growth.came(context, incident, key[2])
        case drills.END:
            drills.over(context, grouping, incident, by=drills.OURSELVES)


def _close_by_itself(context: Context, grouping: Grouping, incident: IncidentState) -> None:
    if incident.firing:
        return
    said = context.decide(
        Reason.CLOSED_BY_ITSELF,
        "24 h after its last alert resolved",
        watch=incident.watch,
        incident=incident.id,
        person=drills.OURSELVES,
    )
    context.out.append(CancelPages(incident=incident.id, reason=said))
    move(context, incident, Turn.REMAINED_CALM, person=drills.OURSELVES)
    grouping.closed(incident)
