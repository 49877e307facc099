"""Quiet hours, business hours and the hour of a digest: when a page that may wait is sent.

Each holds by the clock on the wall of its zone: quiet is exactly when that clock says so, also on the nights on which it jumps.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from alertd.core.incidents.calendar import DAY, began_on, edges, instant, is_holiday, wall, zone
from alertd.model.people import ClockSpan, Hours, Person
from alertd.model.rule import Digest

_FORWARD = timedelta(days=2)  # a span of quiet lasts a day at most, and jumps are shorter than the other
_FURTHEST = 400  # days: hours that never open (no days, holidays all year) must not hold a page for ever


def quiet_until(person: Person, at: datetime) -> datetime | None:
    """Return when a person's quiet hours end (UTC), None if they are awake at `at`. A crisis does not ask.

    Quiet from a clock to the same clock is no quiet at all: nobody may be out of reach for ever.
    """
    span = person.quiet
    if span is None or span.begins == span.ends:
        return None
    tz = zone(person.timezone)
    if began_on(span, at, tz) is None:
        return None
    for end in edges((span.ends,), at, at + _FORWARD, tz):
        if end > at and began_on(span, end, tz) is None:
            return end
    return None


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether an instant lies in business hours; a night shift belongs to the day on which it begins."""
    day = began_on(hours.open, at, zone(hours.timezone))
    return day is not None and day.weekday() in hours.days and not any(is_holiday(code, day) for code in hours.holidays)


def opens_at(hours: Hours, at: datetime) -> datetime:
    """Return `at` if business hours are open, else when they open next (UTC); `at` if they never do."""
    if is_open(hours, at):
        return at
    tz = zone(hours.timezone)
    begin = at
    for _ in range(_FURTHEST):
        # The span of today may already be over, and one that began yesterday may open again when the clock jumps back.
        for edge in edges((hours.open.begins,), begin, begin + DAY, tz):
            if edge > at and is_open(hours, edge):
                return edge
        begin += DAY
    return at


def next_digest(digest: Digest, timezone: str, at: datetime) -> datetime:
    """Return when a digest goes out next, strictly after `at` (UTC); without any day in it, on the next day."""
    tz = zone(timezone)
    day = wall(at, tz).date()
    for ahead in range(9):
        due = instant(day + DAY * ahead, digest.at, tz)
        if due > at and (not digest.days or (day + DAY * ahead).weekday() in digest.days):
            return due
    return at + DAY  # not reached with weekdays 0 to 6


def is_swallowed(quiet: ClockSpan, clock: time) -> bool:
    """Whether a clock lies in a span, on an ordinary day.

    >>> is_swallowed(ClockSpan(begins=time(23), ends=time(7)), time(3))
    True
    """
    if quiet.begins == quiet.ends:
        return False
    if quiet.begins < quiet.ends:
        return quiet.begins <= clock < quiet.ends
    return clock >= quiet.begins or clock < quiet.ends
