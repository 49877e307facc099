"""Pages for people who are signed in: one incident, and the door."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from alertd.web import gate, incident_acts, incident_page, live, people, rendering, request_fields
from alertd.web.gate import open_to_all
from alertd.web.refusals import Unauthorised
from alertd.web.rendering import own_path, sign_in_screen
from alertd.web.settings import BACKEND


async def incident(request: web.Request) -> web.Response:
    """Show one incident."""
    found = await request.app[BACKEND].incident(request.match_info["id"])
    person = request[gate.SESSION].person if gate.SESSION in request else ""
    return await incident_page.screen(
        request, found, person=person, forms=f"/incidents/{quote(found.id, safe='')}", via_link=False
    )


async def act(request: web.Request) -> web.Response:
    """Do what the button says, and show the incident again."""
    found = await request.app[BACKEND].incident(request.match_info["id"])
    form: dict[str, object] = dict(await request_fields.form(request))
    by = people.named(request, form)
    await incident_acts.act(request, found, request.match_info["act"], form, by=by, via="page")
    people.remember(request, by)
    return _back(request, found.id)


async def label(request: web.Request) -> web.Response:
    """Keep what the reader says of a post's mood, and show the incident again where it stood."""
    name = request.match_info["id"]
    form: dict[str, object] = dict(await request_fields.form(request))
    by = people.named(request, form)
    await incident_acts.label(request, name, form, by=by)
    people.remember(request, by)
    return _back(request, name, "#posts")


def _back(request: web.Request, name: str, part: str = "") -> web.Response:
    base = rendering.base_of(request)
    return web.Response(status=303, headers={"Location": f"{base}/incidents/{quote(name, safe='')}{part}"})


async def stream(request: web.Request) -> web.StreamResponse:
    """Tell the page when something changed."""
    return await live.stream(request)


@open_to_all
async def sign_in_page(request: web.Request) -> web.StreamResponse:
    """Show the form; a sign-in link, as `make run` prints one, signs in at once."""
    if "token" not in request.query:
        return sign_in_screen(request)
    return _signed_in(request, request.query["token"], request.query.get("by", ""), request.query.get("next", "/"))


@open_to_all
async def sign_in(request: web.Request) -> web.StreamResponse:
    """Sign in with the token and a name."""
    form: dict[str, object] = dict(await request_fields.form(request))
    token, next_ = form.get("token"), form.get("next")
    return _signed_in(request, str(token or ""), request_fields.text(form, "by"), str(next_ or "/"))


def _signed_in(request: web.Request, token: str, by: str, next_: str) -> web.StreamResponse:
    try:
        access = gate.access_of(request, token.strip())
    except Unauthorised as refused:
        return sign_in_screen(request, refused)
    person = request_fields.text({"by": by}, "by")
    if person:
        person = people.known(request, person)
    # A relative address: the Host header is never believed.
    response = web.Response(status=303, headers={"Location": rendering.base_of(request) + own_path(next_)})
    gate.sign_in(request, response, person, access)
    return response


async def sign_out(request: web.Request) -> web.StreamResponse:
    """End the session of this browser, here and there."""
    response = web.Response(status=303, headers={"Location": f"{rendering.base_of(request)}/signin"})
    if gate.SESSION in request:
        gate.sign_out(request, response)
    return response
