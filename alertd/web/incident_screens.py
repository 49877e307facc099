"""One incident for people who are signed in: shown, acted on, followed live."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from alertd.model.incident import MARKING, Incident
from alertd.web import incident_acts, incident_page, live, people, rendering, request_fields
from alertd.web.refusal_words import refusal_told
from alertd.web.refusals import Refused
from alertd.web.settings import BACKEND


async def incident(request: web.Request) -> web.Response:
    """Show one incident."""
    return await _shown(request, await request.app[BACKEND].incident(request.match_info["id"]))


async def _shown(request: web.Request, found: Incident, *, refused: str = "", status: int = 200) -> web.Response:
    return await incident_page.screen(
        request,
        found,
        person=rendering.reader_of(request),
        forms=f"/incidents/{quote(found.id, safe='')}",
        via_link=False,
        status=status,
        refused=refused,
    )


async def act(request: web.Request) -> web.Response:
    """Do what the button says, and show the incident again."""
    found = await request.app[BACKEND].incident(request.match_info["id"])
    form: dict[str, object] = dict(await request_fields.form(request))
    by, word = people.named(request, form), request.match_info["act"]
    people.remember(request, by)
    if word in MARKING:
        await incident_acts.pin(request, found.id, word, form, by=by, via="page")
        return _back(request, found.id, word, "#posts")
    try:
        await incident_acts.act(request, found, word, form, by=by, via="page")
    except Refused as refused:
        stands = await request.app[BACKEND].incident(found.id)
        return await _shown(
            request, stands, refused=refusal_told(refused, stands, rendering.words_of(request), reader=by), status=409
        )
    return _back(request, found.id, word, "#posts" if word in incident_acts.CORRECTING else "")


async def label(request: web.Request) -> web.Response:
    """Keep what the reader says of a post's mood, and show the incident again where it stood."""
    name = request.match_info["id"]
    form: dict[str, object] = dict(await request_fields.form(request))
    by = people.named(request, form)
    await incident_acts.label(request, name, form, by=by)
    people.remember(request, by)
    return _back(request, name, "label", "#posts")


def _back(request: web.Request, name: str, word: str, part: str = "") -> web.Response:
    """Lead back to the incident, which says what was done."""
    address = f"{rendering.base_of(request)}/incidents/{quote(name, safe='')}?did={word}{part}"
    return web.Response(status=303, headers={"Location": address})


async def stream(request: web.Request) -> web.StreamResponse:
    """Tell the page when something changed."""
    return await live.stream(request, request.match_info.get("id", ""))
