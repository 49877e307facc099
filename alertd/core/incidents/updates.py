"""News for those who were paged: something changed, it has resolved, somebody says that it is done."""

from __future__ import annotations

from collections.abc import Iterable

from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import ASSIGNED, IncidentState, Sent
from alertd.core.incidents.page_facts import Facts
from alertd.core.incidents.pages import Notification, channels_of
from alertd.core.incidents.standing import is_shared
from alertd.model.commands import SendPage
from alertd.model.incident import State
from alertd.model.page import PageKind
from alertd.model.people import Roster
from alertd.model.rule import Rule

Told = list[tuple[str, str]]  # (person, channel)


def told_in_round(incident: IncidentState) -> Told:
    """Return who heard of this round, on the channels that worked."""
    return _working(incident.sent.values())


def told_of_end(incident: IncidentState) -> Told:
    """Return who has heard that it is over, and nothing since."""
    return _working(s for s in incident.sent.values() if s.kind is PageKind.RESOLVED and s.number == incident.ends)


def _working(pages: Iterable[Sent]) -> Told:
    """Return who was told, each on the channels whose newest page was neither given up nor refused; who has none, on those that are tried on."""
    seen = [one for one in pages if not one.is_withdrawn]
    newest = {(one.person, one.channel): one for one in seen}
    works = {where for where, one in newest.items() if not (one.is_dead or one.is_refused)}
    reached = {person for person, _ in works}
    others = {(one.person, one.channel) for one in seen if not one.is_dead and one.person not in reached}
    return sorted(works | others)


def update(context: Context, incident: IncidentState, rule: Rule, note: str, *, news: Facts | None = None) -> None:
    """Tell those who were paged in this round something new, once. news: the same as facts, for words in each language."""
    told = told_in_round(incident)
    tell_news(context, incident, rule, news or {}, to=told, reason=note, note=None if news else note)


def tell_news(
    context: Context,
    incident: IncidentState,
    rule: Rule,
    news: Facts,
    *,
    to: Told,
    reason: str,
    but: str | None = None,
    note: str | None = None,
) -> None:
    """Tell some people something new. but: the one who did it, and knows; a room they read, and a chat that shows how it stands, does not."""
    incident.updates += 1
    notification = _notification(
        context, incident, rule, PageKind.UPDATE, number=incident.updates, note=note, news=news, reason=reason
    )
    _send(context, notification, _without(context, to, but))


def not_paged(context: Context, incident: IncidentState, begins: int) -> Told:
    """Return who heard of this round and is not paged by what was commanded from there on."""
    paged = {one.page.to for one in context.out[begins:] if isinstance(one, SendPage)}
    return [one for one in told_in_round(incident) if one[0] not in paged]


def show(context: Context, incident: IncidentState, news: Facts, begins: int) -> None:
    """Let the rooms and chats that heard of it show how it stands now, where nobody in them is paged for it. begins: see `not_paged`."""
    rule, roster = rule_of(context, incident), context.house.roster
    paged = {(one.page.channel, one.page.to_address) for one in context.out[begins:] if isinstance(one, SendPage)}
    places: dict[tuple[str, str], tuple[str, str]] = {}
    for one in not_paged(context, incident, begins):
        place = _place(roster, one)
        if place is not None and place not in paged and is_shared(roster.channels[place[0]], place[1]):
            places.setdefault(place, one)
    if rule is not None and places:
        tell_news(context, incident, rule, news, to=list(places.values()), reason=str(news["news"]))


def resolved(context: Context, incident: IncidentState, rule: Rule) -> None:
    """Tell them that no rule holds any more, unless they have heard that it is over; and whether anybody had acknowledged."""
    news: Facts = {}
    if incident.state is State.OPEN:
        news["unacknowledged"] = 1
        if any(running.due is not None for running in incident.escalations.values()) and incident.owed:
            news["pages_on"] = 1
    notification = _notification(context, incident, rule, PageKind.RESOLVED, number=incident.ends, news=news)
    _send(context, notification, told_in_round(incident))
    if notification.sent:
        incident.told_over = context.now


