"""Stages of an incident's promises: half of one is spent, four fifths, all. Each is decided once a round, and replays.

Nobody is paged by a stage but whoever has the incident, when four fifths of the time to solve it are spent: who has not
acknowledged is paged by the policy, and who has not planned hears that the acknowledgement expires.
"""

from __future__ import annotations

from datetime import datetime

from alertd.core.incidents import updates
from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.page_facts import Facts
from alertd.core.incidents.promises import STAGES, Promise, comes_at, hours_of, promises_of
from alertd.core.times import epoch
from alertd.model.incident import Act, State
from alertd.model.reason import Reason

TIMER = "promise"
_TOLD = 0.8  # the share at which whoever has it hears that it is to be solved soon
_REASONS = dict(zip(STAGES, (Reason.PROMISE_HALF, Reason.PROMISE_NEARLY, Reason.PROMISE_MISSED), strict=True))


def watch(context: Context, incident: IncidentState) -> None:
    """Ask for the next stage of those promises that are not kept yet."""
    ahead = [at for one in _open(context, incident) for at, _ in _stages(context, incident, one)]
    context.timers.ask((TIMER, incident.id), min((epoch(at) for at in ahead), default=None))


def came(context: Context, incident: IncidentState) -> None:
    """Decide every stage that has come, and ask for the next one."""
    for one in _open(context, incident):
        for at, share in _stages(context, incident, one):
            if epoch(at) <= context.now:
                incident.stages = {**incident.stages, one.name: share}
                _decide(context, incident, one, share)
    watch(context, incident)


def _open(context: Context, incident: IncidentState) -> list[Promise]:
    if incident.is_drill or incident.state in (State.SOLVED, State.CLOSED):
        return []
    return [one for one in promises_of(incident.value(), context.house, context.at) if one.done_at is None]


def _stages(context: Context, incident: IncidentState, one: Promise) -> list[tuple[datetime, float]]:
    """Return when each stage of a promise comes that was not decided yet."""
    hours, told = hours_of(context.house, incident.watch, incident.severity), incident.stages.get(one.name, 0.0)
    begins_at = min(one.begins_at, context.at)  # a clock that was ahead holds nothing back
    return [(comes_at(hours, begins_at, one.promised * share), share) for share in STAGES if share > told]


def _decide(context: Context, incident: IncidentState, one: Promise, share: float) -> None:
    until = f"due at {one.due_at:%Y-%m-%d %H:%M} UTC"
    text = f"{one.name}: {share * 100:g} % of {one.promised} spent, {until}"
    said = context.decide(_REASONS[share], text, watch=incident.watch, incident=incident.id)
    owner = incident.assignee or incident.by.get(str(Act.PLAN)) or incident.by.get(str(Act.ACK))
    rule = updates.rule_of(context, incident)
    if one.name == "solve" and share == _TOLD and owner is not None and rule is not None:
        news: Facts = {"news": "due", "news_until": epoch(one.due_at)}
        updates.tell_news(context, incident, rule, news, to=updates.ways_to(context, incident, owner), reason=said)
