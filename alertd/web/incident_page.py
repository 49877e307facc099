"""One incident, as its own link and the signed-in page both show it: what it is about, how bad, what to do, who knows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from markupsafe import Markup

from alertd.core.wording.clean import Family
from alertd.core.wording.figures import phrase
from alertd.core.wording.languages import language
from alertd.core.wording.languages.table import Language
from alertd.core.wording.numbers import span
from alertd.core.wording.parts import Parts
from alertd.model.incident import Act, Incident, State
from alertd.model.page import Outcome, Page, PageKind
from alertd.model.value import Value
from alertd.report.incident_report import steps
from alertd.report.pulse import Curve
from alertd.web import charts, rendering
from alertd.web.backend import PageSeen
from alertd.web.charts import Mark
from alertd.web.settings import BACKEND, CLOCK
from alertd.web.words import words

#: What a page offers besides acknowledging, in the order of its buttons; the engine's own table decides, and says why not.
OFFERS: dict[State, tuple[Act, ...]] = {
    State.OPEN: (Act.PLAN, Act.SOLVE, Act.CLOSE),
    State.ACKNOWLEDGED: (Act.PLAN, Act.SOLVE, Act.CLOSE),
    State.PLANNED: (Act.SOLVE, Act.REOPEN, Act.CLOSE),
    State.SOLVED: (Act.REOPEN, Act.CLOSE),
    State.CLOSED: (),
}
#: A snooze is no act of the lifecycle: it holds the pages of the watch for a while.
SNOOZE, SNOOZE_LASTS = "snooze", timedelta(minutes=30)
_MOST_PAGES = 8
_ZOOM = 36  # buckets: three hours
#: How long after its end the chart of an incident still shows what followed.
_AFTER = timedelta(hours=3)


class Hour(Value, frozen=True, kw_only=True):
    """A row of the chart's table. usual: "low to high" in whole posts, "" while unknown."""

    at: datetime
    total: int
    negative: int
    usual: str


async def screen(
    request: web.Request, incident: Incident, *, person: str, forms: str, via_link: bool, status: int = 200, **told: Any
) -> web.Response:
    """Show an incident. forms: where its forms go; told: `done` or `refused`, a status, a language."""
    backend, now = request.app[BACKEND], request.app[CLOCK].now()
    until = min(now, (incident.closed_at or incident.solved_at or now) + _AFTER)
    decisions, pages, posts, page, curve = await asyncio.gather(
        backend.decisions(incident.id),
        backend.pages(incident.id),
        backend.posts(incident.id),
        backend.told(incident.id),
        backend.curve(incident.watch, until),
    )
    tag: str = rendering.language_of(request, person)
    t, tongue, zone = words(tag), language(tag), rendering.zone_of(request, person)
    marks = _marks(incident, pages, t)
    is_over = incident.state in (State.SOLVED, State.CLOSED)
    can_act = bool(OFFERS[incident.state]) and not (via_link and is_over)
    seen = _newest(pages)
    link = (
        ""
        if via_link
        else f"{rendering.base_of(request)}/search?watch={rendering.quoted(incident.watch)}&since={{from}}&until={{until}}"
    )
    return rendering.screen(
        request,
        "incident.html",
        status=status,
        page="incident",
        person=person,
        live=f"{forms}/live",
        incident=incident,
        severity=tongue.severities[incident.severity.value],
        rule_names=rendering.rule_names(request, incident.rules),
        forms=forms,
        ack_path="" if via_link else "/ack",
        can_acknowledge=incident.state is State.OPEN,
        can_act=can_act,
        is_readonly=via_link and is_over,
        offers=_offers(incident.state, t),
        people=sorted(backend.house().roster.people),
        pages=seen[:_MOST_PAGES],
        more_pages=seen[_MOST_PAGES:],
        posts=posts,
        promises=steps(incident, backend.house().promises, now),
        decisions=decisions,
        chart=None
        if curve is None
        else _chart(curve, marks, zone, link=link, title=_title(curve, incident.watch, t, tongue), t=t),
        zoom=None
        if curve is None
        else _chart(
            curve.last(_ZOOM), marks, zone, link=link, title=_title(curve.last(_ZOOM), incident.watch, t, tongue), t=t
        ),
        has_counted=curve is not None and any(curve.counted),
        marks=list(dict.fromkeys(mark.kind for mark in marks if curve is None or mark.at >= curve.begins_at)),
        hours=[] if curve is None else _hours(curve),
        **_story(page, tag),
        **told,
    )


