"""Pages for people who are signed in: incidents, one incident, unanswered mentions, how fast we were."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from urllib.parse import quote

from aiohttp import web

from alertd.model.incident import Act, Incident, State
from alertd.model.source_state import SourceState
from alertd.model.value import Value
from alertd.web import gate, people, request_fields
from alertd.web.backend import MOODS
from alertd.web.gate import open_to_all
from alertd.web.refusals import Malformed, NotFound, Unauthorised
from alertd.web.rendering import own_path, screen, sign_in_screen
from alertd.web.settings import BACKEND, CLOCK

#: What a page offers; the engine's own table decides, and says why not.
OFFERS: dict[State, tuple[Act, ...]] = {
    State.OPEN: (Act.ACK, Act.PLAN, Act.SOLVE),
    State.ACKNOWLEDGED: (Act.PLAN, Act.SOLVE, Act.ASSIGN),
    State.PLANNED: (Act.SOLVE, Act.ASSIGN),
    State.SOLVED: (Act.CLOSE, Act.REOPEN),
    State.CLOSED: (),
}
WORDS = {
    Act.ACK: "Acknowledge",
    Act.PLAN: "Planned",
    Act.SOLVE: "Solved",
    Act.CLOSE: "Close",
    Act.REOPEN: "Reopen",
    Act.ASSIGN: "Assign to me",
}
_REPORT_SPAN = timedelta(days=28)


async def incidents(request: web.Request) -> web.Response:
    """List incidents; those that nobody has acknowledged stand on top."""
    backend = request.app[BACKEND]
    found, standing = await asyncio.gather(
        backend.incidents(request_fields.state(request)), backend.oncall(request.app[CLOCK].now())
    )
    order = list(State)
    ready = backend.readiness()
    shut = {
        name: seen for name, seen in ready.sources.items() if seen.state not in (SourceState.OK, SourceState.STARTING)
    }
    return screen(
        request,
        "incidents.html",
        incidents=sorted(found, key=lambda incident: order.index(incident.state))[:200],
        standing=standing,
        shut=sorted(shut.items()),
        ready=ready,
    )


async def incident(request: web.Request) -> web.Response:
    """Show one incident: where it stands, what was decided and who was told."""
    backend, name = request.app[BACKEND], request.match_info["id"]
    found = await backend.incident(name)
    decisions, pages, posts = await asyncio.gather(backend.decisions(name), backend.pages(name), backend.posts(name))
    return screen(
        request,
        "incident.html",
        incident=found,
        decisions=decisions,
        pages=pages,
        posts=posts,
        moods=MOODS,
        offers=[(act.value, WORDS[act]) for act in OFFERS[found.state]],
        people=sorted(backend.house().roster.people),
    )


async def act(request: web.Request) -> web.Response:
    """Do what the button says, and show the incident again."""
    word, name = request.match_info["act"], request.match_info["id"]
    if word not in tuple(Act):
        raise NotFound(f"There is no act {word}.")
    form: dict[str, object] = dict(await request_fields.form(request))
    by = people.named(request, form)
    await request.app[BACKEND].act(
        name, Act(word), by=by, note=request_fields.note(form), via="page", assignee=by if word == Act.ASSIGN else None
    )
    response = web.Response(status=303, headers={"Location": f"/incidents/{quote(name, safe='')}"})
    people.remember(request, by)
    return response


async def label(request: web.Request) -> web.Response:
    """Keep what the reader says of a post's mood, and show the incident again where it stood."""
    name = request.match_info["id"]
    form: dict[str, object] = dict(await request_fields.form(request))
    by, mood = people.named(request, form), request_fields.text(form, "label", required=True)
    if mood not in MOODS:
        raise Malformed(f'"label" is none of {", ".join(MOODS)}.')
    platform, post = (
        request_fields.text(form, "platform", required=True),
        request_fields.text(form, "post", required=True, length=500),
    )
    await request.app[BACKEND].label(name, platform, post, mood, by=by)
    response = web.Response(status=303, headers={"Location": f"/incidents/{quote(name, safe='')}#posts"})
    people.remember(request, by)
    return response


async def inbox(request: web.Request) -> web.Response:
    """List mentions that wait for an answer, what is due first on top."""
    watch = request.query.get("watch") or None
    found = await request.app[BACKEND].mentions(watch, unanswered=True, limit=request_fields.limit(request))
    watches = [known.name for known in request.app[BACKEND].house().watches]
    return screen(request, "inbox.html", mentions=found, watches=watches, watch=watch)


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
    done = sorted(span for span in spans if span is not None)
    kept = sum(1 for span in done if span <= promise.total_seconds())
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
    return screen(request, "report.html", since=since, rows=rows, incidents=found)


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
    response = web.Response(status=303, headers={"Location": own_path(next_)})
    gate.sign_in(request, response, person, access)
    return response


async def sign_out(request: web.Request) -> web.StreamResponse:
    """End the session of this browser, here and there."""
    response = web.Response(status=303, headers={"Location": "/signin"})
    if gate.SESSION in request:
        gate.sign_out(request, response)
    return response
