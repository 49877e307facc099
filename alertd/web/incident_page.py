"""One incident, as its own link and the signed-in page both show it: what it is about, how bad, what to do, who knows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web

from alertd.core.incidents import taken_back
from alertd.core.incidents.next_step import NextStep
from alertd.core.incidents.page_facts import leading
from alertd.core.incidents.promises import Promise, promises_of
from alertd.core.wording.clean import Family
from alertd.core.wording.languages import language
from alertd.core.wording.languages.table import Language
from alertd.core.wording.rule_words import rule_told
from alertd.core.wording.saved_replies import filled, spoken_first
from alertd.model.console import without_console
from alertd.model.incident import MARKING, Act, Incident, State
from alertd.model.page import Outcome, Page
from alertd.model.rule import Playbook, Rule
from alertd.report.burst import Burst
from alertd.report.pulse import Curve
from alertd.report.voices import BEFORE
from alertd.web import incident_charts, incident_head, live, rendering, time_line, who_speaks, why
from alertd.web.backend import Backend, DecisionSeen, PageSeen, PostShown, ReplyShown
from alertd.web.confirmed import confirmed
from alertd.web.directions import ShownParts
from alertd.web.earlier import earlier
from alertd.web.headline import headline
from alertd.web.incident_acts import CORRECTING
from alertd.web.said_in_public import said_in_public, still_fit
from alertd.web.settings import BACKEND, CLOCK
from alertd.web.turns import in_turn
from alertd.web.where_it_goes import where_it_goes
from alertd.web.words import Words, words

#: What a page offers besides acknowledging, in the order of its buttons; the engine's own table decides, and says why not.
OFFERS: dict[State, tuple[Act, ...]] = {
    State.OPEN: (Act.PLAN, Act.SNOOZE, Act.SOLVE, Act.ESCALATE, Act.CLOSE),
    State.ACKNOWLEDGED: (Act.PLAN, Act.SNOOZE, Act.SOLVE, Act.ESCALATE, Act.CLOSE),
    State.PLANNED: (Act.ESCALATE, Act.SOLVE, Act.CLOSE),
    State.SOLVED: (Act.REOPEN, Act.CLOSE),
    State.CLOSED: (),
}
#: Acts on one post of it: its own place says what was done, so the page confirms them where the posts are.
OF_A_POST = (*MARKING, *CORRECTING, "label")
_MOST_PAGES = 8
#: How long after its end the chart of an incident still shows what followed.
_AFTER = timedelta(hours=3)


class _Seen(NamedTuple):
    """All that the page reads of an incident. since: of whose posts it tells who speaks; until: the end of its charts; following: None while nobody knows."""

    since: datetime
    until: datetime
    decisions: Sequence[DecisionSeen]
    pages: Sequence[PageSeen]
    posts: Sequence[PostShown]
    page: Page | None
    curve: Curve | None
    burst: Burst | None
    following: Sequence[NextStep] | None
    answers: Sequence[ReplyShown] | None


async def _seen(backend: Backend, incident: Incident, now: datetime, tag: str) -> _Seen:
    until = min(now, (incident.closed_at or incident.solved_at or now) + _AFTER)
    since, ends = incident.opened_at - BEFORE, until if incident.state.is_over else None
    (decisions, pages, posts, page), (curve, burst, following) = await asyncio.gather(
        asyncio.gather(
            backend.decisions(incident.id),
            backend.pages(incident.id),
            backend.posts(incident.id),
            backend.told(incident.id, tag),
        ),
        asyncio.gather(
            backend.curve(incident.watch, until),
            backend.burst(incident.watch, since, ends, incident.rules, incident.first_post),
            backend.next_steps(),
        ),
    )
    answers = await backend.answers_in([one.mention for one in posts]) if posts else ()
    return _Seen(since, until, decisions, pages, posts, page, curve, burst, following, answers)


@in_turn
async def screen(
    request: web.Request,
    incident: Incident,
    *,
    person: str,
    forms: str,
    via_link: bool,
    status: int = 200,
    did: str = "",
    **told: Any,
) -> web.Response:
    """Show an incident. forms: where its forms go; did: the act that was just done, else its address names it; told: `refused`."""
    backend, now = request.app[BACKEND], request.app[CLOCK].now()
    tag: str = rendering.language_of(request, person)
    stream = live.as_of(request, f"{forms}/live", incident.id)
    incident = await backend.incident(incident.id)  # something may have happened to it before our turn
    seen, is_over = await _seen(backend, incident, now, tag), incident.state.is_over
    rules = {one.id: one for one in backend.house().rules}
    titled = leading(rules, incident.rules)
    rule = titled.id if titled is not None else (seen.page and seen.page.rule) or ""
    stands = await backend.stands(incident.watch, rule, tag) if rule and seen.page is not None and not is_over else ()
    t, tongue = words(tag), language(tag)
    did, zone = did or request.query.get("did", ""), rendering.zone_of(request, person)
    return rendering.screen(
        request,
        "incident.html",
        status=status,
        page="incident",
        person=person,
        live=stream,
        incident=incident,
        severity=tongue.severities[incident.severity.value],
        rule_names=rendering.rule_names(request, incident.rules, person),
        forms=forms,
        ack_path="" if via_link else "/ack",
        is_over=is_over,
        **_may(incident, person, now, t, via_link=via_link),
        people=sorted(without_console(backend.house().roster).people),
        posts=who_speaks.first_told_apart(seen.posts, seen.burst),
        called=lambda name: rendering.rule_names(request, [name], person)[0],
        why=why.why(seen.decisions, t, tag),
        limits=why.limits(seen.decisions, t, tag),
        stands=stands,
        is_gathering=seen.burst is None,
        author_link="" if via_link else f"{rendering.base_of(request)}/author?name=",
        paged_again=incident_head.paged_again(seen.decisions, now),
        did_post=did in OF_A_POST,
        **_measured(seen, t, tongue, zone, is_over=is_over, is_stale=incident.stale is not None),
        **_done(did, incident, seen, person, now, t, zone),
        **_awaited(incident, promises_of(incident, backend.house(), now), seen, now),
        **_happened(request, incident, seen, t, person=person, via_link=via_link),
        **_story(seen, tag, rules, titled),
        earlier=earlier(incident, await backend.incidents(None)),
        is_by_link=via_link,
        fired=_fired(rules, incident, rule, tag),
        spoken=(seen.since, _counted_until(seen, now, is_over=is_over)),
        **who_speaks.told(seen.burst, t),
        **told,
    )


def _may(incident: Incident, person: str, now: datetime, t: Words, *, via_link: bool) -> dict[str, Any]:
    """Return what who looks may do with it."""
    is_readonly = via_link and incident.state.is_over
    return {
        "can_acknowledge": incident.state is State.OPEN,
        "can_act": bool(OFFERS[incident.state]) and not is_readonly,
        "is_readonly": is_readonly,
        "takes_over": _holder(incident) not in ("", person),
        "takes_back": may_take_back(incident, person, now),
        "offers": _offers(incident.state, t),
    }


def _done(  # noqa: PLR0917 - what it reads, in the order of its need
    did: str, incident: Incident, seen: _Seen, person: str, now: datetime, t: Words, zone: ZoneInfo
) -> dict[str, Any]:
    """Return what the reader has just done, and the plan that was made."""

    def clock(at: datetime) -> str:
        return f"{at.astimezone(zone):%H:%M}"

    told = confirmed(did, incident, seen.decisions, seen.pages, person=person, now=now, t=t, clock=clock)
    return {"done": told, "plan": time_line.plan_of(incident, seen.decisions)}


def _holder(incident: Incident) -> str:
    """Return who has it, "" while nobody has, and where there is nothing left to have."""
    act = {State.ACKNOWLEDGED: Act.ACK, State.PLANNED: Act.PLAN}.get(incident.state)
    return "" if act is None else incident.assignee or incident.by.get(act, "")


def may_take_back(incident: Incident, person: str, now: datetime) -> bool:
    """Whether the one who said "solved" may take it back by the link of their page: a thumb slips, and nobody is paged any more.

    Trap: a link may be forwarded, so what is over only shows; the few minutes after are for whoever solved it.
    """
    solved = incident.solved_at
    is_theirs = incident.state is State.SOLVED and incident.by.get(str(Act.SOLVE)) == person
    return is_theirs and solved is not None and now - solved < taken_back.WITHIN


def _counted_until(seen: _Seen, now: datetime, *, is_over: bool) -> datetime:
    """Return of which instant the numbers of who speaks are: a picture may be half a minute old, and more has been written since."""
    if is_over:
        return seen.until
    return now if seen.burst is None or seen.burst.until is None else seen.burst.until


def _measured(
    seen: _Seen, t: Words, tongue: Language, zone: ZoneInfo, *, is_over: bool, is_stale: bool
) -> dict[str, Any]:
    """Return how bad it is now and in all, and where it goes; of what is over only the sum. is_stale: a source fails, and silence says nothing."""
    curve = seen.curve.with_(recent=None) if is_stale and seen.curve is not None else seen.curve
    posts, told = (0, []) if is_over else incident_head.told_now(curve, seen.until, tongue)
    return {
        "trend": None if curve is None or is_over else where_it_goes(curve, seen.until, t, tongue, zone),
        "told_now": told,
        "all_told": incident_head.all_told(seen.burst, tongue, at_least=posts),
        "since_drawn": incident_head.since_drawn(seen.burst, posts),
    }


def _happened(
    request: web.Request, incident: Incident, seen: _Seen, t: Words, *, person: str, via_link: bool
) -> dict[str, Any]:
    """Return the time line, the newest first, the charts that mark it, which posts are answered, and what we said in public."""
    given = time_line.answered(seen.posts, seen.answers)
    first = None if seen.burst is None else seen.burst.voices.first
    moments = time_line.time_line(incident, seen.decisions, seen.pages, first, given["answers"], t=t)
    watch, base = rendering.quoted(incident.watch), rendering.base_of(request)
    # Who came by a link only sees; who is signed in gets from a bar to its posts.
    to = f"{base}/search?watch={watch}&since={{from}}&until={{until}}&incident={rendering.quoted(incident.id)}"
    pictures = incident_charts.pictures(
        seen.curve,
        time_line.marks(moments),
        request.app[BACKEND].house().called(incident.watch),
        t,
        rendering.zone_of(request, person),
        age=seen.until - incident.opened_at,
        is_over=incident.state.is_over,
        link="" if via_link else to,
    )
    return {
        "moments": moments[::-1],
        "first_answers": given["answered"],
        "we_said": said_in_public(given["answers"]),
        **pictures,
    }


def _awaited(incident: Incident, promises: Sequence[Promise], seen: _Seen, now: datetime) -> dict[str, Any]:
    """Return who was told, what comes next by itself, and the promise that waits for somebody: the first that nobody has kept yet.

    in_vain: who was paged, where nobody has taken it and nobody will be paged any more; None where that is not so.
    """
    pages = _newest(incident_head.each_by_its_page(seen.pages))
    waits, ahead = (
        incident_head.awaited_promise(incident, promises),
        incident_head.ahead_of(seen.following or (), incident, now),
    )
    by = incident_head.plan_by(waits, ahead)
    clock, steps = incident_head.by_one_clock(waits, ahead)
    return {
        "promises": [one.with_(due_at=by) if by is not None and one is waits else one for one in promises],
        "clock": clock,
        "following": steps,
        "next_page": incident_head.paged_next(incident.id, steps),
        "in_vain": incident_head.told_of(pages[::-1])
        if incident_head.is_left_alone(incident, seen.following)
        else None,
        "taken_by": incident_head.taken_by(seen.decisions, seen.pages),
        "pages": pages[:_MOST_PAGES],
        "more_pages": pages[_MOST_PAGES:],
    }


def _offers(state: State, t: Words) -> list[tuple[str, str, str]]:
    return [(act.value, t[act.value], t.get(f"m_{act.value}", "")) for act in OFFERS[state]]


def _story(seen: _Seen, tag: str, rules: Mapping[str, Rule], titled: Rule | None) -> dict[str, Any]:
    """Return what the newest page said of it, in the reader's language, and what to do. titled: the rule whose name stands in the title."""
    page, posts = seen.page, seen.posts
    if page is None:
        return {
            "about": "",
            "numbers": [],
            "paged_at": None,
            "sentences": (),
            "todo": (),
            "todo_of": "",
            "playbook": None,
            "replies": [],
            "statements": [],
        }
    quotes = {(one.mention.platform, one.mention.id): one.text for one in posts if one.text is not None}
    parts = ShownParts(page.with_(language=tag), quotes, "", Family.PLAIN)
    playbook = _playbook(page, tag, rules, titled)
    loudest = parts.loudest()
    return {
        "about": headline(page, posts, tag, tuple(rules.values())),
        "numbers": [*parts.numbers(), *parts.people(), *([loudest] if loudest else [])],
        "paged_at": page.at,
        "sentences": page.sentences,
        "todo": playbook.steps if playbook else (),
        "todo_of": (titled.id if titled is not None and titled.playbook is not None else page.rule) or "",
        "playbook": rendering.outside(playbook.url) if playbook else None,
        "replies": _by_language(page, playbook.replies, tag) if playbook else [],
        "statements": still_fit(_by_language(page, playbook.statements, tag), seen.answers or ()) if playbook else [],
    }


