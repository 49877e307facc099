"""Shifts as a calendar that phones and calendars subscribe to (RFC 5545, 2009).

Instants are written in UTC, so that no zone table has to travel with the file and both nights on which clocks jump are right.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from alertd.core.incidents.oncall import Shift

_OCTETS = 75  # RFC 5545, 3.1: a longer line is folded, and its break does not count


def ics(shifts: Iterable[tuple[str, Shift]], stamp: datetime) -> str:
    """Return an iCalendar of (schedule, shift) pairs. stamp: when it was made; the same input gives the same bytes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//alertd//on call//EN", "CALSCALE:GREGORIAN"]
    for schedule, shift in shifts:
        lines += _event(schedule, shift, stamp)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + "\r\n" for line in lines)


def _event(schedule: str, shift: Shift, stamp: datetime) -> list[str]:
    begins = _utc(shift.begins_at)
    people = ", ".join(shift.people)
    kind = " (override)" if shift.why == "override" else ""
    return [
        "BEGIN:VEVENT",
        # The id must stay the same from one export to the next, or a subscriber sees every shift twice.
        f"UID:{escaped(schedule)}-{begins}@alertd",
        f"DTSTAMP:{_utc(stamp)}",
        f"DTSTART:{begins}",
        f"DTEND:{_utc(shift.ends_at)}",
        f"SUMMARY:{escaped(f'On call {schedule}: {people}{kind}')}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    r"""Write a text value (RFC 5545, 3.3.11); control characters are left out, they could end a line.

    >>> escaped("Lea; Sam, \\ Kim\nNora")
    'Lea\\; Sam\\, \\\\ Kim\\nNora'
    """
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(char for char in text if ord(char) >= 0x20 and ord(char) != 0x7F)


def folded(line: str) -> str:
    r"""Fold a line to at most 75 octets a piece, never inside a character.

    >>> [len(piece.encode()) for piece in folded("SUMMARY:" + "ş" * 60).split("\r\n")]
    [74, 55]
    """
    pieces: list[str] = []
    piece, octets = "", 0
    for char in line:
        size = len(char.encode())
        if octets + size > _OCTETS:
            pieces.append(piece)
            piece, octets = " ", 1  # the space that marks a continued line counts
        piece, octets = piece + char, octets + size
    return "\r\n".join([*pieces, piece])


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
