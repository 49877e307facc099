"""Clocks on a wall: zones, the two nights on which they jump, spans that cross midnight, and holidays.

Instants are aware and compared in UTC; a wall clock is a date and a time in an IANA zone. Two traps are dealt with here and
nowhere else: a clock that does not exist (spring) means the jump itself, and a clock that exists twice (autumn) means its
first time when one instant is asked for, and both when it is asked what the wall says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alertd.model.people import ClockSpan

if TYPE_CHECKING:
    from holidays import HolidayBase

DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name; an unknown one is UTC, because a page must not fail for a misspelt zone.

    The settings are checked with `is_zone` before they get here.

    >>> zone("Europe/Istanbul").key, zone("Mars/Olympus").key
    ('Europe/Istanbul', 'UTC')
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def wall(at: datetime, tz: ZoneInfo) -> datetime:
    """Return what the wall clock of a zone says at an instant, as an aware value."""
    return at.astimezone(tz)


def instant(day: date, clock: time, tz: ZoneInfo) -> datetime:
    """Return the instant (UTC) of a wall clock: the first one if it comes twice, the jump if it never comes.

    >>> instant(date(2026, 3, 29), time(2, 30), zone("Europe/Paris")).isoformat()
    '2026-03-29T01:00:00+00:00'
    >>> instant(date(2026, 10, 25), time(2, 30), zone("Europe/Paris")).isoformat()
    '2026-10-25T00:30:00+00:00'
    """
    return occurrences(day, clock, tz)[0]


def occurrences(day: date, clock: time, tz: ZoneInfo) -> tuple[datetime, ...]:
    """Return every instant (UTC) at which the wall shows this clock; the jump itself if it never does."""
    local = datetime.combine(day, clock.replace(fold=0, tzinfo=None), tzinfo=tz)
    first = local.astimezone(UTC)
    second = local.replace(fold=1).astimezone(UTC)
    if first == second:
        return (first,)
    if first.astimezone(tz).replace(fold=0) == local:  # it comes twice
        return (first, second)
    # In a gap the zone's rules give fold 0 the offset before and fold 1 the offset after: the jump lies between them.
    return (_jump(second, first, tz),)


def jumps(begins_at: datetime, ends_at: datetime, tz: ZoneInfo) -> Iterator[datetime]:
    """Yield the instants in [begins_at, ends_at] at which the clocks of a zone jump (at most one a day is found)."""
    at = begins_at.astimezone(UTC)
    end = ends_at.astimezone(UTC)
    while at < end:
        following = min(at + DAY, end)
        if at.astimezone(tz).utcoffset() != following.astimezone(tz).utcoffset():
            yield _jump(at, following, tz)
        at = following


def _jump(before: datetime, after: datetime, tz: ZoneInfo) -> datetime:
    """Return the first whole second in (before, after] with the offset of `after`."""
    offset = after.astimezone(tz).utcoffset()
    low, high = 0, int((after - before) / _SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        if (before + middle * _SECOND).astimezone(tz).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return before + high * _SECOND


def began_on(span: ClockSpan, at: datetime, tz: ZoneInfo) -> date | None:
    """Return the local day on which the span that covers `at` began; None outside it.

    A span whose ends are equal is the whole day. A span that crosses midnight belongs to the day it begins on.

    >>> night = ClockSpan(begins=time(22), ends=time(6))
    >>> began_on(night, datetime(2026, 1, 2, 3, tzinfo=UTC), zone("UTC"))
    datetime.date(2026, 1, 1)
    """
    local = at.astimezone(tz)
    clock = local.time()
    if span.begins == span.ends:
        return local.date() if clock >= span.begins else local.date() - DAY
    if span.begins < span.ends:
        return local.date() if span.begins <= clock < span.ends else None
    if clock >= span.begins:
        return local.date()
    return local.date() - DAY if clock < span.ends else None


def edges(clocks: tuple[time, ...], begins_at: datetime, ends_at: datetime, tz: ZoneInfo) -> list[datetime]:
    """Return, sorted, the instants in [begins_at, ends_at] at which something kept by these wall clocks may change."""
    found = list(jumps(begins_at, ends_at, tz))
    day = begins_at.astimezone(tz).date() - DAY
    last = ends_at.astimezone(tz).date() + DAY
    while day <= last:
        for clock in clocks:
            found.extend(occurrences(day, clock, tz))
        day += DAY
    return sorted({at for at in found if begins_at <= at <= ends_at})


@lru_cache(maxsize=64)
def _calendar(code: str) -> HolidayBase | None:
    """Return the holidays of a country, or of a part of it ("DE-BY"); None for an unknown code."""
    import holidays  # 0.1 s: only a roster with holidays pays for it

    country, _, part = code.partition("-")
    try:
        return holidays.country_holidays(country.upper(), subdiv=part.upper() or None)
    except NotImplementedError:
        return None


def is_calendar(code: str) -> bool:
    """Whether holidays are known for a code: ISO 3166-1 ("TR"), or with its part ("DE-BY").

    >>> is_calendar("TR"), is_calendar("DE-BY"), is_calendar("XX")
    (True, True, False)
    """
    return _calendar(code) is not None


def is_holiday(code: str, day: date) -> bool:
    """Whether a day is a public holiday; never one for an unknown code. Source: the `holidays` library.

    >>> is_holiday("TR", date(2026, 10, 29)), is_holiday("TR", date(2026, 10, 30))
    (True, False)
    """
    calendar = _calendar(code)
    return calendar is not None and day in calendar
