"""Together: one event hits two brands. Their incidents stay their own, are linked, and each page names the other."""

from __future__ import annotations

from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import IncidentState
from alertd.model.incident import State
from alertd.model.reason import Reason

NEAR = 900.0  # seconds between two that may be one event
SHARED = 0.5  # of the telling posts of the one that has fewer

Posts = frozenset[tuple[str, str]]  # platform and id


def link(context: Context, incident: IncidentState) -> None:
    """An incident has opened: link it with those of other watches that began just now and are about the same posts."""
    own = _posts(context, incident.watch)
    for other in context.incidents.values():
        is_apart = other.watch == incident.watch or other.state is State.CLOSED or other.is_drill
        if is_apart or context.now - other.opened > NEAR or not _is_same(own, _posts(context, other.watch)):
            continue
        other.together = [*other.together, incident.id]
        incident.together = [*incident.together, other.id]
        text = f"incidents {other.id} ({other.watch}) and {incident.id} ({incident.watch}) are about the same posts"
        context.decide(Reason.LINKED, text, watch=incident.watch, incident=incident.id)
        context.decide(Reason.LINKED, text, watch=other.watch, incident=other.id)
        context.changed(other)


def named(context: Context, incident: IncidentState) -> str:
    """Return the other watches of the event, as a page names them."""
    others = (context.incidents.get(ident) for ident in incident.together)
    return ", ".join(dict.fromkeys(other.watch for other in others if other is not None))


def _posts(context: Context, watch: str) -> Posts:
    state = context.watches.get(watch)
    if state is None:
        return frozenset()
    kept = (*state.telling.recent, *state.telling.loudest)
    return frozenset((post.platform, post.id) for post in kept if context.now - post.posted <= NEAR)


def _is_same(own: Posts, theirs: Posts) -> bool:
    fewer = min(len(own), len(theirs))
    return fewer > 0 and len(own & theirs) >= SHARED * fewer
