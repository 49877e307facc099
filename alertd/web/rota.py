"""A person's shifts for their own calendar, at an address that is the secret: calendars cannot sign in."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from alertd.web import gate
from alertd.web.gate import open_to_all
from alertd.web.refusals import NotFound
from alertd.web.settings import BACKEND, CLOCK

#: How far ahead people plan; calendars ask again, so more is not needed.
AHEAD = timedelta(days=90)


@open_to_all
async def shifts(request: web.Request) -> web.Response:
    """Answer with the shifts of the next ninety days; a wrong address counts as a guess and does not say what is wrong with it."""
    person, token = request.match_info["person"], request.match_info["token"]
    found = await request.app[BACKEND].rota(person, token, request.app[CLOCK].now(), AHEAD)
    if found is None:
        gate.failed(request)
        raise NotFound("There is no such calendar.")
    return web.Response(
        text=found,
        content_type="text/calendar",
        charset="utf-8",
        headers={"Cache-Control": "private, max-age=3600", "Content-Disposition": 'inline; filename="oncall.ics"'},
    )