def _offers(state: State, t: Mapping[str, str]) -> list[tuple[str, str, str]]:
    found = [(act.value, t[act.value], t.get(f"m_{act.value}", "")) for act in OFFERS[state]]
    if state is not State.CLOSED:
        found.append((SNOOZE, t[SNOOZE], t["m_snooze"]))
    return found


def _story(page: Page | None, tag: str) -> dict[str, Any]:
    """Return what the newest page said of it, in the reader's language: the numbers, the rule, what to do."""
    if page is None:
        return {"about": "", "numbers": [], "sentences": (), "todo": (), "playbook": None, "replies": []}
    parts = Parts(page.with_(language=tag), {}, "", Family.PLAIN)
    playbook = page.playbook
    loudest = parts.loudest()
    return {
        "about": phrase(page, "about") or "",
        "numbers": [*parts.numbers(), *parts.people(), *([loudest] if loudest else [])],
        "sentences": page.sentences,
        "todo": playbook.steps if playbook else (),
        "playbook": rendering.outside(playbook.url) if playbook else None,
        "replies": sorted(playbook.replies.items()) if playbook else [],
    }


def _newest(pages: Sequence[PageSeen]) -> list[PageSeen]:
    """Return pages, the newest first; those that were called back before anybody saw them tell nobody anything."""
    return [seen for seen in reversed(pages) if seen.outcome is not Outcome.CANCELLED]


def _marks(incident: Incident, pages: Sequence[PageSeen], t: Mapping[str, str]) -> list[Mark]:
    found = [Mark(at=incident.opened_at, kind="opened", label=t["mark_opened"])]
    found += [
        Mark(at=seen.at, kind="paged", label=f"{t['mark_paged']}: {seen.to}")
        for seen in pages
        if seen.kind is PageKind.PAGE and seen.outcome is not Outcome.CANCELLED
    ]
    for kind, act in (("acknowledged", "ack"), ("planned", "plan"), ("solved", "solve")):
        at = getattr(incident, f"{kind}_at")
        if at is not None:
            found.append(Mark(at=at, kind=kind, label=f"{t[f'mark_{kind}']}: {incident.by.get(act, '')}".rstrip(": ")))
    return found


def _title(curve: Curve, watch: str, t: Mapping[str, str], tongue: Language) -> str:
    total, negative = sum(curve.total), sum(curve.negative)
    lasts = span(tongue, curve.step * len(curve.total))
    return rendering.fill(t["day_chart_of"], watch=watch, span=lasts, total=total, negative=negative)


def _chart(
    curve: Curve, marks: Sequence[Mark], zone: ZoneInfo, *, title: str, link: str, t: Mapping[str, str]
) -> Markup:
    named = {name: t[name] for name in ("posts", "negative", "usual")}
    return charts.day_chart(curve, marks, zone, title=title, words=named, link=link)


def _hours(curve: Curve) -> list[Hour]:
    """Return the day hour by hour, the newest first, for who reads no pictures."""
    each = 3600 // curve.step
    found = []
    for first in range(0, len(curve.total), each):
        part = slice(first, first + each)
        usual = [band for band in curve.usual[part] if band is not None]
        known = len(usual) == len(curve.usual[part])
        found.append(
            Hour(
                at=curve.at(first),
                total=sum(curve.total[part]),
                negative=sum(curve.negative[part]),
                usual=f"{round(sum(b[0] for b in usual))}–{round(sum(b[2] for b in usual))}" if known else "",
            )
        )
    return found[::-1]
