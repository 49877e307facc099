"""Fields: each reads one field of a record, repairs what can be repaired and words the reason where it cannot.

All raise BadRecord with a reason that begins with the field's name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from alertd.errors import BadRecord
from alertd.intake.stream_safe import stream_safe

MAX_TEXT = 1_000_000  #: characters; more is no post
MAX_NAME = 8192  #: characters of any other field; the longest are tracking URLs
MAX_ATTACHED = 20  #: things attached to one post
MAX_MENTIONED = 1000  #: people named in one post
MAX_DELAY = 86_400.0  #: seconds; no source is a day late
MAX_NUMBER = 10**15  #: no count on any platform comes near; the store's integers end at 2**63
FIRST_YEAR, LAST_YEAR = 1990, 2200

SLUG = re.compile(r"[a-z0-9_.-]{1,32}")
_UNPRINTABLE = re.compile("[\x00\ud800-\udfff]")
_IDS = frozenset(("in_reply_to", "conversation", "quotes", "repost_of", "repost_of_author"))


def required(obj: Mapping[str, object], field: str) -> str:
    """Return a field that must be there and not be blank; whole numbers become text."""
    if obj.get(field) is None:
        raise BadRecord(f"{field} is missing")
    name = _identifier(obj[field], field)
    if not name or name.isspace():
        raise BadRecord(f"{field} is empty")
    return name


def _identifier(value: object, field: str) -> str:
    # Whole numbers are ids in many exports. A float is not: 1.2e18 has already lost the digits that told two posts apart.
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) >= 10**40:
            raise BadRecord(f"{field} has too many digits")
        return str(value)
    if not isinstance(value, str):
        raise BadRecord(f"{field} is {kind(value)}; it must be text")
    if len(value) > MAX_NAME:
        raise BadRecord(f"{field} is longer than {MAX_NAME:,} characters")
    return clean(value)


def yes_no(obj: Mapping[str, object], field: str) -> bool | None:
    """Return a field that is true or false; absent and null are None: unknown."""
    value = obj.get(field)
    if value is not None and not isinstance(value, bool):
        raise BadRecord(f"{field} is {kind(value)}; it must be true or false")
    return value


def optional(obj: Mapping[str, object], field: str) -> str | None:
    """Return an optional text; absent, null and empty are all None."""
    value = obj.get(field)
    if value is None or value == "":
        return None
    if field not in _IDS and not isinstance(value, str):
        raise BadRecord(f"{field} is {kind(value)}; it must be text")
    return _identifier(value, field)


def platform(obj: Mapping[str, object]) -> str:
    """Return the platform's slug in lower case."""
    value = obj.get("platform")
    if value is None:
        raise BadRecord("platform is missing")
    if not isinstance(value, str):
        raise BadRecord(f"platform is {kind(value)}; it must be text")
    slug = value.strip().lower()
    if SLUG.fullmatch(slug) is None:
        raise BadRecord(f"platform is {shown(value)}; it must be 1 to 32 of the characters a-z 0-9 _ . -")
    return slug


def text(obj: Mapping[str, object]) -> str:
    """Return the post's text; it may be empty but not missing. Its letters bear no more marks than any language writes."""
    value = obj.get("text")
    if value is None:
        raise BadRecord("text is missing (it may be empty)")
    if not isinstance(value, str):
        raise BadRecord(f"text is {kind(value)}; it must be text")
    if len(value) > MAX_TEXT:
        raise BadRecord(f"text is longer than {MAX_TEXT:,} characters")
    return stream_safe(clean(value))


def instant(obj: Mapping[str, object], field: str) -> datetime:
    """Return an instant in UTC."""
    value = obj.get(field)
    if value is None:
        raise BadRecord(f"{field} is missing")
    if isinstance(value, datetime):
        at = value
    elif isinstance(value, str):
        try:
            at = msgspec.convert(value, datetime)
        except (msgspec.ValidationError, UnicodeEncodeError):
            raise BadRecord(f"{field} is {shown(value)}; it must be an instant like 2026-11-21T10:00:00Z") from None
    else:
        raise BadRecord(f"{field} is {kind(value)}; it must be an instant like 2026-11-21T10:00:00Z")
    if at.tzinfo is None:
        raise BadRecord(f"{field} has no time zone; end it with Z or an offset")
    try:
        at = at.astimezone(UTC)
    except OverflowError:  # year 1 or 9999 with an offset
        raise BadRecord(f"{field} is not in the years {FIRST_YEAR} to {LAST_YEAR}") from None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise BadRecord(f"{field} is not in the years {FIRST_YEAR} to {LAST_YEAR}")
    return at


