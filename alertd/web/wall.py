"""/wall: how it stands, for a screen on a wall: large, by itself, and with nothing that a visitor should not read.

It shows watches, numbers and who has what; no post, no author, no note, no link that acts.
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from alertd.core.wording.languages import language
from alertd.model.incident import State
from alertd.model.rule import Severity
from alertd.model.source_state import SourceState
from alertd.web import incident_head, now_page
from alertd.web.rendering import language_of, reader_of, screen
from alertd.web.settings import BACKEND, CLOCK

_MOST = 6  #: incidents that can be read from across a room
_WATCHES = 12


async def wall(request: web.Request) -> web.Response:
    """Show what is open, how each watch does, and who is on call; a script turns the leaves, without one all stand below each other."""
    backend, now = request.app[BACKEND], request.app[CLOCK].now()
    found, standing, following, watches = await asyncio.gather(
        backend.incidents(None), backend.oncall(now), backend.next_steps(), now_page.watches(request, now)
    )
    ready = backend.readiness()
    unseeing = [
        (name, seen)
        for name, seen in sorted(ready.sources.items())
        if seen.state not in (SourceState.OK, SourceState.STARTING)
    ]
    open_ = sorted(
        (one for one in found if one.state not in (State.SOLVED, State.CLOSED)),
        key=lambda one: (list(State).index(one.state), -one.severity.rank, one.opened_at),
    )
    tongue = language(language_of(request, reader_of(request)))
    crises = [one for one in open_ if one.severity is Severity.CRISIS][:_MOST]
    curves = await asyncio.gather(*(backend.curve(one.watch, now) for one in crises))
    clocks, ahead = now_page.awaited(request, open_, following, now)
    return screen(
        request,
        "wall.html",
        crises=crises,
        told={one.id: incident_head.told_now(curve, now, tongue)[1] for one, curve in zip(crises, curves, strict=True)},
        clocks=clocks,
        page="wall",
        live="/live",
        open=open_[:_MOST],
        more=len(open_) - _MOST,
        following=ahead,
        left_alone={one.id for one in open_ if incident_head.is_left_alone(one, following)},
        watches=watches[:_WATCHES],
        standing=standing,
        by_name=now_page.paged_by_name(backend.house().roster, now),
        unseeing=unseeing,
    )
