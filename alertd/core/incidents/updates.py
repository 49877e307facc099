"""News for those who were paged: something changed, it has resolved, somebody says that it is done."""

from __future__ import annotations

from alertd.core.incidents.context import Desk
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.pages import Draft, channels_of
from alertd.model.page import PageKind
from alertd.model.rule import Rule


def update(desk: Desk, incident: IncidentState, rule: Rule, note: str) -> None:
    """Tell those who were paged in this round something new, once."""
    incident.updates += 1
    _tell(desk, incident, rule, PageKind.UPDATE, number=incident.updates, note=note)


def resolved(desk: Desk, incident: IncidentState, rule: Rule) -> None:
    """Tell them that no rule holds any more, unless they have heard that it is over."""
    _tell(desk, incident, rule, PageKind.RESOLVED, number=incident.ends)


def ended(desk: Desk, incident: IncidentState, *, by: str, note: str) -> None:
    """Tell them that somebody says that it is done, unless they have heard that it is over; not the one who said so."""
    rules = (desk.rules.get(name) for name in (*incident.firing, *incident.rules))
    rule = next((rule for rule in rules if rule is not None), None)
    if rule is not None:
        _tell(desk, incident, rule, PageKind.RESOLVED, number=incident.ends, note=note or None, who=by)


def _tell(
    desk: Desk,
    incident: IncidentState,
    rule: Rule,
    kind: PageKind,
    *,
    number: int,
    note: str | None = None,
    who: str | None = None,
) -> None:
    """Send to everybody who was paged in this round, on the channels that worked."""
    told = {(s.person, s.channel) for s in incident.sent.values() if not (s.is_dead or s.is_withdrawn)}
    draft = Draft(
        desk,
        incident,
        rule,
        kind=kind,
        # One name for all of a round: whichever rule resolves last, nobody hears of it twice.
        policy=next(iter(incident.escalations), desk.policy_of(rule).name),
        step=0,
        number=number,
        reasons=(note,) if note else (),
        note=note,
        who=who,
    )
    for name, channel_name in sorted(told):
        person = desk.house.roster.people.get(name)
        if person is None or name == who:
            continue
        for channel, address in channels_of(desk, person, (channel_name,)):
            if channel.name == channel_name:
                draft.send(person, channel, address)
