"""Jobs: what reads much of a store, as a value that can be handed to another process, and how each is worked out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from alertd.model.events import MentionSeen, SourceReported
from alertd.model.house import House
from alertd.model.reason import Reason
from alertd.model.rule import Rule
from alertd.model.value import Value
from alertd.report import (
    coverage,
    expectation_report,
    gather,
    latency,
    pages_report,
    reach_report,
    response_report,
    rules_report,
    sources_report,
)
from alertd.report.expectation import expectation
from alertd.report.forecast import Forecast, forecast
from alertd.report.render import Report
from alertd.report.response import response
from alertd.report.typed import TypedTable, typed
from alertd.store_port import Store


class ReportJob(Value, frozen=True, kw_only=True, tag="report"):
    """A report (one of REPORTS) of what began between two instants."""

    name: str
    since: datetime
    until: datetime


class ForecastJob(Value, frozen=True, kw_only=True, tag="forecast"):
    """What one rule, alone, would have done between two instants."""

    rule: Rule
    since: datetime
    until: datetime


Job = ReportJob | ForecastJob
_STAGE = 6  # columns of a stage that people read


def worked_out(store: Store, job: Job) -> bytes:
    """Return the answer to a job, as JSON: the typed tables of a report, or a forecast. Raises KeyError for a report that is none."""
    if isinstance(job, ForecastJob):
        house = (gather.newest_house(store) or House()).with_(rules=(job.rule,))
        return msgspec.json.encode(forecast(store, house, begins_at=job.since, ends_at=job.until, tell=lambda _: None))
    return msgspec.json.encode(typed(_REPORTS[job.name](store, job.since, job.until)))


def tables_of(answer: bytes) -> tuple[TypedTable, ...]:
    """Return the tables that a report job answered with."""
    return msgspec.json.decode(answer, type=tuple[TypedTable, ...])


def forecast_of(answer: bytes) -> Forecast:
    """Return what a forecast job answered with."""
    return msgspec.json.decode(answer, type=Forecast)


def _rules(store: Store, since: datetime, until: datetime) -> Report:
    house = gather.newest_house(store)
    found = rules_report.records(
        house.rules if house is not None else (),
        (one for one in store.history.decisions([Reason.ALERT_FIRING], since) if one.at < until),
        [one for one in store.history.incidents(since) if one.opened_at < until],
        (queued.page for queued, _, _ in store.pages.all() if since <= queued.page.at < until),
    )
    return rules_report.told(found, since=since, until=until)


def _pages(store: Store, since: datetime, until: datetime) -> Report:
    """How long pages took; of the first table without the counts by bin, which are for programs."""
    rows = [
        (queued.page, state)
        for queued, state, _ in store.pages.all()
        if not queued.page.listed and since <= queued.page.at < until
    ]
    instants = store.pages.instants([page.page_id for page, _ in rows])
    acts = latency.acts_of(store.history.decisions(list(latency.TAKING), since))
    seen = [
        (page, state, latency.latency(page, instants.get(page.page_id), acts.get(page.incident or "", ())))
        for page, state in rows
    ]
    told = pages_report.told(seen, since=since, until=until)
    stages = told.tables[0]
    shown = stages.with_(columns=stages.columns[:_STAGE], rows=tuple(row[:_STAGE] for row in stages.rows))
    return told.with_(tables=(shown, *told.tables[1:]))


def _response(store: Store, since: datetime, until: datetime) -> Report:
    house = gather.newest_house(store) or House()
    posts = [one for one in gather.from_store(store) if one.at < until]
    figures = response(posts, now=until, since=since, promise=house.promises.first_reply)
    return response_report.told(figures, since=since, until=until, watches=(), zone="UTC", is_business_hours=False)


def _expectation(store: Store, since: datetime, until: datetime) -> Report:
    house = gather.newest_house(store) or House()
    posts = [one for one in gather.from_store(store) if one.at < until]
    return expectation_report.told(expectation(posts, house, since=since, now=until), since=since, until=until)


def _reach(store: Store, since: datetime, until: datetime) -> Report:
    mentions = (
        event.mention
        for event, _ in store.history.came_in()
        if isinstance(event, MentionSeen) and since <= event.mention.posted_at < until
    )
    return reach_report.told(reach_report.reached(mentions), since=since, until=until)


def _sources(store: Store, since: datetime, until: datetime) -> Report:
    brought = {name: mentions for name, (mentions, _) in store.history.brought(since).items()}
    reports = (one for one in store.history.events(SourceReported) if one.at < until)
    return sources_report.told(sources_report.seen(reports, brought, since=since, now=until), since=since, until=until)


def _coverage(store: Store, since: datetime, until: datetime) -> Report:
    return coverage.told(coverage.coverage(store.history.events(SourceReported), since=since, until=until), since=since)


_REPORTS: dict[str, Callable[[Store, datetime, datetime], Report]] = {
    "response": _response,
    "expectation": _expectation,
    "rules": _rules,
    "pages": _pages,
    "reach": _reach,
    "sources": _sources,
    "coverage": _coverage,
}
REPORTS = tuple(_REPORTS)
