"""/api/v1: what programs may ask and do."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from aiohttp import web

from alertd.model.incident import Act
from alertd.web import asked, shape
from alertd.web.answers import json_response
from alertd.web.refusals import Malformed, NotFound
from alertd.web.settings import BACKEND, CLOCK

#: A silence longer than this is a rule to switch off, not a silence.
MAX_SILENCE = timedelta(days=31)


async def incidents(request: web.Request) -> web.Response:
    """List incidents, the newest first."""
    found = await request.app[BACKEND].incidents(asked.state(request))
    return json_response([shape.to_json(incident) for incident in found])


async def incident(request: web.Request) -> web.Response:
    """Show one incident, its pages and the decisions about it."""
    backend, name = request.app[BACKEND], request.match_info["id"]
    found = await backend.incident(name)
    decisions, pages = await asyncio.gather(backend.decisions(name), backend.pages(name))
    body = shape.to_json(found)
    body["page_list"] = [shape.page(seen) for seen in pages]
    body["decisions"] = [shape.decision(seen) for seen in decisions]
    return json_response(body)


async def act(request: web.Request) -> web.Response:
    """Do what the path says to an incident; answered after the commit."""
    word = request.match_info["act"]
    if word not in tuple(Act):
        raise NotFound(f"There is no act {word}.")
    body = await asked.fields(request)
    by = asked.text(body, "by", required=True)
    done = await request.app[BACKEND].act(
        request.match_info["id"],
        Act(word),
        by=by,
        note=asked.note(body),
        via="cli" if body.get("via") == "cli" else "api",
        assignee=(asked.text(body, "assignee") or by) if word == Act.ASSIGN else None,
    )
    return json_response(shape.to_json(done))


async def signals(request: web.Request) -> web.Response:
    """List what a watch's signals said since an instant, or in a time before now (2 hours if nobody says)."""
    watch = request.query.get("watch", "")
    if not watch:
        raise Malformed('"watch" is missing')
    now = request.app[CLOCK].now()
    since = asked.instant(request.query.get("since") or "2h", "since", now)
    return json_response([shape.signal(seen) for seen in await request.app[BACKEND].signals(watch, since)])


async def oncall(request: web.Request) -> web.Response:
    """List who is on call, now or at an instant."""
    now = request.app[CLOCK].now()
    at = asked.instant(request.query.get("at") or "0s", "at", now)
    return json_response([shape.oncall(seen) for seen in await request.app[BACKEND].oncall(at)])


async def mentions(request: web.Request) -> web.Response:
    """List mentions; with unanswered=1 those that still need an answer, what is due first on top."""
    found = await request.app[BACKEND].mentions(
        request.query.get("watch") or None,
        unanswered=asked.flag(request, "unanswered"),
        limit=asked.limit(request),
    )
    return json_response([shape.mention(shown) for shown in found])


async def silences(request: web.Request) -> web.Response:
    """List silences that have not ended."""
    return json_response([shape.silence(seen) for seen in await request.app[BACKEND].silences()])


async def silence(request: web.Request) -> web.Response:
    """Set a silence; it needs an owner, a reason and an end. The watch "all" is said, never meant by leaving it out."""
    body = await asked.fields(request)
    lasts = asked.span(asked.text(body, "for", required=True), "for")
    if not timedelta(0) < lasts <= MAX_SILENCE:
        raise Malformed('"for" is not between 1s and 31d')
    watch = asked.text(body, "watch", required=True)
    done = await request.app[BACKEND].silence(
        None if watch == "all" else watch,
        asked.text(body, "rule") or None,
        lasts=lasts,
        by=asked.text(body, "by", required=True),
        reason=asked.text(body, "reason", required=True, length=500),
    )
    return json_response(shape.silence(done))


async def unsilence(request: web.Request) -> web.Response:
    """End a silence early."""
    body = await asked.fields(request)
    by = asked.text(body, "by", required=True)
    await request.app[BACKEND].unsilence(request.match_info["id"], by=by)
    return json_response({"id": request.match_info["id"], "by": by})


async def forget(request: web.Request) -> web.Response:
    """Erase an author: an id, a handle, or platform:id; the answer says how much was found."""
    body = await asked.fields(request)
    done = await request.app[BACKEND].forget(asked.text(body, "author", required=True))
    return json_response(shape.erased(done))


async def send_test(request: web.Request) -> web.Response:
    """Plan real test pages; the answer names the address where their fate is told."""
    body = await asked.fields(request)
    test = await request.app[BACKEND].send_test(
        asked.text(body, "to", required=True), by=asked.text(body, "by", required=True)
    )
    return json_response({"id": test}, status=202)


async def test_pages(request: web.Request) -> web.Response:
    """Say what became of each test page so far."""
    pages = await request.app[BACKEND].test_pages(request.match_info["id"])
    return json_response(
        {
            "id": request.match_info["id"],
            "is_finished": bool(pages) and all(seen.is_final for seen in pages),
            "pages": [shape.page(seen) for seen in pages],
        }
    )
