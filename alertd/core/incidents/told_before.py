"""The number that people were last told of a rule, and of what it was: only the same quantity can be twice as much.

Trap: a rule shows whatever speaks loudest in it. Fifteen posts in a minute and sixty in five are told one after the other by the
same rule, and nothing has doubled.
"""

from __future__ import annotations

from alertd.core.incidents.incident_state import IncidentState
from alertd.model.page import SignalShown
from alertd.model.rule import Rule


def note(incident: IncidentState, rule: Rule, lead: SignalShown | None) -> None:
    """People are being told what a rule shows now: that is what it is measured by from here on."""
    if lead is not None and lead.value is not None:
        incident.grown = {**incident.grown, rule.id: lead.value}
        incident.grown_of = {**incident.grown_of, rule.id: (lead.name, lead.unit, lead.window or 0.0)}


def comparable(incident: IncidentState, rule: Rule, lead: SignalShown | None) -> float | None:
    """Return what was told in this round, as much as it would be in the window of now; None: nothing, or of something else.

    In a longer window as many a minute are more; in a shorter one the number itself is the measure, for the longer held no fewer.
    """
    told, of = incident.grown.get(rule.id), incident.grown_of.get(rule.id)
    # `of` is None in a snapshot of before it was kept: the next message says it.
    if told is None or lead is None or of is None:
        return None
    name, unit, window = of
    if (name, unit) != (lead.name, lead.unit):
        return None
    return told * max(1.0, (lead.window or 0.0) / window) if window else told


def heard(incident: IncidentState, person: str) -> set[float]:
    """Return at which instants messages to a person were made: what others were told is nothing that they were."""
    return {
        one.at
        for pages in (incident.earlier, incident.sent)
        for one in pages.values()
        if one.person == person and not one.is_withdrawn
    }


def quantity(rule: Rule, lead: SignalShown | None) -> str:
    """Return what a number of a rule counts, in one word: two numbers of the same word can stand side by side.

    >>> from alertd.model.rule import Influencer
    >>> rule = Rule(id="storm", name="Storm", when=Influencer(audience=1), page="pr")
    >>> quantity(rule, SignalShown(name="posts", value=15.0, usual=None, unit="posts", window=60.0, rarity=None)), quantity(rule, None)
    ('storm posts posts 60', 'storm')
    """
    return rule.id if lead is None else f"{rule.id} {lead.name} {lead.unit} {lead.window or 0.0:g}"
