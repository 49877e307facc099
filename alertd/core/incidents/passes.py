"""Passes: whether a policy begins again after its last step, and when. A crisis that nobody takes is paged on for a day."""

from __future__ import annotations

from datetime import timedelta

from alertd.core.incidents.incident_state import Escalation, IncidentState, is_crisis
from alertd.model.page import PageKind

#: A crisis that nobody takes is paged again for so long; who has not answered in a day will not.
WATCHED_FOR = 24 * 3600.0


def repeats(incident: IncidentState, escalation: Escalation) -> bool:
    """Whether the policy begins again after its last step."""
    return escalation.number - (escalation.first or incident.number) < escalation.policy.repeat


def every(now: float, incident: IncidentState, escalation: Escalation) -> timedelta | None:
    """Return how long after the last step of the last pass, told now, a crisis that nobody took is paged again; None: it is not."""
    again = escalation.policy.crisis_every
    return again if again is not None and is_paged_on(now + again.total_seconds(), incident, escalation) else None


def is_paged_on(at: float, incident: IncidentState, escalation: Escalation) -> bool:
    """Whether another pass of a crisis that nobody took may begin at an instant."""
    is_young = at - max(incident.began or incident.opened, incident.raised_at) < WATCHED_FOR
    return is_young and is_crisis(incident) and escalation.policy.crisis_every is not None


def has_reached_nobody(incident: IncidentState, policy: str) -> bool:
    """Whether every page of a policy in this round is dead, or there was none."""
    return all(sent.is_dead for sent in incident.sent.values() if sent.policy == policy and sent.kind is PageKind.PAGE)


def is_used_up(incident: IncidentState, escalation: Escalation) -> bool:
    """Whether nobody is paged by it any more: it has ended, or only waits for the end of its last step."""
    if escalation.due is None:
        return True
    is_last = escalation.next_step >= len(escalation.policy.steps) and not repeats(incident, escalation)
    return is_last and not is_paged_on(escalation.due, incident, escalation)
