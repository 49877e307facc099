"""/a/TOKEN: one tap acknowledges, as the person the link names.

GET only shows a button: mail scanners and chat previews fetch links. POST acknowledges. The token is the proof, so
neither a sign-in nor the proof of our forms is asked for.
"""

from __future__ import annotations

from aiohttp import web

from alertd.core.wording.languages import language
from alertd.model.incident import Act, Incident, State
from alertd.runtime import ack_links
from alertd.web.ack_words import words
from alertd.web.gate import open_to_all
from alertd.web.refusals import Forbidden, Gone, NotFound, Refused
from alertd.web.rendering import screen
from alertd.web.settings import BACKEND, CLOCK, SETTINGS


@open_to_all
async def show(request: web.Request) -> web.Response:
    """Say what the incident is, and show the button; changes nothing."""
    link, incident = await _linked(request)
    return _screen(request, incident, link.person)


@open_to_all
async def acknowledge(request: web.Request) -> web.Response:
    """Acknowledge as the named person."""
    link, incident = await _linked(request)
    try:
        incident = await request.app[BACKEND].act(
            incident.id, Act.ACK, by=link.person, note="", via="link", assignee=None
        )
    except Refused as refused:
        # The person who comes second learns who was first.
        incident = await request.app[BACKEND].incident(link.incident)
        return _screen(request, incident, link.person, text=str(refused), status=409)
    return _screen(request, incident, link.person, done=True)


def _screen(
    request: web.Request, incident: Incident, person: str, *, done: bool = False, text: str = "", status: int = 200
) -> web.Response:
    """Show the page in the person's own language."""
    house = request.app[BACKEND].house()
    reader = house.roster.people.get(person)
    tag = reader.language if reader else house.page_language
    return screen(
        request,
        "ack.html",
        status=status,
        incident=incident,
        person=person,
        done=done,
        text=text,
        words=words(tag),
        severity=language(tag).severities[incident.severity.value],
        page_language=language(tag).code,
    )


async def _linked(request: web.Request) -> tuple[ack_links.Link, Incident]:
    try:
        link = await _link(request, request.match_info["token"])
    except ack_links.Expired as expired:
        raise Gone(f"{expired} Open the newest page, or sign in.") from expired
    except ack_links.Tampered as tampered:
        raise Forbidden(str(tampered)) from tampered
    house = request.app[BACKEND].house()
    if link.person not in house.roster.people:
        raise Gone(f"{link.person} is no longer in the people file: this link does nothing.")
    try:
        incident = await request.app[BACKEND].incident(link.incident)
    except NotFound:
        raise Gone("The incident of this link is kept no longer.") from None
    if incident.state in (State.SOLVED, State.CLOSED):
        raise Gone(f"This incident is {incident.state.value}: there is nothing to acknowledge.")
    if link.round != incident.rounds:
        raise Gone("This incident began anew since this link was sent; open the newest page, or sign in.")
    return link, incident


async def _link(request: web.Request, token: str) -> ack_links.Link:
    """Return what a link says: a long one says it itself, of a short one the outbox knows the page. Raises BadLink."""
    keys, now = request.app[SETTINGS].link_keys.living(request.app[CLOCK].now()), request.app[CLOCK].now()
    if not ack_links.is_short(token):
        return ack_links.check_long(keys, token, now)
    page = await request.app[BACKEND].page_of_link(token)
    if page is None or page.incident is None:
        raise ack_links.Tampered("This link is not one of ours: it may have been cut or changed.")
    ack_links.check_short(keys, token, page.page_id, page.at, now)
    return ack_links.Link(
        incident=page.incident,
        person=page.to,
        page_id=page.page_id,
        round=page.round,
        expires_at=page.at + ack_links.LIVES,
    )
