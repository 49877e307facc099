"""Occasions: days that come every year or every month, and on which more (or less) is written than else.

Which day it is is reckoned where the watch's people live. Easter is that of the western churches by the rule of Gauss, as
Meeus writes it (Astronomical Algorithms, 1991), or the Julian one; public holidays are those of the `holidays` library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from alertd.core import calendar
from alertd.core.times import epoch, instant
from alertd.model.watch import Campaign, Occasion, Watch

DAY = timedelta(days=1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: Days by name: how many they last when the settings do not say.
LASTS = {
    "black friday": 1,
    "cyber monday": 1,
    "singles day": 1,
    "easter": 4,
    "orthodox easter": 4,
    "christmas": 3,
    "new year": 2,
}
#: Days of each year by month and day.
_FIXED = {"singles day": (11, 11), "christmas": (12, 24), "new year": (12, 31)}
_YEARLY = re.compile(r"(\d\d)-(\d\d)")
_MONTHLY = re.compile(r"day ([1-9]|[12]\d|3[01]) of the month")
_WEEKDAY = re.compile(r"(first|last) (mon|tue|wed|thu|fri|sat|sun) of the month")
_HOLIDAYS = re.compile(r"holidays of ([A-Z]{2}(?:-[A-Z0-9]{1,3})?)")


def is_occasion(on: str) -> bool:
    """Whether these words name a day that comes again.

    >>> is_occasion("easter"), is_occasion("11-24"), is_occasion("day 15 of the month"), is_occasion("last fri of the month")
    (True, True, True, True)
    >>> is_occasion("holidays of TR"), is_occasion("holidays of XX"), is_occasion("02-30"), is_occasion("some day")
    (True, False, False, False)
    """
    if found := _YEARLY.fullmatch(on):
        return _is_date(2024, int(found[1]), int(found[2]))  # a leap year: 02-29 comes too, every fourth year
    if found := _HOLIDAYS.fullmatch(on):
        return calendar.is_calendar(found[1])
    return on in LASTS or any(form.fullmatch(on) for form in (_MONTHLY, _WEEKDAY))


def lasts(on: str) -> int:
    """Return for how many days an occasion goes on where nothing else is said.

    >>> lasts("easter"), lasts("day 1 of the month")
    (4, 1)
    """
    return LASTS.get(on, 1)


@lru_cache(maxsize=4096)
def begins(on: str, day: date) -> bool:
    """Whether an occasion begins on a day.

    >>> begins("black friday", date(2026, 11, 27)), begins("easter", date(2027, 3, 26)), begins("easter", date(2027, 3, 28))
    (True, True, False)
    """
    if on in _FIXED:
        return (day.month, day.day) == _FIXED[on]
    if on in ("black friday", "cyber monday"):
        after = 1 if on == "black friday" else 4
        thursday = day - after * DAY  # the fourth one of November
        return thursday.month == 11 and thursday.weekday() == 3 and 22 <= thursday.day <= 28
    if on.endswith("easter"):
        sunday = easter(day.year, is_orthodox=on.startswith("orthodox"))
        return day == sunday - 2 * DAY
    if found := _YEARLY.fullmatch(on):
        return (day.month, day.day) == (int(found[1]), int(found[2]))
    if found := _MONTHLY.fullmatch(on):  # a month without that day has it on its last
        return day.day == int(found[1]) or (day.day < int(found[1]) and (day + DAY).day == 1)
    if found := _WEEKDAY.fullmatch(on):
        step = -7 * DAY if found[1] == "first" else 7 * DAY
        return day.weekday() == _WEEKDAYS.index(found[2]) and (day + step).month != day.month
    if found := _HOLIDAYS.fullmatch(on):
        return calendar.is_holiday(found[1], day)
    return False


def easter(year: int, *, is_orthodox: bool = False) -> date:
    """Return the Sunday of Easter.

    >>> easter(2026), easter(2027), easter(2026, is_orthodox=True)
    (datetime.date(2026, 4, 5), datetime.date(2027, 3, 28), datetime.date(2026, 4, 12))
    """
    if is_orthodox:
        moon = (19 * (year % 19) + 15) % 30
        month, day = divmod(moon + (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7 + 114, 31)
        behind = year // 100 - year // 400 - 2  # days by which the Julian calendar is behind
        return date(year, month, day + 1) + behind * DAY
    century, rest = divmod(year, 100)
    corrected = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - corrected - rest % 4) % 7
    late = (year % 19 + 11 * corrected + 22 * week) // 451
    month, day = divmod(corrected + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def span(occasion: Occasion, now: float, zone: str) -> tuple[float, float] | None:
    """Return (begin, end) in epoch seconds of the occasion that an instant lies in; None where it lies in none."""
    today = _day(zone, int(now // 900))
    return _span(occasion.on, occasion.days or lasts(occasion.on), today, zone)


@lru_cache(maxsize=512)
def _day(zone: str, quarter: int) -> date:
    """Return the day of a zone in a quarter of an hour since the epoch: no zone jumps inside one."""
    return calendar.wall(instant(900.0 * quarter), calendar.zone(zone)).date()


@lru_cache(maxsize=512)
def _span(on: str, days: int, today: date, zone: str) -> tuple[float, float] | None:
    for back in range(days):
        first = today - back * DAY
        if begins(on, first):
            return _midnight(first, zone), _midnight(first + days * DAY, zone)
    return None


def _midnight(day: date, zone: str) -> float:
    return epoch(calendar.instant(day, time(0), calendar.zone(zone)))


def running(watch: Watch, now: float) -> tuple[float, float, float] | None:
    """Return (begin, end, times the usual) of the campaign or occasion that expects most at an instant; None outside them."""
    found: tuple[float, float, float] | None = None
    for campaign in watch.campaigns:
        begin, end = epoch(campaign.begins_at), epoch(campaign.ends_at)
        if begin <= now < end and (found is None or campaign.expect > found[2]):
            found = begin, end, campaign.expect
    for occasion in watch.occasions:
        lies_in = span(occasion, now, watch.timezone)
        if lies_in is not None and (found is None or occasion.expect > found[2]):
            found = *lies_in, occasion.expect
    return found


def planned(watch: Watch, at: datetime) -> Iterator[Campaign]:
    """Yield what is planned for an instant, occasions as the campaigns that they are this time."""
    yield from (one for one in watch.campaigns if one.begins_at <= at < one.ends_at)
    for occasion in watch.occasions:
        lies_in = span(occasion, epoch(at), watch.timezone)
        if lies_in is not None:
            begin, end = map(instant, lies_in)
            yield Campaign(name=occasion.name, begins_at=begin, ends_at=end, expect=occasion.expect)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
