"""Keys that many sources share, and how each is written."""

from __future__ import annotations

import re
from datetime import timedelta

from alertd.yamlform import amounts, units
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import HOLD, NAME, TEXT
from alertd.yamlform.shapes import ListOf, Scalar
from alertd.yamlform.units import WrongUnitError


def _every(raw: str) -> timedelta:
    value = units.span(raw.removeprefix("every ").strip())
    if value < timedelta(seconds=1):
        raise WrongUnitError(f'"{raw}" is too often', "1s is the least")
    return value


def _every_or_off(raw: str) -> timedelta | None:
    return None if raw == "off" else _every(raw)


def _host(raw: str) -> str:
    return amounts.safe_url(raw).rstrip("/")


EVERY = Scalar("how often", _every, pattern=r"^(every )?([0-9.]+(ms|[wdhms]))+$", example="every 5m")


EVERY_OR_OFF = Scalar(
    "how often", _every_or_off, pattern=r"^(off|(every )?([0-9.]+(ms|[wdhms]))+)$", example="every 1m"
)


HOST = Scalar("a URL", _host, example="https://api.example.org")


WORDS = ListOf(TEXT, is_lenient=True)


def spelled(what: str, pattern: str, example: str, *, drops: str = "") -> Scalar:
    """Return the shape of a name that its platform spells in one way only: whatever else stands here is found nowhere.

    That is a warning and no fault. A daemon that is upgraded at night must not end by a name that the release before took: its other
    sources go on, and the one without posts is told as any other.
    drops: a pattern of what people write before it, and programs do not; then a slash behind it is dropped too.
    """

    def read(raw: str) -> str:
        name = re.sub(f"^(?:{drops})", "", raw.strip()).rstrip("/") if drops else raw.strip()
        if not re.fullmatch(pattern, name):
            raise WrongUnitError(
                f'"{raw}" is not {what}: nothing is found by it', f"such as {example}", taken=name or None
            )
        return name

    return Scalar(what, read, example=example)


MACHINE = spelled(
    "the name of a machine",
    r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:]*",
    "feeds.example.org",
)


#: What every source can be told.
COMMON = (
    Key("kind", TEXT, "the platform, or an installed plug-in", is_required=True),
    Key("name", NAME, "of this source, where there are two of a kind", default="its kind"),
    Key(
        "platforms",
        WORDS,
        "the platforms it speaks for",
        default="all for `jsonl` and a webhook without a map, else its own",
    ),
    Key(
        "delay",
        HOLD,
        "how late its posts usually are; so late a burst is still one of now",
        default="its kind's own",
    ),
)


#: What sources of one fixed host can be told too.
BASE_URL = Key("base_url", HOST, "stands in for the platform's own host (relays, tests)", default="the platform's own")
