"""What a request asks, read from its query and body; every fault is named."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from aiohttp import web

from alertd.model.incident import State
from alertd.web.refusals import Malformed, TooSlow

_SPAN = re.compile(r"(?=.)(?:(\d{1,4})w)?(?:(\d{1,5})d)?(?:(\d{1,6})h)?(?:(\d{1,7})m)?(?:(\d{1,9})s)?")
#: For the small bodies of forms and programs.
BODY_SECONDS = 10.0
_NOTE_LENGTH = 2000
#: Intake takes no post of another year.
_FIRST, _LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_NAME_LENGTH = 200
#: What steers a terminal or hides text, C1 controls too; half characters.
_CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LINE_END = re.compile(r"[\n\x0b\x0c\r\x85\u2028\u2029]+")


async def body(request: web.Request) -> bytes:
    """Return the whole body. Raises TooSlow: who drips bytes holds a place."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError:
        raise TooSlow(f"The body did not arrive within {BODY_SECONDS:g} seconds.") from None


async def fields(request: web.Request) -> dict[str, object]:
    """Return the JSON object of a body; unknown fields are left for nobody to read. Raises Malformed."""
    raw = await body(request)
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise Malformed("the body is no JSON") from None
    if not isinstance(found, dict):
        raise Malformed("the body is no JSON object")
    return found


async def form(request: web.Request) -> list[tuple[str, str]]:
    """Return the fields of a form in their order. Raises Malformed.

    Not `request.post()`: that also reads multipart bodies, writes files, and fails for odd character sets.
    """
    try:
        text = (await body(request)).decode()
        return parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=200)
    except ValueError:
        raise Malformed("the body is no form") from None


def text(
    body: dict[str, object],
    name: str,
    *,
    required: bool = False,
    length: int = _NAME_LENGTH,
    has_lines: bool = False,
) -> str:
    """Return a text field without control characters, "" if it is left out. Raises Malformed.

    has_lines: its lines stay; else it is one, for it stands in lists and logs, where a second line would pass for another entry.
    """
    value = body.get(name)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise Malformed(f'"{name}" is no text')
    value = _LINE_END.sub("\n" if has_lines else " ", _CONTROL.sub("", value)).strip()
    if required and not value:
        raise Malformed(f'"{name}" is missing or empty')
    if len(value) > length:
        raise Malformed(f'"{name}" is longer than {length} characters')
    return value


def note(body: dict[str, object]) -> str:
    """Return the note of an act."""
    return text(body, "note", length=_NOTE_LENGTH, has_lines=True)


def span(value: str, name: str) -> timedelta:
    """Return a duration.

    >>> span("1h30m", "for"), span("2d", "for")
    (datetime.timedelta(seconds=5400), datetime.timedelta(days=2))
    """
    match = _SPAN.fullmatch(value.strip())
    if match is None:
        raise Malformed(f'"{name}" is no duration such as 90s, 15m, 1h30m or 2d')
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def instant(value: str, name: str, now: datetime) -> datetime:
    """Return an instant given as RFC 3339 with its zone, or as a duration before now.

    >>> instant("2026-11-21T10:00:00Z", "since", datetime(2026, 11, 21, 12, tzinfo=UTC)).hour
    10
    >>> instant("30m", "since", datetime(2026, 11, 21, 12, tzinfo=UTC)).minute
    30
    """
    if _SPAN.fullmatch(value.strip()):
        return max(now - span(value, name), _FIRST)
    try:
        # In a query an unescaped plus sign of a zone arrives as a space.
        at = datetime.fromisoformat(value.strip().replace(" ", "+") if "T" in value else value)
    except ValueError:
        raise Malformed(f'"{name}" is no instant such as 2026-11-21T10:00:00Z, and no duration such as 2h') from None
    if at.tzinfo is None:
        raise Malformed(f'"{name}" does not say its zone: add Z for UTC')
    # Of the years 1 and 9999 a step aside would leave the calendar.
    if at.year in (1, 9999) or not _FIRST <= at.astimezone(UTC) <= _LAST:
        raise Malformed(f'"{name}" is not in the years {_FIRST.year} to {_LAST.year}')
    return at.astimezone(UTC)


def state(request: web.Request) -> State | None:
    """Return the state asked for, None for all. Raises Malformed."""
    value = request.query.get("state")
    if not value:
        return None
    try:
        return State(value)
    except ValueError:
        raise Malformed(f'"state" is none of {", ".join(State)}') from None


def flag(request: web.Request, name: str) -> bool:
    """Return a yes or no of the query; only 1, true and yes are yes."""
    return request.query.get(name, "").lower() in ("1", "true", "yes")


def limit(request: web.Request) -> int:
    """Return how many things to show: 1 to 1000, 100 if nobody says."""
    value = request.query.get("limit", "100")
    # Four signs at the most: of a number of thousands of digits Python makes no number, and SQLite none of one of thirty.
    if not (value.isascii() and value.isdecimal() and len(value) <= 4 and 1 <= int(value) <= 1000):
        raise Malformed('"limit" is no number from 1 to 1000')
    return int(value)


def minutes(body: Mapping[str, object], otherwise: int = 30) -> int:
    """Return how long a snooze lasts: 1 to 1440 minutes, `otherwise` if nobody says. Raises Malformed."""
    value = body.get("minutes", otherwise)
    whole = (
        int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 4 else value
    )
    if not isinstance(whole, int) or isinstance(whole, bool) or not 1 <= whole <= 1440:
        raise Malformed('"minutes" is no number from 1 to 1440')
    return whole
