"""Working: how a job is worked out over a store. Each kind of job loads what it needs and nothing else.

A process of its own does it, and of a small job two thirds of the time would be imports.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from alertd.model.events import MentionSeen, SourceReported
from alertd.model.reason import Reason
from alertd.report.jobs import BurstJob, ForecastJob, Job, ReportJob
from alertd.report.typed import typed
from alertd.store_port import Store

if TYPE_CHECKING:
    from alertd.model.mention import Mention
    from alertd.report.burst import Burst
    from alertd.report.render import Report

#: Posts of a burst that are looked at, the newest; of a brand with more an incident shows its end.
MOST_OF_BURST = 50_000
#: A post may come in so much after it was written, and is still of its time.
LATEST = timedelta(minutes=30)
#: So long everybody who asked had, before it is told who went without an answer: what a row of the report counts.
DAY = timedelta(days=1)
_STAGE = 6  # columns of a stage that people read


def worked_out(store: Store, job: Job) -> bytes:
    """Return the answer to a job, as JSON: the tables of a report, a forecast, or a burst. Raises KeyError for a report that is none."""
    match job:
        case ForecastJob():
            return _forecast(store, job)
        case BurstJob():
            return _burst(store, job)
        case ReportJob(name="response"):
            return msgspec.json.encode(typed(_response(store, job)))
        case _:
            return msgspec.json.encode(typed(_REPORTS[job.name](store, job.since, job.until)))


def _forecast(store: Store, job: ForecastJob) -> bytes:
    from alertd.model.house import House
    from alertd.report import gather
    from alertd.report.forecast import forecast

    house = (gather.newest_house(store) or House()).with_(rules=(job.rule,))
    return msgspec.json.encode(forecast(store, house, begins_at=job.since, ends_at=job.until, tell=lambda _: None))


def _burst(store: Store, job: BurstJob) -> bytes:
    return msgspec.json.encode(drawn(seen_of(store, job, MOST_OF_BURST), job))


def drawn(found: Sequence[tuple[Mention, bytes | None]], job: BurstJob) -> Burst:
    """Return the picture of what a job asked for."""
    from alertd.report.burst import burst
    from alertd.report.pulse import NEGATIVE_FROM
    from alertd.report.voices import BEFORE

    return burst(
        found,
        negative_from=NEGATIVE_FROM,
        own=job.own,
        words=job.words,
        first_post=job.first_post,
        until=job.until,
        opened_at=job.since + BEFORE,  # pictures are asked for from so long before an incident opened
    )


def seen_of(store: Store, job: BurstJob, most: int) -> list[tuple[Mention, bytes | None]]:
    """Return what was written of a watch in a time, with its posts, in the order in which it came in; of more than `most` the newest."""
    seen = store.history.newest_mentions(job.since, job.until + LATEST, watch=job.watch)
    its = ((event.mention, post) for event, post in seen if job.since <= event.mention.posted_at < job.until)
    return list(islice(its, most))[::-1]


def _rules(store: Store, since: datetime, until: datetime) -> Report:
    from alertd.report import gather, rules_report

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
    from alertd.report import latency, pages_report

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


def _response(store: Store, job: ReportJob) -> Report:
    """How fast those were answered who asked in a time: as it stands a day after its end, so that the last of them had a day too."""
    from alertd.core.rivals import rivals_of
    from alertd.model.house import House
    from alertd.report import gather, response_report
    from alertd.report.response import groups_of, response

    house = gather.newest_house(store) or House()
    since, until = job.since, job.until
    stood_at = min(job.now or until, until + DAY)
    posts = [one for one in gather.from_store(store) if one.at < stood_at]
    promise, groups = house.promises.first_reply, groups_of(house)
    rivals = rivals_of(house)
    figures = response(posts, now=stood_at, since=since, until=until, promise=promise, groups=groups, rivals=rivals)
    nameless = [one.name for one in house.watches if not one.handles]
    return response_report.told(figures, since=since, until=until, titles=house.titles, nameless=nameless)


def _expectation(store: Store, since: datetime, until: datetime) -> Report:
    from alertd.model.house import House
    from alertd.report import expectation_report, gather
    from alertd.report.expectation import expectation

    house = gather.newest_house(store) or House()
    posts = [one for one in gather.from_store(store) if one.at < until]
    found = expectation(posts, house, since=since, now=until)
    told = expectation_report.told(found, since=since, until=until)
    return told.with_(tables=(*told.tables, *expectation_report.to_draw(found)))


def _reach(store: Store, since: datetime, until: datetime) -> Report:
    from alertd.report import reach_report

    mentions = (
        event.mention
        for event, _ in store.history.came_in()
        if isinstance(event, MentionSeen) and since <= event.mention.posted_at < until
    )
    return reach_report.told(reach_report.reached(mentions), since=since, until=until)


def _sources(store: Store, since: datetime, until: datetime) -> Report:
    from alertd.report import sources_report

    brought = {name: mentions for name, (mentions, _) in store.history.brought(since).items()}
    reports = (one for one in store.history.events(SourceReported) if one.at < until)
    return sources_report.told(sources_report.seen(reports, brought, since=since, now=until), since=since, until=until)


def _coverage(store: Store, since: datetime, until: datetime) -> Report:
    from alertd.report import coverage

    return coverage.told(coverage.coverage(store.history.events(SourceReported), since=since, until=until), since=since)


_REPORTS: dict[str, Callable[[Store, datetime, datetime], Report]] = {
    "expectation": _expectation,
    "rules": _rules,
    "pages": _pages,
    "reach": _reach,
    "sources": _sources,
    "coverage": _coverage,
}