def _by_language(page: Page, texts: Mapping[str, str], tag: str) -> list[tuple[str, str]]:
    """Return what a playbook has to say in each language, filled, the language of most telling posts first."""
    order = spoken_first(page.with_(language=tag), texts)
    return [(code, filled(texts[code], name="", brand=page.brand)) for code in order]


def _playbook(page: Page, tag: str, rules: Mapping[str, Rule], titled: Rule | None) -> Playbook | None:
    """Return what is to be done, in the reader's language: what the rule of the title asks for, whichever rule paged last.

    Who works on talk of danger keeps its steps when more posts page by another rule. Where that rule has none, it is what the newest page said:
    in the reader's language where its own rule has the same steps still, else as it was sent.
    """
    if titled is not None and titled.id != page.rule and titled.playbook is not None:
        return titled.playbook.told(tag)
    if page.playbook is None:
        return None
    rule = rules.get(page.rule or "")
    known = None if rule is None else rule.playbook
    is_same = known is not None and known.told(page.language).steps == page.playbook.steps
    return (
        page.playbook.with_(steps=known.told(tag).steps) if known is not None and is_same else page.playbook.told(tag)
    )


class Fired(NamedTuple):
    """A rule as it is read. rule: its id. whole: the same with all words of its lists, "" where none is left out."""

    rule: str
    told: str
    whole: str


def _fired(by_id: Mapping[str, Rule], incident: Incident, first: str, tag: str) -> list[Fired]:
    """Return the rules of an incident in the reader's language; one that is gone since is not told. first: the one in its title."""
    order = sorted(incident.rules, key=lambda name: name != first)
    said = [
        (name, rule_told(by_id[name], tag), rule_told(by_id[name], tag, most=None)) for name in order if name in by_id
    ]
    return [Fired(name, told, whole if whole != told else "") for name, told, whole in said]


def _newest(pages: Sequence[PageSeen]) -> list[PageSeen]:
    """Return pages, the newest first; those that were called back before anybody saw them tell nobody anything."""
    return [seen for seen in reversed(pages) if seen.outcome is not Outcome.CANCELLED]
