"""Dates: when an entry was written, as feeds write it: RFC 822, ISO 8601, Unix time, and what people type.

What cannot be read is None, and never now.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo

LONGEST = 80  #: characters; more is no date
FIRST_YEAR, LAST_YEAR = 1990, 2200

#: The months as they begin, marks folded, in English, German, Turkish, French, Spanish, Italian, Portuguese, Dutch, Polish,
#: Russian, Ukrainian and Greek. Polish and Ukrainian have names of their own.
_MONTHS = (
    "jan januar janner oca ocak janv ene enero gen gennaio sty stycznia янв січ ιαν",
    "feb subat sub fev fevr lut lutego фев лют φεβ",
    "mar marz mart mars maart mrt мар бер μαρ",
    "apr nis nisan avr abr kwi kwietnia апр кві απρ",
    "may mai mayis mag maggio maio mei maj мая май тра μαι",
    "jun juni haz haziran juin giu giugno cze czerwca июн чер ιουν",
    "jul juli tem temmuz juil lug luglio lip lipca июл лип ιουλ",
    "aug agu agustos aout ago sie sierpnia авг сер αυγ",
    "sep sept eyl eylul set settembre setembro wrz wrzesnia сен вер σεπ",
    "oct okt eki ekim ott ottobre out outubro paz pazdziernika окт жов οκτ",
    "nov kas kasim lis listopada ноя лис νοε",
    "dec dez ara aralik dic dicembre diciembre gru grudnia дек гру δεκ",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}

#: Hours east of Greenwich; where a name means several zones, the one that most feeds mean by it.
_ZONES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0.0),
    **dict.fromkeys(("cet", "mez", "bst", "west", "wat"), 1.0),
    **dict.fromkeys(("cest", "mesz", "eet", "sast", "cat"), 2.0),
    **dict.fromkeys(("eest", "msk", "trt", "eat", "ast3"), 3.0),
    **dict.fromkeys(("gst", "samt", "msd"), 4.0),
    "pkt": 5.0,
    "ist": 5.5,
    "wib": 7.0,
    **dict.fromkeys(("hkt", "sgt", "awst", "pht", "wita"), 8.0),
    **dict.fromkeys(("jst", "kst", "wit"), 9.0),
    "acst": 9.5,
    "aest": 10.0,
    "acdt": 10.5,
    "aedt": 11.0,
    "nzst": 12.0,
    "nzdt": 13.0,
    **dict.fromkeys(("brt", "art", "adt"), -3.0),
    **dict.fromkeys(("edt", "ast", "clt"), -4.0),
    **dict.fromkeys(("est", "cdt"), -5.0),
    **dict.fromkeys(("cst", "mdt"), -6.0),
    **dict.fromkeys(("mst", "pdt"), -7.0),
    **dict.fromkeys(("pst", "akdt"), -8.0),
    "akst": -9.0,
    "hst": -10.0,
}

_UNIX = re.compile(r"\d{9,10}(?:\.\d+)?|\d{13}")
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?(?!\d)\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE
)
_OFFSET = re.compile(r"\s*(?:gmt|utc)?\s*([+-])(\d{2})(?::?(\d{2}))?(?!\d)", re.IGNORECASE)
_HOURS = re.compile(r"\s*(?:gmt|utc)\s*([+-])(\d{1,2})(?!\d)", re.IGNORECASE)
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_BASIC = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?(?!\d)")
_SHORT = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_WORD = re.compile(r"[^\W\d_]+|\d+")


def instant(raw: str, *, zone: tzinfo = UTC, language: str = "") -> datetime | None:
    """Return the instant of a date in UTC, None if it cannot be read.

    zone: where its feed writes, if the date says none. language: of the feed; it decides what 03/04 means.

    >>> instant("Fri, 27 Nov 2026 09:00:00 MSK").isoformat(), instant("27.11.2026 09:00").isoformat()
    ('2026-11-27T06:00:00+00:00', '2026-11-27T09:00:00+00:00')
    >>> instant("27 Kasım 2026 Cuma 09:00", zone=timezone(timedelta(hours=3))).isoformat()
    '2026-11-27T06:00:00+00:00'
    >>> instant("yesterday") is None
    True
    """
    raw = " ".join(raw.split())
    if not raw or len(raw) > LONGEST:
        return None
    try:
        if _UNIX.fullmatch(raw):
            at = datetime.fromtimestamp(float(raw) / (1000 if len(raw) == 13 else 1), UTC)
        else:
            read = _read(raw, language)
            if read is None:
                return None
            at = (read if read.tzinfo is not None else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):  # the 31st of November; the year 1 with an offset
        return None
    return at if FIRST_YEAR <= at.year <= LAST_YEAR else None


def offset_of(raw: str) -> tzinfo | None:
    """Return the zone that a date of a feed names, None if it names none."""
    clock = _CLOCK.search(raw[:LONGEST])
    return _zone(raw[clock.end() : LONGEST]) if clock else None


def _read(raw: str, language: str) -> datetime | None:
    day = _day(raw, language)
    if day is None:
        return None
    (year, month, date), rest = day
    clock = _CLOCK.search(rest)
    if clock is None:
        basic = _BASIC.search(raw)
        hour, minute, second = (int(basic[part] or 0) for part in (4, 5, 6)) if basic else (0, 0, 0)
        return datetime(year, month, date, hour, minute, second, tzinfo=_zone(raw[basic.end() :]) if basic else None)
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4][0] in "pP" else 0)
    second = min(int(clock[3] or 0), 59)  # a leap second
    return datetime(year, month, date, hour, int(clock[2]), second, tzinfo=_zone(rest[clock.end() :]))


def _day(raw: str, language: str) -> tuple[tuple[int, int, int], str] | None:
    """Return (year, month, day) and the rest of the text, where the clock may stand."""
    if (iso := _ISO.search(raw)) or (iso := _BASIC.search(raw)):
        return (int(iso[1]), int(iso[2]), int(iso[3])), raw[: iso.start()] + " " + raw[iso.end() :].lstrip("Tt")
    if short := _SHORT.search(raw):
        found = _short(int(short[1]), int(short[3]), _year(short[4]), short[2], language)
        return None if found is None else (found, raw[: short.start()] + " " + raw[short.end() :])
    clock = _CLOCK.search(raw)
    rest = raw if clock is None else f"{raw[: clock.start()]} \0 {raw[clock.end() :]}"
    words = _WORD.findall(rest.partition("+")[0])
    months = [(at, number) for at, word in enumerate(words) if (number := _month(word))]
    numbers = [word for word in words if word.isdigit()]
    if not months or len(numbers) < 2:
        return None
    # Trap: "mar. 24 nov." is a Tuesday in French, "29 Kasım 2026 Pazar" a Sunday in Turkish and no October.
    beside = [number for at, number in months if any(_is_date(word) for word in words[max(at - 1, 0) : at + 2])]
    month = beside[-1] if beside else months[-1][1]
    date = next((word for word in numbers if _is_date(word)), "")
    years = [word for word in numbers if len(word) == 4] or [word for word in numbers if len(word) <= 2][1:2]
    if not years or not date or len(years[0]) < 2:
        return None
    return (_year(years[0]), month, int(date)), raw if clock is None else raw[clock.start() :]


def _is_date(word: str) -> bool:
    return word.isdigit() and len(word) <= 2


def _short(first: int, second: int, year: int, sign: str, language: str) -> tuple[int, int, int] | None:
    """Read 03/04/2026: a dot is the day's, a slash the month's in America only; where nothing says which, it is unknown."""
    if sign == "." or first > 12:
        return year, second, first
    if second > 12 or language.lower().startswith("en-us"):
        return year, first, second
    return None if language.lower() in ("", "en") and first != second else (year, second, first)


def _year(raw: str) -> int:
    return int(raw) if len(raw) == 4 else 2000 + int(raw)


def _month(word: str) -> int | None:
    """Return the month that a word names: whole, or cut after three letters or more.

    >>> [_month(word) for word in ("Νοεμβρίου", "août", "Şubat", "ноября", "Mon", "juillet")]
    [11, 8, 2, 11, None, 7]
    """
    folded = unicodedata.normalize("NFD", word.lower().replace("ı", "i").replace("ς", "σ").replace("й", "и\u0306"))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    for length in (len(plain), 5, 4, 3):
        if 3 <= length <= len(plain) and (number := _MONTH.get(plain[:length].replace("маи", "май"))):
            return number
    return None


def _zone(rest: str) -> tzinfo | None:
    if offset := _OFFSET.match(rest):
        span = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-span if offset[1] == "-" else span) if span < timedelta(hours=24) else None
    if hours := _HOURS.match(rest):
        span = timedelta(hours=int(hours[2]))
        return timezone(-span if hours[1] == "-" else span) if span < timedelta(hours=24) else None
    for word in re.findall(r"[A-Za-z]+", rest)[:3]:
        if word.lower() in _ZONES:
            return timezone(timedelta(hours=_ZONES[word.lower()]))
    return None
