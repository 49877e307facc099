"""The report of the pages: how long each stage took, from the post to somebody who acts, and what each channel did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from alertd.model.page import Page
from alertd.model.value import count_of, rfc3339
from alertd.report.latency import BINS, Latency, by_channel, stages
from alertd.report.render import Report, Span, Table

_EDGES = tuple(f"up_to_{int(end)}s" for end in BINS)
COLUMNS = ("stage", "pages", "median", "p90", "p99", "longest", *_EDGES, "longer")
CHANNELS = ("channel", "pages", "accepted", "dead", "cancelled", "median", "p99")


def told(
    pages: Sequence[tuple[Page, str, Latency]], *, since: datetime | None, until: datetime, unknown: int = 0
) -> Report:
    """Return the report. pages: with their state in the outbox; unknown: how many were sent before instants were kept."""
    found = stages(one for _, _, one in pages)
    channels = by_channel(pages)
    begins = "the first page that is kept" if since is None else f"{since:%Y-%m-%d %H:%M} UTC"
    notes = ["Each stage is named by where it ends: posted, seen, decided, sent, accepted, delivered, acknowledged."]
    if unknown:
        notes.append(f"Of {count_of(unknown, 'page')} the version that sent them kept no such instants.")
    return Report(
        title=f"Pages, from {begins} to {until:%Y-%m-%d %H:%M} UTC",
        tables=(
            Table(
                title="Stages",
                columns=COLUMNS,
                rows=tuple(
                    (
                        one.stage,
                        one.count,
                        *map(_span, (one.median_s, one.p90_s, one.p99_s, one.longest_s)),
                        *one.bins,
                    )
                    for one in found
                ),
            ),
            Table(
                title="Channels, from the decision to the provider's word",
                columns=CHANNELS,
                rows=tuple((name, *map(_cell, row.items())) for name, row in channels.items()),
            ),
        ),
        body={
            "since": None if since is None else rfc3339(since),
            "until": rfc3339(until),
            "pages": len(pages),
            "unknown": unknown,
            "bins_s": list(BINS),
            "stages": msgspec.to_builtins(found),
            "channels": channels,
        },
        notes=tuple(notes),
    )


def _span(seconds: float | None) -> Span | None:
    return None if seconds is None else Span(seconds)


def _cell(named: tuple[str, object]) -> object:
    name, value = named
    return Span(value) if name.endswith("_s") and isinstance(value, float) else value
