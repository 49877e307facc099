"""A swap as events of a calendar: `ben for ann`, in the turns that change hands. The rest of the calendar stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from alertd.errors import UsageError
from alertd.report.ics import escaped, folded

_END = re.compile(rb"^END:VCALENDAR[ \t]*\r?\n?", re.MULTILINE | re.IGNORECASE)


class Turn(NamedTuple):
    """A turn that changes hands: who stands, and whose it was."""

    begins_at: datetime
    ends_at: datetime
    who: str
    whose: str


def with_turns(raw: bytes, schedule: str, turns: Iterable[Turn], stamp: datetime) -> bytes:
    """Return a calendar with these turns at its end. Raises UsageError where it has no end to put them before."""
    ends = list(_END.finditer(raw))
    if not ends:
        raise UsageError("the calendar has no END:VCALENDAR, so nothing was written")
    at = ends[-1].start()
    events = "".join(folded(line) + "\r\n" for turn in turns for line in _event(schedule, turn, stamp))
    return raw[:at] + events.encode() + raw[at:]


def _event(schedule: str, turn: Turn, stamp: datetime) -> list[str]:
    begins = f"{turn.begins_at:%Y%m%dT%H%M%SZ}"
    return [
        "BEGIN:VEVENT",
        f"UID:{escaped(f'{schedule}-{turn.who}')}-{begins}@alertd",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{begins}",
        f"DTEND:{turn.ends_at:%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{escaped(f'{turn.who} for {turn.whose}')}",
        "END:VEVENT",
    ]
