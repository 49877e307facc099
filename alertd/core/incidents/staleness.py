"""Staleness: an incident says that nobody sees whether it goes on, since when, and which source it is that does not see."""

from __future__ import annotations

from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.rules.alert import AlertState
from alertd.core.rules.view import UNSEEING, Eyes
from alertd.core.rules.watch_state import WatchState
from alertd.core.times import instant
from alertd.model.incident import Stale, State
from alertd.model.reason import Reason


def is_any_closed(eyes: Eyes) -> bool:
    """Whether some source does not see: only then can anything become stale."""
    return any(seen.state in UNSEEING for seen in eyes.seen.values())


def note_stale(context: Context, eyes: Eyes, state: WatchState, *, was_stale: bool) -> bool:
    """Bring the incidents of a watch up to date after its rules were looked at; return whether one of them is stale.

    was_stale: whether one was. Else only an alert can make one so: a source that has ended for good costs no walk.
    """
    if not was_stale and all(alert.state is not AlertState.STALE for alert in state.alerts.values()):
        return False
    own = [incident for incident in context.incidents.values() if incident.watch == state.watch.name]
    for incident in own:
        if incident.firing or incident.stale:
            _note(context, eyes, state, incident)
    return any(incident.stale for incident in own)


def _note(context: Context, eyes: Eyes, state: WatchState, incident: IncidentState) -> None:
    rules = []
    for name in incident.firing if incident.state is not State.CLOSED else ():
        alert = state.alerts.get((name, incident.group))
        if alert is not None and alert.state is AlertState.STALE:
            rules.append(name)
    before = incident.stale
    if not rules:
        if before is not None:
            text = f"after {before.text}"
            context.decide(Reason.SEEN_AGAIN, text, watch=incident.watch, incident=incident.id)
        now = None
    else:
        now = _found(eyes, state, tuple(rules), before)
    if now != before:
        incident.stale = now
        context.changed(incident)


def _found(eyes: Eyes, state: WatchState, rules: tuple[str, ...], before: Stale | None) -> Stale | None:
    closed = sorted(name for name, seen in eyes.seen.items() if seen.state in UNSEEING)
    platforms = {post.platform for post in state.telling.recent}
    sources = tuple(name for name in closed if name in platforms) or tuple(closed)
    if not sources:
        return before  # they see again, and the next look will find it
    seen = [eyes.seen[name] for name in sources]
    since = instant(min(one.since if one.last_event is None else min(one.since, one.last_event) for one in seen))
    # A source that goes from blind to catching up has brought nothing yet: the first instant stays.
    return Stale(since=since if before is None else min(since, before.since), sources=sources, rules=rules)
