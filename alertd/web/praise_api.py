"""/api/v1/praise: who speaks well of a brand, with replies that build on it."""

from __future__ import annotations

from aiohttp import web

from alertd.core.wording.praise_replies import replies
from alertd.web import request_fields, shape
from alertd.web.backend import MentionShown
from alertd.web.responses import json_response
from alertd.web.settings import BACKEND, CLOCK

_SINCE = "7d"


async def praise(request: web.Request) -> web.Response:
    """List praise, what the most people see first, with replies in its own language. Nothing of it waits or is due."""
    now = request.app[CLOCK].now()
    found = await request.app[BACKEND].praise(
        request.query.get("watch") or None,
        since=request_fields.instant(request.query.get("since") or _SINCE, "since", now),
        limit=request_fields.limit(request),
    )
    return json_response([shape.mention(shown) | {"suggested_replies": _suggested(shown)} for shown in found])


def _suggested(shown: MentionShown) -> list[str]:
    about = shown.mention
    name = f"@{about.handle}" if about.handle else shown.author_name or ""
    return list(replies(about.language, name, about.watch))
