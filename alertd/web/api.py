"""/api/v1: what programs may ask and do."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from aiohttp import web

from alertd.core.incidents.promises import promises_of
from alertd.core.wording.contract import Json, to_json
from alertd.model.incident import MARKING, Act, Incident
from alertd.model.rule import Severity
from alertd.web import people, request_fields, shape
from alertd.web.backend import MentionShown
from alertd.web.gate import for_admins
from alertd.web.refusals import Malformed, NotFound
from alertd.web.responses import json_response
from alertd.web.saved_replies import SavedReplies
from alertd.web.settings import BACKEND, CLOCK

#: A silence longer than this is a rule to switch off, not a silence.
MAX_SILENCE = timedelta(days=31)
_SUGGESTED = 3  # saved replies that are offered for a post


async def incidents(request: web.Request) -> web.Response:
    """List incidents, the newest first."""
    found = await request.app[BACKEND].incidents(request_fields.state(request))
    return json_response([_counting_down(request, incident) for incident in found])


async def incident(request: web.Request) -> web.Response:
    """Show one incident, its pages and the decisions about it."""
    backend, name = request.app[BACKEND], request.match_info["id"]
    found = await backend.incident(name)
    decisions, pages = await asyncio.gather(backend.decisions(name), backend.pages(name))
    body = _counting_down(request, found)
    body["page_list"] = [shape.page(seen) for seen in pages]
    body["decisions"] = [shape.decision(seen) for seen in decisions]
    return json_response(body)


async def act(request: web.Request) -> web.Response:
    """Do what the path says to an incident; answered after the commit."""
    word = request.match_info["act"]
    if word not in tuple(Act):
        raise NotFound(f"There is no act {word}.")
    body = await request_fields.fields(request)
    by = people.by(request, body)
    if word in MARKING:
        return json_response(_counting_down(request, await _pinned(request, Act(word), body, by)))
    if word == Act.NOTE:
        request_fields.text(body, "note", required=True, length=2000)
    done = await request.app[BACKEND].act(
        request.match_info["id"],
        Act(word),
        by=by,
        note=request_fields.note(body),
        via="cli" if body.get("via") == "cli" else "api",
        assignee=people.assignee(request, body, by) if word == Act.ASSIGN else None,
        minutes=request_fields.minutes(body),
    )
    return json_response(_counting_down(request, done))


async def _pinned(request: web.Request, act: Act, body: dict[str, object], by: str) -> Incident:
    platform = request_fields.text(body, "platform", required=True)
    post = request_fields.text(body, "post", required=True, length=500)
    return await request.app[BACKEND].pin(request.match_info["id"], act, platform, post, by=by, via="api")


def _counting_down(request: web.Request, incident: Incident) -> Json:
    """Write an incident with what people call its watch, and what is left of its promises."""
    house = request.app[BACKEND].house()
    clocks = promises_of(incident, house, request.app[CLOCK].now())
    promises = {one.name: shape.promise(one) for one in clocks}
    return to_json(incident) | {"brand": house.called(incident.watch), "promises": promises}


async def signals(request: web.Request) -> web.Response:
    """List what a watch's signals said since an instant, or in a time before now (2 hours if nobody says)."""
    watch = request.query.get("watch", "")
    if not watch:
        raise Malformed('"watch" is missing')
    now = request.app[CLOCK].now()
    since = request_fields.instant(request.query.get("since") or "2h", "since", now)
    return json_response([shape.signal(seen) for seen in await request.app[BACKEND].signals(watch, since)])


async def oncall(request: web.Request) -> web.Response:
    """List who is on call, now or at an instant."""
    now = request.app[CLOCK].now()
    at = request_fields.instant(request.query.get("at") or "0s", "at", now)
    return json_response([shape.oncall(seen) for seen in await request.app[BACKEND].oncall(at)])


