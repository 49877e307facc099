"""Kinds: the scalars of rules, people and settings, each with its unit."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from alertd.late_pattern import late
from alertd.yamlform import amounts, clocks, units
from alertd.yamlform.findings import short
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Node, Row, Text
from alertd.yamlform.secrets import Secret
from alertd.yamlform.shapes import BAD, OneOf, Reader, Scalar, Schema, Shape
from alertd.yamlform.units import WrongUnitError

_SPAN_PATTERN = r"^([0-9]+(\.[0-9]+)?(ms|[wdhms]))+$"


def some(raw: str) -> str:
    """Read a text that is not empty."""
    if not raw.strip():
        raise WrongUnitError("this text is empty", "write something, or take the key away")
    return raw


class _Zone(Scalar):
    """A time zone; one that is a fixed offset under the name of a place's winter is one, and is warned of."""

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        value = super().read(node, reader)
        if value is not BAD and (better := amounts.without_summer(value)) is not None:
            is_turned = better.startswith("UTC")
            meant = (
                f"is {better}, for these names turn the sign round, all year" if is_turned else "is one offset all year"
            )
            advice = (
                "write the city whose clock it is"
                if is_turned
                else f"{better}, unless summer and winter are alike there"
            )
            reader.file.warn(
                node.place, "fixed-zone", f"{short(value)} {meant}: no clock goes forward in summer", advice
            )
        return value


def _positive_span(raw: str) -> timedelta:
    value = units.span(raw)
    if value <= timedelta(0):
        raise WrongUnitError(f'"{raw}" is no time at all', "it must be longer than 0s")
    return value


def _over_one(raw: str) -> float:
    value = units.ratio(raw)
    if value <= 1:
        raise WrongUnitError(f'"{raw}" is not a rise', "a ratio here must be over 1x: 1x is as much as usual")
    return value


def _some_ratio(raw: str) -> float:
    value = units.ratio(raw)
    if value <= 0:
        raise WrongUnitError(f'"{raw}" is nothing', "a ratio must be over 0x")
    return value


def _some_share(raw: str) -> float:
    value = units.share(raw)
    if value <= 0:
        raise WrongUnitError(f'"{raw}" is nothing', "a share must be over 0%")
    return value


def _level(raw: str) -> float:
    value = units.over_share(raw)
    if value >= 1:
        raise WrongUnitError(f'"{raw}" can never be', "no share is over 100%")
    return value


def _confidence(raw: str) -> float:
    value = units.share(raw)
    if not 0.5 <= value < 1:
        raise WrongUnitError(f'"{raw}" is no confidence', "confidence is from 50% to 99.9%; 95% is usual")
    return value


def _some_count(raw: str) -> int:
    value = units.count(raw)
    if value < 1:
        raise WrongUnitError(f'"{raw}" is none', "it must be 1 or more")
    return value


def _window(raw: str) -> timedelta | None:
    if raw == "auto":
        return None
    value = _positive_span(raw)
    if not timedelta(minutes=1) <= value <= timedelta(days=28):
        raise WrongUnitError(f'"{raw}" is not a window', "windows are from 1m to 28d")
    return value


def _day_window(raw: str) -> timedelta:
    value = _positive_span(raw)
    if not timedelta(minutes=1) <= value <= timedelta(days=1):
        raise WrongUnitError(f'"{raw}" is not a window of this', "it is from 1m to 1d")
    return value


def _patience(raw: str) -> timedelta:
    value = _positive_span(raw)
    if not timedelta(minutes=5) <= value <= timedelta(days=1):
        raise WrongUnitError(f'"{raw}" pages too often or too seldom', "it is from 5m to 1d")
    return value


def _date(raw: str) -> str:
    clocks.instant(raw, "UTC")
    return raw


def date(example: str) -> Scalar:
    """Return the shape of a date or an instant, kept as it is written until its zone is known."""
    return Scalar("a date", _date, example=example)


