"""By hand: somebody opens an incident that no rule saw, or brings another policy into one that runs: a journalist rings.

It stands as a rule of its own that looks at nothing and fires until somebody solves or closes its incident.
"""

from __future__ import annotations

from alertd.core.incidents.context import Context
from alertd.core.incidents.grouping import Grouping
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.lifecycle import Turn, move
from alertd.core.rules.alert import Alert, AlertState
from alertd.core.rules.watch_state import WatchState
from alertd.core.stable import id_of
from alertd.model.events import IncidentOpened
from alertd.model.reason import Reason
from alertd.model.rule import Influencer, Rule, Severity

TITLE = 80  # characters of the note that stand in the title
NEVER = 10**15  # an audience that nobody has: the condition of a rule must be one, and nothing evaluates it


def open_by_hand(context: Context, grouping: Grouping, state: WatchState, event: IncidentOpened) -> None:
    """Open an incident of a watch, or join the one that runs; page the policy asked for, else the watch's loudest rule's."""
    note = " ".join(event.note.split()) or f"{event.by} opened it by hand"
    rule = Rule(
        id=f"by-hand-{id_of(state.watch.name, event.at.isoformat(), event.by, size=4)}",
        name=note if len(note) <= TITLE else f"{note[: TITLE - 1]}…",
        when=Influencer(audience=NEVER),
        watches=(),
        severity=event.severity,
        page=event.policy or _usual_policy(state),
        until="acknowledged",
    )
    context.by_hand[rule.id] = context.rules[rule.id] = rule
    context.decide(Reason.OPENED_BY_HAND, f"{event.by}: {note}", watch=state.watch.name, rule=rule.id, person=event.by)
    alert = _burning(context, state, rule, note)
    grouping.fired(state, rule, "", alert, is_drill=event.is_drill)
    incident = grouping.current(state.watch.name, "")
    if incident is not None:
        incident.by = {**incident.by, "open": event.by}
        if event.note:
            incident.notes = [*incident.notes, f"{event.by}: {event.note}"]


def _burning(context: Context, state: WatchState, rule: Rule, note: str) -> Alert:
    alert = state.alert(rule, "")
    alert.state, alert.since, alert.true_at, alert.sentences = AlertState.FIRING, context.now, context.now, (note,)
    return alert


def fire_by_hand(context: Context, incident: IncidentState, name: str) -> None:
    """What was opened by hand, and ended by somebody's word, fires again: nothing else would ever say that it goes on."""
    state, rule = context.watches.get(incident.watch), context.by_hand.get(name)
    if state is not None and rule is not None and name not in incident.firing:
        was_calm = not incident.firing
        _burning(context, state, rule, rule.name)
        incident.firing = [*incident.firing, name]
        if was_calm:  # else it would close by itself while it burns, and what fires two hours later would begin a round
            move(context, incident, Turn.FIRED)


def _usual_policy(state: WatchState) -> str | None:
    rules = [rule for rule in state.rules if rule.severity is not Severity.NOTICE and rule.page is not None]
    return max(rules, key=lambda rule: rule.severity.rank).page if rules else None


def end_by_hand(context: Context, incident: IncidentState) -> None:
    """Somebody solves or closes it: what was opened by hand no longer fires, for nothing else would ever end it."""
    own = [name for name in incident.firing if name in context.by_hand]
    incident.firing = [name for name in incident.firing if name not in own]
    state = context.watches.get(incident.watch)
    for name in own:
        if state is not None:
            state.alerts.pop((name, ""), None)
