"""How spans, shares and lists are said in a rule sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from alertd.model import rule as model

Written = Mapping[str, Any]


def span(value: timedelta) -> str:
    """Spell a duration as rules do.

    >>> span(timedelta(minutes=90)), span(timedelta(days=14)), span(timedelta(0))
    ('1h30m', '14d', '0s')
    """
    seconds = value.total_seconds()
    if seconds != int(seconds):
        return f"{round(seconds * 1000)}ms"
    rest, text = int(seconds), ""
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        number, rest = divmod(rest, size)
        text += f"{number}{unit}" if number else ""
    return text or "0s"


def percent(value: float) -> str:
    """Spell a share.

    >>> percent(0.001), percent(0.35)
    ('0.1%', '35%')
    """
    return f"{round(value * 100, 7):g}%"


def ratio(value: float) -> str:
    """Spell a ratio.

    >>> ratio(4.0)
    '4x'
    """
    return f"{value:g}x"


def amount(value: float) -> str:
    """Spell a mean of posts for people: next to none is said so, and not as a power of ten.

    >>> amount(7.50547e-05), amount(0.0), amount(0.25), amount(12.0)
    ('under 0.01', '0', '0.25', '12')
    """
    return "under 0.01" if 0.0 < value < 0.01 else f"{value:g}"


def listing(words: Sequence[str], last: str = "and") -> str:
    """Join words as people do.

    >>> listing(["a", "b", "c"], "or")
    'a, b or c'
    """
    return f" {last} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part) if words else ""


class Spelling:
    """The author's own spelling of a key, or the usual one."""

    def __init__(self, written: Written) -> None:
        self._written = written

    def __call__(self, key: str, usual: object) -> str:
        """Return what the author wrote under a key, or the usual spelling of its value."""
        value = self._written.get(key, usual)
        if isinstance(value, timedelta):
            return span(value)
        return listing([str(part) for part in value]) if isinstance(value, (list, tuple)) else str(value)

    def has(self, key: str) -> bool:
        """Whether the author wrote that key."""
        return key in self._written

    def inner(self, key: str) -> Spelling:
        """Return the spelling of a table below."""
        return Spelling(inner(self._written.get(key)))


def inner(written: object) -> Written:
    """Return a table that was written, or an empty one."""
    return written if isinstance(written, Mapping) else {}


def floored(floor: model.Floor, say: Spelling, default: str = "") -> str:
    """Say a floor as a clause; default: what is said where there is none."""
    own = say.inner("at_least")
    parts = []
    if floor.mentions is not None:
        parts.append(f"{own('mentions', floor.mentions)} mentions")
    if floor.authors is not None:
        parts.append(f"{own('authors', floor.authors)} authors")
    if not parts:
        return default
    return f", with at least {' by '.join(parts) if len(parts) == 2 else parts[0]}"


def held(hold: timedelta, say: Spelling) -> str:
    """Say for how long it must hold."""
    return f", for {say('for', hold)}" if hold or say.has("for") else ""


def only_said(only: model.Only, say: Spelling) -> str:
    """Say which mentions count, as a clause without its comma."""
    parts = [
        ("in ", "languages", only.languages),
        ("on ", "platforms", only.platforms),
        ("from ", "countries", only.countries),
        ("brought by ", "sources", only.sources),
        ("by ", "authors", only.authors),
    ]
    said = [f"{before}{say(key, listing(words, 'or'))}" for before, key, words in parts if words]
    if only.verified is not None:
        said.append(f"by {'verified authors' if only.verified else 'authors who are not verified'}")
    if only.min_followers is not None:
        said.append(f"by authors with {say('min_followers', only.min_followers)} followers or more")
    return f"counting only posts {listing(said)}"


def sure_said(sureness: float | None, say: Spelling) -> str:
    """Say how sure the mood must be, where the rule does."""
    return "" if sureness is None else f", of that mood for sure by {say('sureness', percent(sureness))}"


def post(sentiment: str, say: Spelling) -> str:
    """Say a post of a mood."""
    mood = say("sentiment", sentiment)
    return "a post of any sentiment" if mood == "any" else f"a post that is {mood}" if " " in mood else f"a {mood} post"
