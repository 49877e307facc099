"""The rota as a calendar: of everybody, or the shifts of one person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alertd.core.incidents.oncall import shifts
from alertd.model.people import Roster
from alertd.report.ics import ics

LONGEST_TURN = 36  # days between two first Mondays of a month, at most 35


def calendar(roster: Roster, at: datetime, days: int, *, person: str | None = None) -> str:
    """Return the shifts of all schedules as an iCalendar file, those that run now with their true beginning. person: only theirs."""
    # A shift cut off at `at` would have another id in each export, and a subscriber would collect them all. The longest turn
    # is a month; a group that always stands begins on the first of a month, so that its id changes once a month at most.
    begins_at = (at - timedelta(days=LONGEST_TURN)).astimezone(UTC)
    begins_at = begins_at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    told = (
        (name, shift)
        for name in roster.schedules
        for shift in shifts(roster, name, begins_at, at + timedelta(days=days))
        if person is None or person in shift.people
    )
    return ics((pair for pair in told if pair[1].ends_at > at), at)
