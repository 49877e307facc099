"""Pins: somebody says of a post that it matters. The pages that follow show it first; nobody is paged for that."""

from __future__ import annotations

from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.signals.evidence import post_of
from alertd.core.times import epoch
from alertd.model.events import ActTaken
from alertd.model.incident import Act


def take(context: Context, incident: IncidentState, event: ActTaken) -> None:
    """Pin or unpin the post that an act names; one that names none, or a post of another watch, changes nothing."""
    about = event.mention
    if about is None or about.watch != incident.watch:
        return
    if event.act is Act.PIN:
        incident.posts.pin(post_of(about, epoch(about.posted_at), epoch(about.seen_at), is_new=False))
    else:
        incident.posts.unpin(about.platform, about.id)
    context.changed(incident)
