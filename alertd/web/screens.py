"""Pages for people who are signed in: incidents, one incident, unanswered mentions, how fast we were."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from urllib.parse import quote, urlencode

from aiohttp import web

from alertd.core.wording.languages import language
from alertd.core.wording.numbers import span
from alertd.model.incident import Incident, State
from alertd.model.source_state import SourceState
from alertd.model.value import Value
from alertd.web import charts, gate, incident_acts, incident_page, live, people, rendering, request_fields
from alertd.web.gate import open_to_all
from alertd.web.refusals import Unauthorised
from alertd.web.rendering import own_path, screen, sign_in_screen
from alertd.web.settings import BACKEND, CLOCK
from alertd.web.words import words

_REPORT_SPAN = timedelta(days=28)
_PAST = 12


async def now_page(request: web.Request) -> web.Response:
    """Show how it stands: what is open, how each watch does, who is on call, what does not see."""
    backend, now = request.app[BACKEND], request.app[CLOCK].now()
    found, standing, silences = await asyncio.gather(backend.incidents(None), backend.oncall(now), backend.silences())
    order = list(State)
    is_over = (State.SOLVED, State.CLOSED)
    ready = backend.readiness()
    shut = {
        name: seen for name, seen in ready.sources.items() if seen.state not in (SourceState.OK, SourceState.STARTING)
    }
    return screen(
        request,
        "incidents.html",
        page="now",
        live="/live",
        open=sorted((one for one in found if one.state not in is_over), key=lambda one: order.index(one.state))[:200],
        past=[one for one in found if one.state in is_over][:_PAST],
        watches=await _watches(request, now),
        standing=standing,
        silences=silences,
        sources=sorted(ready.sources.items()),
        shut=sorted(shut.items()),
        ready=ready,
    )


class WatchShown(Value, frozen=True, kw_only=True):
    """One watch of the last day. spark: its picture, None while the numbers are gathered."""

    name: str
    total: int
    negative: int
    spark: str | None


async def _watches(request: web.Request, now: datetime) -> list[WatchShown]:
    """Return each watch, those with the most negative posts first."""
    backend = request.app[BACKEND]
    names = [watch.name for watch in backend.house().watches][:60]
    curves = await asyncio.gather(*(backend.curve(name, now) for name in names))
    tag = rendering.language_of(request, request[gate.SESSION].person if gate.SESSION in request else "")
    t, day = words(tag), span(language(tag), 86400)
    found = []
    for name, curve in zip(names, curves, strict=True):
        total, negative = (0, 0) if curve is None else (sum(curve.total), sum(curve.negative))
        title = rendering.fill(t["day_chart_of"], watch=name, span=day, total=total, negative=negative)
        spark = None if curve is None else charts.sparkline(curve, title=title)
        found.append(WatchShown(name=name, total=total, negative=negative, spark=spark))
    return sorted(found, key=lambda one: (-one.negative, one.name))


async def incident(request: web.Request) -> web.Response:
    """Show one incident."""
    found = await request.app[BACKEND].incident(request.match_info["id"])
    person = request[gate.SESSION].person if gate.SESSION in request else ""
    return await incident_page.screen(
        request, found, person=person, forms=f"/incidents/{quote(found.id, safe='')}", via_link=False
    )


async def act(request: web.Request) -> web.Response:
    """Do what the button says, and show the incident again."""
    found = await request.app[BACKEND].incident(request.match_info["id"])
    form: dict[str, object] = dict(await request_fields.form(request))
    by = people.named(request, form)
    await incident_acts.act(request, found, request.match_info["act"], form, by=by, via="page")
    people.remember(request, by)
    return _back(request, found.id)


async def label(request: web.Request) -> web.Response:
    """Keep what the reader says of a post's mood, and show the incident again where it stood."""
    name = request.match_info["id"]
    form: dict[str, object] = dict(await request_fields.form(request))
    by = people.named(request, form)
    await incident_acts.label(request, name, form, by=by)
    people.remember(request, by)
    return _back(request, name, "#posts")


def _back(request: web.Request, name: str, part: str = "") -> web.Response:
    base = rendering.base_of(request)
    return web.Response(status=303, headers={"Location": f"{base}/incidents/{quote(name, safe='')}{part}"})


async def stream(request: web.Request) -> web.StreamResponse:
    """Tell the page when something changed."""
    return await live.stream(request)


