"""The report of one incident: what happened when, who was told and how long each step took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from alertd.model.commands import KeepDecision
from alertd.model.house import Promises
from alertd.model.incident import Incident
from alertd.model.page import Outcome, Page, Receipt
from alertd.model.value import rfc3339
from alertd.report.render import Report, Span, Table

#: act -> the act's instants that keep it: who plans has acknowledged too, and who solves has done both.
KEPT_BY = {
    "acknowledge": ("first_acknowledged_at", "acknowledged_at", "planned_at", "solved_at"),
    "plan": ("planned_at", "solved_at"),
    "solve": ("solved_at",),
}


class Told(NamedTuple):
    """One page, its state in the outbox and the receipt of the attempt that a provider took."""

    page: Page
    state: str
    taken: Receipt | None


class Step(NamedTuple):
    """One promise of an incident. seconds: until it was done; None: not done. is_kept: None while there is time."""

    name: str
    promised: timedelta
    seconds: float | None
    is_kept: bool | None


def steps(incident: Incident, promises: Promises, now: datetime) -> list[Step]:
    """Return how long each promise took."""
    found = []
    for name, instants in KEPT_BY.items():
        promised: timedelta = getattr(promises, name)
        done = [at for field in instants if (at := getattr(incident, field)) is not None]
        seconds = (min(done) - incident.opened_at).total_seconds() if done else None
        if seconds is not None:
            is_kept: bool | None = seconds <= promised.total_seconds()
        else:
            is_kept = False if now - incident.opened_at > promised or incident.closed_at is not None else None
        found.append(Step(name, promised, seconds, is_kept))
    return found


def told(
    incident: Incident,
    decisions: Sequence[KeepDecision],
    pages: Sequence[tuple[Page, str]],
    receipts: Iterable[Receipt],
    *,
    promises: Promises,
    now: datetime,
) -> Report:
    """Return the report. pages: with their state; receipts: what became of attempts, in order."""
    taken: dict[str, Receipt] = {}
    for receipt in receipts:
        if receipt.outcome in (Outcome.ACCEPTED, Outcome.DELIVERED):
            taken.setdefault(receipt.page_id, receipt)
    sent = [Told(page, state, taken.get(page.page_id)) for page, state in pages]
    clocks = steps(incident, promises, now)
    timeline = sorted(
        [(one.at, str(one.reason), one.person or one.rule or "", one.text) for one in decisions]
        + [
            (_sent(one.taken), f"{one.page.kind}-accepted", one.page.to, f"by {one.page.channel}, {one.page.page_id}")
            for one in sent
            if one.taken is not None
        ],
        key=lambda row: row[0],
    )
    return Report(
        title=f"Incident {incident.id}: {incident.watch}, {incident.severity}, {incident.state}",
        lines=_lines(incident, sent),
        tables=(
            Table(title="Timeline (UTC)", columns=("at", "what", "who", "text"), rows=tuple(timeline)),
            Table(title="Promises", columns=("step", "promised", "took", "kept"), rows=tuple(map(_step, clocks))),
            Table(
                title="Pages (UTC)",
                columns=("decided_at", "kind", "step", "to", "channel", "state", "accepted_at", "page_id"),
                rows=tuple(map(_page, sent)),
            ),
        ),
        body=_body(incident, clocks, timeline, sent),
    )


def _sent(receipt: Receipt) -> datetime:
    return receipt.sent_at or receipt.at


def _lines(incident: Incident, sent: Sequence[Told]) -> tuple[str, ...]:
    lines = [
        f"Opened {incident.opened_at:%Y-%m-%d %H:%M:%S} UTC by {', '.join(incident.rules)}; rounds: {incident.rounds}."
    ]
    if incident.peak:
        peak = {name: value for name, value in incident.peak.items() if value is not None}
        lines.append("Peak: " + ", ".join(f"{name} {value}" for name, value in peak.items()) + ".")
    first = min((_sent(one.taken) for one in sent if one.taken is not None), default=None)
    if first is not None:
        seconds = (first - incident.opened_at).total_seconds()
        lines.append(f"The first page was handed over {seconds:.1f} s after it opened; pages in all: {incident.pages}.")
    lines += [f"{act} by {person}." for act, person in incident.by.items()]
    lines += [f"Note: {note}" for note in incident.notes]
    return tuple(lines)


def _step(one: Step) -> tuple[Any, ...]:
    word = {True: "yes", False: "no", None: "still time"}[one.is_kept]
    took = None if one.seconds is None else Span(one.seconds)
    return one.name, Span(one.promised.total_seconds()), took, word


def _page(one: Told) -> tuple[Any, ...]:
    page = one.page
    at = None if one.taken is None else _sent(one.taken)
    return page.at, str(page.kind), page.step, page.to, page.channel, one.state, at, page.page_id


def _body(
    incident: Incident, clocks: Sequence[Step], timeline: Sequence[tuple[datetime, str, str, str]], sent: Sequence[Told]
) -> dict[str, Any]:
    return {
        "incident": msgspec.to_builtins(incident),
        "promises": {
            one.name: {"promised_s": one.promised.total_seconds(), "took_s": one.seconds, "kept": one.is_kept}
            for one in clocks
        },
        "timeline": [
            {"at": rfc3339(at), "what": what, "who": who or None, "text": text} for at, what, who, text in timeline
        ],
        "pages": [
            {
                "page_id": one.page.page_id,
                "kind": str(one.page.kind),
                "step": one.page.step,
                "to": one.page.to,
                "channel": one.page.channel,
                "state": one.state,
                "at": rfc3339(one.page.at),
                "accepted_at": None if one.taken is None else rfc3339(_sent(one.taken)),
            }
            for one in sent
        ],
    }
