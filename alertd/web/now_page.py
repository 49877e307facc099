"""Now: what is open, how each watch does, who is on call, what does not see."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from aiohttp import web

from alertd.core.incidents.next_step import NextStep
from alertd.core.incidents.oncall import on_call
from alertd.core.incidents.promises import Promise, promises_of
from alertd.core.occasions import planned
from alertd.core.wording.languages import language
from alertd.model.console import without_console
from alertd.model.incident import Incident, State
from alertd.model.people import Roster
from alertd.model.source_state import SourceState
from alertd.model.value import Value
from alertd.model.watch import Campaign
from alertd.report.burst_end import FEWEST
from alertd.report.pulse import Curve
from alertd.report.trend import trend
from alertd.web import charts, incident_head, rendering
from alertd.web.headline import headline
from alertd.web.rendering import screen
from alertd.web.settings import BACKEND, CLOCK
from alertd.web.turns import in_turn
from alertd.web.where_it_goes import where_it_goes
from alertd.web.words import words

_PAST = 12
_SOLVED, _LATELY = 5, timedelta(days=1)
#: Where an incident goes, the worst first.
_WAYS = ("rising", "steady", "falling", "stopped", "usual")
_OPEN = 200
_WATCHES = 60
#: Open incidents of which the page says what they are about.
_TOLD = 12


@in_turn
async def now(request: web.Request) -> web.Response:
    """Show how it stands."""
    backend, at = request.app[BACKEND], request.app[CLOCK].now()
    found, standing, silences, following = await asyncio.gather(
        backend.incidents(None), backend.oncall(at), backend.silences(), backend.next_steps()
    )
    open_ = [one for one in found if not one.state.is_over][:_OPEN]
    ready = backend.readiness()
    shut = {
        name: seen for name, seen in ready.sources.items() if seen.state not in (SourceState.OK, SourceState.STARTING)
    }
    curves = await curves_of(request, [*_watched(request), *(one.watch for one in open_)], at)
    open_.sort(key=lambda one: _worst_first(one, curves[one.watch], at))
    clocks, ahead = awaited(request, open_, following, at)
    shown = watches(request, curves, at)
    over = [one for one in found if one.state.is_over]
    lately = [one for one in over if at - (one.closed_at or one.solved_at or one.opened_at) < _LATELY]
    return screen(
        request,
        "incidents.html",
        page="now",
        live="/live",
        open=open_,
        about=await abouts(request, open_[:_TOLD]),
        standings={one.id: standing_of(request, curves[one.watch], at, one) for one in open_[:_TOLD]},
        following=ahead,
        left_alone={one.id for one in open_ if incident_head.is_left_alone(one, following)},
        clocks=clocks,
        solved_today=lately[:_SOLVED],
        past=[one for one in over if one not in lately[:_SOLVED]][:_PAST],
        watches=shown,
        rising=rising(shown),
        standing=standing,
        by_name=paged_by_name(backend.house().roster, at),
        silences=silences,
        campaigns=_campaigns(request, at),
        sources=sorted(ready.sources.items()),
        shut=sorted(shut.items()),
        ready=ready,
    )


def _worst_first(incident: Incident, curve: Curve | None, at: datetime) -> tuple[int, int, int, datetime]:
    """Return the place of an incident: what is graver, then what nobody has, then what rises, then what is older."""
    is_known = curve is not None and incident.stale is None  # where a source fails, silence says nothing
    way = trend(curve, at).way if curve is not None and is_known else "steady"
    return -incident.severity.rank, list(State).index(incident.state), _WAYS.index(way), incident.opened_at


async def abouts(request: web.Request, incidents: Sequence[Incident]) -> dict[str, str]:
    """Return what incidents are about, as their newest page says."""
    backend, tag = request.app[BACKEND], rendering.language_of(request, rendering.reader_of(request))
    pages, posts = await asyncio.gather(
        asyncio.gather(*(backend.told(one.id, tag) for one in incidents)),
        asyncio.gather(*(backend.telling_posts(one.id) for one in incidents)),
    )
    return {
        one.id: headline(page, telling, tag, backend.house().rules)
        for one, page, telling in zip(incidents, pages, posts, strict=True)
        if page is not None
    }


def awaited(
    request: web.Request, incidents: Sequence[Incident], steps: Sequence[NextStep] | None, at: datetime
) -> tuple[dict[str, Promise | None], dict[str, NextStep]]:
    """Return the promise that waits for somebody, and what comes first, of each incident: for a plan one clock, not two."""
    house, first = request.app[BACKEND].house(), first_of(incidents, steps, at)
    clocks: dict[str, Promise | None] = {}
    found: dict[str, NextStep] = {}
    for one in incidents:
        its = (first[one.id],) if one.id in first else ()
        promise = incident_head.awaited_promise(one, promises_of(one, house, at))
        clocks[one.id], told = incident_head.by_one_clock(promise, its)
        found |= {step.incident: step for step in told}
    return clocks, found


def first_of(incidents: Iterable[Incident], steps: Sequence[NextStep] | None, at: datetime) -> dict[str, NextStep]:
    """Return what comes first of each incident, of what comes next; closing by itself asks nothing of anybody."""
    found: dict[str, NextStep] = {}
    for incident in incidents:
        ahead = (one for one in incident_head.ahead_of(steps or (), incident, at) if one.kind != "closes")
        if (first := next(ahead, None)) is not None:
            found[incident.id] = first
    return found


def paged_by_name(roster: Roster, at: datetime) -> list[tuple[str, tuple[str, ...]]]:
    """Return whom each policy pages first, where no schedule is set: "on call: nobody" beside people who are paged would be false."""
    if roster.schedules:
        return []
    shown = without_console(roster)
    return [
        (name, tuple(dict.fromkeys(who for target in policy.steps[0].notify for who in on_call(roster, target, at))))
        for name, policy in shown.policies.items()
        if policy.steps
    ]


def _campaigns(request: web.Request, at: datetime) -> list[tuple[str, Campaign]]:
    """Return the campaigns that run, with their watches."""
    house = request.app[BACKEND].house()
    return [(watch.name, campaign) for watch in house.watches for campaign in planned(watch, at)]


class Standing(Value, frozen=True, kw_only=True):
    """How bad it is, in words. told: the last hour's posts, what is usual, how negative; empty while the numbers are gathered.

    trend: where it goes, as `where_it_goes` says it; None where nobody can tell.
    """

    told: tuple[str, ...] = ()
    trend: tuple[str, str, str] | None = None


class WatchShown(Value, frozen=True, kw_only=True):
    """One watch. total, negative: of the last day. spark: its picture, None while the numbers are gathered."""

    name: str
    total: int
    negative: int
    spark: str | None
    standing: Standing


async def curves_of(request: web.Request, names: Iterable[str], at: datetime) -> dict[str, Curve | None]:
    """Return the last day of watches, each read once."""
    each = list(dict.fromkeys(names))
    found = await asyncio.gather(*(request.app[BACKEND].curve(name, at) for name in each))
    return dict(zip(each, found, strict=True))


def standing_of(request: web.Request, curve: Curve | None, at: datetime, incident: Incident | None = None) -> Standing:
    """Return how bad it is and where it goes. incident: of which it is asked; where its source fails, silence says nothing."""
    if curve is None:
        return Standing()
    reader = rendering.reader_of(request)
    tag = rendering.language_of(request, reader)
    tongue = language(tag)
    seen = curve.with_(recent=None) if incident is not None and incident.stale is not None else curve
    posts, told = incident_head.told_now(seen, at, tongue)
    zone = rendering.zone_of(request, reader)
    # Of a handful of posts an hour nothing can be said; "steady" beside each quiet watch would be read for nothing.
    goes = where_it_goes(seen, at, words(tag), tongue, zone) if posts >= FEWEST else None
    return Standing(told=tuple(told), trend=goes)


def _watched(request: web.Request) -> list[str]:
    return [watch.name for watch in request.app[BACKEND].house().watches][:_WATCHES]


async def watched(request: web.Request, at: datetime) -> dict[str, Curve | None]:
    """Return the last day of each watch that a page shows."""
    return await curves_of(request, _watched(request), at)


def watches(request: web.Request, curves: Mapping[str, Curve | None], at: datetime) -> list[WatchShown]:
    """Return each watch, those with the most negative posts first."""
    titles = request.app[BACKEND].house().titles
    tag = rendering.language_of(request, rendering.reader_of(request))
    t, tongue = words(tag), language(tag)
    found = []
    for name in _watched(request):
        curve = curves[name]
        total, negative = (0, 0) if curve is None else (sum(curve.total), sum(curve.negative))
        title = "" if curve is None else charts.in_words(curve, titles.get(name, name), t, tongue)
        found.append(
            WatchShown(
                name=name,
                total=total,
                negative=negative,
                spark=None if curve is None else charts.sparkline(curve, title=title),
                standing=standing_of(request, curve, at),
            )
        )
    return sorted(found, key=lambda one: (-one.negative, one.name))


def rising(shown: Iterable[WatchShown]) -> tuple[str, ...]:
    """Return the watches that rise now: where one does, no page says that all is calm."""
    trends = ((one.name, one.standing.trend) for one in shown)
    return tuple(name for name, trend in trends if trend is not None and trend[2] == "rising")
