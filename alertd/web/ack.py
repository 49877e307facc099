"""/a/TOKEN: the incident for the person the link names, with nothing but the link; one tap acknowledges.

GET only shows: mail scanners and chat previews fetch links. POST acts. The token is the proof, so neither a sign-in nor
the proof of our forms is asked for.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from alertd.model.incident import JUDGING, MARKING, Act, Incident
from alertd.model.page import Page, PageKind
from alertd.notifiers.picture import png
from alertd.runtime import ack_links
from alertd.web import incident_page, list_page, live, people, rendering, request_fields
from alertd.web.gate import open_to_all
from alertd.web.incident_acts import CORRECTING, pin
from alertd.web.incident_acts import act as do
from alertd.web.incident_acts import label as keep_label
from alertd.web.refusal_words import refusal_told
from alertd.web.refusals import Forbidden, Gone, NotFound, Refused
from alertd.web.settings import BACKEND, CLOCK, SETTINGS
from alertd.web.words import words


@open_to_all
async def show(request: web.Request) -> web.Response:
    """Show the incident; changes nothing. What is over is shown, too: "more" of a page leads here. A list shows its incidents."""
    told = await _list(request)
    if told is not None:
        return await list_page.screen(request, told)
    link, incident = await _linked(request)
    return await _screen(request, incident, link.person)


@open_to_all
async def acknowledge(request: web.Request) -> web.Response:
    """Acknowledge as the named person."""
    link, incident = await _linked(request)
    _refuse_old(request, link, incident)
    try:
        incident = await request.app[BACKEND].act(
            incident.id, Act.ACK, by=link.person, note="", via="link", assignee=None
        )
    except Refused as refused:
        # The person who comes second learns who was first.
        incident = await request.app[BACKEND].incident(link.incident)
        said = refusal_told(refused, incident, words(rendering.language_of(request, link.person)), reader=link.person)
        return await _screen(request, incident, link.person, refused=said, status=409)
    return await _screen(request, incident, link.person, did=str(Act.ACK))


@open_to_all
async def act(request: web.Request) -> web.Response:
    """Do what a button of the page says, as the named person."""
    link, incident = await _linked(request)
    takes_back = request.match_info["act"] == Act.REOPEN and incident_page.may_take_back(
        incident, link.person, request.app[CLOCK].now()
    )
    if request.match_info["act"] not in JUDGING and not takes_back:
        _refuse_old(request, link, incident)
    form: dict[str, object] = dict(await request_fields.form(request))
    if "by" in form and people.known(request, request_fields.text(form, "by")) != link.person:
        raise Forbidden("This link is somebody else's.")
    word = request.match_info["act"]
    back = web.Response(status=303, headers={"Location": f"{rendering.base_of(request)}{_forms(request)}?did={word}"})
    if word in MARKING:
        await pin(request, incident.id, word, form, by=link.person, via="link")
        back.headers["Location"] += "#posts"
    elif word == "label":
        await keep_label(request, incident.id, form, by=link.person)
        back.headers["Location"] += "#posts"
    else:
        try:
            await do(request, incident, word, form, by=link.person, via="link")
        except Refused as refused:
            incident = await request.app[BACKEND].incident(link.incident)
            said = refusal_told(
                refused, incident, words(rendering.language_of(request, link.person)), reader=link.person
            )
            return await _screen(request, incident, link.person, refused=said, status=409)
        if word in CORRECTING:
            back.headers["Location"] += "#posts"
    return back


@open_to_all
async def ask(request: web.Request) -> web.Response:
    """Ask what a page was worth, also after it is over: a letter's link leads here, and a scanner that follows it says nothing."""
    if request.match_info["act"] not in JUDGING:
        raise NotFound("There is no such page.")
    link, incident = await _linked(request)
    return rendering.screen(
        request,
        "judge.html",
        person=link.person,
        forms=_forms(request),
        incident=incident,
        chosen=request.match_info["act"],
        answers=tuple(str(act) for act in JUDGING),
    )


@open_to_all
async def picture(request: web.Request) -> web.Response:
    """Answer the page's last day as a picture: chats fetch it, and whoever has the link may see it."""
    link, _ = await _linked(request)
    page = await request.app[BACKEND].page_of_link(request.match_info["token"])
    if page is None or page.curve is None or page.page_id != link.page_id:
        raise NotFound("There is no such picture.")
    headers = {"Cache-Control": "private, max-age=86400"}
    return web.Response(body=png(page.curve), content_type="image/png", headers=headers)


@open_to_all
async def stream(request: web.Request) -> web.StreamResponse:
    """Tell the page when something changed."""
    _, incident = await _linked(request)
    return await live.stream(request, incident.id)


def _forms(request: web.Request) -> str:
    return f"/a/{request.match_info['token']}"


async def _screen(request: web.Request, incident: Incident, person: str, **told: Any) -> web.Response:
    """Show the page in the person's own language."""
    forms = _forms(request)
    return await incident_page.screen(request, incident, person=person, forms=forms, via_link=True, **told)


def _refuse_old(request: web.Request, link: ack_links.Link, incident: Incident) -> None:
    """Raise Gone where there is nothing to do with this link any more."""
    if incident.state.is_over:
        raise _gone(request, "over", link.person)
    if link.round != incident.rounds:
        raise _gone(request, "anew", link.person)


def _gone(request: web.Request, why: str, person: str = "", **said: str) -> Gone:
    """Return the refusal in the language of whose link it is; of the house where nobody knows whose."""
    t = words(rendering.language_of(request, person))
    return Gone(t.fill(f"gone_{why}", **said), reader=person)


async def _whose(request: web.Request) -> str:
    """Return whose a link is that is too old: a short one's page says so."""
    page = await request.app[BACKEND].page_of_link(request.match_info["token"])
    return "" if page is None or page.to not in request.app[BACKEND].house().roster.people else page.to


async def _linked(request: web.Request) -> tuple[ack_links.Link, Incident]:
    try:
        link = await _link(request, request.match_info["token"])
    except ack_links.Expired as expired:
        raise _gone(request, expired.why, await _whose(request)) from expired
    except ack_links.Tampered as tampered:
        raise Forbidden(str(tampered)) from tampered
    house = request.app[BACKEND].house()
    if link.person not in house.roster.people:
        raise _gone(request, "left", name=link.person)
    try:
        incident = await request.app[BACKEND].incident(link.incident)
    except NotFound:
        raise _gone(request, "forgotten", link.person) from None
    if link.round != incident.rounds and not incident.state.is_over:
        _refuse_old(request, link, incident)
    return link, incident


async def _list(request: web.Request) -> Page | None:
    """Return the list that a link is of, None where it is the link of one incident."""
    token = request.match_info["token"]
    page = await request.app[BACKEND].page_of_link(token) if ack_links.is_short(token) else None
    if page is None or page.kind is not PageKind.LIST:
        return None
    now = request.app[CLOCK].now()
    try:
        ack_links.check_short(request.app[SETTINGS].link_keys.living(now), token, page.page_id, page.at, now)
    except ack_links.Expired as expired:
        raise _gone(request, expired.why, page.to) from expired
    if page.to not in request.app[BACKEND].house().roster.people:
        raise _gone(request, "left", name=page.to)
    return page


async def _link(request: web.Request, token: str) -> ack_links.Link:
    """Return what a link says: a long one says it itself, of a short one the outbox knows the page. Raises BadLink."""
    now = request.app[CLOCK].now()
    keys = request.app[SETTINGS].link_keys.living(now)
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
