"""Shapes: what may stand where, as values. One declaration reads a file, words its faults, and makes the JSON Schema.

A shape's `read` returns BAD after telling what is wrong, so that reading goes on and one run finds every fault.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from typing import Any, Final

from alertd.yamlform.findings import listed, meant, short
from alertd.yamlform.lookalikes import oddity, plain
from alertd.yamlform.nodes import Node, Row, Table, Text
from alertd.yamlform.secrets import UnresolvedError, Vault
from alertd.yamlform.source_file import SourceFile
from alertd.yamlform.units import WrongUnitError


class Bad(enum.Enum):
    """Stands for a value whose fault has been told."""

    BAD = 0


BAD: Final = Bad.BAD
Schema = dict[str, Any]


class Reader:
    """What shapes read with: the file to tell faults of, and the vault for `${NAME}` (None: references are plain text)."""

    def __init__(self, file: SourceFile, vault: Vault | None = None) -> None:
        self.file = file
        self.vault = vault

    def resolved(self, node: Text, quote: Callable[[str, int], str] | None = None) -> str | Bad:
        """Return a text with its references filled in; `quote` fits each to its place (see Vault.resolve)."""
        if self.vault is None or not self.vault.has_reference(node.raw):
            return node.raw
        try:
            return self.vault.resolve(node.raw, quote)
        except UnresolvedError as error:
            self.file.tell(node.place, "unresolved", str(error), error.advice)
            return BAD

    def is_unread(self, node: Text) -> bool:
        """Whether a text stands for a secret that nobody needs here: what it would be is not looked at."""
        return self.vault is not None and not self.vault.needs_secrets and self.vault.has_reference(node.raw)


class Shape:
    """What may stand in one place."""

    what: str = "a value"  #: in messages: "must be ..."

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        raise NotImplementedError

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted."""
        raise NotImplementedError

    def takes(self, raw: str) -> bool:  # noqa: ARG002 - of most shapes nobody asks
        """Whether a text is surely one of these, and not just any text."""
        return False

    def wrong(self, node: Node, reader: Reader, advice: str = "") -> Any:
        """Tell that another kind of node stands here."""
        found = "a list" if isinstance(node, Row) else "a table of keys" if isinstance(node, Table) else short(node.raw)
        reader.file.tell(node.place, "wrong-type", f"{found} stands where {self.what} must", advice)
        return BAD


class Scalar(Shape):
    """A text that `parse` turns into a value; its ValueError is the fault. longest: more characters are a mistake, or a bomb."""

    def __init__(
        self,
        what: str,
        parse: Callable[[str], Any] = str,
        *,
        pattern: str | None = None,
        example: str = "",
        longest: int = 2_000,
    ) -> None:
        self.what = what
        self._parse = parse
        self._pattern = pattern
        self._example = example
        self._longest = longest

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if not isinstance(node, Text):
            return self.wrong(node, reader, self._instead_of(node))
        if node.is_cut:
            return BAD  # a comma split it: told at what stands behind the comma
        raw = reader.resolved(node)
        if raw is BAD:
            return BAD
        if len(raw) > self._longest:
            text = f"{self.what} has at most {self._longest:,} characters, and this has {len(raw):,}"
            reader.file.tell(node.place, "too-long", text, "shorten it")
            return BAD
        try:
            return self._parse(raw)
        except WrongUnitError as error:
            # What an environment variable holds may be a secret: speak of the variable instead.
            text = str(error) if raw == node.raw else f"{short(node.raw)} does not stand for {self.what}"
            odd = oddity(node.raw) if raw == node.raw else None
            text = f'{short(node.raw)} is not {self.what}: {odd}; did you mean "{self._clean(raw)}"?' if odd else text
            place = node.within(error.at) if raw == node.raw and not odd else node.place
            if error.taken is not None:
                reader.file.warn(place, "odd-name", text, error.advice)
                return error.taken
            reader.file.tell(place, "bad-value", text, error.advice)
        except ValueError as error:
            reader.file.tell(node.place, "bad-value", f"{short(node.raw)}: {error}", "")
        return BAD

    def takes(self, raw: str) -> bool:
        """Whether a text is surely one of these: any text is a name, and says nothing."""
        return self._parses(raw) and not self._parses("?!")

    def _parses(self, raw: str) -> bool:
        try:
            self._parse(raw)
        except ValueError:
            return False
        return True

    def _clean(self, raw: str) -> str:
        """Return what was meant by a text with look-alikes in it, as its kind is written."""
        meant = plain(raw)
        try:
            self._parse(meant)
        except WrongUnitError as error:
            return error.better or meant
        except ValueError:
            return meant
        return meant

    def _instead_of(self, node: Node) -> str:
        if isinstance(node, Row) and len(node.nodes) == 1 and isinstance(node.nodes[0], Text):
            return f"write it without brackets: {node.nodes[0].raw[:40]}"
        if isinstance(node, Row) and len(node.nodes) > 1:
            return f"only one stands here{': write it as ' + self._example if self._example else ''}"
        return f"write it as {self._example}" if self._example else ""

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted."""
        # Editors type what is unquoted: a count is a number to them, "no" a boolean; what has a unit is always text.
        made: Schema = {"type": "string" if self._pattern else ["string", "number", "boolean"]}
        if self._pattern:
            made["pattern"] = self._pattern
        if self._example:
            made["examples"] = [self._example]
        return made


class OneOf(Shape):
    """One of a few words."""

    def __init__(self, what: str, *words: str, values: Mapping[str, Any] | None = None) -> None:
        self.what = what
        self._values: Mapping[str, Any] = values or {word: word for word in words}

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if not isinstance(node, Text):
            alone = node.nodes[0] if isinstance(node, Row) and len(node.nodes) == 1 else None
            if isinstance(alone, Text) and alone.raw in self._values:
                return self.wrong(node, reader, f"write it without brackets: {alone.raw}")
            return self.wrong(node, reader, f"one of: {listed(tuple(self._values))}")
        if node.raw in self._values:
            return self._values[node.raw]
        text = f"{short(node.raw)} is not {self.what}{meant(node.raw, self._values)}"
        reader.file.tell(node.place, "bad-value", text, f"one of: {listed(tuple(self._values))}")
        return BAD

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted."""
        return {"enum": [_typed(word) for word in self._values]}


