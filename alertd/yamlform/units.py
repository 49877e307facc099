"""Units: the written forms of durations, shares, ranks and counts. Each reader raises ValueError with what to write instead."""

from __future__ import annotations

import re
from datetime import timedelta

_SPAN_UNITS = {"w": 604800.0, "d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_SPAN = re.compile(r"(\d{1,15}(?:\.\d{1,15})?)(ms|[wdhms])")
_LOOSE_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*([^\W\d_]+)", re.IGNORECASE)
_NUMBER = r"(\d{1,15}(?:\.\d{1,15})?)"  # longer is no number of this world, and may be more than a float holds


MOST = 1e12  # larger counts are mistakes, and would not fit where they are stored


class WrongUnitError(ValueError):
    """A value that is not written as its kind wants. `better` is what was probably meant; `at` how many characters before the fault.

    taken: what it is read as all the same, with a warning: nothing breaks by it. None: it is a fault.
    """

    def __init__(
        self, text: str, advice: str, better: str | None = None, *, at: int = 0, taken: str | None = None
    ) -> None:
        super().__init__(f'{text}; did you mean "{better}"?' if better else text)
        self.advice = advice
        self.better = better
        self.at = at
        self.taken = taken


def span(raw: str) -> timedelta:
    """Read a duration: 90s, 5m, 2h, 1h30m, 3d, 4w.

    >>> span("1h30m")
    datetime.timedelta(seconds=5400)
    >>> span("5 minutes")
    Traceback (most recent call last):
    ...
    alertd.yamlform.units.WrongUnitError: "5 minutes" is not a duration; did you mean "5m"?
    """
    if not re.fullmatch(r"(?:\d{1,15}(?:\.\d{1,15})?(?:ms|[wdhms])){1,20}", raw):
        bare = re.fullmatch(r"[1-9]\d{2,9}", raw.strip())
        if bare:  # 600 is more often seconds than minutes, as other tools count: nobody guesses
            advice = f"it has no unit: write {_written(int(raw))} if seconds were meant, {_written(60 * int(raw))} if minutes"
            raise WrongUnitError(f'"{raw}" is not a duration', advice)
        raise WrongUnitError(f'"{raw}" is not a duration', "durations: 90s, 5m, 2h, 1h30m, 3d, 4w", _loose_span(raw))
    seconds = sum(float(number) * _SPAN_UNITS[unit] for number, unit in _SPAN.findall(raw))
    if seconds > 3660 * 86400:
        raise WrongUnitError(f'"{raw}" is longer than ten years', "durations: 90s, 5m, 2h, 1h30m, 3d, 4w")
    return timedelta(seconds=seconds)


def _written(seconds: int) -> str:
    """Write a number of seconds as a duration of at most two units.

    >>> _written(600), _written(5400), _written(36000)
    ('10m', '1h30m', '10h')
    """
    parts = []
    for unit in ("w", "d", "h", "m", "s"):
        number, seconds = divmod(seconds, int(_SPAN_UNITS[unit]))
        parts += [f"{number}{unit}"] if number else []
    return "".join(parts) or "0s"


def _loose_span(raw: str) -> str | None:
    """Guess what a duration was meant to be: 5 minutes, 1 hour, or a bare number, for which minutes are usual."""
    if re.fullmatch(r"\d+", raw.strip()):
        return f"{raw.strip()}m"
    clock = re.fullmatch(r"(\d{1,2}):([0-5]\d)(?::[0-5]\d)?", raw.strip())
    if clock:
        parts = (f"{int(clock[1])}h" if int(clock[1]) else "") + (f"{int(clock[2])}m" if int(clock[2]) else "")
        return parts or None
    iso = re.fullmatch(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", raw.strip().upper())
    if iso and any(iso.groups()):
        return "".join(f"{number}{unit}" for number, unit in zip(iso.groups(), "wdhms", strict=True) if number)
    part = re.fullmatch(r"(?:1/([24])|(half|quarter)(?: an?| of an)?)\s*(h|hour|hours)", raw.strip().lower())
    if part:
        return "15m" if "4" in (part[1] or "") or part[2] == "quarter" else "30m"
    from alertd.yamlform.spoken import span_said  # only a faulty value pays for it

    said = span_said(raw)
    if said is not None:
        return said
    found = _LOOSE_SPAN.findall(raw.lower())
    if not found or _LOOSE_SPAN.sub("", raw).strip(" ,.") not in {"", "and"}:
        return None
    written = ""
    for number, word in found:
        unit = next((short for name, short in _SPAN_WORDS if name.startswith(word) or word.startswith(name)), None)
        if unit is None:
            return None
        written += f"{number}{unit}"
    return written


_SPAN_WORDS = (
    ("seconds", "s"),
    ("sec", "s"),
    ("minutes", "m"),
    ("mins", "m"),
    ("hours", "h"),
    ("hrs", "h"),
    ("days", "d"),
    ("weeks", "w"),
    *(("сек", "s"), ("мин", "m"), ("час", "h"), ("дня", "d"), ("дней", "d"), ("нед", "w")),
    *(("saniye", "s"), ("dakika", "m"), ("dk", "m"), ("saat", "h"), ("gün", "d"), ("hafta", "w")),
    *(
        ("heures", "h"),
        ("jours", "d"),
        ("semaines", "w"),
        ("horas", "h"),
        ("dias", "d"),
        ("tage", "d"),
        ("stunden", "h"),
    ),
)


def ratio(raw: str) -> float:
    """Read a ratio: 4x, 1.5x.

    >>> ratio("4x")
    4.0
    """
    match = re.fullmatch(_NUMBER + r"x", raw)
    if match:
        return float(match[1])
    loose = re.fullmatch(
        r"(?:x|times)?\s*" + _NUMBER + r"\s*(?:x|×|times|times as many|kat|раза?|fois|vezes|倍)?", raw.strip().lower()
    )
    percent = re.fullmatch(_NUMBER + r"\s*%", raw.strip())
    comma = _COMMA.fullmatch(raw.strip())
    if comma and comma[3] in ("", "x"):
        advice = f"a fraction has a point: {comma[1]}.{comma[2]}x; thousands have nothing between them: {comma[1]}{comma[2]}x"
        raise WrongUnitError(
            f'"{raw}" is not a ratio', advice, f"{comma[1]}.{comma[2]}x" if len(comma[2]) < 3 else None
        )
    better = f"{loose[1]}x" if loose else f"{float(percent[1]) / 100:g}x" if percent else None
    raise WrongUnitError(f'"{raw}" is not a ratio', "ratios are written 4x or 1.5x", better)


def share(raw: str) -> float:
    """Read a share: 35%, returned as 0 to 1.

    >>> share("35%")
    0.35
    """
    match = re.fullmatch(_NUMBER + r"\s?%", raw)
    if match and 0 <= float(match[1]) <= 100:
        return round(float(match[1]) / 100, 9)
    loose = re.fullmatch(_NUMBER, raw.strip())
    percent = re.fullmatch(_NUMBER + r"\s*(?:percent|pct|per cent|yüzde|процент\w*)", raw.strip().lower())
    percent = percent or re.fullmatch(r"(?:%|yüzde)\s*" + _NUMBER, raw.strip().lower())  # %50, as Turkish writes it
    better = None
    if loose and float(loose[1]) <= 100:
        better = f"{float(loose[1]) * 100:g}%" if float(loose[1]) < 1 else f"{loose[1]}%"
    elif percent and float(percent[1]) <= 100:
        better = f"{percent[1]}%"
    raise WrongUnitError(f'"{raw}" is not a share', "shares are written 35%, from 0% to 100%", better)


def over_share(raw: str) -> float:
    """Read a level: over 50%.

    >>> over_share("over 50%")
    0.5
    """
    if not raw.startswith("over "):
        number = re.search(_NUMBER, raw)
        if re.match(r"(under|below|less|<)", raw.strip().lower()):
            advice = "only what is over a level pages: over 50%; for far less than usual there is drop"
            raise WrongUnitError(f'"{raw}" is not a level', advice)
        better = f"over {number[1]}%" if number and 1 <= float(number[1]) <= 100 else None
        raise WrongUnitError(f'"{raw}" is not a level', "levels are written over 50%", better)
    try:
        return share(raw.removeprefix("over ").strip())
    except WrongUnitError as error:
        error.at = len(raw) - len(raw.removeprefix("over ").lstrip())  # it speaks of the share alone
        raise


def points(raw: str) -> float:
    """Read percentage points: 20 points.

    >>> points("20 points")
    20.0
    """
    match = re.fullmatch(_NUMBER + r" points?", raw)
    if not match or not 0 < float(match[1]) <= 100:
        raise WrongUnitError(f'"{raw}" is not a number of points', "points are written 20 points, up to 100")
    return float(match[1])


_POINTED = re.compile(r"(\d{1,3})\.(000|\d{3}(?:\.\d{3})+)")
_COMMA = re.compile(r"(\d+),(\d+)(.*)")


def _pointless(raw: str) -> None:
    """Refuse a number that means one thing here and another one there."""
    pointed = _POINTED.fullmatch(raw.strip())
    if pointed:
        whole = raw.strip().replace(".", "")
        raise WrongUnitError(
            f'"{raw}" is {whole} to some and {pointed[1]} to others', f"write {whole}, or {pointed[1]}"
        )


def rise(raw: str) -> tuple[float | None, float | None]:
    """Read how far something climbs: 20 points or 3x; returns points and ratio, one of them None.

    >>> rise("20 points"), rise("3x")
    ((20.0, None), (None, 3.0))
    """
    if re.fullmatch(_NUMBER + r"x", raw):
        return None, ratio(raw)
    if re.fullmatch(_NUMBER + r" points?", raw):
        return points(raw), None
    number = re.search(_NUMBER, raw)
    better = None
    if number:
        is_points = "%" in raw or "p" in raw.lower() or float(number[1]) >= 10
        better = f"{number[1]} points" if is_points else f"{number[1]}x" if raw.strip() != number[1] else None
    raise WrongUnitError(f'"{raw}" is not a rise', "a rise is written 20 points or 3x", better)


def top_share(raw: str) -> float:
    """Read a rank by share: top 0.1%, returned as 0 to 1.

    >>> top_share("top 0.1%")
    0.001
    """
    match = re.fullmatch(r"top " + _NUMBER + r"\s?%", raw)
    if match and 0 < float(match[1]) <= 100:
        return round(float(match[1]) / 100, 9)
    number = re.search(_NUMBER, raw)
    if re.fullmatch(
        r"(?:over|above|>)?\s*\d[\d.,]*\s*(?:k|m|mio|million|thousand|followers|people)", raw.strip().lower()
    ):
        raise WrongUnitError(
            f'"{raw}" is not a rank', "ranks are written top 0.1%; a number of people is audience: 100k"
        )
    better = f"top {number[1]}%" if number and 0 < float(number[1]) <= 100 else None
    raise WrongUnitError(f'"{raw}" is not a rank', "ranks are written top 0.1%", better)


def top_a_day(raw: str) -> int:
    """Read a rank by day: top 5 a day.

    >>> top_a_day("top 5 a day")
    5
    """
    match = re.fullmatch(r"top (\d{1,6}) a day", raw)
    if match and int(match[1]) > 0:
        return int(match[1])
    number = re.search(r"\d+", raw)
    raise WrongUnitError(
        f'"{raw}" is not a rank', "this rank is written top 5 a day", f"top {number[0]} a day" if number else None
    )


def a_day(raw: str) -> int:
    """Read a cap: 3 a day.

    >>> a_day("3 a day")
    3
    """
    match = re.fullmatch(r"(\d{1,6}) a day", raw)
    if match and int(match[1]) > 0:
        return int(match[1])
    from alertd.yamlform.spoken import number_said

    number = re.search(r"[1-9]\d{0,5}", number_said(raw) or raw)
    raise WrongUnitError(f'"{raw}" is not a cap', "a cap is written 3 a day", f"{number[0]} a day" if number else None)


def reposts(raw: str) -> int:
    """Read a number of reposts: 100 reposts.

    >>> reposts("1k reposts")
    1000
    """
    number, _, word = raw.partition(" ")
    if word not in {"reposts", "repost"}:
        digits = re.match(r"\d[\d.]*[kmKM]?", raw)
        better = f"{digits[0]} reposts" if digits else None
        raise WrongUnitError(f'"{raw}" is not a number of reposts', "it is written 100 reposts", better)
    return count(number)


_SIZES = {"k": "k", "thousand": "k", "тыс": "k", "bin": "k", "m": "m"}
_SIZES |= dict.fromkeys(("million", "mio", "mln", "млн", "milyon"), "m")


def count(raw: str) -> int:
    """Read a count: 40, 10k, 2.5m.

    >>> count("2.5m")
    2500000
    """
    _pointless(raw)
    match = re.fullmatch(_NUMBER + r"([kKmM]?)", raw)
    if match:
        number = float(match[1]) * {"": 1, "k": 1_000, "m": 1_000_000}[match[2].lower()]
        if number > MOST:
            raise WrongUnitError(f'"{raw}" is more than there is of anything', "numbers go up to 1000000m")
        if number == int(number):
            return int(number)
    from alertd.yamlform.spoken import number_said, span_said

    said = re.sub(r"^(?:>=?|at least|over|from)\s*|\+$", "", raw.strip().lower())  # a floor says "at least" already
    loose = re.fullmatch(
        _NUMBER + r"\s*(k|m|mio|mln|млн|тыс|bin|milyon|thousand|million|mentions|authors|posts)?", said
    )
    power = re.fullmatch(r"([1-9])e([1-6])", said)
    plain = re.fullmatch(r"\d{1,3}(?:[,._ ']\d{3})+", raw.strip())
    better = None
    if plain:
        better = re.sub(r"\D", "", raw)
    elif loose and "." not in loose[1]:
        better = loose[1] + _SIZES.get(loose[2] or "", "")
    elif power:
        better = power[1] + "0" * int(power[2])
    elif (word := number_said(said) or "").isdigit():
        better = word
    paced = re.fullmatch(r"(\d+[km]?)\s*(?:an?|per|/)\s*(minute|hour|day|week|month)", raw.strip().lower())
    if paced:
        advice = f"a count has its window beside it: over: {paced[1]}, window: {span_said(paced[2]) or '1m'}"
        raise WrongUnitError(f'"{raw}" is not a count', advice)
    if re.fullmatch(_NUMBER + r"\s*%", raw.strip()):
        raise WrongUnitError(
            f'"{raw}" is not a count', "it is a share: share: {negative: over 50%}; counts are 40, 10k"
        )
    raise WrongUnitError(f'"{raw}" is not a count', "counts are whole numbers: 40, 10k, 2.5m", better)
