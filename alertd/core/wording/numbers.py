"""Numbers, spans and clocks as a language writes them."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from alertd.core.calendar import zone
from alertd.core.wording.fill import fill
from alertd.core.wording.languages.table import Language, form

_STEPS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
_YEAR = 365.0


def number(language: Language, value: float | None) -> str:
    """Write a count: whole from 10 on, one digit after the point below, two significant digits below one.

    >>> from alertd.core.wording.languages.en import LANGUAGE
    >>> [number(LANGUAGE, value) for value in (1234.0, 12.4, 3.46, 3.0, 0.042, None)]
    ['1,234', '12', '3.5', '3', '0.042', 'unknown']
    """
    if value is None or not math.isfinite(value):
        return language.words["unknown"]
    size = abs(value)
    if size >= 9.95:
        digits = f"{value:,.0f}"
    elif size >= 0.995:
        digits = f"{value:.1f}"
    else:
        digits = f"{float(f'{value:.2g}'):.4f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    if digits == "-0":
        digits = "0"
    return digits.replace(",", "\0").replace(".", language.decimal).replace("\0", language.thousands)


def whole(language: Language, value: float | None) -> str:
    """Write how many there are of what comes in ones: nobody has met half a post.

    >>> from alertd.core.wording.languages.en import LANGUAGE
    >>> [whole(LANGUAGE, value) for value in (5.7, 0.58, 0.045, 1234.4)]
    ['6', '1', '0', '1,234']
    """
    return number(language, value if value is None or not math.isfinite(value) else float(math.floor(value + 0.5)))


def large(language: Language, value: float | None) -> str:
    """Write a large number roughly, as people say it.

    >>> from alertd.core.wording.languages.en import LANGUAGE
    >>> [large(LANGUAGE, value) for value in (1_240_000, 12_345, 950)]
    ['1.2M', '12k', '950']
    """
    if value is None or not math.isfinite(value):
        return language.words["unknown"]
    for size, name in language.scales:
        if abs(value) >= size:
            return number(language, value / size) + name
    return number(language, value)


def percent(language: Language, share: float | None, digits: int = 0) -> str:
    """Write a share between 0 and 1 in percent. digits: after the point, where 99.6 is not 100.

    >>> from alertd.core.wording.languages.en import LANGUAGE
    >>> percent(LANGUAGE, 0.823), percent(LANGUAGE, 0.996, 1)
    ('82%', '99.6%')
    """
    if share is None or not math.isfinite(share):
        return language.words["unknown"]
    return fill(language.percent, {"n": f"{share * 100:.{digits}f}".replace(".", language.decimal)})


def fine_percent(language: Language, share: float) -> str:
    """Write a small share in percent with the one digit that says how small; never 0 %.

    >>> from alertd.core.wording.languages.en import LANGUAGE
    >>> fine_percent(LANGUAGE, 0.001), fine_percent(LANGUAGE, 0.0456), fine_percent(LANGUAGE, 0.000004)
    ('0.1%', '5%', '0.001%')
    """
    parts = max(share * 100, 0.001)
    digits = max(0, -math.floor(math.log10(parts)))
    return fill(language.percent, {"n": f"{parts:.{digits}f}".replace(".", language.decimal)})


def some_percent(language: Language, share: float) -> str:
    """Write a share in percent, in whole ones, except that something is never 0 %, and that not all is never 100 %.

    >>> from alertd.core.wording.languages.en import LANGUAGE
    >>> [some_percent(LANGUAGE, share) for share in (0.0, 0.0003, 0.004, 0.35, 0.9999, 1.0)]
    ['0%', '0.03%', '0.4%', '35%', '99.9%', '100%']
    """
    if 0.0 < share < 0.005:
        return fine_percent(language, share)
    return percent(language, min(share, 0.999), 1) if 0.995 <= share < 1.0 else percent(language, share)


def span(language: Language, seconds: float | None) -> str:
    """Write a span in its two largest units.

    >>> from alertd.core.wording.languages.en import LANGUAGE
    >>> [span(LANGUAGE, value) for value in (600.0, 5400.0, 90.0, 0.0, 176_400.0)]
    ['10 min', '1 h 30 min', '1 min 30 s', '0 s', '2 d 1 h']
    """
    if seconds is None or not math.isfinite(seconds):
        return language.words["unknown"]
    left = max(round(seconds), 0)
    parts: list[str] = []
    for name, size in _STEPS:
        if left >= size or (name == "s" and not parts):
            parts.append(f"{left // size} {language.units[name]}")
            left %= size
        elif parts:
            break
    return " ".join(parts[:2])


def rarity(language: Language, days: float | None) -> str:
    """Write how long one waits for such a burst: days, or hours below one day.

    >>> from alertd.core.wording.languages.en import LANGUAGE
    >>> [rarity(LANGUAGE, value) for value in (12.3, 1.0, 0.25)]
    ['12 days', '1 day', '6 h']
    """
    if days is None or not math.isfinite(days):
        return language.words["unknown"]
    whole = round(days)
    if whole >= 1:
        return f"{number(language, whole)} {form(language, 'day', whole)}"
    return span(language, max(round(days * 24), 1) * 3_600.0)


def once_in(language: Language, days: float) -> str:
    """Write the span of "once in 12 days", as a language declines it there: Turkish says "12 günde bir".

    >>> from alertd.core.wording.languages.en import LANGUAGE
    >>> from alertd.core.wording.languages.tr import LANGUAGE as TURKISH
    >>> once_in(LANGUAGE, 12.3), once_in(LANGUAGE, 0.25), once_in(TURKISH, 12.3)
    ('12 days', '6 hours', '12 günde')
    """
    whole = round(days)
    noun, count = ("every_day", whole) if whole >= 1 else ("every_hour", max(round(days * 24), 1))
    return f"{number(language, count)} {form(language, noun, count)}"


def is_beyond_a_year(days: float) -> bool:
    """Whether a burst is rarer than once a year: more is not said, because history is seldom longer."""
    return days >= _YEAR


def short_clock(language: Language, at: datetime, timezone: str) -> str:
    """Write an instant of the next hours by the responder's own clock, without its zone: a text message has no room for it.

    >>> from datetime import UTC
    >>> from alertd.core.wording.languages.en import LANGUAGE
    >>> short_clock(LANGUAGE, datetime(2026, 1, 1, 12, tzinfo=UTC), "Europe/Istanbul")
    '15:00'
    """
    local = at.astimezone(zone(timezone))
    told = {"hour": f"{local.hour:02}", "minute": f"{local.minute:02}", "zone": ""}
    return fill(language.words["clock"], told).strip()


def clock(language: Language, at: datetime, timezone: str, today: datetime) -> str:
    r"""Write an instant by the responder's clock; with its date if that is not today's.

    >>> from datetime import UTC
    >>> from alertd.core.wording.languages.en import LANGUAGE
    >>> noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    >>> clock(LANGUAGE, noon, "Europe/Paris", noon), clock(LANGUAGE, noon, "Europe/Istanbul", noon)
    ('13:00 CET', '15:00 UTC+3')
    >>> from alertd.core.wording.languages.fr import LANGUAGE as FRENCH
    >>> clock(FRENCH, noon, "Europe/Paris", noon.replace(day=2)).replace("\u00a0", " ")
    '1er janvier, 13 h 00 heure de Paris'
    """
    local = at.astimezone(zone(timezone))
    name = language.zones.get(timezone) or _zone_name(local)
    told = {"hour": f"{local.hour:02}", "minute": f"{local.minute:02}", "zone": name}
    text = fill(language.words["clock"], told).strip()
    if local.date() == today.astimezone(zone(timezone)).date():
        return text
    date = {
        "day": language.words["day_one"] if local.day == 1 else str(local.day),
        "month": language.months[local.month - 1],
        "clock": text,
    }
    return fill(language.words["dated"], date)


def _zone_name(local: datetime) -> str:
    """Return a zone's short name; where it has none but its offset, or one that several zones share, the offset in words."""
    name = local.tzname() or ""
    if name[:1] not in "+-" and name not in _SHARED_NAMES:
        return name
    offset = int((local.utcoffset() or timedelta(0)).total_seconds()) // 60
    hours, minutes = divmod(abs(offset), 60)
    sign = "-" if offset < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


#: of China and of Chicago; of India, Ireland and Israel
_SHARED_NAMES = ("CST", "IST")
