"""The calendar that phones subscribe to."""

from __future__ import annotations

from datetime import UTC, datetime

from alertd.core.incidents.oncall import Shift
from alertd.report.ics import escaped, folded, ics

STAMP = datetime(2026, 11, 21, 12, tzinfo=UTC)
SHIFT = Shift(
    begins_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
    ends_at=datetime(2026, 11, 30, 9, tzinfo=UTC),
    people=("ayşe", "bob; the builder"),
    why="override",
)


def test_a_shift_is_an_event_in_utc() -> None:
    """Lines end in CRLF, texts are escaped, the id is stable."""
    assert ics([("pr", SHIFT)], STAMP).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//alertd//on call//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        "UID:pr-20261123T090000Z@alertd",
        "DTSTAMP:20261121T120000Z",
        "DTSTART:20261123T090000Z",
        "DTEND:20261130T090000Z",
        "SUMMARY:On call pr: ayşe\\, bob\\; the builder (override)",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_name_cannot_begin_a_line_of_its_own() -> None:
    """A line break in a name is written as an escape; a bare control character is left out."""
    assert escaped("a\r\nATTENDEE:x\x0b\ry") == "a\\nATTENDEE:xy"


def test_long_lines_fold_at_75_octets_inside_no_character() -> None:
    """Unfolding gives the line back, in any script."""
    line = "SUMMARY:" + "值班" * 60

    pieces = folded(line).split("\r\n")

    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line
