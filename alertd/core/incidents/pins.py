"""Pins: somebody says of a post that it matters, or that it is noise. The pages that follow show it first, or not at all; nobody is paged for that."""

from __future__ import annotations

from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.signals.evidence import post_of
from alertd.core.times import epoch
from alertd.model.events import ActTaken
from alertd.model.incident import Act


def take(context: Context, incident: IncidentState, event: ActTaken) -> None:
    """Mark the post that an act names, or take a mark back; one that names none, or a post of another watch, changes nothing."""
    about = event.mention
    if about is None or about.watch != incident.watch:
        return
    posts, key = incident.posts, (about.platform, about.id)
    match event.act:
        case Act.PIN:
            posts.pin(post_of(about, epoch(about.posted_at), epoch(about.seen_at), is_new=False))
            posts.take_in(*key)
        case Act.UNPIN:
            posts.unpin(*key)
        case Act.LEAVE_OUT:
            posts.leave_out(*key)
        case _:
            posts.take_in(*key)
    context.changed(incident)
