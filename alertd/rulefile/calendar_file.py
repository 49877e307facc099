"""Stand-ins from a calendar: an iCalendar file that people keep in their own programs (RFC 5545, 2009).

An event says who by its title: `omar` stands; `omar for ayse` takes her turns; `ayse away` leaves hers to the next of the
rotation. Cancelled events do not count. The library is loaded only where a calendar is named.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from alertd.model.people import Override
from alertd.yamlform.findings import short
from alertd.yamlform.nodes import Text
from alertd.yamlform.shapes import Reader

LARGEST = 2_000_000  # bytes; ten years of a team's calendar are a tenth of it
MOST = 2_000  # events
_FOR = re.compile(r"(?P<who>.+?)\s+(?:for|instead of)\s+(?P<whose>.+)", re.IGNORECASE)
_AWAY = re.compile(
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


def entries(raw: bytes, zone: str) -> Iterator[Entry | UnreadError]:
    """Yield the events of a calendar in the order of the file. zone: of those that name none. Raises UnreadError."""
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(raw)
    except (ValueError, KeyError, IndexError, AttributeError) as fault:
        raise UnreadError(f"it is no calendar: {fault}") from None
    for number, event in enumerate(calendar.walk("VEVENT")):
        if number >= MOST:
            yield UnreadError(f"it has more than {MOST} events; only the first count")
            return
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        title = " ".join(str(event.get("SUMMARY", "")).split())
        try:
            yield _entry(event, title, zone)
        except (UnreadError, ValueError, TypeError, AttributeError, OverflowError) as fault:
            yield UnreadError(f"the event {short(title)} cannot be read: {fault}")


def _entry(event: Any, title: str, zone: str) -> Entry:
    if "RRULE" in event or "RDATE" in event:
        raise UnreadError("it repeats; write each time as an event of its own")
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


def overrides(node: Text, people: tuple[str, ...], zone: str, reader: Reader) -> tuple[Override, ...]:
    """Return the stand-ins of the calendar that a people file names; what cannot be read is told at that name."""
    raw = _bytes(node, reader)
    if raw is None:
        return ()
    found = []
    try:
        for entry in entries(raw, zone):
            if isinstance(entry, UnreadError):
                reader.file.warn(node.place, "calendar-event", str(entry), "the other events count")
                continue
            try:
                found.append(stand_in(entry, people))
            except UnreadError as fault:
                reader.file.warn(
                    node.place, "calendar-event", f"on {entry.begins_at:%Y-%m-%d}: {fault}", "the other events count"
                )
    except UnreadError as fault:
        reader.file.tell(node.place, "bad-calendar", f"{short(node.raw)}: {fault}", "export it anew as .ics")
    return tuple(found)


def _bytes(node: Text, reader: Reader) -> bytes | None:
    """Return what stands in a calendar beside the people file; None, and told, where there is none to read."""
    if "://" in node.raw:
        text = "a calendar is a file: nothing is fetched while files are read"
        reader.file.tell(node.place, "bad-value", text, "fetch it by a timer, as rota.ics, and reload")
        return None
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
