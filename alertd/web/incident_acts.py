"""What people do to an incident with the buttons of its page, by link or signed in."""

from __future__ import annotations

from aiohttp import web

from alertd.model.incident import Act, Incident
from alertd.web import people, request_fields
from alertd.web.backend import MOODS
from alertd.web.refusals import Malformed, NotFound
from alertd.web.settings import BACKEND


async def act(
    request: web.Request, incident: Incident, word: str, form: dict[str, object], *, by: str, via: str
) -> None:
    """Do it. Raises NotFound for a word that is no act, Malformed, Refused."""
    backend = request.app[BACKEND]
    note = request_fields.note(form)
    if word not in tuple(Act):
        raise NotFound(f"There is no act {word}.")
    if word == Act.NOTE and not note:
        raise Malformed("The note is empty.")
    assignee = people.assignee(request, form, by) if word == Act.ASSIGN else None
    await backend.act(incident.id, Act(word), by=by, note=note, via=via, assignee=assignee)


async def pin(request: web.Request, incident: str, word: str, form: dict[str, object], *, by: str, via: str) -> None:
    """Pin a post as one that matters, or take it back. Raises Malformed, NotFound, Refused."""
    platform, post = _post(form)
    await request.app[BACKEND].pin(incident, Act(word), platform, post, by=by, via=via)


def _post(form: dict[str, object]) -> tuple[str, str]:
    platform = request_fields.text(form, "platform", required=True)
    return platform, request_fields.text(form, "post", required=True, length=500)


async def label(request: web.Request, incident: str, form: dict[str, object], *, by: str) -> None:
    """Keep what somebody says of a post's mood. Raises Malformed, NotFound."""
    mood = request_fields.text(form, "label", required=True)
    if mood not in MOODS:
        raise Malformed(f'"label" is none of {", ".join(MOODS)}.')
    platform, post = _post(form)
    await request.app[BACKEND].label(incident, platform, post, mood, by=by)