def _typed(word: str) -> str | bool | int:
    """Return the word as a JSON Schema validator will see it after YAML typed it."""
    return {"true": True, "false": False}.get(word, int(word) if word.isdigit() else word)


YES_NO = OneOf("true or false", values={"true": True, "false": False, "yes": True, "no": False})


class PluginKind(Shape):
    """A kind that is ours, or the name of an installed plug-in."""

    def __init__(self, what: str, own: tuple[str, ...], group: str) -> None:
        self.what = what
        self._own = own
        self._group = group

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if not isinstance(node, Text):
            return self.wrong(node, reader, f"one of: {listed(self._own)}")
        if node.raw in self._own:
            return node.raw
        from importlib.metadata import entry_points  # slow; only a kind that is not ours pays

        known = (*self._own, *sorted({point.name for point in entry_points(group=self._group)} - set(self._own)))
        if node.raw in known:
            return node.raw
        text = f"{short(node.raw)} is not {self.what}{meant(node.raw, known)}"
        reader.file.tell(node.place, "unknown-kind", text, f"one of: {listed(known)}")
        return BAD

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted."""
        return {"type": "string", "examples": list(self._own)}


class ListOf(Shape):
    """A list; where `is_lenient`, one value alone is a list of one."""

    def __init__(self, part: Shape, *, is_lenient: bool = False, is_prose: bool = False, fewest: int = 1) -> None:
        self.part = part
        self._is_prose = is_prose
        self.what = f"a list of {part.what}"
        self._is_lenient = is_lenient
        self._fewest = fewest

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if not isinstance(node, Row):
            # "acme, globex" without brackets is one text to YAML, and a term that nobody ever wrote.
            is_split = isinstance(node, Text) and "," in node.raw and not (node.is_quoted or self._is_prose)
            if self._is_lenient and isinstance(node, Text) and not is_split:
                value = self.part.read(node, reader)
                return BAD if value is BAD else (value,)
            raw = node.raw if isinstance(node, Text) else "..."
            return self.wrong(node, reader, f"write it in brackets: [{raw[:40]}]")
        if len(node.nodes) < self._fewest:
            reader.file.tell(node.place, "empty-list", f"this list is empty; {self.what} must stand here", "")
            return BAD
        values = [self.part.read(part, reader) for part in node.nodes]
        return BAD if any(value is BAD for value in values) else tuple(values)

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted."""
        made: Schema = {"type": "array", "items": self.part.schema()}
        if self._fewest:
            made["minItems"] = self._fewest
        return {"anyOf": [made, self.part.schema()]} if self._is_lenient else made


class MapOf(Shape):
    """A table whose keys are names that the author chooses."""

    def __init__(self, part: Shape, what: str, key: Callable[[str], str] = str, *, example: str = "") -> None:
        self.part = part
        self.what = what
        self.example = example  #: a name that may stand there, for advice
        self._key = key

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if not isinstance(node, Table):
            said = node.raw if isinstance(node, Text) else "[..]"
            named = f"write {{{self.example}: {said[:60]}}}" if self.example else ""
            dashed = "take the dashes away: each begins with its name and a colon, what belongs to it two spaces deeper"
            return self.wrong(node, reader, named or (dashed if isinstance(node, Row) else ""))
        values: dict[str, Any] = {}
        is_bad = False
        for key, part in node:
            value = self.part.read(part, reader)
            try:
                name = self._key(key.raw)
            except WrongUnitError as error:
                reader.file.tell(key.place, "bad-value", str(error), error.advice)
                is_bad = True
                continue
            is_bad |= value is BAD
            if value is not BAD:
                values[name] = value
        return BAD if is_bad else values

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted."""
        return {"type": "object", "additionalProperties": self.part.schema()}