def number(obj: Mapping[str, object], field: str) -> int | None:
    """Return a count, or None where the sender does not know it."""
    value = obj.get(field)
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # tables write 1200.0 for 1200
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadRecord(f"{field} is {kind(value)}; it must be a whole number")
    if not 0 <= value <= MAX_NUMBER:
        raise BadRecord(f"{field} must be at least 0 and at most {MAX_NUMBER:,}")
    return value


def seen(obj: Mapping[str, object]) -> datetime | None:
    """Return when the daemon that wrote this export saw the record; None where it says nothing, or nothing that can be."""
    if not isinstance(obj.get("seen_at"), str):
        return None
    try:
        at, begins = instant(obj, "seen_at"), instant(obj, "created_at")
    except BadRecord:
        return None  # another sender's word for something else: fields we do not know are ignored
    return at if at >= begins else None


def delay(obj: Mapping[str, object]) -> float:
    """Return how late its source usually is, in seconds, as our own export says; 0 for what another sender means by the word."""
    value = obj.get("delay")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_DELAY:
        return 0.0
    return float(value)


def mentioned(obj: Mapping[str, object]) -> tuple[str, ...]:
    """Return the authors a post names."""
    value = obj.get("mentions")
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise BadRecord(f"mentions is {kind(value)}; it must be a list of authors")
    if len(value) > MAX_MENTIONED:
        raise BadRecord(f"mentions names more than {MAX_MENTIONED:,} authors")
    return tuple([name for name in (_identifier(one, "mentions") for one in value) if name])


def sentiment(obj: Mapping[str, object]) -> tuple[float, float, float] | None:
    """Return (negative, neutral, positive), or None."""
    value = obj.get("sentiment")
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise BadRecord(f'sentiment is {kind(value)}; it must be {{"negative": , "neutral": , "positive": }}')
    parts: list[float] = []
    for name in ("negative", "neutral", "positive"):
        part = value.get(name)
        if part is None:
            raise BadRecord(f"sentiment.{name} is missing")
        if isinstance(part, bool) or not isinstance(part, int | float):
            raise BadRecord(f"sentiment.{name} is {kind(part)}; it must be a number")
        if not 0 <= part <= 1:  # also refuses NaN
            raise BadRecord(f"sentiment.{name} must be from 0 to 1")
        parts.append(float(part))
    if not 0.95 <= sum(parts) <= 1.05:  # rounded to two digits by the sender, still a probability
        raise BadRecord("sentiment: the three probabilities must sum to 1")
    return parts[0], parts[1], parts[2]


def attached(obj: Mapping[str, object]) -> dict[str, str]:
    """Return what is attached to a post, by what it is; empty texts are left out."""
    value = obj.get("attached")
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise BadRecord(f'attached is {kind(value)}; it must be an object like {{"card": "..."}}')
    if len(value) > MAX_ATTACHED:
        raise BadRecord(f"attached holds more than {MAX_ATTACHED} texts")
    found: dict[str, str] = {}
    for name, part in value.items():
        if not isinstance(part, str):
            raise BadRecord(f"attached.{shown(name)} is {kind(part)}; it must be text")
        if part:
            found[clean(name)[:32]] = stream_safe(clean(part[:MAX_NAME]))
    return found


def clean(text: str) -> str:
    """Put U+FFFD where no store or phone can follow: NUL and lone surrogates."""
    return _UNPRINTABLE.sub("\ufffd", text)


def kind(value: object) -> str:
    """Name the type of a JSON value in plain words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "text"
    if isinstance(value, int | float):
        return "a number"
    return "a list" if isinstance(value, list | tuple) else "an object"


def shown(value: object) -> str:
    r"""Quote a wrong value, cut short; what cannot be seen is written as signs, for reasons stand in logs, lists and answers.

    >>> print(shown("a\u202eb\x9bc"))
    "a\u202eb\x9bc"
    """
    if not isinstance(value, str):
        return kind(value)
    short = value if len(value) <= 40 else value[:39] + "…"
    quoted = json.dumps(clean(short), ensure_ascii=False)
    return quoted if quoted.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in quoted)
