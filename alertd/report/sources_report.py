"""The report of the sources: how well each saw, for how long it was blind, and what was fetched later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from alertd.model.events import SourceReported
from alertd.model.source_state import SourceState
from alertd.model.value import Value, rfc3339
from alertd.report.render import Report, Span, Table

COLUMNS = ("source", "state", "since", "last_event_at", "blind_s", "coverage", "mentions", "filled", "said")
MEANING = (
    "States are as of each source's last report. A blind time with nothing filled is a hole, or nothing was written in it. "
    "A webhook is blind only while alertd takes nothing in: whether others post to it, its last_event_at tells."
)
#: Why posts are about no watch, in words.
_MISSED = {
    "name": "without a name",
    "exclude": "with what is excluded",
    "needs": "without any of the needs",
    "language": "surely in another language",
}
_SAID = 10  # newest sentences a source said, of each report


class Blind(Value, frozen=True, kw_only=True, omit_defaults=False):
    """One time without sight that was told until ends_at. filled: posts fetched for it; 0: a hole, or nothing was written.

    ends_at: None while it lasts.
    """

    ends_at: datetime | None
    seconds: float
    filled: int


class Seen(Value, frozen=True, kw_only=True, omit_defaults=False):
    """How well one source saw. blind_s: seconds without sight; coverage: share of the time with sight, 0 to 1.

    state: as of reported_at; since: from when on it has been so. mentions: those it brought that are about a watch.
    filled: posts that were fetched after a gap. said: what it said when all was not well, oldest first.
    """

    source: str
    state: SourceState
    since: datetime
    reported_at: datetime
    last_event_at: datetime | None
    blind_s: float
    coverage: float | None
    mentions: int
    filled: int
    blind: tuple[Blind, ...] = ()
    said: tuple[tuple[datetime, str], ...] = ()


def seen(
    reports: Iterable[SourceReported], brought: Mapping[str, int], *, since: datetime | None, now: datetime
) -> list[Seen]:
    """Return one entry a source, by name. reports: all that are kept, in log order; those before `since` tell the state then."""
    by_source: dict[str, list[SourceReported]] = {}
    for report in reports:
        by_source.setdefault(report.source, []).append(report)
    return [_seen(name, told, brought.get(name, 0), since, now) for name, told in sorted(by_source.items())]


def _seen(name: str, told: Sequence[SourceReported], mentions: int, since: datetime | None, now: datetime) -> Seen:
    last = told[-1]
    begins = told[0].at if since is None else max(since, told[0].at)
    after = [report for report in told if report.at >= begins]
    blind = blind_spans(told, begins, now)
    span = (now - begins).total_seconds()
    seconds = min(sum(one.seconds for one in blind), max(0.0, span))
    changed = next((i for i in range(len(told) - 1, 0, -1) if told[i - 1].state is not last.state), 0)
    said = dict.fromkeys((report.at, report.note) for report in after if report.note)
    return Seen(
        source=name,
        state=last.state,
        since=told[changed].at,
        reported_at=last.at,
        last_event_at=max((report.last_event_at for report in told if report.last_event_at), default=None),
        blind_s=round(seconds, 1),
        coverage=None if span <= 0 else 1 - seconds / span,
        mentions=mentions,
        filled=sum(report.filled for report in after),
        blind=tuple(blind),
        said=_changes(said),
    )


def blind_spans(told: Sequence[SourceReported], begins: datetime, now: datetime) -> list[Blind]:
    """Return the times since `begins` in which a source could not see.

    A report counts from the start of its daemon; a smaller number than before means that the daemon started anew. What was
    blind before `begins` is never counted, and a source whose last word was that it sees nothing is blind until now.
    """
    found: list[Blind] = []
    seconds = before = 0.0
    filled = 0
    for report in told:
        grown = report.blind_seconds - before if report.blind_seconds >= before else report.blind_seconds
        before = report.blind_seconds
        if report.at < begins:
            continue
        seconds += min(grown, (report.at - begins).total_seconds())
        filled += report.filled
        if not report.state.is_sightless:
            found += [Blind(ends_at=report.at, seconds=round(seconds, 1), filled=filled)] if seconds else []
            seconds, filled = 0.0, 0
    if told[-1].state.is_sightless:
        seconds += (now - max(told[-1].at, begins)).total_seconds()
        found.append(Blind(ends_at=None, seconds=round(seconds, 1), filled=filled))
    return found


def _changes(said: Iterable[tuple[datetime, str]]) -> tuple[tuple[datetime, str], ...]:
    """Leave out what was said again in the next report."""
    kept: list[tuple[datetime, str]] = []
    for at, note in said:
        if not kept or kept[-1][1] != note:
            kept.append((at, note))
    return tuple(kept[-_SAID:])


def told(
    found: Sequence[Seen], *, since: datetime | None, until: datetime, counters: Mapping[str, int] | None = None
) -> Report:
    """Return the report. counters: of the store, which tell how many posts were about no watch, and why; of all its time."""
    missed = {
        name.removeprefix("unmatched."): n
        for name, n in sorted((counters or {}).items())
        if name.startswith("unmatched.")
    }
    rows = tuple(
        (
            one.source,
            str(one.state),
            one.since,
            one.last_event_at,
            Span(one.blind_s),
            None if one.coverage is None else f"{one.coverage * 100:.2f} %",
            one.mentions,
            one.filled,
            one.said[-1][1] if one.said else None,
        )
        for one in found
    )
    blind = tuple((gap.ends_at, one.source, Span(gap.seconds), gap.filled) for one in found for gap in one.blind)
    begins = "the first report that is kept" if since is None else f"{since:%Y-%m-%d %H:%M} UTC"
    return Report(
        title=f"Sources, from {begins} to {until:%Y-%m-%d %H:%M} UTC",
        tables=(
            Table(title="", columns=COLUMNS, rows=rows),
            Table(title="Blind times (UTC)", columns=("ended_at", "source", "blind_s", "filled"), rows=blind),
            Table(
                title="What they said (UTC)",
                columns=("at", "source", "said"),
                rows=tuple(sorted((at, one.source, note) for one in found for at, note in one.said)),
            ),
        ),
        body={
            "since": None if since is None else rfc3339(since),
            "until": rfc3339(until),
            "sources": {one.source: _plain(one) for one in found},
            **({"unmatched": missed} if missed else {}),
        },
        notes=(MEANING, *_unmatched(missed)),
    )


def _unmatched(missed: Mapping[str, int]) -> tuple[str, ...]:
    """Return the sentence on posts that no watch took, if there were any."""
    if not missed:
        return ()
    whys = [f"{missed[why]:,} {_MISSED[why]}" for why in _MISSED if why in missed]
    return (f"Since the store began, posts of all sources were about no watch: {', '.join(whys)}.",)


def _plain(one: Seen) -> dict[str, Any]:
    return {
        **msgspec.to_builtins(one),
        "since": rfc3339(one.since),
        "reported_at": rfc3339(one.reported_at),
        "last_event_at": None if one.last_event_at is None else rfc3339(one.last_event_at),
        "blind": [
            {
                "ended_at": None if gap.ends_at is None else rfc3339(gap.ends_at),
                "seconds": gap.seconds,
                "filled": gap.filled,
            }
            for gap in one.blind
        ],
        "said": [{"at": rfc3339(at), "text": note} for at, note in one.said],
    }
