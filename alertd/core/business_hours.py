"""Business hours: whether a team works at an instant, how much of a time it worked, and when so much work will be done.

Promises to customers run on these clocks. Each holds by the clock on the wall of its zone, also on the nights on which it
jumps; a shift that crosses midnight belongs to the day on which it begins, and so do its holidays. A team may have several
shifts a day, and hours of several teams may count as one (`Hours.more`): whoever of them works, time runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from alertd.core.calendar import DAY, began_on, edges, is_holiday, zone
from alertd.model.house import House
from alertd.model.people import ClockSpan, Hours

_FURTHEST = 400 * DAY  # hours that never open (no days, holidays all year) must not hold anything for ever
_LOOK = DAY  # how much of the calendar is looked at at once


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether an instant lies in business hours."""
    return any(_is_on(hours, span, at) for span in hours.shifts) or any(is_open(other, at) for other in hours.more)


def _is_on(hours: Hours, span: ClockSpan, at: datetime) -> bool:
    day = began_on(span, at, zone(hours.timezone))
    return day is not None and day.weekday() in hours.days and not any(is_holiday(code, day) for code in hours.holidays)


def opens_at(hours: Hours, at: datetime) -> datetime:
    """Return `at` if business hours are open, else when they open next (UTC); `at` if they never do."""
    if is_open(hours, at):
        return at
    begin = at
    while begin < at + _FURTHEST:
        for edge in _edges(hours, begin, begin + DAY):
            if edge > at and is_open(hours, edge):
                return edge
        begin += DAY
    return at


def open_seconds(hours: Hours, begins_at: datetime, ends_at: datetime) -> float:
    """Return how many seconds between two instants lie within business hours; 0 if the second is not later.

    >>> from datetime import UTC
    >>> friday, monday = datetime(2026, 11, 20, 16, 45, tzinfo=UTC), datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
    >>> open_seconds(Hours(name="office"), friday, monday)
    1800.0
    """
    return sum((end - begin).total_seconds() for begin, end in _open(hours, begins_at, ends_at))


def due_at(hours: Hours, since: datetime, span: timedelta) -> datetime | None:
    """Return the instant at which `span` of business hours has passed since an instant; None if it never does.

    >>> from datetime import UTC
    >>> due_at(Hours(name="office"), datetime(2026, 11, 20, 16, 45, tzinfo=UTC), timedelta(minutes=30)).isoformat()
    '2026-11-23T09:15:00+00:00'
    """
    left, begin = span, since
    if left <= timedelta(0):
        return since
    while begin < since + _FURTHEST + span:
        for opens, closes in _open(hours, begin, begin + _LOOK):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        begin += _LOOK
    return None


def had_by(hours: Hours, now: datetime, span: timedelta) -> datetime | None:
    """Return the latest instant since which `span` of business hours has passed by now; None if there is none.

    What waits since then or longer is over its time: one instant to compare with, however many wait.

    >>> from datetime import UTC
    >>> had_by(Hours(name="office"), datetime(2026, 11, 23, 9, 15, tzinfo=UTC), timedelta(minutes=30)).isoformat()
    '2026-11-20T16:45:00+00:00'
    """
    left, end = span, now
    if left <= timedelta(0):
        return now
    while end > now - _FURTHEST - span:
        for opens, closes in reversed(list(_open(hours, end - _LOOK, end))):
            if closes - opens >= left:
                return closes - left
            left -= closes - opens
        end -= _LOOK
    return None


def _open(hours: Hours, begins_at: datetime, ends_at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open stretches between two instants, in order."""
    day = begins_at.astimezone(UTC).date()
    while (midnight := datetime.combine(day, time(), UTC)) < ends_at:
        for opens, closes in _of_day(hours, midnight):
            if max(opens, begins_at) < min(closes, ends_at):
                yield max(opens, begins_at), min(closes, ends_at)
        day += DAY


# Clocks are asked again and again about the same days: 900 us for a promise over a weekend, else.
@lru_cache(maxsize=4096)
def _of_day(hours: Hours, midnight: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """Return the open stretches of one day of UTC."""
    cuts = [midnight, *_edges(hours, midnight, midnight + DAY), midnight + DAY]
    return tuple((begin, end) for begin, end in pairwise(cuts) if begin < end and is_open(hours, begin))


def _edges(hours: Hours, begins_at: datetime, ends_at: datetime) -> list[datetime]:
    clocks = tuple(clock for span in hours.shifts for clock in (span.begins, span.ends))
    found = edges(clocks, begins_at, ends_at, zone(hours.timezone))
    for other in hours.more:
        found += _edges(other, begins_at, ends_at)
    return sorted(set(found))


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

    def due_at(self, watch: str, since: datetime, span: timedelta) -> datetime:
        """Return when so much time has passed for a watch; where its hours never open, by the clock on the wall."""
        hours = self._hours.get(watch)
        due = None if hours is None else due_at(hours, since, span)
        return since + span if due is None else due
