"""Scorers: the settings' choice of who scores sentiment, one word or a table with its options."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from alertd.rulefile.sources import plain_options
from alertd.yamlform import scalars, units
from alertd.yamlform.findings import listed
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Node, Table, Text
from alertd.yamlform.scalars import TEXT, URL, SecretShape
from alertd.yamlform.secrets import Secret
from alertd.yamlform.shapes import BAD, PluginKind, Reader, Scalar, Schema, Shape
from alertd.yamlform.units import WrongUnitError

DEFAULT = "default"
#: Intake waits that long at most: a deadline beyond makes every page late while a service hangs.
_SHORTEST, _LONGEST = timedelta(milliseconds=10), timedelta(seconds=5)


class ScorerSetting:
    """Who scores: its kind and those of its options that were given, as typed values (secrets as `Secret`)."""

    __slots__ = ("at", "kind", "options")

    def __init__(self, *, kind: str = DEFAULT, options: Mapping[str, Any] | None = None, at: str = "") -> None:
        self.kind = kind
        self.options: Mapping[str, Any] = options or {}
        self.at = at  #: file:line, for messages at run time

    def __repr__(self) -> str:
        return f"ScorerSetting(kind={self.kind!r}, options={dict(self.options)!r}, at={self.at!r})"

    def is_same(self, other: ScorerSetting) -> bool:
        """Whether both mean the same scorer, wherever they stand; secrets count by what they reveal."""
        return self.kind == other.kind and dict(self.options) == dict(other.options)


def _deadline(raw: str) -> timedelta:
    value = units.span(raw)
    if not _SHORTEST <= value <= _LONGEST:
        raise WrongUnitError(f'"{raw}" is not a deadline', "deadlines are from 10ms to 5s: intake waits that long")
    return value


class SecretUrl(Shape):
    """A URL of which a part may be secret; it shows itself nowhere."""

    what = "a URL"

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        value = URL.read(node, reader)
        return BAD if value is BAD else Secret(value)

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted."""
        return URL.schema()


DEADLINE = Scalar("a deadline", _deadline, pattern=r"^([0-9.]+(ms|s))+$", example="300ms")
_KIND = Key("kind", TEXT, "default, http, encoder, or an installed plug-in", is_required=True)
_DEADLINE = Key("deadline", DEADLINE, "after which the default's score stands", default="300ms")

HTTP = Form(
    "scorer",
    (
        _KIND,
        Key("url", SecretUrl(), "of the service that scores, https or on this machine", is_required=True),
        Key("token", SecretShape(), "which it is sent as bearer", default="none"),
        _DEADLINE,
    ),
    scalars.as_dict,
)
_BARE = Form("a scorer without options", (_KIND,), scalars.as_dict)
SCORER_OPTIONS: dict[str, Form] = {DEFAULT: _BARE, "http": HTTP, "encoder": _BARE}
_KINDS = PluginKind("a kind of scorer", tuple(SCORER_OPTIONS), "alertd.scorers")


class ScorerShape(Shape):
    """A kind alone, or a table that begins with it."""

    what = "a scorer such as default or {kind: http, url: ...}"

    def read(self, node: Node, reader: Reader) -> Any:
        """Return a ScorerSetting, or BAD after telling why."""
        at = f"{reader.file.shown}:{node.place.line}"
        if isinstance(node, Text):
            kind = _KINDS.read(node, reader)
            if kind == "http":
                text = 'this scorer has no "url"'
                reader.file.tell(node.place, "missing-key", text, "write scorer: {kind: http, url: https://host/path}")
                return BAD
            return BAD if kind is BAD else ScorerSetting(kind=kind, at=at)
        if not isinstance(node, Table):
            return self.wrong(node, reader, f"kinds: {listed(tuple(SCORER_OPTIONS))}")
        kind_node = node.get("kind")
        if kind_node is None:
            if "kind" not in node.told:
                place = node.entries[0][0].place if node.entries else node.place
                advice = f"kinds: {listed(tuple(SCORER_OPTIONS))}"
                reader.file.tell(place, "missing-key", 'this scorer has no "kind"', advice)
            return BAD
        kind = _KINDS.read(kind_node, reader)
        if kind is BAD:
            return BAD
        form = SCORER_OPTIONS.get(kind)
        values = form.read(node, reader) if form else plain_options(node, reader, {"deadline": DEADLINE})
        if values is BAD:
            return BAD
        return ScorerSetting(kind=kind, options={key: part for key, part in values.items() if key != "kind"}, at=at)

    def schema(self) -> Schema:
        """Return one schema for each kind, told apart by `kind`."""
        known: list[Schema] = [{"type": "string", "examples": [DEFAULT, "encoder"]}]
        for kind, form in SCORER_OPTIONS.items():
            made = form.schema()
            made["properties"]["kind"] = {"const": kind}
            known.append(made)
        plugin = {
            "type": "object",
            "properties": {"kind": {"not": {"enum": list(SCORER_OPTIONS)}}},
            "required": ["kind"],
        }
        return {"anyOf": [*known, plugin]}
