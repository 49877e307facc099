"""Coverage: how much of each hour each source saw, out of what the sources reported of themselves. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from alertd.model.events import SourceReported
from alertd.report.render import Report, Share, Table
from alertd.report.sources_report import blind_spans

HOUR = timedelta(hours=1)


def coverage(reports: Iterable[SourceReported], *, since: datetime, until: datetime) -> dict[str, list[float | None]]:
    """Return for each source the share of each hour that it saw, 0 to 1, the oldest first; None before it was there.

    reports: all that are kept, in log order. A source is there from its first report on; the last hour may not be over yet.
    """
    by_source: dict[str, list[SourceReported]] = {}
    for report in reports:
        if report.at < until:
            by_source.setdefault(report.source, []).append(report)
    return {name: _hours(told, since, until) for name, told in sorted(by_source.items())}


def _hours(told: Sequence[SourceReported], since: datetime, until: datetime) -> list[float | None]:
    there_since = max(since, told[0].at)
    blind = [
        (ends - timedelta(seconds=one.seconds), ends)
        for one in blind_spans(told, there_since, until)
        for ends in (one.ends_at or until,)
    ]
    found: list[float | None] = []
    begins = since
    while begins < until:
        ends = min(begins + HOUR, until)
        first = max(begins, there_since)
        if first >= ends:
            found.append(None)
        else:
            unseen = sum((max(timedelta(0), min(b, ends) - max(a, first)) for a, b in blind), timedelta(0))
            found.append(max(0.0, 1.0 - unseen / (ends - first)))
        begins = ends
    return found


def told(found: dict[str, list[float | None]], *, since: datetime) -> Report:
    """Return the report: a row for each source and hour."""
    rows = tuple(
        (name, since + number * HOUR, None if share is None else Share(share))
        for name, hours in found.items()
        for number, share in enumerate(hours)
    )
    return Report(title="Coverage", tables=(Table(title="", columns=("source", "at", "saw"), rows=rows),), body={})
