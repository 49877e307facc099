"""The report of the drills: who took each, how fast and by what, and who was told before them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alertd.model.incident import Incident
from alertd.model.value import rfc3339
from alertd.report.render import Report, Span, Table

COLUMNS = ("began", "taken_by", "by_what", "after", "told", "incident")


def told(found: Sequence[tuple[Incident, Sequence[str]]], *, since: datetime | None, until: datetime) -> Report:
    """Return the report. found: each drill with the people of its pages, in order."""
    rows = [(one, _after(one), tuple(dict.fromkeys(people))) for one, people in found]
    missed = sum(one.first_taken_by is None for one, _, _ in rows)
    begins = "the first event that is kept" if since is None else f"{since:%Y-%m-%d %H:%M} UTC"
    return Report(
        title=f"Drills, from {begins} to {until:%Y-%m-%d %H:%M} UTC",
        tables=(
            Table(
                title="",
                columns=COLUMNS,
                rows=tuple(
                    (
                        one.opened_at,
                        one.first_taken_by,
                        one.first_taken_via,
                        None if after is None else Span(after),
                        ", ".join(people),
                        one.id,
                    )
                    for one, after, people in rows
                ),
            ),
        ),
        body={
            "since": None if since is None else rfc3339(since),
            "until": rfc3339(until),
            "drills": [
                {
                    "incident": one.id,
                    "began_at": rfc3339(one.opened_at),
                    "taken_by": one.first_taken_by,
                    "taken_via": one.first_taken_via,
                    "taken_after_s": after,
                    "told": list(people),
                }
                for one, after, people in rows
            ],
        },
        notes=(f"{missed} of {len(rows)} were taken by nobody.",),
    )


def _after(drill: Incident) -> float | None:
    """Return after how many seconds somebody took it: that ended it."""
    if drill.first_taken_by is None:
        return None
    end = drill.first_acknowledged_at or drill.closed_at
    return None if end is None else (end - drill.opened_at).total_seconds()
