"""Quiet hours, business hours and the hour of a digest: when a page that may wait is sent.

Each holds by the clock on the wall of its zone: quiet is exactly when that clock says so, also on the nights on which it jumps.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from alertd.core.calendar import DAY, began_on, edges, instant, wall, zone
from alertd.model.people import ClockSpan, Person
from alertd.model.rule import Digest

_FORWARD = timedelta(days=2)  # a span of quiet lasts a day at most, and jumps are shorter than the other


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
