"""Judgements: what people said a page was worth, and which rule cries too often.

The verdict of an incident counts for every rule that fired in it. A rule whose last incidents were mostly noise says so on
its own pages: whoever is woken by it again knows that others were, for nothing, and can have it changed.
"""

from __future__ import annotations

from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.page_facts import Facts
from alertd.model.incident import Act

LAST = 20  # incidents of a rule whose verdicts count
ENOUGH = 5  # of them must be judged before anything is said
CRIES = 0.5  # share of noise from which on it is said


def judged(context: Context, incident: IncidentState, *, by: str, word: str) -> None:
    """Somebody said what an incident was worth; their last word counts."""
    incident.judgements = {**incident.judgements, by: word}
    verdict = incident.value().verdict or word
    for rule in incident.rules:
        known = context.verdicts.setdefault(rule, {})
        known[incident.id] = verdict
        context.verdicts[rule] = dict(list(known.items())[-LAST:])
    context.changed(incident)


def crying(context: Context, rule: str) -> Facts:
    """Return what a rule's page says of its past: of how many judged incidents how many were noise; nothing, if few."""
    verdicts = list(context.verdicts.get(rule, {}).values())
    noise = verdicts.count(str(Act.NOISE))
    if len(verdicts) < ENOUGH or noise < CRIES * len(verdicts):
        return {}
    return {"judged": len(verdicts), "noise": noise}
