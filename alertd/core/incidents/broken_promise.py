"""A broken promise reaches somebody, whatever the policy says: whoever has the incident, and its lead.

The lead is who stands in step 1 of the policy that `promises: {broken: POLICY}` names; without it the last step of each policy
at work. Where nobody has the incident, a policy that tells its next step soon speaks for itself: nobody is told twice in ten minutes.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from alertd.core.incidents import promise_stages, updates
from alertd.core.incidents.context import Context
from alertd.core.incidents.escalation import DEFAULT_WAIT, leads, people_of
from alertd.core.incidents.holds import step_held_until
from alertd.core.incidents.hurry import MOMENT
from alertd.core.incidents.incident_state import Escalation, IncidentState
from alertd.core.incidents.page_facts import Facts
from alertd.core.incidents.pages import Notification, channels_of
from alertd.core.incidents.passes import is_used_up
from alertd.core.incidents.promises import STAGES, Promise
from alertd.core.times import epoch
from alertd.model.console import NAME as CONSOLE
from alertd.model.incident import Act, State
from alertd.model.page import PROMISED, PageKind
from alertd.model.people import Step
from alertd.model.reason import Reason
from alertd.model.rule import Rule

_REASONS = dict(zip(STAGES, (Reason.PROMISE_HALF, Reason.PROMISE_NEARLY, Reason.PROMISE_MISSED), strict=True))
_NEARLY, _ALL = STAGES[1:]


def came(context: Context, incident: IncidentState) -> None:
    """Decide every stage that has come, tell whom it concerns, and ask for the next one."""
    for one, share in promise_stages.due(context, incident):
        text = f"{one.name}: {share * 100:g} % of {one.promised} spent, due at {one.due_at:%Y-%m-%d %H:%M} UTC"
        said = context.decide(_REASONS[share], text, watch=incident.watch, incident=incident.id)
        if share == _ALL:
            _broken(context, incident, one, said)
        elif share == _NEARLY and one.name == "solve":
            _tell_owner(context, incident, {"news": "due", "news_until": epoch(one.due_at)}, said)
    promise_stages.watch(context, incident)


def _broken(context: Context, incident: IncidentState, one: Promise, said: str) -> None:
    news: Facts = {"news": f"missed_{one.name}", "news_until": epoch(one.due_at)}
    if incident.state is State.OPEN:
        told: set[tuple[str, str]] = set()
        for step, about, facts in _asked(context, incident):
            told |= _page(context, incident, step, about, news={**news, **facts}, said=said, told=told)
        return
    owner, rule = _owner(incident), updates.rule_of(context, incident)
    is_live = bool(incident.firing or incident.owed)
    if rule is None or not (is_live or (one.name == "solve" and incident.state is State.PLANNED)):
        return  # it is calm, and nobody is asked for a plan of what is over
    news["news_owner"] = owner
    to = updates.told_in_round(incident) if one.name == "solve" else []
    to += updates.ways_to(context, incident, owner) if owner is not None else []
    for step in _lead(context, incident) if is_live else ():
        for person in people_of(context, step.notify):
            to += [(person.name, channel.name) for channel, _ in channels_of(context, person, step.by)]
    updates.tell_news(context, incident, rule, news, to=list(dict.fromkeys(to)), reason=said)


def _lead(context: Context, incident: IncidentState) -> list[Step]:
    own = context.house.roster.policies.get(context.house.promises.broken or "")
    if own is not None and own.steps:
        return [own.steps[0]]
    return [
        running.policy.steps[-1]
        for name, running in incident.escalations.items()
        if name != CONSOLE and running.policy.steps and leads(context, incident, running)
    ]


def _asked(context: Context, incident: IncidentState) -> list[tuple[Step, Rule, Facts]]:
    """Return who is paged since nobody has it: the lead, of each policy that does not go on by itself soon; none where a silence holds it."""
    found: list[tuple[Step, Rule, Facts]] = []
    own = _lead(context, incident) if context.house.promises.broken in context.house.roster.policies else []
    running = list(incident.escalations.values())
    facts: Facts = {"take_last": 1} if all(is_used_up(incident, one) for one in running) else {}
    for one in running:
        if one.policy.name == CONSOLE or not one.policy.steps:
            continue  # whoever reads a terminal has seen it
        rules = leads(context, incident, one)
        if not rules or (not own and _goes_on(context, incident, one)):
            continue
        free = next((rule for rule in rules if step_held_until(context, incident, rule) is None), None)
        if free is not None:
            found.append((own[0] if own else one.policy.steps[-1], free, facts))
    return found[:1] if own else found


def _goes_on(context: Context, incident: IncidentState, running: Escalation) -> bool:
    """Whether a policy tells somebody by itself: it has this very moment, or its next step comes within the usual wait."""
    if running.told_at is not None and context.now - running.told_at < MOMENT:
        return True
    soon = context.now + DEFAULT_WAIT[incident.severity].total_seconds()
    return running.due is not None and running.due <= soon and not is_used_up(incident, running)


def _page(
    context: Context,
    incident: IncidentState,
    step: Step,
    rule: Rule,
    *,
    news: Facts,
    said: str,
    told: AbstractSet[tuple[str, str]],
) -> set[tuple[str, str]]:
    """Page who stands in a step, but on no channel that has told them of this already; return the ways that did now."""
    incident.updates += 1
    notification = Notification(
        context,
        incident,
        rule,
        kind=PageKind.PAGE,
        policy=PROMISED,
        step=0,
        number=incident.updates,
        reasons=(said,),
        news=news,
    )
    waiting = {one.person for one in incident.sent.values() if (one.held_until or 0.0) > context.now}
    ways = set()
    for person in people_of(context, step.notify):
        # Who sleeps has one page to wake up to, and not one a promise; who leads two policies hears of it once.
        for channel, address in channels_of(context, person, step.by) if person.name not in waiting else ():
            if (person.name, channel.name) not in told:
                notification.send(person, channel, address)
                ways.add((person.name, channel.name))
    return ways


def _owner(incident: IncidentState) -> str | None:
    return incident.assignee or incident.by.get(str(Act.PLAN)) or incident.by.get(str(Act.ACK))


def _tell_owner(context: Context, incident: IncidentState, news: Facts, said: str) -> None:
    owner, rule = _owner(incident), updates.rule_of(context, incident)
    if owner is not None and rule is not None:
        updates.tell_news(context, incident, rule, news, to=updates.ways_to(context, incident, owner), reason=said)
