"""The report of one incident: a page to send to somebody who was not there; JSON also has every decision and page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

import msgspec

from alertd.core.incidents.promises import promises_of
from alertd.model.commands import KeepDecision
from alertd.model.house import House
from alertd.model.incident import Act, Incident, State
from alertd.model.page import Evidence, Outcome, Page, PageKind, Receipt
from alertd.model.value import count_of, rfc3339
from alertd.report.bars import Bar, Chart
from alertd.report.incident_facts import Facts
from alertd.report.render import Report, Span, Table, duration
from alertd.report.time_line import Heard, Moment, time_line
from alertd.report.voices import Voices

MOST_POSTS = 6  #: telling posts that are shown


class Told(NamedTuple):
    """One page, its state in the outbox and the receipt of the attempt that a provider took."""

    page: Page
    state: str
    taken: Receipt | None


class Step(NamedTuple):
    """One promise of an incident. seconds: until it was done, by its clock; None: not done. is_kept: None while there is time."""

    name: str
    promised: timedelta
    seconds: float | None
    is_kept: bool | None
    due_at: datetime


def steps(incident: Incident, house: House, now: datetime) -> list[Step]:
    """Return how long each promise took, by the clock it runs on."""
    return [
        Step(one.name, one.promised, None if one.done_at is None else one.spent, one.is_kept, one.due_at)
        for one in promises_of(incident, house, now)
    ]


def told(
    incident: Incident,
    decisions: Sequence[KeepDecision],
    pages: Sequence[tuple[Page, str]],
    receipts: Iterable[Receipt],
    *,
    house: House,
    now: datetime,
    facts: Facts,
    quotes: Mapping[tuple[str, str], str] | None = None,
    pinned: Sequence[tuple[Evidence, str | None]] = (),
    zone: tzinfo = UTC,
) -> Report:
    """Return the report: one page for somebody who was not there.

    pages: with their state; receipts: what became of attempts, in order. quotes: texts of telling posts by (platform, id), as
    far as they are not erased. pinned: posts that somebody said matter, with their texts. zone: of the reader's clock.
    """
    taken: dict[str, Receipt] = {}
    for receipt in receipts:
        if receipt.outcome in (Outcome.ACCEPTED, Outcome.DELIVERED):
            taken.setdefault(receipt.page_id, receipt)
    sent = [Told(page, state, taken.get(page.page_id)) for page, state in pages]
    clocks = steps(incident, house, now)
    moments = time_line(incident, decisions, _taken(sent), facts.first_answer)
    posts = _posts(sent, quotes or {}, pinned)
    name = getattr(zone, "key", "UTC")
    brand = house.called(incident.watch)
    said = summary(incident, facts, clocks, zone, brand)
    return Report(
        title=f"{brand}: what happened on {_on(incident.opened_at, zone)}",
        lines=(_stands(incident, now, zone), *said),
        tables=(
            Table(
                title=f"Time line ({name})",
                columns=("at", "who", "what"),
                rows=tuple((_on(one.at, zone), one.who, one.what) for one in moments),
            ),
            Table(title="Promises", columns=("step", "promised", "took", "kept"), rows=tuple(map(_step, clocks))),
            Table(
                title="Who wrote first, and who is seen by most",
                columns=("what", "who", "platform", "reach", "posts", "first"),
                rows=tuple(_voices(facts.voices, facts.begins_at, zone)),
            ),
            Table(
                title="Posts that mattered", columns=("why", "author", "platform", "reach", "text", "url"), rows=posts
            ),
        ),
        body=_body(incident, clocks, decisions, sent) | _told_body(facts, said, moments),
        notes=(f"Incident {incident.id}, {incident.severity}, {incident.state}. Clocks are {name}.",),
        charts=_charts(facts, zone),
    )


def _taken(sent: Sequence[Told]) -> list[Heard]:
    return [
        Heard(_sent(one.taken), one.page.to, one.page.channel, one.page.kind is PageKind.PAGE)
        for one in sent
        if one.taken is not None
    ]


def _stands(incident: Incident, now: datetime, zone: tzinfo) -> str:
    """Return of when this is told: as it ended, or as it stands now and goes on."""
    ends = {
        State.CLOSED: (incident.closed_at, Act.CLOSE, "Closed"),
        State.SOLVED: (incident.solved_at, Act.SOLVE, "Solved"),
    }
    at, act, word = ends.get(incident.state, (None, None, ""))
    if at is not None:
        by = incident.by.get(str(act), "alertd")
        return f"{word} on {_on(at, zone)} by {by}; told as it ended."
    owner = incident.assignee or incident.by.get(str(Act.PLAN)) or incident.by.get(str(Act.ACK)) or "nobody"
    firing = "its rules still hold" if incident.is_firing else "it is calm, and open"
    return f"As of {_on(now, zone)}: {incident.state}, {owner} has it, {firing}."


def summary(
    incident: Incident, facts: Facts, clocks: Sequence[Step], zone: tzinfo, brand: str = ""
) -> tuple[str, str, str]:
    """Return three sentences: what it was, what people did, what customers heard. brand: as people write it; else the watch's name."""
    return _what(incident, facts, zone, brand or incident.watch), _who(incident, clocks), _heard(facts)


