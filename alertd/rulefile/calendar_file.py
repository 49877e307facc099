"""Stand-ins from a calendar: an iCalendar file that people keep in their own programs (RFC 5545, 2009).

An event says who by its title: `omar` stands; `omar for ayse` takes her turns; `ayse away` leaves hers to the next of the
rotation. An event that repeats stands each time; cancelled events, and times of one that were taken out or moved, do not count.
The library is loaded only where a calendar is named.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from alertd.late_pattern import late
from alertd.model.people import Override
from alertd.rulefile import repeats
from alertd.rulefile.repeats import Window
from alertd.yamlform.findings import short
from alertd.yamlform.nodes import Text
from alertd.yamlform.shapes import Reader

LARGEST = 2_000_000  # bytes; ten years of a team's calendar are a tenth of it
MOST = 2_000  # events
MOST_REPEATING = 200  # of them
_FOR = late(r"(?P<who>.+?)\s+(?:for|instead of)\s+(?P<whose>.+)", re.IGNORECASE)
_AWAY = late(
    r"(?P<whose>.+?)[\s:,–-]+(?:away|off|out|absent|vacation|holidays?|leave|sick|izinli|отпуск|congés?|férias|urlaub|休假)",
    re.IGNORECASE,
)


class Entry(NamedTuple):
    """One event, as far as it is read."""

    title: str
    begins_at: datetime
    ends_at: datetime
    is_days: bool


class UnreadError(Exception):
    """A calendar, or an event of it, that cannot be read; says why."""


def entries(raw: bytes, zone: str, window: Window | None = None) -> Iterator[Entry | UnreadError]:
    """Yield the events of a calendar in the order of the file, one that repeats for each of its times.

    zone: of those that name none. window: of the times that are wanted, None: all. Raises UnreadError.
    """
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(raw)
    except (ValueError, KeyError, IndexError, AttributeError) as fault:
        raise UnreadError(f"it is no calendar: {_said(fault)}") from None
    events = calendar.walk("VEVENT")
    moved = _moved(events, zone)
    repeating = 0
    for number, event in enumerate(events):
        repeating += "RRULE" in event
        if number >= MOST or repeating > MOST_REPEATING:
            of = f"{MOST} events" if number >= MOST else f"{MOST_REPEATING} events that repeat"
            yield UnreadError(f"it has more than {of}; only the first count")
            return
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        title = " ".join(str(event.get("SUMMARY", "")).split())
        try:
            yield from _times(event, title, zone, window, moved)
        except (UnreadError, LookupError, ValueError, TypeError, AttributeError, OverflowError) as fault:
            yield UnreadError(f"the event {short(title)} cannot be read: {_said(fault)}")


def _said(fault: Exception) -> str:
    """Return a reader's words within bounds: it quotes the file, which may be long."""
    return str(fault)[:100]


def _moved(events: Iterable[Any], zone: str) -> frozenset[tuple[str, datetime]]:
    """Return the times of repeating events in whose place another event stands, or none: (UID, instant)."""
    found = set()
    for event in events:
        given = event.get("RECURRENCE-ID")
        if given is not None and isinstance(getattr(given, "dt", None), date):
            with contextlib.suppress(OverflowError):  # in the year 1 or 9999 nothing stands
                found.add((str(event.get("UID", "")), _instant(given.dt, zone)))
    return frozenset(found)


def _times(
    event: Any, title: str, zone: str, window: Window | None, moved: frozenset[tuple[str, datetime]]
) -> list[Entry]:
    """Return an event for each of its times."""
    once = _entry(event, title, zone)
    if "RRULE" not in event and "RDATE" not in event:
        is_wanted = window is None or (once.ends_at > window.since and once.begins_at < window.until)
        return [once] if is_wanted else []
    begins, lasts = event["DTSTART"].dt, once.ends_at - once.begins_at
    days = round(lasts / timedelta(days=1))
    uid = str(event.get("UID", ""))
    made = []
    for at in repeats.times(event, begins, lasts, zone, window):
        begins_at = at.astimezone(UTC)
        if (uid, begins_at) in moved:
            continue
        # A whole day lasts from midnight to midnight also where the clock was changed in between.
        ends_at = (at + timedelta(days=days)).astimezone(UTC) if once.is_days else begins_at + lasts
        made.append(Entry(title, begins_at, ends_at, once.is_days))
    return made


