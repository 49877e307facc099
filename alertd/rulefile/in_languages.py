"""A text a language: `name: Storm`, or `name: {en: Storm, tr: Fırtına}`."""

from __future__ import annotations

from typing import Any

from alertd.yamlform.amounts import language
from alertd.yamlform.nodes import Node, Table
from alertd.yamlform.shapes import BAD, MapOf, Reader, Schema, Shape


class InLanguages(Shape):
    """One value for everybody, or a table of one each language. Read as {"": value}, or {language: value} in the file's order."""

    def __init__(self, part: Shape) -> None:
        self.part = part
        self.what = part.what
        self._table = MapOf(part, f"{part.what} by language", language)

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the values by language, or BAD after telling why."""
        if isinstance(node, Table):
            if not node.entries:
                return self.wrong(node, reader)
            return self._table.read(node, reader)
        value = self.part.read(node, reader)
        return BAD if value is BAD else {"": value}

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted."""
        return {"anyOf": [self.part.schema(), self._table.schema()]}


def common(by_language: dict[str, Any]) -> Any:
    """Return what whoever reads another language gets: the one for everybody, the English one, or the first.

    >>> common({"tr": "Fırtına", "en": "Storm"}), common({"tr": "Fırtına"})
    ('Storm', 'Fırtına')
    """
    return next((by_language[code] for code in ("", "en") if code in by_language), next(iter(by_language.values())))
