"""Open hours: how much of a time lies within a watch's business hours."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from alertd.core.incidents.calendar import edges, zone
from alertd.core.incidents.quiet_hours import is_open
from alertd.model.house import House
from alertd.model.people import Hours


def open_seconds(hours: Hours, begins_at: datetime, ends_at: datetime) -> float:
    """Return how many seconds between two instants lie within business hours, also on the days on which clocks jump.

    >>> from datetime import UTC
    >>> friday, monday = datetime(2026, 11, 20, 16, 45, tzinfo=UTC), datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
    >>> open_seconds(Hours(name="office"), friday, monday)
    1800.0
    """
    if ends_at <= begins_at:
        return 0.0
    clocks = (hours.open.begins, hours.open.ends)
    cuts = [begins_at, *edges(clocks, begins_at, ends_at, zone(hours.timezone)), ends_at]
    return sum((after - at).total_seconds() for at, after in pairwise(cuts) if at < after and is_open(hours, at))


class OpenHours:
    """Measures time by the business hours of each watch; a watch without any is always open."""

    def __init__(self, house: House) -> None:
        self._hours = {
            watch.name: house.roster.hours[watch.hours]
            for watch in house.watches
            if watch.hours is not None and watch.hours in house.roster.hours
        }

    @property
    def are_set(self) -> bool:
        """Whether any watch has business hours."""
        return bool(self._hours)

    def seconds(self, watch: str, begins_at: datetime, ends_at: datetime) -> float:
        """Return how long that was for a watch."""
        hours = self._hours.get(watch)
        return (ends_at - begins_at).total_seconds() if hours is None else open_seconds(hours, begins_at, ends_at)