async def inbox(request: web.Request) -> web.Response:
    """List mentions that wait for an answer, whom to answer first on top; of a watch, a platform, a language, or all."""
    watch = request.query.get("watch") or None
    waiting = await request.app[BACKEND].mentions(watch, unanswered=True, limit=request_fields.limit(request))
    picked = {name: request.query.get(name, "") for name in ("watch", "platform", "language")}
    offered = {
        "watch": [known.name for known in request.app[BACKEND].house().watches],
        "platform": sorted({one.mention.platform for one in waiting}),
        "language": sorted({one.mention.language for one in waiting}),
    }
    found = [
        one
        for one in waiting
        if picked["platform"] in ("", one.mention.platform) and picked["language"] in ("", one.mention.language)
    ]
    filters = [
        [(value, _query(picked | {name: value}), picked[name] == value) for value in ("", *values)]
        for name, values in offered.items()
        if len(values) > 1
    ]
    return screen(request, "inbox.html", page="inbox", live="/live", mentions=found, filters=filters)


def _query(picked: Mapping[str, str]) -> str:
    """Return the query of an address that asks for this; what is not picked is left out."""
    asked = urlencode({name: value for name, value in picked.items() if value})
    return f"?{asked}" if asked else ""


class Speed(Value, frozen=True, kw_only=True):
    """How fast people were. Spans are in seconds; kept: share of all incidents that met the promise, 0 to 1."""

    incidents: int
    reached: int
    median_s: float | None
    p90_s: float | None
    kept: float | None


def speed(spans: Sequence[float | None], promise: timedelta) -> Speed:
    """Sum up how long incidents waited; None is one that was never reached, and counts as a promise not kept.

    >>> speed([60.0, 120.0, None], timedelta(minutes=15)).kept
    0.6666666666666666
    """
    done = sorted(one for one in spans if one is not None)
    kept = sum(1 for one in done if one <= promise.total_seconds())
    return Speed(
        incidents=len(spans),
        reached=len(done),
        median_s=median(done) if done else None,
        p90_s=done[-(-len(done) * 9 // 10) - 1] if done else None,  # nearest rank
        kept=kept / len(spans) if spans else None,
    )


def waits(incidents: Sequence[Incident], acts: Sequence[str], promise: timedelta, now: datetime) -> list[float | None]:
    """Return how long each incident waited for the first of `acts`, in seconds; None if it never came.

    An incident that still has time is left out: it has neither kept nor broken its promise.
    """
    found: list[float | None] = []
    for incident in incidents:
        reached = [at for act in acts if (at := getattr(incident, f"{act}_at")) is not None]
        if reached:
            found.append((min(reached) - incident.opened_at).total_seconds())
        elif incident.state is State.CLOSED or now - incident.opened_at > promise:
            found.append(None)
    return found


async def report(request: web.Request) -> web.Response:
    """Show how fast incidents of the last four weeks were acknowledged and solved, against the promises."""
    backend, now = request.app[BACKEND], request.app[CLOCK].now()
    since = (
        request_fields.instant(request.query["since"], "since", now)
        if request.query.get("since")
        else now - _REPORT_SPAN
    )
    found = [seen for seen in await backend.incidents(None) if seen.opened_at >= since]
    promises = backend.house().promises
    # Who plans has acknowledged too, and who solves has done both.
    marks = (
        ("acknowledged", promises.acknowledge, ("acknowledged", "planned", "solved")),
        ("planned", promises.plan, ("planned", "solved")),
        ("solved", promises.solve, ("solved",)),
    )
    rows = [(word, promise, speed(waits(found, acts, promise, now), promise)) for word, promise, acts in marks]
    picked = request.query.get("since", "28d")
    return screen(request, "report.html", page="report", since=since, rows=rows, incidents=found, picked=picked)


@open_to_all
async def sign_in_page(request: web.Request) -> web.StreamResponse:
    """Show the form; a sign-in link, as `make run` prints one, signs in at once."""
    if "token" not in request.query:
        return sign_in_screen(request)
    return _signed_in(request, request.query["token"], request.query.get("by", ""), request.query.get("next", "/"))


@open_to_all
async def sign_in(request: web.Request) -> web.StreamResponse:
    """Sign in with the token and a name."""
    form: dict[str, object] = dict(await request_fields.form(request))
    token, next_ = form.get("token"), form.get("next")
    return _signed_in(request, str(token or ""), request_fields.text(form, "by"), str(next_ or "/"))


def _signed_in(request: web.Request, token: str, by: str, next_: str) -> web.StreamResponse:
    try:
        access = gate.access_of(request, token.strip())
    except Unauthorised as refused:
        return sign_in_screen(request, refused)
    person = request_fields.text({"by": by}, "by")
    if person:
        person = people.known(request, person)
    # A relative address: the Host header is never believed.
    response = web.Response(status=303, headers={"Location": rendering.base_of(request) + own_path(next_)})
    gate.sign_in(request, response, person, access)
    return response


async def sign_out(request: web.Request) -> web.StreamResponse:
    """End the session of this browser, here and there."""
    response = web.Response(status=303, headers={"Location": f"{rendering.base_of(request)}/signin"})
    if gate.SESSION in request:
        gate.sign_out(request, response)
    return response