TEXT = Scalar("a text", some, longest=20_000)
NAME = Scalar("a name", some)
SPAN = Scalar("a duration", _positive_span, pattern=_SPAN_PATTERN, example="15m")
PATIENCE = Scalar("a duration", _patience, pattern=_SPAN_PATTERN, example="30m")
HOLD = Scalar("a duration", units.span, pattern=_SPAN_PATTERN, example="5m")
WINDOW = Scalar("a window", _window, pattern=r"^(auto|([0-9]+(\.[0-9]+)?(ms|[wdhms]))+)$", example="10m")
DAY_WINDOW = Scalar("a window", _day_window, pattern=_SPAN_PATTERN, example="1h")
A_DAY = Scalar("a cap", units.a_day, pattern=r"^[0-9]+ a day$", example="3 a day")
RATIO = Scalar("a ratio", _over_one, pattern=r"^[0-9]+(\.[0-9]+)?x$", example="4x")
CLEAR = Scalar("a ratio", _some_ratio, pattern=r"^[0-9]+(\.[0-9]+)?x$", example="2x")
RISE = Scalar("a rise", units.rise, pattern=r"^[0-9]+(\.[0-9]+)?(x| points?)$", example="20 points")
SHARE = Scalar("a share", _some_share, pattern=r"^[0-9]+(\.[0-9]+)? ?%$", example="35%")
LEVEL = Scalar("a level", _level, pattern=r"^over [0-9]+(\.[0-9]+)? ?%$", example="over 50%")
CONFIDENCE = Scalar("a confidence", _confidence, pattern=r"^[0-9]+(\.[0-9]+)? ?%$", example="95%")
TOP_SHARE = Scalar("a rank", units.top_share, pattern=r"^top [0-9]+(\.[0-9]+)? ?%$", example="top 0.1%")
TOP_A_DAY = Scalar("a rank", units.top_a_day, pattern=r"^top [0-9]+ a day$", example="top 5 a day")
REPOSTS = Scalar("a number of reposts", units.reposts, pattern=r"^[0-9.]+[kKmM]? reposts?$", example="100 reposts")
COUNT = Scalar("a count", units.count, example="40")
SOME = Scalar("a count", _some_count, example="40")
CLOCK = Scalar("a time of day", clocks.clock, pattern=r"^[0-9]{1,2}:[0-9]{2}$", example="09:00")
CLOCKS = Scalar("a span of clocks", clocks.clock_span, example="22:00-07:00")


class _Days(Scalar):
    """Days in one text (mon-fri, "sat,sun") or as a list, which is what YAML makes of [sat, sun]."""

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if isinstance(node, Row):
            read = [super(_Days, self).read(part, reader) for part in node.nodes]
            return BAD if BAD in read else tuple(sorted({number for days in read for number in days}))
        return super().read(node, reader)

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted."""
        return {"anyOf": [super().schema(), {"type": "array", "items": {"type": "string"}}]}


DAYS = _Days("days", clocks.days, example="mon-fri")
ZONE = _Zone("a time zone", amounts.zone, example="Europe/Istanbul")
LANGUAGE = Scalar("a language code", amounts.language, example="en")
COUNTRY = Scalar("a country", amounts.country, example="TR")
CALENDAR = Scalar("a country code", amounts.calendar, example="TR")


def _page_of_the_web(raw: str) -> str:
    if not re.match(r"https?://[^\s/]+", raw):
        better = f"https://{raw}" if re.match(r"[\w-]+\.[\w.-]+", raw) else None
        raise WrongUnitError(f'"{raw}" is not a link', "write https://host/path", better)
    return raw


LINK = Scalar("a link", _page_of_the_web, pattern="^https?://", example="https://wiki.example.org/storm")
URL = Scalar("a URL", amounts.safe_url, example="https://example.org/")
MOOD = OneOf("a sentiment", "any", "negative", "neutral", "positive", "not positive")


def _first_version(raw: str) -> int:
    if raw != "1":
        raise WrongUnitError(
            f'"{raw}" is not a version that this alertd reads', "write version: 1", "1" if "1" in raw else None
        )
    return 1


VERSION = Key(
    "version", Scalar("a version", _first_version, example="1"), "the version of this file's language, 1", default="1"
)


def as_dict(_table: Any, values: dict[str, Any], _reader: Reader) -> dict[str, Any]:
    """Build for forms whose values are read by somebody else."""
    return values


def _secret(raw: str) -> Secret:
    if not raw.strip():
        raise WrongUnitError("this secret is empty", "write ${NAME} and set NAME in the environment")
    return Secret(raw)


SECRET = Scalar("a secret", _secret, example="${NAME}")


class SecretShape(Shape):
    """A text that is secret; one that stands in the file itself is a warning."""

    what = "a secret"

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        value = SECRET.read(node, reader)
        if value is not BAD and isinstance(node, Text) and not (reader.vault and reader.vault.has_reference(node.raw)):
            tell_secret(node, reader)
        return value

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what is accepted."""
        return SECRET.schema()


#: $NAME, $(NAME), %NAME% and {NAME}; only in capitals, for a password may begin with a dollar.
_OTHERS_REFERENCE = late(
    r"\$([A-Z][A-Z0-9_]+)|\$\(([A-Z][A-Z0-9_]+)\)|%([A-Z][A-Z0-9_]+)%|\{\{?\s*([A-Z][A-Z0-9_]+)\s*\}?\}"
)


def tell_secret(node: Text, reader: Reader) -> None:
    """Warn of a secret in the file, without repeating it; and of a reference as a shell or a template writes it, which is none here."""
    named = _OTHERS_REFERENCE.fullmatch(node.raw.strip())
    if named:
        name = next(one for one in named.groups() if one)
        text = f'{short(node.raw)} is taken for the secret itself; did you mean "${{{name}}}"?'
        reader.file.warn(node.place, "secret-in-file", text, f"write ${{{name}}} and set {name} in the environment")
        return
    advice = "write ${NAME} and set NAME in the environment; then change the secret, for files are copied"
    reader.file.warn(node.place, "secret-in-file", "a secret stands in this file", advice)
