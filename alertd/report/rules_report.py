"""The report of the rules: how often each fired, paged and was acknowledged, and how long people took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import median

import msgspec

from alertd.core.incidents.promises import KEPT_BY
from alertd.model.commands import KeepDecision
from alertd.model.incident import Act, Incident
from alertd.model.page import Page, PageKind
from alertd.model.reason import Reason
from alertd.model.rule import Rule, Severity
from alertd.model.value import Value, count_of, rfc3339
from alertd.report.render import Report, Share, Span, Table

COLUMNS = (
    "rule",
    "severity",
    "fired",
    "incidents",
    "pages",
    "people",
    "acknowledged",
    "median_ack_s",
    "useful",
    "noise",
    "precision",
)


class Record(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What one rule did. severity: None for a rule that is no longer in the files.

    fired: how often it became true. incidents: those it opened or joined. pages: messages to people (updates are none).
    acknowledged: of its incidents. useful, noise: of its incidents, as people judged them; None, nobody has.
    precision: the share of useful ones among those.
    """

    rule: str
    severity: Severity | None
    fired: int
    incidents: int
    pages: int
    people: int
    acknowledged: int
    median_ack_s: float | None
    useful: int | None = None
    noise: int | None = None
    precision: float | None = None


def records(
    rules: Iterable[Rule], decisions: Iterable[KeepDecision], incidents: Sequence[Incident], pages: Iterable[Page]
) -> list[Record]:
    """Return one record a rule: those of the files in their order, then those that are gone."""
    severities = {rule.id: rule.severity for rule in rules}
    fired: dict[str, int] = dict.fromkeys(severities, 0)
    for one in decisions:
        if one.reason == Reason.ALERT_FIRING and one.rule is not None:
            fired[one.rule] = fired.get(one.rule, 0) + 1
    sent: dict[str, list[Page]] = {}
    for page in pages:
        if page.kind is PageKind.PAGE and page.rule is not None:
            sent.setdefault(page.rule, []).append(page)
    names = dict.fromkeys([*fired, *sent, *(name for one in incidents for name in one.rules)])
    return [_record(name, severities.get(name), fired.get(name, 0), incidents, sent.get(name, ())) for name in names]


def _record(
    name: str, severity: Severity | None, fired: int, incidents: Sequence[Incident], pages: Sequence[Page]
) -> Record:
    own = [one for one in incidents if name in one.rules]
    # The first acknowledgement counts, also if it has expired since: people were there after four minutes.
    waits = [
        (min(done) - one.opened_at).total_seconds()
        for one in own
        if (done := [at for field in KEPT_BY["acknowledge"] if (at := getattr(one, field)) is not None])
    ]
    verdicts = [one.verdict for one in own if one.verdict is not None]
    noise = verdicts.count(str(Act.NOISE))
    return Record(
        rule=name,
        severity=severity,
        fired=fired,
        incidents=len(own),
        pages=len(pages),
        people=len({page.to for page in pages}),
        acknowledged=len(waits),
        median_ack_s=median(waits) if waits else None,
        useful=len(verdicts) - noise if verdicts else None,
        noise=noise if verdicts else None,
        precision=(len(verdicts) - noise) / len(verdicts) if verdicts else None,
    )


def told(found: Sequence[Record], *, since: datetime | None, until: datetime) -> Report:
    """Return the report of records."""
    rows = tuple(
        (
            one.rule,
            "gone" if one.severity is None else str(one.severity),
            one.fired,
            one.incidents,
            one.pages,
            one.people,
            one.acknowledged,
            None if one.median_ack_s is None else Span(one.median_ack_s),
            one.useful,
            one.noise,
            None if one.precision is None else Share(one.precision),
        )
        for one in found
    )
    begins = "the first event that is kept" if since is None else f"{since:%Y-%m-%d %H:%M} UTC"
    silent = sum(not one.fired for one in found if one.severity is not None)
    return Report(
        title=f"Rules, from {begins} to {until:%Y-%m-%d %H:%M} UTC",
        tables=(Table(title="", columns=COLUMNS, rows=rows),),
        body={
            "since": None if since is None else rfc3339(since),
            "until": rfc3339(until),
            "rules": msgspec.to_builtins(list(found)),
        },
        notes=(
            f"{silent} of {count_of(sum(one.severity is not None for one in found), 'rule')} never fired.",
            "useful and noise are judged by people (`alertd mark`, or the buttons of a page); precision is the share of useful ones.",
        ),
    )
