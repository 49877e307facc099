"""Sessions: who is signed in where, and the end of one."""

from __future__ import annotations

from aiohttp import web

from alertd.web import gate, rendering
from alertd.web.refusals import NotFound
from alertd.web.scopes import Scope
from alertd.web.sessions import Session
from alertd.web.settings import CLOCK


async def screen(request: web.Request) -> web.Response:
    """Show who is signed in where: an administrator sees all, others themselves."""
    return rendering.screen(
        request, "sessions.html", page="sessions", sessions=_seen_sessions(request), own=_own(request)
    )


async def end(request: web.Request) -> web.Response:
    """End a session on our side: its browser is asked to sign in at its next click."""
    id_ = request.match_info["id"]
    if id_ not in {one.id for one in _seen_sessions(request)}:
        raise NotFound("There is no such session.")
    request.app[gate.SESSIONS].end(id_)
    return web.Response(status=303, headers={"Location": f"{rendering.base_of(request)}/sessions"})


def _seen_sessions(request: web.Request) -> list[Session]:
    session = request.get(gate.SESSION)
    everybody = request.app[gate.SESSIONS].all(request.app[CLOCK].now())
    if request[gate.SCOPE] >= Scope.ADMIN:
        return everybody
    if session is None:
        return []  # a program's token is nobody in particular
    return [one for one in everybody if one.id == session.id or (one.person and one.person == session.person)]


def _own(request: web.Request) -> str:
    return request[gate.SESSION].id if gate.SESSION in request else ""
