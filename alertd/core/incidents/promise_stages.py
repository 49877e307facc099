"""Stages of an incident's promises: half of one is spent, four fifths, all. Each is decided once a round, and replays.

Half tells nobody. Whoever has the incident hears that four fifths of the time to solve it are spent; what a broken promise
leads to stands in `broken_promise`.
"""

from __future__ import annotations

from datetime import datetime

from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.promises import STAGES, Promise, comes_at, hours_of, promises_of
from alertd.core.times import epoch

TIMER = "promise"


def watch(context: Context, incident: IncidentState) -> None:
    """Ask for the next stage of those promises that are not kept yet."""
    ahead = [at for one in _open(context, incident) for at, _ in _stages(context, incident, one)]
    context.timers.ask((TIMER, incident.id), min((epoch(at) for at in ahead), default=None))


def due(context: Context, incident: IncidentState) -> list[tuple[Promise, float]]:
    """Return every stage that has come and was not told yet, as promise and share, and remember that it has; in order."""
    came = []
    for one in _open(context, incident):
        for at, share in _stages(context, incident, one):
            if epoch(at) <= context.now:
                incident.stages = {**incident.stages, one.name: share}
                came.append((one, share))
    return came


def _open(context: Context, incident: IncidentState) -> list[Promise]:
    if incident.is_drill or incident.state.is_over:
        return []
    return [one for one in promises_of(incident.value(), context.house, context.at) if one.done_at is None]


def _stages(context: Context, incident: IncidentState, one: Promise) -> list[tuple[datetime, float]]:
    """Return when each stage of a promise comes that was not decided yet."""
    hours, told = hours_of(context.house, incident.watch, incident.severity), incident.stages.get(one.name, 0.0)
    begins_at = min(one.begins_at, context.at)  # a clock that was ahead holds nothing back
    return [(comes_at(hours, begins_at, one.promised * share), share) for share in STAGES if share > told]
