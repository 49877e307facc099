"""Events of a calendar that repeat (RFC 5545, 2009, 3.3.10, 3.8.5): each time of them, in a window, by python-dateutil.

A calendar is somebody else's word: what repeats more often than daily, or since before people kept calendars, is not followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alertd.model.value import Value

MOST_TIMES = 1_000  # of one event: weekly that is nineteen years
_LONGEST = timedelta(days=366 * 40)  # between the first time of an event and the last that is looked for
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_FINE = ("BYHOUR", "BYMINUTE", "BYSECOND")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # of a month at most
#: What narrows each frequency and always comes again. dateutil looks for a day that never comes until the year 9999 (measured: 6 s).
_NARROWS = {
    "DAILY": {"BYDAY", "BYMONTH"},
    "WEEKLY": {"BYDAY", "BYMONTH"},
    "MONTHLY": {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"},
    "YEARLY": {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"},
}


class Window(Value, frozen=True, kw_only=True):
    """Which times of a repeating event are wanted: those that end after `since` and begin before `until`."""

    since: datetime
    until: datetime


class RepeatError(ValueError):
    """A repetition that is not followed; says why."""


def times(event: Any, begins: date | datetime, lasts: timedelta, zone: str, window: Window | None) -> list[datetime]:
    """Return when an event begins each time, by the clock of its own zone. window None: from its first time on.

    begins: its DTSTART. zone: of events without one. Raises RepeatError.
    """
    from dateutil.rrule import rruleset, rrulestr

    first = _aware(begins, zone)
    last = first + _LONGEST if window is None else window.until.astimezone(first.tzinfo)
    if last - first > _LONGEST:
        raise RepeatError(f"it repeats since {first:%Y}; begin it anew")
    every = rruleset()
    every.rdate(first)
    for rule in _listed(event.get("RRULE")):
        _refuse_fine(rule)
        until = _until(rule, first)
        plain = ";".join(part for part in rule.to_ical().decode().split(";") if not part.upper().startswith("UNTIL="))
        made = rrulestr(plain, dtstart=first)
        every.rrule(made.replace(until=min(until, last)) if "COUNT" not in rule else made)
    for name, take in (("RDATE", every.rdate), ("EXDATE", every.exdate)):
        for at in _dates(event.get(name)):
            take(_aware(at, zone).astimezone(first.tzinfo))
    found = []
    for at in every:
        if at > last:
            break
        if window is None or at + lasts > window.since:
            found.append(at)
        if len(found) > MOST_TIMES:
            raise RepeatError(f"it repeats more than {MOST_TIMES} times; give it an end")
    return found


def _aware(at: date | datetime, zone: str) -> datetime:
    """Return a date or a clock without a zone as those of the schedule's."""
    if not isinstance(at, datetime):
        at = datetime(at.year, at.month, at.day)  # noqa: DTZ001 - its zone comes in the next line
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))


def _refuse_fine(rule: Any) -> None:
    frequency = str(next(iter(rule.get("FREQ", ())), "")).upper()
    if frequency not in _FREQUENCIES:
        raise RepeatError("it repeats more often than daily")
    if any(name in rule for name in _FINE):
        raise RepeatError("it repeats several times a day; write each as an event of its own")
    narrows = {str(name).upper() for name in rule if str(name).upper().startswith("BY")}
    if not narrows <= _NARROWS[frequency]:
        raise RepeatError(f"it repeats by {', '.join(sorted(narrows - _NARROWS[frequency]))}, which is not followed")
    months = [int(month) for month in rule.get("BYMONTH", range(1, 13))]
    longest = max((_DAYS[month - 1] for month in months if 1 <= month <= 12), default=0)
    days = [abs(int(day)) for day in rule.get("BYMONTHDAY", (1,))]
    places = [abs(int(place)) for place in rule.get("BYSETPOS", (1,))]
    weeks = [abs(int(day.relative or 1)) for day in rule.get("BYDAY", ())]
    if min(days) > longest or min(weeks, default=1) > 4 or min(places) > 4 or _may_miss(rule, frequency):
        raise RepeatError("it repeats on a day that never comes, or hardly ever")


def _may_miss(rule: Any, frequency: str) -> bool:
    """Whether two of its parts may never meet: the second Monday and the first of a month, each seventh day and a Tuesday.

    Raises RepeatError for a step of nothing, on which dateutil stands for ever.
    """
    steps = [int(step) for step in rule.get("INTERVAL", (1,))]
    if not steps or min(steps) < 1:
        raise RepeatError("it repeats without a step: INTERVAL is 1 or more")
    has_place = any(day.relative is not None for day in rule.get("BYDAY", ()))
    is_placed = has_place and "BYMONTHDAY" in rule
    is_counted = "BYSETPOS" in rule and ("BYDAY" not in rule or has_place or "BYMONTHDAY" in rule)
    is_stepped = frequency == "DAILY" and max(steps) > 1 and ("BYDAY" in rule or "BYMONTH" in rule)
    return is_placed or is_counted or is_stepped


def _until(rule: Any, first: datetime) -> datetime:
    """Return when a rule ends, in the zone of its first time; far off where it does not."""
    for at in rule.get("UNTIL", ()):
        if not isinstance(at, datetime):
            return datetime(at.year, at.month, at.day, 23, 59, 59, tzinfo=first.tzinfo)  # the whole last day
        return at.astimezone(first.tzinfo) if at.tzinfo else at.replace(tzinfo=first.tzinfo)
    return first + _LONGEST


def _listed(found: Any) -> list[Any]:
    return [] if found is None else found if isinstance(found, list) else [found]


def _dates(found: Any) -> Iterator[date | datetime]:
    for one in _listed(found):
        for at in one.dts:
            if isinstance(at.dt, tuple):
                raise RepeatError("it lists spans of time; write each as an event of its own")
            yield at.dt
