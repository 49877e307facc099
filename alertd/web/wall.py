"""/wall: how it stands, for a screen on a wall: large, by itself, and with nothing that a visitor should not read.

It shows watches, numbers, who has what, and in a few public words what an incident is about; no author, no note, no link that acts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from aiohttp import web
from markupsafe import Markup

from alertd.core.wording.languages import language
from alertd.model.incident import Incident, State
from alertd.model.rule import Severity
from alertd.model.source_state import SourceState
from alertd.report.pulse import Curve
from alertd.web import charts, incident_head, now_page
from alertd.web.charts import Mark
from alertd.web.rendering import language_of, reader_of, screen, zone_of
from alertd.web.settings import BACKEND, CLOCK
from alertd.web.turns import in_turn
from alertd.web.words import words

_MOST = 6  #: incidents that can be read from across a room
_DRAWN = 2  #: incidents beside which there is room for a chart
_WATCHES = 12
_HOURS = 36  #: buckets of such a chart: three hours


@in_turn
async def wall(request: web.Request) -> web.Response:
    """Show what is open, how each watch does, and who is on call; a script turns the leaves, without one all stand below each other."""
    backend, now = request.app[BACKEND], request.app[CLOCK].now()
    found, standing, following = await asyncio.gather(
        backend.incidents(None), backend.oncall(now), backend.next_steps()
    )
    ready = backend.readiness()
    unseeing = [
        (name, seen)
        for name, seen in sorted(ready.sources.items())
        if seen.state not in (SourceState.OK, SourceState.STARTING)
    ]
    open_ = sorted((one for one in found if not one.state.is_over), key=_worst_first)
    shown = open_[:_MOST]
    curves = await now_page.watched(request, now)
    curves |= await now_page.curves_of(request, {one.watch: None for one in shown if one.watch not in curves}, now)
    clocks, ahead = now_page.awaited(request, open_, following, now)
    watches = now_page.watches(request, curves, now)
    return screen(
        request,
        "wall.html",
        about=await now_page.abouts(request, shown),
        standings={one.id: now_page.standing_of(request, curves[one.watch], now, one) for one in shown},
        drawn=_drawn(request, shown, curves),
        clocks=clocks,
        page="wall",
        live="/live",
        open=shown,
        crises=[one for one in shown if one.severity is Severity.CRISIS],
        more=len(open_) - _MOST,
        following=ahead,
        left_alone={one.id for one in open_ if incident_head.is_left_alone(one, following)},
        watches=watches[:_WATCHES],
        rising=now_page.rising(watches),
        standing=standing,
        by_name=now_page.paged_by_name(backend.house().roster, now),
        unseeing=unseeing,
    )


def _worst_first(incident: Incident) -> tuple[bool, int, int, datetime]:
    """Return the place of an incident: a crisis that somebody has is still read before what is less."""
    is_crisis = incident.severity is Severity.CRISIS
    return not is_crisis, list(State).index(incident.state), -incident.severity.rank, incident.opened_at


def _drawn(request: web.Request, incidents: Sequence[Incident], curves: dict[str, Curve | None]) -> dict[str, Markup]:
    """Return the last hours of each incident as a chart, where so few are open that there is room for one."""
    if len(incidents) > _DRAWN:
        return {}
    reader = reader_of(request)
    t = words(language_of(request, reader))
    found = {}
    for one in incidents:
        curve = curves[one.watch]
        if curve is not None:
            mark = Mark(at=one.opened_at, kind="opened", label=t["mark_opened"])
            part = curve.last(min(_HOURS, len(curve.total)))
            title = charts.in_words(part, request.app[BACKEND].house().called(one.watch), t, language(t.code))
            found[one.id] = charts.day_chart(part, [mark], zone_of(request, reader), title=title, words=t)
    return found