def _what(incident: Incident, facts: Facts, zone: tzinfo, brand: str) -> str:
    share = f", {facts.negative / facts.known * 100:.0f} % of them negative" if facts.known else ""  # as a page says it
    usual = "" if facts.usual is None else f"; on the day before it was {facts.usual:.0f} an hour"
    lasted = (facts.ends_at - incident.opened_at).total_seconds()
    began = _on(incident.opened_at, zone)
    posts, people = count_of(facts.total, "post"), count_of(facts.voices.people, "person", "people")
    return f"From {began}, in {duration(lasted)} and the hour before: {posts} by {people} about {brand}{share}{usual}."


def _who(incident: Incident, clocks: Sequence[Step]) -> str:
    first = incident.first_acknowledged_at or incident.acknowledged_at
    by = incident.by.get("ack") or incident.by.get("plan") or incident.by.get("solve")
    done = [
        f"took {duration((first - incident.opened_at).total_seconds())} until {by or 'somebody'} had it"
        if first is not None
        else "was taken by nobody",
        *(f"{duration(one.seconds)} until it was solved" for one in clocks[2:] if one.seconds is not None),
    ]
    stands = {"kept": True, "missed": False, "with time left": None}
    named = {word: [one.name for one in clocks if one.is_kept is state] for word, state in stands.items()}
    told = "; ".join(f"{word}: {', '.join(names)}" for word, names in named.items() if names)
    said = f"promises {told}" if told else "no promise runs"
    return f"It {' and '.join(done)}; {said}."


def _heard(facts: Facts) -> str:
    found = facts.answered
    asking = count_of(found.conversations, "customer")
    if facts.first_answer is None:
        return f"Of {asking} who needed an answer none has been seen to get one in public."
    within = "" if found.median_s is None else f", half of them within {duration(found.median_s)}"
    by = facts.first_answer[1]
    return f"{by} gave the first public answer; {found.answered:,} of {asking} got one{within}."


def _on(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%-d %B %Y, %H:%M}"


def _voices(found: Voices, begins_at: datetime, zone: tzinfo) -> Iterator[tuple[Any, ...]]:
    named = [(f"first of the posts since {_on(begins_at, zone)}", found.first)] if found.first is not None else []
    for what, one in [*named, *(("seen by most", loud) for loud in found.loudest)]:
        yield what, one.name, one.platform, one.audience, one.posts, _on(one.first_at, zone)


def _posts(
    sent: Sequence[Told], quotes: Mapping[tuple[str, str], str], pinned: Sequence[tuple[Evidence, str | None]]
) -> tuple[tuple[Any, ...], ...]:
    found = {(one.platform, one.id): one for one, _ in pinned}
    told = dict(quotes) | {(one.platform, one.id): text for one, text in pinned if text is not None}
    for one in (one for page in reversed(sent) for one in page.page.evidence):
        found.setdefault((one.platform, one.id), one)
    return tuple(
        (one.why, one.author, one.platform, one.reach, told.get(key, "(erased)"), one.url or "")
        for key, one in list(found.items())[:MOST_POSTS]
    )


def _charts(facts: Facts, zone: tzinfo) -> tuple[Chart, ...]:
    bars = tuple(
        Bar(
            label=f"{one.begins_at.astimezone(zone):%H:%M}",
            value=float(one.total),
            says=f"{count_of(one.total, 'post')}, {one.negative:,} negative",
        )
        for one in facts.bars
    )
    return (Chart(title="Posts over time, from an hour before it opened", bars=bars),)


def _told_body(facts: Facts, said: Sequence[str], moments: Sequence[Moment]) -> dict[str, Any]:
    return {
        "summary": list(said),
        "moments": [{"at": rfc3339(one.at), "who": one.who or None, "what": one.what} for one in moments],
        "facts": msgspec.to_builtins(facts),
    }


def _sent(receipt: Receipt) -> datetime:
    return receipt.sent_at or receipt.at


def _step(one: Step) -> tuple[Any, ...]:
    word = {True: "yes", False: "no", None: "still time"}[one.is_kept]
    took = None if one.seconds is None else Span(one.seconds)
    return one.name, Span(one.promised.total_seconds()), took, word


def _body(
    incident: Incident, clocks: Sequence[Step], decisions: Sequence[KeepDecision], sent: Sequence[Told]
) -> dict[str, Any]:
    timeline = sorted(
        [(one.at, str(one.reason), one.person or one.rule or "", one.text) for one in decisions]
        + [
            (_sent(one.taken), f"{one.page.kind}-accepted", one.page.to, f"by {one.page.channel}, {one.page.page_id}")
            for one in sent
            if one.taken is not None
        ],
        key=lambda row: row[0],
    )
    return {
        "incident": msgspec.to_builtins(incident),
        "promises": {
            one.name: {
                "promised_s": one.promised.total_seconds(),
                "took_s": one.seconds,
                "kept": one.is_kept,
                "due_at": rfc3339(one.due_at),
            }
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
