"""People, search and sessions: what is asked for by day, and only looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from alertd.core.incidents.oncall import gaps, shifts
from alertd.model.console import without_console
from alertd.model.incident import Incident, State
from alertd.model.people import Roster
from alertd.model.value import Value
from alertd.runtime import rota_links
from alertd.web import gate, now_page, rendering, request_fields
from alertd.web.backend import LEFT_OUT, MentionShown, PostShown
from alertd.web.copies import cards, cut
from alertd.web.refusals import NotFound
from alertd.web.scopes import Scope
from alertd.web.sessions import Session
from alertd.web.settings import BACKEND, CLOCK, SETTINGS
from alertd.web.turns import in_turn
from alertd.web.words import words

_DAYS = 14
_SEARCHED = timedelta(days=1)
#: Posts on one screen of a search; what is older is a click away.
_FOUND = 100
#: Posts that are read for them: copies stand on one card.
_READ = 500


class Day(Value, frozen=True, kw_only=True):
    """One day of a rota: who stands in it, each with the span of clocks, and whether they stand in. is_gap: nobody does, and somebody should."""

    day: date
    who: tuple[tuple[str, str, bool], ...]
    is_gap: bool


class Rota(Value, frozen=True, kw_only=True):
    """A schedule for the fortnight."""

    name: str
    zone: str
    days: tuple[Day, ...]


@in_turn
async def rota(request: web.Request) -> web.Response:
    """Show who stands when in the next fortnight, and when nobody does."""
    backend, now = request.app[BACKEND], request.app[CLOCK].now()
    roster = backend.house().roster
    zone = rendering.zone_of(request, request[gate.SESSION].person if gate.SESSION in request else "")
    shown = [fortnight(roster, name, now, zone) for name in roster.schedules]
    contacts = [
        (one.name, one.timezone, one.language, tuple(one.addresses))
        for one in sorted(without_console(roster).people.values(), key=str)
    ]
    return rendering.screen(
        request,
        "people.html",
        page="people",
        rotas=shown,
        by_name=now_page.paged_by_name(roster, now),
        contacts=contacts,
        calendar=_calendar(request),
    )


def _calendar(request: web.Request) -> str:
    """Return where the reader's own calendar subscribes to their shifts; "" where nobody knows who reads, or they want none.

    The address is the secret: it is shown to nobody but its owner, an administrator included.
    """
    session, settings = request.get(gate.SESSION), request.app[SETTINGS]
    if session is None or session.way in ("", "once"):
        return ""  # who came by the token may call themselves anybody
    person = request.app[BACKEND].house().roster.people.get(session.person)
    if person is None or person.calendar <= 0:
        return ""
    return rota_links.address(settings.public_url, settings.link_keys.signing(request.app[CLOCK].now()), person)


def fortnight(roster: Roster, name: str, now: datetime, zone: ZoneInfo) -> Rota:
    """Return the next fourteen days of a schedule, by the reader's clock."""
    ends_at = now + timedelta(days=_DAYS)
    spans = [
        (one.begins_at, one.ends_at, ", ".join(one.people), one.why == "override")
        for one in shifts(roster, name, now, ends_at)
    ]
    empty = [(one.begins_at, one.ends_at) for one in gaps(roster, name, now, ends_at)]
    first = now.astimezone(zone).date()
    days = []
    for number in range(_DAYS):
        day = first + timedelta(days=number)
        begins = datetime(day.year, day.month, day.day, tzinfo=zone)
        ends = begins + timedelta(days=1)
        who = tuple(
            (person, _clocks(max(a, begins), min(b, ends), zone), stands_in)
            for a, b, person, stands_in in sorted(spans)
            if person and a < ends and b > begins
        )
        days.append(Day(day=day, who=who, is_gap=any(a < ends and b > begins for a, b in empty)))
    return Rota(name=name, zone=zone.key, days=tuple(days))


def _clocks(begins: datetime, ends: datetime, zone: ZoneInfo) -> str:
    a, b = begins.astimezone(zone), ends.astimezone(zone)
    if (a.hour, a.minute, b.hour, b.minute) == (0, 0, 0, 0):
        return ""
    return f"{a:%H:%M}–{b:%H:%M}"


async def signed_in(request: web.Request) -> web.Response:
    """Show who is signed in where: an administrator sees all, others themselves."""
    return rendering.screen(
        request, "sessions.html", page="sessions", sessions=_seen_sessions(request), own=_own(request)
    )


async def end_session(request: web.Request) -> web.Response:
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


@in_turn
async def search(request: web.Request) -> web.Response:
    """Show the posts of a time, a watch, or with some words; a bar of a chart leads here."""
    backend, now = request.app[BACKEND], request.app[CLOCK].now()
    given: Mapping[str, str] = request.query
    asked = given.get("q", "").strip()[:200]
    watch = given.get("watch") or None
    until = request_fields.instant(given["until"], "until", now) if given.get("until") else now
    since = request_fields.instant(given["since"], "since", now) if given.get("since") else until - _SEARCHED
    found = await backend.search(watch, asked, since, until, _READ) if asked or watch or given.get("since") else []
    is_cut = len(found) == _READ
    screen = cut(found, _FOUND)
    incident = await _open(request, given.get("incident", ""))
    t = words(rendering.language_of(request, request[gate.SESSION].person if gate.SESSION in request else ""))
    return rendering.screen(
        request,
        "search.html",
        page="search",
        found=[(_post(one.shown, incident), one.again) for one in cards(screen)],
        is_cut=is_cut,
        incident=incident,
        people=sorted(without_console(backend.house().roster).people),
        older=_older(found, screen),
        said=t.fill("post_count", n=f"{len(found)}{'+' if is_cut else ''}"),
        asked=asked,
        watch=watch,
        since=since,
        until=until,
        picked=given.get("since", ""),
        is_asked=bool(asked or watch or given.get("since")),
        watches=[known.name for known in backend.house().watches],
    )


def _older(found: Sequence[MentionShown], screen: Sequence[MentionShown]) -> datetime | None:
    """Return until when to ask for more; None where all that was written in the time is on this screen.

    A screen that one instant fills (a file with days and no times) is never asked for again: what else that instant has is left out.
    """
    if len(screen) < len(found):
        at = found[len(screen)].mention.posted_at
        return at if screen[0].mention.posted_at <= at else at + timedelta(milliseconds=1)
    return found[-1].mention.posted_at if len(found) == _READ else None


async def _open(request: web.Request, name: str) -> Incident | None:
    """Return the incident from whose chart somebody came, as long as its posts may be pinned."""
    try:
        found = await request.app[BACKEND].incident(name) if name else None
    except NotFound:
        return None
    return found if found is not None and found.state is not State.CLOSED else None


def _post(one: MentionShown, incident: Incident | None) -> PostShown:
    about = one.mention
    name = f"{about.platform}:{about.id}"
    why = (
        ""
        if incident is None
        else LEFT_OUT
        if name in incident.left_out
        else "matters"
        if name in incident.pinned
        else ""
    )
    return PostShown(mention=about, text=one.text, author_name=one.author_name, why=why)
