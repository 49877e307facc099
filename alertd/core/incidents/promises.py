"""Promises of an incident: by when somebody acknowledges, plans and solves it, and how much of that time is spent.

They run on the clock that customers' promises run on: the business hours of the watch, where it has some. A crisis knows no
business hours, so its clocks run by the wall. Each begins with the round that runs.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from alertd.core.business_hours import due_at, open_seconds
from alertd.model.house import House
from alertd.model.incident import Incident
from alertd.model.people import Hours
from alertd.model.rule import Severity
from alertd.model.value import Value

#: Shares of a promise at which something is told: half of it is spent, four fifths, all.
STAGES = (0.5, 0.8, 1.0)

#: promise -> the instants of an incident that keep it: who plans has acknowledged too, and who solves has done both.
KEPT_BY = {
    "acknowledge": ("first_acknowledged_at", "acknowledged_at", "planned_at", "solved_at"),
    "plan": ("planned_at", "solved_at"),
    "solve": ("solved_at",),
}


class Promise(Value, frozen=True, kw_only=True, omit_defaults=False):
    """One promise of an incident as it stands at an instant. Spans in seconds of the clock it runs on.

    spent: seconds since the round began, until it was done or until now. done_at: when it was kept or broken too late; None: not yet.
    is_kept: None while there is time.
    """

    name: str
    promised: timedelta
    begins_at: datetime
    due_at: datetime
    spent: float
    done_at: datetime | None = None
    is_kept: bool | None = None

    @property
    def share(self) -> float:
        """How much of the promised time is spent; above 1 it is over its time."""
        return self.spent / self.promised.total_seconds()

    @property
    def left(self) -> float:
        """Seconds that are left; 0 once it is done or over its time."""
        return 0.0 if self.done_at is not None else max(self.promised.total_seconds() - self.spent, 0.0)


def hours_of(house: House, watch: str, severity: Severity) -> Hours | None:
    """Return the business hours by which an incident's promises run; None: by the clock on the wall."""
    if severity is Severity.CRISIS:
        return None
    name = next((one.hours for one in house.watches if one.name == watch), None)
    return house.roster.hours.get(name or "")


def comes_at(hours: Hours | None, begins_at: datetime, span: timedelta) -> datetime:
    """Return when so much time has passed; where business hours never open, by the clock on the wall.

    >>> from datetime import UTC
    >>> friday = datetime(2026, 11, 20, 16, 45, tzinfo=UTC)
    >>> comes_at(Hours(name="office"), friday, timedelta(minutes=30)).isoformat()
    '2026-11-23T09:15:00+00:00'
    """
    due = None if hours is None else due_at(hours, begins_at, span)
    return begins_at + span if due is None else due


def promises_of(incident: Incident, house: House, now: datetime) -> tuple[Promise, ...]:
    """Return the promises of an incident as they stand at an instant: to acknowledge, to plan, to solve."""
    begins_at = incident.began_at or incident.opened_at
    hours = hours_of(house, incident.watch, incident.severity)
    found = []
    for name, instants in KEPT_BY.items():
        promised: timedelta = getattr(house.promises, name)
        done = [at for field in instants if (at := getattr(incident, field)) is not None and at >= begins_at]
        done_at = min(done, default=None)
        ends_at = max(done_at or min(incident.closed_at or now, now), begins_at)
        spent = (ends_at - begins_at).total_seconds() if hours is None else open_seconds(hours, begins_at, ends_at)
        is_over = spent > promised.total_seconds() or (done_at is None and incident.closed_at is not None)
        found.append(
            Promise(
                name=name,
                promised=promised,
                begins_at=begins_at,
                due_at=comes_at(hours, begins_at, promised),
                spent=spent,
                done_at=done_at,
                is_kept=False if is_over else None if done_at is None else True,
            )
        )
    return tuple(found)
