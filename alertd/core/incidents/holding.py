"""What holds a whole step: a silence, a bigger incident, business hours."""

from __future__ import annotations

from alertd.core.incidents.desk import Desk
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.pages import is_crisis
from alertd.core.incidents.quiet_hours import opens_at
from alertd.core.incidents.reasons import Reason
from alertd.core.incidents.suppress import inhibitor
from alertd.core.times import epoch
from alertd.model.rule import Rule

#: seconds after which a page that a bigger incident mutes is looked at again
INHIBITED_FOR = 300.0


def held_until(desk: Desk, incident: IncidentState, rule: Rule) -> float | None:
    """Return when a rule's steps may be told (or looked at again), with a decision that says why; None: now."""
    silence = desk.silence_over(incident.watch, rule.id)
    if silence is not None:
        desk.decide(
            Reason.SILENCED,
            f"until {silence.ends_at.isoformat()} by {silence.by}: {silence.reason}",
            watch=incident.watch,
            incident=incident.id,
            rule=rule.id,
        )
        return epoch(silence.ends_at)
    bigger = inhibitor(incident.watch, incident.severity, incident.id, (one.value() for one in desk.incidents.values()))
    if bigger is not None:
        desk.decide(
            Reason.INHIBITED,
            f"incident {bigger.id} ({bigger.severity}) of {incident.watch} is bigger",
            watch=incident.watch,
            incident=incident.id,
            rule=rule.id,
        )
        return desk.now + INHIBITED_FOR
    hours = desk.house.roster.hours.get(rule.hours) if rule.hours else None
    if hours is not None and not is_crisis(incident):
        opens = opens_at(hours, desk.at)
        if epoch(opens) > desk.now:
            desk.decide(
                Reason.OUTSIDE_HOURS,
                f"{hours.name} opens at {opens.isoformat()}",
                watch=incident.watch,
                incident=incident.id,
                rule=rule.id,
            )
            return epoch(opens)
    return None