async def mentions(request: web.Request) -> web.Response:
    """List mentions; with unanswered=1 those that still need an answer, whom to answer first on top."""
    is_inbox = request_fields.flag(request, "unanswered")
    backend = request.app[BACKEND]
    found = await backend.mentions(
        request.query.get("watch") or None, unanswered=is_inbox, limit=request_fields.limit(request)
    )
    if not is_inbox:
        return json_response([shape.mention(shown) for shown in found])
    # Of a thousand posts it takes a while, and the loop has others to serve.
    return json_response(
        await asyncio.to_thread(_with_replies, found, SavedReplies(backend.house().rules, backend.house().titles))
    )


def _with_replies(found: Sequence[MentionShown], saved: SavedReplies) -> list[Json]:
    return [
        shape.mention(shown) | {"suggested_replies": [one.text for one in saved.fitting(shown)[:_SUGGESTED]]}
        for shown in found
    ]


async def silences(request: web.Request) -> web.Response:
    """List silences that have not ended."""
    return json_response([shape.silence(seen) for seen in await request.app[BACKEND].silences()])


async def silence(request: web.Request) -> web.Response:
    """Set a silence; it needs an owner, a reason and an end. The watch "all" is said, never meant by leaving it out."""
    body = await request_fields.fields(request)
    lasts = request_fields.span(request_fields.text(body, "for", required=True), "for")
    if not timedelta(0) < lasts <= MAX_SILENCE:
        raise Malformed('"for" is not between 1s and 31d')
    watch = request_fields.text(body, "watch", required=True)
    done = await request.app[BACKEND].silence(
        None if watch == "all" else watch,
        request_fields.text(body, "rule") or None,
        lasts=lasts,
        by=people.by(request, body),
        reason=request_fields.text(body, "reason", required=True, length=500),
    )
    return json_response(shape.silence(done))


async def unsilence(request: web.Request) -> web.Response:
    """End a silence early."""
    body = await request_fields.fields(request)
    by = people.by(request, body)
    await request.app[BACKEND].unsilence(request.match_info["id"], by=by)
    return json_response({"id": request.match_info["id"], "by": by})


@for_admins
async def rotate_keys(request: web.Request) -> web.Response:
    """Make links with a new key from now on; those of the old one work as long as "keep" says."""
    body = await request_fields.fields(request)
    keep = request_fields.span(request_fields.text(body, "keep", required=True), "keep")
    await request.app[BACKEND].rotate_keys(keep)
    return json_response({"keep_seconds": keep.total_seconds()})


@for_admins
async def forget(request: web.Request) -> web.Response:
    """Erase an author: an id, a handle, or platform:id; the answer says how much was found."""
    body = await request_fields.fields(request)
    done = await request.app[BACKEND].forget(request_fields.text(body, "author", required=True))
    return json_response(shape.erased(done))


async def open_incident(request: web.Request) -> web.Response:
    """Open an incident by hand, or bring a policy into the one that runs."""
    body = await request_fields.fields(request)
    word = request_fields.text(body, "severity") or Severity.URGENT.value
    if word not in (Severity.CRISIS.value, Severity.URGENT.value):
        raise Malformed('"severity" is none of crisis, urgent')
    opened = await request.app[BACKEND].open_incident(
        request_fields.text(body, "watch", required=True),
        Severity(word),
        by=people.by(request, body),
        note=request_fields.note(body),
        policy=request_fields.text(body, "policy") or None,
    )
    return json_response(to_json(opened), status=201)


async def drill(request: web.Request) -> web.Response:
    """Play a marked crisis to the real people of a policy; the answer is its incident, which says how it goes."""
    body = await request_fields.fields(request)
    begun = await request.app[BACKEND].drill(
        request_fields.text(body, "policy") or None, by=people.by(request, body), note=request_fields.note(body)
    )
    return json_response(to_json(begun), status=201)


async def send_test(request: web.Request) -> web.Response:
    """Plan real test pages; the answer names the address where their fate is told."""
    body = await request_fields.fields(request)
    test = await request.app[BACKEND].send_test(
        request_fields.text(body, "to", required=True), by=people.by(request, body)
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
