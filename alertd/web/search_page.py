"""Search: the posts of a time, a watch, or with some words, copies on one card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from aiohttp import web

from alertd.model.console import without_console
from alertd.model.incident import Incident, State
from alertd.web import gate, rendering, request_fields
from alertd.web.backend import LEFT_OUT, MentionShown, PostShown
from alertd.web.copies import cards, cut
from alertd.web.refusals import NotFound
from alertd.web.settings import BACKEND, CLOCK
from alertd.web.turns import in_turn
from alertd.web.words import words

_SEARCHED = timedelta(days=1)
#: Posts on one screen of a search; what is older is a click away.
_FOUND = 100
#: Posts that are read for them: copies stand on one card.
_READ = 500


@in_turn
async def screen(request: web.Request) -> web.Response:
    """Show the posts of a time, a watch, or with some words; a bar of a chart leads here."""
    backend, now = request.app[BACKEND], request.app[CLOCK].now()
    given: Mapping[str, str] = request.query
    asked = given.get("q", "").strip()[:200]
    watch = given.get("watch") or None
    until = request_fields.instant(given["until"], "until", now) if given.get("until") else now
    since = request_fields.instant(given["since"], "since", now) if given.get("since") else until - _SEARCHED
    found = await backend.search(watch, asked, since, until, _READ) if asked or watch or given.get("since") else []
    is_cut = len(found) == _READ
    seen = cut(found, _FOUND)
    incident = await _open(request, given.get("incident", ""))
    t = words(rendering.language_of(request, request[gate.SESSION].person if gate.SESSION in request else ""))
    return rendering.screen(
        request,
        "search.html",
        page="search",
        found=[(_post(one.shown, incident), one.again) for one in cards(seen)],
        is_cut=is_cut,
        incident=incident,
        people=sorted(without_console(backend.house().roster).people),
        older=_older(found, seen),
        said=t.fill("post_count", n=f"{len(found)}{'+' if is_cut else ''}"),
        asked=asked,
        watch=watch,
        since=since,
        until=until,
        picked=given.get("since", ""),
        is_asked=bool(asked or watch or given.get("since")),
        watches=[known.name for known in backend.house().watches],
    )


def _older(found: Sequence[MentionShown], seen: Sequence[MentionShown]) -> datetime | None:
    """Return until when to ask for more; None where all that was written in the time is on this screen.

    A screen that one instant fills (a file with days and no times) is never asked for again: what else that instant has is left out.
    """
    if len(seen) < len(found):
        at = found[len(seen)].mention.posted_at
        return at if seen[0].mention.posted_at <= at else at + timedelta(milliseconds=1)
    return found[-1].mention.posted_at if len(found) == _READ else None


async def _open(request: web.Request, name: str) -> Incident | None:
    """Return the incident from whose chart somebody came, as long as its posts may be pinned."""
    try:
        found = await request.app[BACKEND].incident(name) if name else None
    except NotFound:
        return None
    return found if found is not None and found.state is not State.CLOSED else None


def _post(one: MentionShown, incident: Incident | None) -> PostShown:
    about = one.mention
    name = f"{about.platform}:{about.id}"
    why = (
        ""
        if incident is None
        else LEFT_OUT
        if name in incident.left_out
        else "matters"
        if name in incident.pinned
        else ""
    )
    return PostShown(mention=about, text=one.text, author_name=one.author_name, why=why)
