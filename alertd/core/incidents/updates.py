"""News for those who were paged: something changed, it has resolved, somebody says that it is done."""

from __future__ import annotations

from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.pages import Notification, channels_of
from alertd.model.page import PageKind
from alertd.model.rule import Rule


def update(context: Context, incident: IncidentState, rule: Rule, note: str) -> None:
    """Tell those who were paged in this round something new, once."""
    incident.updates += 1
    _tell(context, incident, rule, PageKind.UPDATE, number=incident.updates, note=note)


def resolved(context: Context, incident: IncidentState, rule: Rule) -> None:
    """Tell them that no rule holds any more, unless they have heard that it is over."""
    _tell(context, incident, rule, PageKind.RESOLVED, number=incident.ends)


def ended(context: Context, incident: IncidentState, *, by: str, note: str) -> None:
    """Tell them that somebody says that it is done, unless they have heard that it is over; not the one who said so."""
    rules = (context.rules.get(name) for name in (*incident.firing, *incident.rules))
    rule = next((rule for rule in rules if rule is not None), None)
    if rule is not None:
        _tell(context, incident, rule, PageKind.RESOLVED, number=incident.ends, note=note or None, who=by)


def _tell(
    context: Context,
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
    notification = Notification(
        context,
        incident,
        rule,
        kind=kind,
        # One name for all of a round: whichever rule resolves last, nobody hears of it twice.
        policy=next(iter(incident.escalations), context.policy_of(rule).name),
        step=0,
        number=number,
        reasons=(note,) if note else (),
        note=note,
        who=who,
    )
    for name, channel_name in sorted(told):
        person = context.house.roster.people.get(name)
        if person is None or name == who:
            continue
        for channel, address in channels_of(context, person, (channel_name,)):
            if channel.name == channel_name:
                notification.send(person, channel, address)
