"""Forms: tables whose keys are known, declared once for reading, for faults and for the JSON Schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alertd.yamlform.findings import listed, meant, nearest, short
from alertd.yamlform.nodes import Node, Row, Table, Text
from alertd.yamlform.shapes import BAD, ListOf, Reader, Schema, Shape


class Key:
    """One key of a table. says: one line for docs and editors. default: in words; empty where there is none.

    names: what is declared elsewhere and named here ("watch", "source", "hours"); besides: words that may stand there too.
    """

    __slots__ = ("besides", "default", "is_required", "name", "names", "says", "shape")

    def __init__(
        self,
        name: str,
        shape: Shape,
        says: str,
        *,
        default: str = "",
        is_required: bool = False,
        names: str = "",
        besides: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.shape = shape
        self.says = says
        self.default = default
        self.is_required = is_required
        self.names = names
        self.besides = besides


Build = Callable[[Table, dict[str, Any], Reader], Any]


class Form(Shape):
    """A table with known keys. `build` makes its value of what was read; it may tell faults and return BAD.

    name: in messages, "is not a key of NAME". rest: the shape of keys that are not listed (people's channels).
    """

    def __init__(self, name: str, keys: tuple[Key, ...], build: Build) -> None:
        self.name = name
        self.keys = {key.name: key for key in keys}
        self.what = f"{name} with its keys"
        self._build = build

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if not isinstance(node, Table):
            return self.wrong(node, reader, self._instead_of(node) or f"keys: {listed(tuple(self.keys))}")
        before = reader.file.faults.errors
        values = self.values(node, reader)
        if values is BAD or reader.file.faults.errors > before or node.told:
            # `build` must not guess at what is missing, but its own faults wait: they often only follow from these.
            return BAD
        return self._build(node, values, reader)

    def _instead_of(self, node: Node) -> str:
        """Return what to write where one value stands for the whole table: under the first key that takes it."""
        if isinstance(node, Row):
            lists = [key.name for key in self.keys.values() if isinstance(key.shape, ListOf)]
            said = ", ".join(part.raw for part in node.nodes if isinstance(part, Text))
            if lists and not said:
                return f"write {lists[0]}: on a line of its own, and the list two spaces deeper"
            return f"write {self.name}: {{{lists[0]}: [{said[:60]}]}}" if lists else ""
        if not isinstance(node, Text) or node.is_cut:
            return ""
        for key in self.keys.values():
            if key.shape.takes(node.raw):
                return f"write {self.name}: {{{key.name}: {node.raw[:60]}}}"
        required = [key.name for key in self.keys.values() if key.is_required]
        return f"write {{{required[0]}: {node.raw[:60]}}}" if len(required) == 1 else ""

    def values(self, node: Table, reader: Reader) -> Any:
        """Read every key; tell unknown and missing ones. Returns the values by key, or BAD where one of them is."""
        values: dict[str, Any] = {}
        is_bad = False
        for key, part in node:
            known = self.keys.get(key.raw)
            if known is None:
                self.tell_unknown(key, reader)
                continue
            value = known.shape.read(part, reader)
            is_bad |= value is BAD
            values[key.raw] = value
        present = {key.raw for key, _ in node} | node.told
        for known in self.keys.values():
            if known.is_required and known.name not in present and not self._is_misspelt(known.name, present):
                place = node.entries[0][0].place if node.entries else node.place
                text = f'{self.name} has no "{known.name}"'
                reader.file.tell(place, "missing-key", text, f"{known.name}: {known.says}")
        return BAD if is_bad else values

    def _is_misspelt(self, name: str, present: set[str]) -> bool:
        """Whether an unknown key was probably meant for it: one mistake is told once."""
        return any(nearest(word, self.keys) == name for word in present if word not in self.keys)

    def tell_unknown(self, key: Text, reader: Reader, more: tuple[str, ...] = ()) -> None:
        """Tell of a key that nobody reads."""
        known = (*self.keys, *more)
        text = f"{short(key.raw)} is not a key of {self.name}{meant(key.raw, known)}"
        advice = f"keys: {listed(known)}"
        if key.raw == "<<":
            advice = 'merge keys are not read; "defaults" shares keys among rules'
        reader.file.tell(key.place, "unknown-key", text, advice)

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted."""
        properties = {}
        for key in self.keys.values():
            made = dict(key.shape.schema())
            made["description"] = key.says + (f" (default: {key.default})" if key.default else "")
            properties[key.name] = made
        whole: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        required = [key.name for key in self.keys.values() if key.is_required]
        if required:
            whole["required"] = required
        return whole


def plain(value: Any, **renamed: str) -> Build:
    """Build a value whose fields are named like the keys; renamed: key to field, where they are not."""

    def build(_table: Table, values: dict[str, Any], _reader: Reader) -> Any:
        return value(**{renamed.get(key, key): part for key, part in values.items() if part is not None})

    return build
