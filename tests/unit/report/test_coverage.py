"""How much of each hour each source saw."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alertd.model.events import SourceReported
from alertd.model.source_state import SourceState
from alertd.report.coverage import coverage, told

SINCE = datetime(2026, 11, 21, 0, tzinfo=UTC)
UNTIL = SINCE + timedelta(hours=6)


def report(minute: float, state: SourceState = SourceState.OK, blind: float = 0.0, source: str = "x") -> SourceReported:
    """Return what a source says of itself, so many minutes after the beginning; blind: seconds since its daemon's start."""
    return SourceReported(at=SINCE + timedelta(minutes=minute), source=source, state=state, blind_seconds=blind)


def test_an_outage_darkens_the_hours_in_which_it_was() -> None:
    """From 1:30 to 3:15: half of one hour, all of the next, a quarter of the one after."""
    told = [report(-60), report(90, SourceState.BLIND), report(195, SourceState.OK, 105 * 60.0)]
    assert coverage(told, since=SINCE, until=UNTIL)["x"] == pytest.approx([1.0, 0.5, 0.0, 0.75, 1.0, 1.0])


def test_what_lasts_is_dark_until_now() -> None:
    """Its last word was that it sees nothing."""
    told = [report(-60), report(300, SourceState.BLIND)]
    assert coverage(told, since=SINCE, until=UNTIL)["x"] == [1.0, 1.0, 1.0, 1.0, 1.0, 0.0]


def test_before_a_source_was_there_nothing_is_known() -> None:
    """That is no blindness: whoever adds a source has no red day."""
    hours = coverage([report(90)], since=SINCE, until=UNTIL)["x"]
    assert hours == [None, 1.0, 1.0, 1.0, 1.0, 1.0]


def test_the_running_hour_counts_as_far_as_it_has_run() -> None:
    """And what comes after the end that was asked for is left out."""
    told = [report(-60), report(359, SourceState.BLIND), report(400, source="y")]
    found = coverage(told, since=SINCE, until=SINCE + timedelta(minutes=330))
    assert found == {"x": [1.0] * 6}


def test_each_source_and_hour_is_a_row() -> None:
    """For programs and the page."""
    made = told(coverage([report(-60), report(-60, source="y")], since=SINCE, until=UNTIL), since=SINCE)
    assert [row[0] for row in made.tables[0].rows] == ["x"] * 6 + ["y"] * 6
    assert made.tables[0].rows[1][1] == SINCE + timedelta(hours=1)
