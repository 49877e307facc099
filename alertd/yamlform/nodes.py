"""Nodes: a YAML file as tables, rows and texts, each with its place, no scalar yet given a type.

YAML 1.1 types scalars behind the author's back: 22:00 becomes 1320, +15551234567 loses its plus, `no` becomes false, 0123
becomes 83. So nothing here is typed: each scalar is the text that was written, and the schema decides what it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from alertd.yamlform.findings import Place


class Text:
    """A scalar as it was written. is_cut: a comma ended it in the middle of a number, which has been told."""

    __slots__ = ("is_block", "is_cut", "is_quoted", "place", "raw")

    def __init__(self, raw: str, place: Place, *, is_quoted: bool = False, is_block: bool = False) -> None:
        self.raw = raw
        self.place = place
        self.is_quoted = is_quoted
        self.is_block = is_block
        self.is_cut = False

    def within(self, at: int) -> Place:
        """Return the place of a character of it: the text's own where it is folded or escaped, so that nobody could count."""
        if self.is_block or "\n" in self.raw:
            return self.place
        return Place(self.place.line, self.place.column + at + self.is_quoted) if at else self.place


class Row:
    """A list."""

    __slots__ = ("nodes", "place")

    def __init__(self, nodes: list[Node], place: Place) -> None:
        self.nodes = nodes
        self.place = place


class Table:
    """A mapping; keys are texts with their own places. told: keys without a value, whose fault has been told."""

    __slots__ = ("entries", "place", "told")

    def __init__(self, entries: list[tuple[Text, Node]], place: Place, told: frozenset[str] = frozenset()) -> None:
        self.entries = entries
        self.place = place
        self.told = told

    def __iter__(self) -> Iterator[tuple[Text, Node]]:
        """Walk keys with their values, in the author's order."""
        return iter(self.entries)

    def get(self, name: str) -> Node | None:
        """Return what stands under a key."""
        return next((node for key, node in self.entries if key.raw == name), None)

    def key(self, name: str) -> Text | None:
        """Return the key itself, for its place."""
        return next((key for key, _ in self.entries if key.raw == name), None)


Node = Text | Row | Table


def inside(node: Node | None, *path: str | int) -> Node | None:
    """Follow keys and numbers down; None where the way ends."""
    for step in path:
        if isinstance(node, Table):
            node = node.get(str(step))
        elif isinstance(node, Row) and isinstance(step, int) and step < len(node.nodes):
            node = node.nodes[step]
        else:
            return None
    return node
