"""Standing: in whose hands an incident is when a message about it is made, since when, and what comes next.

A chat rewrites its first message by the facts of what follows, so each message says it; none is worded from live state.
"""

from __future__ import annotations

from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.lifecycle import Clock
from alertd.core.incidents.next_step import next_steps
from alertd.core.incidents.page_facts import Facts
from alertd.core.incidents.promises import promises_of
from alertd.model.house import House
from alertd.model.incident import Act, State
from alertd.model.page import STANDS
from alertd.model.people import Channel

#: Kinds of channel whose first message of an incident is rewritten; a test holds them against the notifiers.
REWRITES = ("slack", "telegram")


def facts_of(context: Context, incident: IncidentState) -> Facts:
    """Return how it stands: `stands` is its state, `stands_who` and `stands_at` whose doing that is, `stands_until` what comes next."""
    state = incident.state
    facts: Facts = {STANDS: str(state)}
    if state is State.OPEN:
        return facts | _open(context, incident)
    by = {State.SOLVED: Act.SOLVE, State.CLOSED: Act.CLOSE}.get(state)
    facts["stands_who"] = incident.holder() if by is None else incident.by.get(str(by))
    facts["stands_at"] = getattr(incident, state)
    if state is State.ACKNOWLEDGED and incident.snoozed_until is not None:
        facts["stands_off_until"] = incident.snoozed_until
    elif state is State.ACKNOWLEDGED and incident.firing:
        facts["stands_until"] = context.timers.asked((Clock.ACK.value, incident.id))
    elif state is State.PLANNED:
        facts["stands_until"] = _solved_by(context.house, incident, context)
    if incident.calm_since is not None:
        facts["stands_calm"] = incident.calm_since
    return {name: value for name, value in facts.items() if value is not None}


def _open(context: Context, incident: IncidentState) -> Facts:
    facts: Facts = {} if incident.calm_since is None else {"stands_calm": incident.calm_since}
    coming = [one for one in next_steps(context, [incident]) if one.kind == "page"]
    if not coming or coming[0].at <= context.at:  # the step that is being told now says itself what follows it
        return facts
    return facts | {"stands_until": coming[0].at.timestamp(), "stands_next": ", ".join(coming[0].to)}


def _solved_by(house: House, incident: IncidentState, context: Context) -> float | None:
    """Return by when it is promised to be solved, None once that is past."""
    promised = next(one for one in promises_of(incident.value(), house, context.at) if one.name == "solve")
    return None if promised.done_at or promised.due_at <= context.at else promised.due_at.timestamp()


def is_shared(channel: Channel, address: str) -> bool:
    """Whether a message there shows how it stands to more than the one it is addressed to, or stays standing and must be right.

    >>> is_shared(Channel(name="chat", kind="slack"), "@U024BE7LH"), is_shared(Channel(name="chat", scheme="slack"), "#crisis")
    (True, True)
    >>> is_shared(Channel(name="mail", scheme="mailtos"), "ayse@example.org")
    False
    """
    return channel.kind in REWRITES or channel.kind == "teams" or address.startswith("#")
