"""Clocks: the written forms of times of day, weekdays and dates. Each reader raises WrongUnitError with what to write instead."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alertd.model.people import ClockSpan
from alertd.yamlform.units import WrongUnitError

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def clock(raw: str) -> time:
    """Read a time of day: 09:00.

    >>> clock("22:30")
    datetime.time(22, 30)
    """
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", raw)
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    raise WrongUnitError(
        f'"{raw}" is not a time of day', 'clocks are written "09:00", from 00:00 to 23:59', _loose_clock(raw)
    )


def _loose_clock(raw: str) -> str | None:
    match = re.fullmatch(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm)?", raw.strip().lower())
    if not match:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3] and hour <= 12:
        hour = hour % 12 + (12 if match[3] == "pm" else 0)
    if (hour, minute) == (24, 0):
        return "00:00"
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def clock_span(raw: str) -> ClockSpan:
    """Read two clocks; the span may cross midnight: 22:00-07:00.

    >>> clock_span("22:00-07:00").ends
    datetime.time(7, 0)
    """
    parts = re.split(r"\s*(?:-|–|to|until)\s*", raw.strip())
    advice = 'a span is written "22:00-07:00"; it may cross midnight'
    if len(parts) != 2:
        raise WrongUnitError(f'"{raw}" is not a span of clocks', advice)
    try:
        begins, ends = clock(parts[0]), time(0) if parts[1] == "24:00" else clock(parts[1])
    except WrongUnitError as error:
        loose = [_loose_clock(part) for part in parts]
        better = f"{loose[0]}-{loose[1]}" if all(loose) else None
        raise WrongUnitError(f'"{raw}" is not a span of clocks', advice, better) from error
    if begins == ends and parts[1] != "24:00":
        raise WrongUnitError(f'"{raw}" begins and ends at the same time', advice)
    if "-" not in raw:
        raise WrongUnitError(f'"{raw}" is not a span of clocks', advice, f"{parts[0]}-{parts[1]}")
    return ClockSpan(begins=begins, ends=ends)


def day(raw: str) -> int:
    """Read a weekday: mon is 0, sun is 6."""
    word = raw.strip().lower()
    for number, names in enumerate(zip(DAY_NAMES, _LONG_DAYS, strict=True)):
        if word in names:
            return number
    from alertd.yamlform.findings import nearest
    from alertd.yamlform.spoken import day_said

    near = day_said(raw) or nearest(word, (*DAY_NAMES, *_LONG_DAYS))
    raise WrongUnitError(f'"{raw}" is not a weekday', "weekdays are mon tue wed thu fri sat sun", near)


def days(raw: str) -> tuple[int, ...]:
    """Read days: weekdays, weekends, daily, mon-fri, "sat,sun".

    >>> days("mon-fri"), days("sat,sun")
    ((0, 1, 2, 3, 4), (5, 6))
    """
    named = {
        "weekdays": (0, 1, 2, 3, 4),
        "weekends": (5, 6),
        "weekend": (5, 6),
        "daily": tuple(range(7)),
        "all": tuple(range(7)),
    }
    if raw.strip().lower() in named:
        return named[raw.strip().lower()]
    try:
        return _listed_days(raw)
    except WrongUnitError as error:
        from alertd.yamlform.spoken import days_said

        row = days_said(raw)
        if row is None:
            raise
        raise WrongUnitError(f'"{raw}" is not a row of days', "days are written mon-fri", row) from error


def _listed_days(raw: str) -> tuple[int, ...]:
    found: set[int] = set()
    for part in raw.split(","):
        first, dash, last = part.partition("-")
        begins = day(first)
        ends = day(last) if dash else begins
        found |= {(begins + step) % 7 for step in range((ends - begins) % 7 + 1)}
    return tuple(sorted(found))


def handover(raw: str) -> tuple[int, time]:
    """Read a hand-over: mon 09:00.

    >>> handover("mon 09:00")
    (0, datetime.time(9, 0))
    """
    first, _, rest = raw.strip().partition(" ")
    try:
        return (day(first), clock(rest.strip())) if rest else (0, clock(first))
    except WrongUnitError as error:
        raise _no_handover(raw, first, rest, error) from error


def _no_handover(raw: str, first: str, rest: str, error: WrongUnitError) -> WrongUnitError:
    """Return what to say of a hand-over: it may be a day alone, turned round, or beside a zone."""
    from alertd.yamlform.spoken import day_said

    text, advice = f'"{raw}" is not a hand-over', 'a hand-over is written "mon 09:00"'
    alone, turned, hour = day_said(raw), day_said(rest), _loose_clock(first)
    zoned = re.fullmatch(r"([a-z]+ \d{1,2}:\d\d) [A-Z]{2,5}", raw.strip())
    if zoned:
        return WrongUnitError(text, f"{advice}; its zone is the schedule's timezone", zoned[1])
    better = f"{alone} 09:00" if alone else f"{turned} {hour}" if turned and hour else None
    if better is None and rest and error.better:
        better = f"{error.better} {rest}" if "weekday" in str(error) else f"{first} {error.better}"
    return WrongUnitError(text, advice, better)


FIRST_YEAR, LAST_YEAR = 1970, 2999


def instant(raw: str, zone: str, *, is_end: bool = False) -> datetime:
    """Read 2026-12-24, 2026-12-24 18:00 or an RFC 3339 instant; without an offset it is wall time of `zone`.

    is_end: a whole day then counts to its end: "until 2026-12-27" includes the 27th.
    """
    zoned = ZoneInfo(zone)
    if (written := re.match(r"\d{4}(?=-)", raw)) and not FIRST_YEAR <= int(written[0]) <= LAST_YEAR:
        # The ends of the calendar: a day more, or another zone, and there is no such instant.
        text = f'"{raw}" lies outside the years {FIRST_YEAR} to {LAST_YEAR}'
        raise WrongUnitError(text, f"write a date of the years that matter; far away is {LAST_YEAR}-12-31")
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw):
            whole = date.fromisoformat(raw) + timedelta(days=1 if is_end else 0)
            return datetime(whole.year, whole.month, whole.day, tzinfo=zoned).astimezone(UTC)
        # Shorter forms that Python reads, such as 20261224 or 2026-W52, are more often a slip than meant.
        at = datetime.fromisoformat(raw) if re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", raw) else None
    except (ValueError, OverflowError):
        at = None
    if at is None:
        advice = 'dates are written 2026-12-24, or "2026-12-24 18:00"'
        turned = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", raw)
        if turned and int(turned[1]) <= 12 and int(turned[2]) <= 12 and int(turned[1]) != int(turned[2]):
            one, other, year = int(turned[1]), int(turned[2]), turned[3]  # half of the world puts the month first
            advice = f"write {year}-{other:02}-{one:02}, or {year}-{one:02}-{other:02} if the month stands first"
            raise WrongUnitError(f'"{raw}" is not a date: it can be read in two ways', advice)
        raise WrongUnitError(f'"{raw}" is not a date', advice, _loose_date(raw))
    return (at if at.tzinfo else at.replace(tzinfo=zoned)).astimezone(UTC)


def _loose_date(raw: str) -> str | None:
    match = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", raw) or None
    if match:
        year, month, number = int(match[1]), int(match[2]), int(match[3])
    else:
        match = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", raw)  # 24.12.2026, as most of the world writes
        if not match:
            return _worded_date(raw)
        year, month, number = int(match[3]), int(match[2]), int(match[1])
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _worded_date(raw: str) -> str | None:
    """Read 1 December 2026 and Dec 1, 2026."""
    words = re.fullmatch(r"(\w+)\.? (\w+)\.?,? (\d{4})", re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", raw.strip().lower()))
    if not words:
        return None
    day, month = (words[1], words[2]) if words[1].isdigit() else (words[2], words[1])
    if not day.isdigit() or month[:3] not in _MONTHS:
        return None
    try:
        return date(int(words[3]), _MONTHS.index(month[:3]) + 1, int(day)).isoformat()
    except ValueError:
        return None
