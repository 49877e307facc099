"""Rotation: whose turn it is, counted in handovers from the schedule's anchor, by the clock on the wall."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from alertd.core.calendar import DAY, instant, zone


def turn(at: datetime, *, rotate: str, anchor: date, day: int, clock: time, timezone: str) -> int:
    """Return how many handovers lie between the anchor and `at`; the turn of people[turn % len(people)].

    rotate: "daily", "weekly" or "monthly". day: weekday of the handover (0 is Monday; daily ignores it; monthly hands over
    on the first such weekday of a month). The first handover at or after the anchor begins turn 0.

    >>> from datetime import UTC
    >>> monday = datetime(2024, 1, 1, 9, tzinfo=UTC)
    >>> weekly = {"rotate": "weekly", "anchor": date(2024, 1, 1), "day": 0, "clock": time(9), "timezone": "UTC"}
    >>> [turn(monday + timedelta(days=d), **weekly) for d in (-1, 0, 6, 7)]
    [-1, 0, 0, 1]
    """
    today = at.astimezone(zone(timezone)).date()
    if rotate == "daily":
        return _past((today - anchor).days, today, clock, timezone, at)
    if rotate == "weekly":
        first = anchor + DAY * ((day - anchor.weekday()) % 7)
        weeks = (today - first).days // 7
        return _past(weeks, first + 7 * DAY * weeks, clock, timezone, at)
    months = (today.year - anchor.year) * 12 + today.month - anchor.month
    handover = _first(today.year, today.month, day)
    if _first(anchor.year, anchor.month, day) < anchor:  # the anchor's own month has no handover after it
        months -= 1
    return _past(months, handover, clock, timezone, at)


def _past(count: int, handover: date, clock: time, timezone: str, at: datetime) -> int:
    """Return `count`, or one less while that day's handover is still to come."""
    return count if at >= instant(handover, clock, zone(timezone)) else count - 1


def _first(year: int, month: int, weekday: int) -> date:
    """Return the first such weekday of a month."""
    begin = date(year, month, 1)
    return begin + timedelta(days=(weekday - begin.weekday()) % 7)