def _entry(event: Any, title: str, zone: str) -> Entry:
    begins = event["DTSTART"].dt if "DTSTART" in event else None
    if begins is None:
        raise UnreadError("it has no beginning")
    is_days = not isinstance(begins, datetime)
    if "DTEND" in event:
        ends = event["DTEND"].dt
    else:
        lasts = event["DURATION"].dt if "DURATION" in event else timedelta(days=1) if is_days else timedelta(0)
        ends = begins + lasts
    begins_at, ends_at = _instant(begins, zone), _instant(ends, zone)
    if ends_at <= begins_at:
        raise UnreadError("it ends before it begins")
    return Entry(title, begins_at, ends_at, is_days)


def _instant(at: date | datetime, zone: str) -> datetime:
    """Return the instant of a calendar's value: whole days and clocks without a zone are those of the schedule."""
    if not isinstance(at, datetime):
        at = datetime(at.year, at.month, at.day)  # noqa: DTZ001 - its zone comes in the next line
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def stand_in(entry: Entry, people: tuple[str, ...]) -> Override:
    """Return who stands in by an event's title. people: of the rotation, in order. Raises UnreadError for words that name nobody."""
    called = {name.casefold(): name for name in people}
    away, named = _AWAY.fullmatch(entry.title), _FOR.fullmatch(entry.title)
    whose = None
    if away is not None and away["whose"].casefold() in called:
        whose = called[away["whose"].casefold()]
        if len(people) < 2:
            raise UnreadError(f"{whose} is away, and nobody else is in the rotation")
        who = people[(people.index(whose) + 1) % len(people)]
    elif named is not None:
        who, whose = (_known(named[part], called) for part in ("who", "whose"))
    else:
        who = _known(entry.title, called)
    return Override(begins_at=entry.begins_at, ends_at=entry.ends_at, who=who, instead_of=whose, is_days=entry.is_days)


def _known(name: str, called: dict[str, str]) -> str:
    """Return a person by the name in a title; one who is not of the rotation must be written as the people file does."""
    plain = name.strip()
    if not plain or re.search(r"[\s:/]", plain):
        raise UnreadError(f"{short(plain or name)} is nobody's name; write omar, omar for ayse, or ayse away")
    return called.get(plain.casefold(), plain)


def stand_ins(
    raw: bytes, people: tuple[str, ...], zone: str, window: Window | None = None
) -> tuple[tuple[Override, ...], tuple[str, ...]]:
    """Return the stand-ins of a calendar, and a sentence for each event that says nothing. Raises UnreadError where it is none."""
    found, faults = [], []
    for entry in entries(raw, zone, window):
        if isinstance(entry, UnreadError):
            faults.append(str(entry))
            continue
        try:
            found.append(stand_in(entry, people))
        except UnreadError as fault:
            faults.append(f"on {entry.begins_at:%Y-%m-%d}: {fault}")
    return tuple(found), tuple(dict.fromkeys(faults))


def overrides(node: Text, people: tuple[str, ...], zone: str, reader: Reader) -> tuple[Override, ...]:
    """Return the stand-ins of the calendar that a people file names; what cannot be read is told at that name."""
    raw = _bytes(node, reader)
    if raw is None:
        return ()
    try:
        found, faults = stand_ins(raw, people, zone)
    except UnreadError as fault:
        reader.file.tell(node.place, "bad-calendar", f"{short(node.raw)}: {fault}", "export it anew as .ics")
        return ()
    for text in faults:
        reader.file.warn(node.place, "calendar-event", text, "the other events count")
    return found


def _bytes(node: Text, reader: Reader) -> bytes | None:
    """Return what stands in a calendar beside the people file; None, and told, where there is none to read."""
    folder = Path(reader.file.path).parent
    path = folder / node.raw
    if not path.resolve().is_relative_to(folder.resolve()):
        reader.file.tell(
            node.place, "outside", f"{short(node.raw)} lies outside of the folder", "put it beside this file"
        )
        return None
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as fault:
        said = getattr(fault, "strerror", None) or str(fault)
        reader.file.tell(node.place, "no-file", f"{short(node.raw)} cannot be read: {said}", "")
        return None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        reader.file.tell(node.place, "not-a-file", f"{short(node.raw)} is no file", "")
        return None
    with os.fdopen(handle, "rb") as opened:
        raw = opened.read(LARGEST + 1)
    if len(raw) > LARGEST:
        reader.file.tell(node.place, "too-large", f"{short(node.raw)} is larger than {LARGEST // 1_000_000} MB", "")
        return None
    return raw
