"""/api/v1/inbox: how many wait, and what programs do with a post that does."""

from __future__ import annotations

import msgspec
from aiohttp import web

from alertd.model.inbox import InboxAct
from alertd.web import people, request_fields, shape
from alertd.web.refusals import NotFound
from alertd.web.responses import json_response
from alertd.web.settings import BACKEND, CLOCK

HOLDS = 60  # minutes for which a claim, a hand-over or a snooze holds if nobody says


async def counts(request: web.Request) -> web.Response:
    """Tell of each watch, or of one, how many wait and how many left the inbox without an answer."""
    found = await request.app[BACKEND].inbox_counts(request.query.get("watch") or None)
    return json_response(msgspec.to_builtins(found))


async def act(request: web.Request) -> web.Response:
    """Do what the path says with a post; answered after the commit with the post as it stands then."""
    word = request.match_info["act"]
    if word not in tuple(InboxAct):
        raise NotFound(f"There is no act {word}.")
    body = await request_fields.fields(request)
    by = people.by(request, body)
    done_at = request_fields.text(body, "answered_at")
    shown = await request.app[BACKEND].attend(
        request_fields.text(body, "watch", required=True),
        request_fields.text(body, "platform", required=True),
        request_fields.text(body, "id", required=True, length=1000),
        InboxAct(word),
        by=by,
        note=request_fields.note(body),
        via="cli" if body.get("via") == "cli" else "api",
        to=people.known(request, request_fields.text(body, "to", required=True), "to")
        if word == InboxAct.HAND_OVER
        else None,
        minutes=request_fields.minutes(body, HOLDS),
        answered_at=request_fields.instant(done_at, "answered_at", request.app[CLOCK].now()) if done_at else None,
    )
    return json_response(shape.mention(shown))
