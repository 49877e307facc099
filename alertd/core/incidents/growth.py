"""Growth: somebody has it, and it goes on to twice what people were last told. They, and whoever has it, hear so, once a doubling."""

from __future__ import annotations

from alertd.core.incidents import told_before, updates
from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.page_facts import Facts
from alertd.core.rules.alert import Alert
from alertd.model.incident import Act, State
from alertd.model.reason import Reason
from alertd.model.rule import Rule

DOUBLES = 2.0
#: seconds that a message is left to be read before the next one says that it grows: a body of posts is taken in while its first page goes out
READ = 60.0
TIMER = "grows"
#: while it is open its policy tells the numbers of that hour; what is solved or closed has its own ways back


def look(context: Context, incident: IncidentState, rule: Rule, alert: Alert) -> None:
    """An alert goes on firing: tell those who were paged in this round if it has doubled since they heard of it."""
    if not incident.state.is_held or rule.id not in incident.firing or incident.is_drill:
        return
    now = None if not alert.shown else alert.shown[0]
    told = told_before.comparable(incident, rule, now)
    if now is None or now.value is None or told is None or told <= 0.0 or now.value < DOUBLES * told:
        return
    if context.silence_over(incident.watch, rule.id) is not None:
        return
    heard = incident.posts.told_at(told_before.quantity(rule, now))
    if heard is not None and context.now - heard < READ:
        context.timers.ask((TIMER, incident.id, rule.id), heard + READ)
        return
    told_before.note(incident, rule, now)
    said = context.decide(
        Reason.GROWN,
        f"rule {rule.id}: {now.value:g}, {told:g} when people were last told",
        watch=incident.watch,
        incident=incident.id,
        rule=rule.id,
    )
    news: Facts = {"news": "grows", "news_rule_id": rule.id}
    updates.tell_news(context, incident, rule, news, to=_whom(context, incident), reason=said)
    context.changed(incident)


def came(context: Context, incident: IncidentState, rule_id: str) -> None:
    """What was told last has had its time to be read: tell the number of now, if it is twice that."""
    rule, state = context.rules.get(rule_id), context.watches.get(incident.watch)
    if rule is not None and state is not None:
        look(context, incident, rule, state.alert(rule, incident.group))


def _whom(context: Context, incident: IncidentState) -> updates.Told:
    """Return those who were paged, and whoever has it: who took it by the web, or put it off, was perhaps never paged."""
    told = updates.told_in_round(incident)
    holder = incident.by.get(str(Act.PLAN if incident.state is State.PLANNED else Act.ACK))
    if holder is None or any(person == holder for person, _ in told):
        return told
    return [*told, *updates.ways_to(context, incident, holder)]
