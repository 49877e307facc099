"""The report: how fast we were, what the rules were worth, how far it carried; any period, against the one before, to take along."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from alertd.core.wording.languages import language
from alertd.model.house import Promises
from alertd.model.incident import Incident, State
from alertd.model.value import Value
from alertd.report.response_report import WHOLE
from alertd.report.typed import TypedCell, TypedTable
from alertd.web import ahead, now_page, rendering, report_tables, request_fields
from alertd.web.refusals import Malformed, NotFound, TooBusy
from alertd.web.rendering import screen
from alertd.web.report_tables import ShownTable
from alertd.web.row_words import RowWords
from alertd.web.settings import BACKEND, CLOCK
from alertd.web.turns import in_turn
from alertd.web.words import words

#: Reports that are worked out beside the daemon, in the order of the page, each with the words of its tables.
_TABLES: dict[str, tuple[str, ...]] = {
    "response": ("r_response",),
    "rules": ("r_rules",),
    "pages": ("r_pages", "r_channels"),
    "reach": ("r_reach", "r_loudest"),
}
#: What is ahead is foretold from so long a past, whatever period is looked at.
_KNOWN = timedelta(days=90)
_EXPECTATION = "expectation"
_PERIODS = ("1d", "7d", "28d", "90d")
_TOLD = 30  #: incidents of which a page says what they are about
_LONGEST, _FIRST_YEAR = timedelta(days=400), 2000
#: So that everybody who looks within ten minutes asks for the same period; of weeks within an hour, for they take long to work out.
_GRAIN, _COARSE = timedelta(minutes=10), timedelta(hours=1)


class Period(Value, frozen=True, kw_only=True):
    """From an instant to another (exclusive). picked: one of the offered spans, "" where instants were given."""

    since: datetime
    until: datetime
    picked: str

    @property
    def before(self) -> Period:
        """As long a time, just before."""
        return self.with_(since=self.since - (self.until - self.since), until=self.since, picked="")

    def told(self, zone: ZoneInfo) -> tuple[str, str]:
        """Return from when to when, by a clock: whole days as the first and the last of them, anything else to the minute.

        >>> week = Period(since=datetime(2026, 11, 16, tzinfo=UTC), until=datetime(2026, 11, 23, tzinfo=UTC), picked="")
        >>> week.told(ZoneInfo("UTC")), week.told(ZoneInfo("Europe/Istanbul"))
        (('2026-11-16', '2026-11-22'), ('2026-11-16 03:00', '2026-11-23 03:00'))
        """
        begins, ends = self.since.astimezone(zone), self.until.astimezone(zone)
        if begins.time() == ends.time() == time():
            return f"{begins:%Y-%m-%d}", f"{ends - timedelta(days=1):%Y-%m-%d}"
        return f"{begins:%Y-%m-%d %H:%M}", f"{ends:%Y-%m-%d %H:%M}"

    def is_before(self, began: datetime | None) -> bool:
        """Whether all of it had passed when something began; not where nobody knows when that was."""
        return began is not None and self.until <= began

    def so_far(self, now: datetime) -> Period:
        """What of it has passed: it is asked for to the full ten minutes, and told to people as it is."""
        return self.with_(until=max(self.since, min(self.until, now)))

    def last_day(self, zone: ZoneInfo) -> date:
        """Return the day of its last instant, by a clock."""
        return (self.until - timedelta.resolution).astimezone(zone).date()


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


def period_of(request: web.Request) -> Period:
    """Return the period that was asked for: a span back from now, or from an instant or day until another. Raises Malformed.

    Days are those of the reader, and the last one counts whole; what has not come yet belongs to no period, and the one before
    is as long as what has passed.
    """
    now = request.app[CLOCK].now()
    since, until = request.query.get("since", "28d"), request.query.get("until", "")
    grain = _GRAIN if since == _PERIODS[0] else _COARSE
    now -= timedelta(seconds=now.timestamp() % grain.total_seconds())
    latest = now + grain
    period = Period(
        since=_instant(request, since, "since", now),
        until=latest if not until else min(latest, _instant(request, until, "until", now)),
        picked=since if since in _PERIODS and not until else "",
    )
    if period.since.year < _FIRST_YEAR or not timedelta(0) < period.until - period.since <= _LONGEST:
        raise Malformed(f"A period ends after it begins, and lasts {_LONGEST.days} days at the most.")
    return period


def _instant(request: web.Request, value: str, name: str, now: datetime) -> datetime:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return request_fields.instant(value, name, now)
    if day.year < _FIRST_YEAR or day == date.max:
        raise Malformed(f'"{name}" is not in the years {_FIRST_YEAR} to 9999')
    zone = rendering.zone_of(request, rendering.reader_of(request))
    begins = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (begins + timedelta(days=name == "until")).astimezone(UTC)


def promise_table(incidents: Sequence[Incident], promises: Promises, now: datetime) -> TypedTable:
    """Return how fast incidents were acknowledged, planned and solved, as a table."""
    # Who plans has acknowledged too, and who solves has done both.
    marks = (
        ("acknowledged", promises.acknowledge, ("first_acknowledged", "acknowledged", "planned", "solved")),
        ("planned", promises.plan, ("planned", "solved")),
        ("solved", promises.solve, ("solved",)),
    )
    rows = []
    for word, promise, acts in marks:
        one = speed(waits(incidents, acts, promise, now), promise)
        rows.append(
            (
                TypedCell(kind="text", text=word),
                TypedCell(kind="span", number=promise.total_seconds()),
                _known("share", one.kept),
                _known("span", one.median_s),
                _known("span", one.p90_s),
                TypedCell(kind="number", number=one.reached),
                TypedCell(kind="number", number=one.incidents),
            )
        )
    return TypedTable(
        title="", columns=("step", "promise", "kept", "median_s", "p90_s", "reached", "incidents"), rows=tuple(rows)
    )


def _known(kind: str, number: float | None) -> TypedCell:
    return TypedCell(kind="none") if number is None else TypedCell(kind=kind, number=number)


def last_week(now: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """Return Monday and Sunday of the week before this one, by the reader's clock.

    >>> [str(day) for day in last_week(datetime(2026, 11, 30, 1, tzinfo=UTC), ZoneInfo("America/New_York"))]
    ['2026-11-16', '2026-11-22']
    """
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday() + 7)
    return monday, monday + timedelta(days=6)


def week_before(now: datetime, zone: ZoneInfo) -> Period:
    """Return last week as a period.

    >>> week_before(datetime(2026, 11, 30, 1, tzinfo=UTC), ZoneInfo("Europe/Istanbul")).told(ZoneInfo("Europe/Istanbul"))
    ('2026-11-23', '2026-11-29')
    """
    monday, sunday = last_week(now, zone)
    begins, ends = (datetime.combine(day, time(), zone) for day in (monday, sunday + timedelta(days=1)))
    return Period(since=begins.astimezone(UTC), until=ends.astimezone(UTC), picked="")


def customers(response: Sequence[TypedTable] | None) -> tuple[int, int] | None:
    """Return how many of those who asked or complained were answered, and how many they are; None where nobody did, or nobody knows yet."""
    for row in response[0].rows if response else ():
        if (row[0].text, row[1].text) == ("all", WHOLE["needing_answer"]) and row[2].number:
            return round(row[3].number or 0.0), round(row[2].number)
    return None


def verdicts(table: TypedTable) -> list[tuple[str, float, int, int]]:
    """Return each step of a promise table with its promise in seconds, and how many incidents kept it of how many that had to."""
    found = []
    for row in table.rows:
        share, incidents = row[2].number, int(row[6].number or 0)
        found.append((row[0].text, row[1].number or 0.0, round((share or 0.0) * incidents), incidents))
    return found


@in_turn
async def report(request: web.Request) -> web.Response:
    """Show the report of a period, each number beside the one of the period before."""
    backend, period = request.app[BACKEND], period_of(request)
    tag = rendering.language_of(request, rendering.reader_of(request))
    t = words(tag)
    rules = {rule.id: rule.named(tag) for rule in backend.house().rules}
    said = RowWords(t=t, tongue=language(tag), rules=rules, brands=backend.house().titles)
    incidents = await backend.incidents(None)
    began, own, before, foretold = await asyncio.gather(
        backend.watched_since(), _all(request, period), _all(request, period.before), _foretold(request, period)
    )
    tables: list[ShownTable] = []
    for name, titles in _TABLES.items():
        found = own[name]
        for number, title in enumerate(titles if found is not None else ()):
            if found is not None and number < len(found) and found[number].rows:
                was = before[name]
                beside = was[number] if was is not None and number < len(was) else None
                tables.append(report_tables.shown(_file(name, number), t[title], found[number], beside, said))
    past = [one for one in incidents if period.since <= one.opened_at < period.until]
    now, zone = request.app[CLOCK].now(), rendering.zone_of(request, rendering.reader_of(request))
    promised = _promised(request, past)
    left = (await backend.inbox_counts(None)).values()
    week = "since={}&until={}".format(*last_week(now, zone))
    return screen(
        request,
        "report.html",
        page="report",
        period=period.so_far(now),
        periods=_PERIODS,
        promised=report_tables.shown(
            "promises",
            t["how_fast"],
            promised,
            _promised(request, _within(incidents, period.before)),
            said,
        ),
        verdicts=verdicts(promised),
        week=week,
        week_days=week_before(now, zone).told(zone),
        customers=customers(own["response"]),
        last_week=verdicts(_promised(request, past_week))
        if (past_week := _within(incidents, week_before(now, zone)))
        else [],
        began=began,
        is_unwatched=period.is_before(began),
        is_week_unwatched=week_before(now, zone).is_before(began),
        is_week=request.query_string == week,
        tables=tables,
        about=await now_page.abouts(request, past[:_TOLD]),
        pending=_pending({**own, _EXPECTATION: foretold}, t),
        **_ahead(request, foretold, t),
        incidents=past,
        crowded_out=sum(one.given_up for one in left),
        too_old=sum(one.too_old for one in left),
        query=f"since={_query(period.since)}&until={_query(period.until)}",
    )


def _pending(found: Mapping[str, Sequence[TypedTable] | None], t: Mapping[str, str]) -> list[str]:
    """Return what is still worked out, as it is called on the page."""
    return [t["e_ahead" if name == _EXPECTATION else _TABLES[name][0]] for name, one in found.items() if one is None]


async def _foretold(request: web.Request, period: Period) -> Sequence[TypedTable] | None:
    """Return the report on what is ahead; no tables on a page of the past, and where it cannot be worked out."""
    is_latest = period.until >= request.app[CLOCK].now()
    return await _one(request, _EXPECTATION, period_of_now(request)) if is_latest else ()


def period_of_now(request: web.Request) -> Period:
    """Return the time from which is foretold what comes next."""
    now = request.app[CLOCK].now()
    now -= timedelta(seconds=now.timestamp() % _COARSE.total_seconds())
    return Period(since=now - _KNOWN, until=now + _COARSE, picked="")


def _ahead(request: web.Request, foretold: Sequence[TypedTable] | None, t: Mapping[str, str]) -> dict[str, Any]:
    found = ahead.ahead(foretold or (), request.app[BACKEND].house().roster)
    latest = period_of_now(request)
    return {
        "ahead": found,
        "is_foretold": bool(foretold),
        "heat": None if found is None else ahead.heat(found.usual, t, t["e_usual"]),
        "ahead_query": f"since={_query(latest.since)}&until={_query(latest.until)}",
    }


def _within(incidents: Sequence[Incident], period: Period) -> list[Incident]:
    return [one for one in incidents if period.since <= one.opened_at < period.until]


def _promised(request: web.Request, incidents: Sequence[Incident]) -> TypedTable:
    return promise_table(incidents, request.app[BACKEND].house().promises, request.app[CLOCK].now())


async def _all(request: web.Request, period: Period) -> dict[str, Sequence[TypedTable] | None]:
    found = await asyncio.gather(*(_one(request, name, period) for name in _TABLES))
    return dict(zip(_TABLES, found, strict=True))


async def _one(request: web.Request, name: str, period: Period) -> Sequence[TypedTable] | None:
    """Return one report; no tables where it cannot be worked out: the others are shown all the same."""
    try:
        return await request.app[BACKEND].report(name, period.since, period.until)
    except TooBusy:
        return ()


def _file(name: str, number: int) -> str:
    return f"{name}-{number + 1}" if number else name


def _query(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


async def download(request: web.Request) -> web.Response:
    """Answer one table of the report as CSV. While it is worked out: try again."""
    name, period = request.match_info["name"], period_of(request)
    if name == "promises":
        table = _promised(request, _within(await request.app[BACKEND].incidents(None), period))
    else:
        table = await _worked_out(request, name, period)
    headers = {"Content-Disposition": f'attachment; filename="alertd-{name}-{period.since:%Y-%m-%d}.csv"'}
    return web.Response(text=report_tables.as_csv(table), content_type="text/csv", charset="utf-8", headers=headers)


async def _worked_out(request: web.Request, name: str, period: Period) -> TypedTable:
    """Return a table by the name of its download: "reach" is the first of its report, "reach-2" the second. Raises NotFound, TooBusy."""
    report_name, _, number = name.partition("-")
    if report_name not in (*_TABLES, _EXPECTATION) or number not in ("", *"234567"):
        raise NotFound("There is no such table.")
    found = await request.app[BACKEND].report(report_name, period.since, period.until)
    if found is None:
        raise TooBusy(5, "The numbers are being gathered: ask again in a few seconds.")
    at = int(number or 1) - 1
    if at >= len(found):
        raise NotFound("There is no such table.")
    return found[at]
