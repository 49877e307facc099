"""The report of the drills: who took each, how fast and by what."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from alertd.model.incident import Incident, State
from alertd.model.rule import Severity
from alertd.report.drills_report import told
from alertd.report.render import rendered

TEN = datetime(2026, 12, 1, 10, tzinfo=UTC)
DRILL = Incident(
    id="d1", watch="DRILL", severity=Severity.CRISIS, state=State.CLOSED, opened_at=TEN, is_drill=True, closed_at=TEN
)
TAKEN = DRILL.with_(
    id="d2",
    first_taken_by="omar",
    first_taken_via="sms",
    first_acknowledged_at=TEN + timedelta(minutes=3),
    closed_at=TEN + timedelta(minutes=3),
)


def test_each_drill_is_a_row() -> None:
    """Who was told is told once, in the order of the steps; one that nobody took has no time."""
    body = told([(TAKEN, ["ayse", "ayse", "omar"]), (DRILL, ["ayse"])], since=None, until=TEN).body

    assert body["drills"] == [
        {
            "incident": "d2",
            "began_at": "2026-12-01T10:00:00.000Z",
            "taken_by": "omar",
            "taken_via": "sms",
            "taken_after_s": 180.0,
            "told": ["ayse", "omar"],
        },
        {
            "incident": "d1",
            "began_at": "2026-12-01T10:00:00.000Z",
            "taken_by": None,
            "taken_via": None,
            "taken_after_s": None,
            "told": ["ayse"],
        },
    ]


def test_one_that_was_planned_at_once_has_its_end_for_its_time() -> None:
    """Only an acknowledgement sets the first one; a plan ends a drill as well."""
    planned = TAKEN.with_(first_acknowledged_at=None, closed_at=TEN + timedelta(minutes=5))

    assert told([(planned, [])], since=None, until=TEN).body["drills"][0]["taken_after_s"] == 300.0


@pytest.mark.parametrize("form", ["table", "csv", "json", "md", "html"])
def test_in_every_form(form: str) -> None:
    """For people with a sum, for programs with numbers; none at all is no fault."""
    text = rendered(told([(TAKEN, ["ayse"]), (DRILL, [])], since=TEN, until=TEN), form)

    assert "omar" in text
    if form == "json":
        assert len(json.loads(text)["drills"]) == 2
    elif form != "csv":
        assert "1 of 2 were taken by nobody." in text
    assert rendered(told([], since=None, until=TEN), form)
