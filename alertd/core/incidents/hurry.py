"""Hurry: somebody asks for more people before the next step would be due: of what nobody has taken, or because whoever has it cannot do it alone."""

from __future__ import annotations

from alertd.core.incidents.context import Context
from alertd.core.incidents.escalation import call, from_the_top, leads, run
from alertd.core.incidents.incident_state import Escalation, IncidentState
from alertd.core.incidents.passes import is_used_up
from alertd.model.incident import State
from alertd.model.reason import Reason

#: Seconds after asking in which asking again is a second tap of the same finger.
MOMENT = 60.0
#: Seconds after a step that came by its clock in which who asks has not seen yet that it came.
GLANCE = 15.0


def refusal(context: Context, incident: IncidentState) -> tuple[Reason, str] | None:
    """Return why nobody can be paged now, as a reason and in words; None where somebody can."""
    running = [one for one in incident.escalations.values() if leads(context, incident, one)]
    if not running:
        return Reason.NOTHING_TO_ESCALATE, "no rule of it holds any more"
    if all(_is_just_told(context.now, one) for one in running):
        told_at = max(one.told_at or 0.0 for one in running)
        asked_at = max(one.asked_at or 0.0 for one in running)
        if told_at < asked_at:  # what was asked for is held, or there is nobody
            return Reason.PAGED_A_MOMENT_AGO, f"asked for {context.now - asked_at:.0f} s ago, and nobody is paged yet"
        names = sorted({sent.person for sent in incident.sent.values() if sent.at == told_at})
        return Reason.PAGED_A_MOMENT_AGO, f"paged {context.now - told_at:.0f} s ago ({', '.join(names) or 'somebody'})"
    return None


def hurry(context: Context, incident: IncidentState, *, by: str, note: str | None) -> None:
    """Decide the next step of each policy now; one that is used up begins at step 1, in the next pass. note: said on its pages.

    Where somebody has the incident it stays theirs: the next people are paged once, and no clock begins.
    """
    wanted = [
        name
        for name, running in incident.escalations.items()
        if leads(context, incident, running) and not _is_just_told(context.now, running)
    ]
    for name in wanted if incident.state is not State.OPEN else ():
        call(context, incident, name, by=by, note=note)
        incident.escalations[name].asked_at = context.now
    if incident.state is not State.OPEN:
        return
    used_up = [name for name in wanted if is_used_up(incident, incident.escalations[name])]
    if used_up:
        incident.again_by = by
    from_the_top(context, incident, used_up, "asked", note=note)
    for name in wanted:
        incident.escalations[name].asked_at = context.now
        if name not in used_up:
            incident.escalations[name].due = context.now
            run(context, incident, name, by=by, note=note)


def _is_just_told(now: float, running: Escalation) -> bool:
    told, asked = running.told_at, running.asked_at
    return (told is not None and now - told < GLANCE) or (asked is not None and now - asked < MOMENT)
