"""The link of a list: its incidents as they stand now, each behind its own link. It acts on none of them."""

from __future__ import annotations

from aiohttp import web

from alertd.core.wording import listing
from alertd.core.wording.clean import Family
from alertd.core.wording.languages import language
from alertd.model.incident import Incident
from alertd.model.page import Listed, Page
from alertd.model.value import Value
from alertd.web import rendering
from alertd.web.refusals import NotFound
from alertd.web.settings import BACKEND
from alertd.web.turns import in_turn


class Row(Value, frozen=True, kw_only=True):
    """One incident of the list. token: the end of its own link; now: how it stands, None where it is kept no longer."""

    told: Listed
    token: str
    now: Incident | None


@in_turn
async def screen(request: web.Request, page: Page) -> web.Response:
    """Show a list to the person it was sent to."""
    tag: str = rendering.language_of(request, page.to)
    shown = page.with_(language=tag)
    rows = [
        Row(told=one, token=one.link.rpartition("/")[2], now=await _standing(request, one.incident))
        for one in page.listed
    ]
    return rendering.screen(
        request,
        "list.html",
        person=page.to,
        heading=listing.title(shown, Family.PLAIN),
        each=language(tag).words["list_each"],
        rows=rows,
    )


async def _standing(request: web.Request, incident: str) -> Incident | None:
    try:
        return await request.app[BACKEND].incident(incident)
    except NotFound:
        return None
