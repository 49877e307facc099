"""Floors and other keys that several conditions share."""

from __future__ import annotations

import re
from typing import Any

from alertd.model import rule as model
from alertd.rulefile.platforms import PLATFORM
from alertd.rulefile.term import TERMS
from alertd.yamlform import scalars
from alertd.yamlform.findings import listed
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Node, Table, Text
from alertd.yamlform.scalars import COUNT, HOLD, NAME, SOME
from alertd.yamlform.shapes import BAD, YES_NO, ListOf, OneOf, Reader

WORDS = TERMS


class _FloorForm(Form):
    """A table of floors; a bare number is taken for mentions when it is told of."""

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if isinstance(node, Text) and re.fullmatch(r"\d+[kKmM]?", node.raw):
            return self.wrong(node, reader, f"write at_least: {{mentions: {node.raw}}}")
        return super().read(node, reader)


def _floor(_table: Table, values: dict[str, Any], _reader: Reader) -> model.Floor:
    return model.Floor(**values)


def at_least(*keys: str, default: str) -> Key:
    """Make the key `at_least` with some of its keys."""
    known = {
        "mentions": Key("mentions", COUNT, "mentions in the window", default="none"),
        "authors": Key("authors", COUNT, "different authors in the window", default="none"),
    }
    form = _FloorForm("at_least", tuple(known[key] for key in keys), _floor)
    form.what = "a table such as {mentions: 40, authors: 30}"
    return Key("at_least", form, "the floor: small numbers are no pages", default=default)


def _only(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not values:
        reader.file.tell(
            table.place, "empty-list", "only lets everything through: nothing stands in it", "name one of its keys"
        )
        return BAD
    return model.Only(**values)


ONLY = Form(
    "only",
    (
        Key("languages", ListOf(scalars.LANGUAGE, is_lenient=True), "written in one of these", default="all"),
        Key("platforms", ListOf(PLATFORM, is_lenient=True), "on one of these, such as x or reddit", default="all"),
        Key(
            "countries",
            ListOf(scalars.COUNTRY, is_lenient=True),
            "written in one of these; few posts tell theirs",
            default="all",
        ),
        Key("sources", ListOf(NAME, is_lenient=True), "brought by one of your sources", default="all", names="source"),
        Key("authors", ListOf(NAME, is_lenient=True), "by one of these (id or handle)", default="all"),
        Key("verified", YES_NO, "the platform vouches for the author, or does not", default="both"),
        Key("min_followers", SOME, "by somebody with so many followers", default="none"),
    ),
    _only,
)
ONLY.what = "a table such as {languages: [tr], min_followers: 10k}"
SURENESS_KEY = Key(
    "sureness",
    scalars.SHARE,
    "how sure the post's mood must be",
    default="60%, less for more than 100k people, 50% for 10 M",
)
ONLY_KEY = Key("only", ONLY, "count only these mentions", default="all mentions")


def count_as(default: str, *ways: str) -> Key:
    """Make the key `count` with the ways that a condition knows."""
    says = {"voices": "copies once (voices)", "posts": "copies each (posts)", "people": "different authors (people)"}
    return Key("count", OneOf("a way to count", *ways), ", ".join(says[way] for way in ways), default=default)


FOR = Key("for", HOLD, "how long it must hold before it counts", default="0s")


def is_floored(floor: model.Floor | None) -> bool:
    """Whether a floor holds anything back; one of 0 does not."""
    return floor is not None and bool(floor.mentions or floor.authors)


def no_floor(table: Table, reader: Reader, name: str, why: str, *blamed: str) -> Any:
    """Tell of a ratio or share without a floor, at the key that asks for one."""
    keys = [key for name in ("at_least", *blamed) if (key := table.key(name))]
    owner = keys[0] if keys else table.entries[0][0]
    text = f'{name} has no floor: "at_least" must name mentions or authors'
    reader.file.tell(owner.place, "no-floor", text, f"{why}; write at_least: {{mentions: 20, authors: 10}}")
    return BAD


def is_one_of(table: Table, reader: Reader, name: str, keys: tuple[str, ...], *, is_needed: bool) -> bool:
    """Tell where more than one of `keys` stands, or none of them though one is needed."""
    found = [key for key, _ in table if key.raw in keys]
    if len(found) > 1:
        text = f'{name} takes only one of {listed(keys)}; "{found[0].raw}" is on line {found[0].place.line} already'
        reader.file.tell(found[1].place, "too-many", text, "take one of them away, or write two conditions in all_of")
    elif not found and is_needed:
        place = table.entries[0][0].place if table.entries else table.place
        reader.file.tell(place, "missing-key", f"{name} needs one of {listed(keys)}", "")
    return len(found) == 1 or (not found and not is_needed)
