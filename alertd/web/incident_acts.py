"""What people do to an incident with the buttons of its page, by link or signed in."""

from __future__ import annotations

from aiohttp import web

from alertd.model.inbox import InboxAct
from alertd.model.incident import Act, Incident
from alertd.web import people, request_fields
from alertd.web.backend import MOODS
from alertd.web.refusals import Malformed, NotFound
from alertd.web.settings import BACKEND

#: What may be said of a telling post: whether it needs an answer.
CORRECTING = (InboxAct.NEEDS_ONE, InboxAct.NEEDS_NONE)


async def act(
    request: web.Request, incident: Incident, word: str, form: dict[str, object], *, by: str, via: str
) -> None:
    """Do it. Raises NotFound for a word that is no act, Malformed, Refused."""
    if word in CORRECTING:
        await _correct(request, incident, InboxAct(word), form, by=by, via=via)
        return
    backend = request.app[BACKEND]
    note = request_fields.note(form)
    if word not in tuple(Act):
        raise NotFound(f"There is no act {word}.")
    if word == Act.NOTE and not note:
        raise Malformed("The note is empty.")
    if word == Act.ASSIGN and not request_fields.text(form, "assignee"):
        raise Malformed("Please say to whom you give it.")  # nobody takes it by not looking at the list
    assignee = people.assignee(request, form, by) if word == Act.ASSIGN else None
    await backend.act(incident.id, Act(word), by=by, note=note, via=via, assignee=assignee)


async def pin(request: web.Request, incident: str, word: str, form: dict[str, object], *, by: str, via: str) -> None:
    """Pin a post as one that matters, or take it back. Raises Malformed, NotFound, Refused."""
    platform, post = _post(form)
    await request.app[BACKEND].pin(incident, Act(word), platform, post, by=by, via=via)


async def _correct(
    request: web.Request, incident: Incident, word: InboxAct, form: dict[str, object], *, by: str, via: str
) -> None:
    """Say of a telling post whether it needs an answer; of others the incident's link says nothing."""
    backend, (platform, post) = request.app[BACKEND], _post(form)
    if (platform, post) not in {(one.mention.platform, one.mention.id) for one in await backend.posts(incident.id)}:
        raise NotFound("This incident has no such post.")
    await backend.attend(incident.watch, platform, post, word, by=by, note="", via=via)


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
