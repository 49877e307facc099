"""The time line of a report: to whom it was given, how grave it began, and each note beside its act."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alertd.model.commands import KeepDecision
from alertd.model.incident import Incident, State
from alertd.model.reason import Reason
from alertd.model.rule import Severity
from alertd.report.time_line import time_line

AT = datetime(2026, 11, 29, 20, 50, tzinfo=UTC)


def decided(minute: int, reason: Reason, text: str, person: str | None = None) -> KeepDecision:
    """Return a decision about the incident."""
    return KeepDecision(
        at=AT + timedelta(minutes=minute), reason=reason, text=text, watch="acme", incident="i1", person=person
    )


def test_what_people_did_is_told_with_whom_it_concerns_and_their_note() -> None:
    """As the log has it; one of an older log, that did not say to whom, says somebody."""
    incident = Incident(id="i1", watch="acme", severity=Severity.CRISIS, state=State.ACKNOWLEDGED, opened_at=AT)
    decisions = [
        decided(1, Reason.SEVERITY_ROSE, "urgent to crisis"),
        decided(2, Reason.ASSIGNED, "to maria by ayse through api: please: take over", "ayse"),
        decided(3, Reason.ASSIGNED, "by maria through api", "maria"),
        decided(4, Reason.OPENED_BY_HAND, "omar: a journalist rings", "omar"),
    ]

    assert [(one.who, one.what) for one in time_line(incident, decisions, [], None)] == [
        ("", "alertd saw it and opened it as urgent"),
        ("", "it became more serious: crisis"),
        ("ayse", "gave it to maria: “please: take over”"),
        ("maria", "gave it to somebody"),
        ("omar", "opened it by hand: “a journalist rings”"),
    ]
