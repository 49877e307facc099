"""People: who stands when in the next fortnight, by whom they are reached, and when nobody stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from alertd.core.incidents.oncall import gaps, shifts
from alertd.model.console import without_console
from alertd.model.people import Roster
from alertd.model.value import Value
from alertd.runtime import rota_links
from alertd.web import gate, now_page, rendering
from alertd.web.settings import BACKEND, CLOCK, SETTINGS
from alertd.web.turns import in_turn

_DAYS = 14


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
async def screen(request: web.Request) -> web.Response:
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