def ended(context: Context, incident: IncidentState, *, by: str, note: str, is_closed: bool = False) -> None:
    """Tell them that somebody says that it is solved, or has closed it, unless they have heard that it is over; not the one who said so."""
    rule = rule_of(context, incident)
    if rule is not None:
        kind, note_, news = PageKind.RESOLVED, note or None, Facts(is_closed=1) if is_closed else {}
        notification = _notification(context, incident, rule, kind, number=incident.ends, note=note_, who=by, news=news)
        _send(context, notification, _without(context, told_in_round(incident), by))


def _without(context: Context, to: Told, but: str | None) -> Told:
    """Leave out the one who did it, but not the place: a room is told once, by whomever of its readers."""
    roster = context.house.roster
    others = [one for one in to if one[0] != but]
    told = {_place(roster, one) for one in others}
    for name, channel in to if but is not None else ():
        place = _place(roster, (name, channel))
        if name == but and place is not None and place not in told and is_shared(roster.channels[channel], place[1]):
            others.append((name, channel))
    return others


def _place(roster: Roster, told: tuple[str, str]) -> tuple[str, str] | None:
    person, channel = roster.people.get(told[0]), told[1]
    address = None if person is None or channel not in roster.channels else person.addresses.get(channel)
    return None if address is None else (channel, address)


def ways_to(context: Context, incident: IncidentState, name: str) -> Told:
    """Return how to reach somebody: as in this round, else on all channels."""
    told = [one for one in told_in_round(incident) if one[0] == name]
    person = context.house.roster.people.get(name)
    return (
        told or []
        if person is None
        else told or [(name, channel.name) for channel, _ in channels_of(context, person, ())]
    )


def assigned(context: Context, incident: IncidentState, *, to: str, by: str, reason: str, note: str | None) -> None:
    """Page whoever an incident was given to; not who took it by themselves."""
    rule, person = rule_of(context, incident), context.house.roster.people.get(to)
    if rule is None or person is None or to == by:
        return
    incident.updates += 1
    notification = Notification(
        context,
        incident,
        rule,
        kind=PageKind.PAGE,
        policy=ASSIGNED,
        step=0,
        number=incident.updates,
        reasons=(reason,),
        note=note,
        news={"news": "yours", "news_who": by},
    )
    for channel, address in channels_of(context, person, ()):
        notification.send(person, channel, address)


def rule_of(context: Context, incident: IncidentState) -> Rule | None:
    """Return the rule that a message about the incident speaks of: the gravest of those that fire, else of those that did, of these the first.

    Trap: the title is that of the gravest. Steps of a lesser rule below it ("answer in public") may be what the gravest one forbids.
    """
    for names in (incident.firing, incident.rules):
        known = [context.rules[name] for name in incident.rules if name in names and name in context.rules]
        if known:
            return max(known, key=lambda one: one.severity.rank)
    return None


def _notification(
    context: Context,
    incident: IncidentState,
    rule: Rule,
    kind: PageKind,
    *,
    number: int,
    note: str | None = None,
    who: str | None = None,
    news: Facts | None = None,
    reason: str | None = None,
) -> Notification:
    return Notification(
        context,
        incident,
        rule,
        kind=kind,
        # One name for all of a round: whichever rule resolves last, nobody hears of it twice.
        policy=next(iter(incident.escalations), context.policy_of(rule).name),
        step=0,
        number=number,
        reasons=tuple(said for said in (reason or note,) if said),
        note=note,
        who=who,
        news=news,
    )


def _send(context: Context, notification: Notification, to: Told) -> None:
    for name, channel_name in to:
        person = context.house.roster.people.get(name)
        if person is None:
            continue
        for channel, address in channels_of(context, person, (channel_name,)):
            if channel.name == channel_name:
                notification.send(person, channel, address)
