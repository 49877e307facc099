"""Term: how one that is looked for is written: a name, or a search of several parts whose faults are told at their letter."""

from __future__ import annotations

from typing import Any

from alertd.intake.terms.parse import TermError, parse
from alertd.intake.terms.tree import Field, below
from alertd.yamlform.amounts import language
from alertd.yamlform.findings import Place
from alertd.yamlform.nodes import Node, Table, Text
from alertd.yamlform.scalars import TEXT
from alertd.yamlform.shapes import BAD, ListOf, Reader, Schema, Shape
from alertd.yamlform.units import WrongUnitError


class Term(Shape):
    """A name, or a search: acme AND (recall OR "caught fire")."""

    what = "a term"

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the term as it was written, or BAD after telling why."""
        if isinstance(node, Table) and node.told and not node.entries:
            return BAD  # {Gap} without quotes: told as a key without a value
        raw = TEXT.read(node, reader)
        if raw is BAD or not isinstance(node, Text):
            return BAD
        try:
            tree = parse(raw)
            for part in below(tree):
                if isinstance(part, Field) and part.name == "lang":
                    language(part.value)
        except TermError as error:
            reader.file.tell(_place(node, error.at, reader), "bad-term", str(error), error.advice)
            return BAD
        except WrongUnitError as error:
            at = max(node.raw.find("lang:"), 0) + len("lang:")
            reader.file.tell(_place(node, at, reader), "bad-term", str(error), error.advice)
            return BAD
        return raw

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted."""
        return TEXT.schema()


def _place(node: Text, at: int, reader: Reader) -> Place:
    """Return where a letter of a text stands; where YAML wrote it otherwise (escapes, several lines), where the text begins."""
    first = node.place.column - 1 + node.is_quoted
    lines = reader.file.lines
    line = lines[node.place.line - 1] if node.place.line <= len(lines) else ""
    return Place(node.place.line, first + at + 1) if line.startswith(node.raw, first) else node.place


TERM = Term()
TERMS = ListOf(TERM, is_lenient=True)
TERMS_OR_NONE = ListOf(TERM, is_lenient=True, fewest=0)
