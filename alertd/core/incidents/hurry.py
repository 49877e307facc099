"""Hurry: somebody who looks at what nobody has taken asks for more people, before the next step would be due."""

from __future__ import annotations

from alertd.core.incidents.context import Context
from alertd.core.incidents.escalation import from_the_top, leads, run
from alertd.core.incidents.incident_state import Escalation, IncidentState
from alertd.core.incidents.passes import is_used_up

#: Seconds after a step in which asking for the next one is a second tap of the same finger.
MOMENT = 60.0


def can_hurry(context: Context, incident: IncidentState) -> bool:
    """Whether there is somebody to page, and the last of them were not paged this very moment."""
    return any(_may_hurry(context, incident, running) for running in incident.escalations.values())


def hurry(context: Context, incident: IncidentState, *, by: str) -> None:
    """Decide the next step of each policy now; one that is used up begins at step 1, in the next pass."""
    wanted = [name for name, running in incident.escalations.items() if _may_hurry(context, incident, running)]
    used_up = [name for name in wanted if is_used_up(incident, incident.escalations[name])]
    if used_up:
        incident.again_by = by
    from_the_top(context, incident, used_up, "asked")
    for name in wanted:
        if name not in used_up:
            incident.escalations[name].due = context.now
            run(context, incident, name)


def _may_hurry(context: Context, incident: IncidentState, running: Escalation) -> bool:
    is_just_told = running.told_at is not None and context.now - running.told_at < MOMENT
    return not is_just_told and bool(leads(context, incident, running))
