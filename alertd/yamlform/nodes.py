"""Nodes: a YAML file as tables, rows and texts, each with its place, no scalar yet given a type.

YAML 1.1 types scalars behind the author's back: 22:00 becomes 1320, +15551234567 loses its plus, `no` becomes false, 0123
becomes 83. So nothing here is typed: each scalar is the text that was written, and the schema decides what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from alertd.yamlform.findings import LONGEST, Faults, Finding, Level, Place, masked, short
from alertd.yamlform.hints import Trouble, trouble_of

if TYPE_CHECKING:
    import yaml

#: Nodes of one file after aliases were expanded; 1,000 rules are about 30,000. Beyond is a bomb or a mistake.
MOST_NODES = 200_000
#: How often aliases may repeat what was anchored, in nodes.
MOST_ALIASED = 10_000
DEEPEST = 60


class Text:
    """A scalar as it was written."""

    __slots__ = ("is_block", "is_quoted", "place", "raw")

    def __init__(self, raw: str, place: Place, *, is_quoted: bool = False, is_block: bool = False) -> None:
        self.raw = raw
        self.place = place
        self.is_quoted = is_quoted
        self.is_block = is_block


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


class SourceFile:
    """One file: its text, its nodes, and how to speak of a place in it.

    shown: the path as people see it, relative to the current folder. root: None where the syntax failed.
    """

    def __init__(self, path: Path, shown: str, text: str, faults: Faults) -> None:
        self.path = path
        self.shown = shown
        self.faults = faults
        self.lines = text.split("\n")
        self.root: Node | None = None
        self.root = _composed(text, self)

    def tell(self, place: Place, name: str, text: str, advice: str = "", *, level: Level = Level.ERROR) -> None:
        """Add a finding at a place of this file."""
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        self.faults.add(
            Finding(
                path=self.shown,
                line=place.line,
                column=place.column,
                level=level,
                name=name,
                text=masked(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"),
                advice=masked(advice),
                shown=masked(line.rstrip("\r")),
            )
        )

    def warn(self, place: Place, name: str, text: str, advice: str = "") -> None:
        """Add a warning at a place of this file."""
        self.tell(place, name, text, advice, level=Level.WARNING)


def read_file(path: Path, shown: str, faults: Faults) -> SourceFile:
    """Read a file to nodes; what cannot be read is a finding, and its root None. Raises OSError where there is no file."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = raw[: error.start].decode("utf-8", "replace")
        file = SourceFile(path, shown, "", faults)
        file.lines = good.split("\n")
        place = Place(good.count("\n") + 1, len(good) - good.rfind("\n"))
        file.tell(place, "encoding", "this file is not UTF-8 here", "save it as UTF-8")
        return file
    return SourceFile(path, shown, text.replace("\r\n", "\n"), faults)


def _composed(text: str, file: SourceFile) -> Node | None:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times faster, both are safe
    try:
        root = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        trouble = trouble_of(error, text)
        file.tell(trouble.place, "syntax", trouble.text, trouble.advice)
        return None
    except RecursionError:
        file.tell(Place(1, 1), "syntax", "this file is nested too deeply", "")
        return None
    if root is None:
        return None
    try:
        return _Converter(file).convert(root, 0)
    except _TooMuchError as error:
        file.tell(error.trouble.place, "aliases", error.trouble.text, error.trouble.advice)
        return None


class _TooMuchError(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.text)
        self.trouble = trouble


def _place(node: yaml.Node) -> Place:
    mark = node.start_mark
    return Place(mark.line + 1, mark.column + 1)


class _Converter:
    """Turns PyYAML's nodes to ours, counting, for an alias may repeat a large part many times (or itself)."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self._seen: set[int] = set()
        self._nodes = 0
        self._aliased = 0

    def convert(self, node: yaml.Node, depth: int) -> Node:
        import yaml

        place = _place(node)
        self._count(node, place, depth)
        if isinstance(node, yaml.MappingNode):
            told: set[str] = set()
            return Table(self._entries(node, depth, told), place, frozenset(told))
        if isinstance(node, yaml.SequenceNode):
            return Row([self.convert(part, depth + 1) for part in node.value], place)
        style = getattr(node, "style", None)  # only scalars are left here
        return Text(node.value, place, is_quoted=style in {"'", '"'}, is_block=style in {"|", ">"})

    def _count(self, node: yaml.Node, place: Place, depth: int) -> None:
        self._nodes += 1
        if id(node) in self._seen:
            self._aliased += 1
        self._seen.add(id(node))
        if depth > DEEPEST or self._nodes > MOST_NODES or self._aliased > MOST_ALIASED:
            advice = 'write it out, or use "defaults" for what rules share'
            raise _TooMuchError(Trouble(place, "aliases (*name) repeat too much here", advice))

    def _entries(self, node: yaml.MappingNode, depth: int, told: set[str]) -> list[tuple[Text, Node]]:
        import yaml

        entries: list[tuple[Text, Node]] = []
        first: dict[str, Place] = {}
        for key, value in node.value:
            place = _place(key)
            if not isinstance(key, yaml.ScalarNode):
                self._file.tell(place, "syntax", "a key must be one word, not a list or a table", "")
                continue
            if key.value in first:
                text = f"{short(key.value)} stands here twice; it is on line {first[key.value].line} already"
                self._file.tell(place, "duplicate-key", text, "keep one of them: YAML would silently take the last")
                continue
            first[key.value] = place
            if self._is_empty(value):
                self._tell_empty(key, value, node)
                told.add(key.value)
                continue
            entries.append((Text(key.value, place, is_quoted=key.style in {"'", '"'}), self.convert(value, depth + 1)))
        return entries

    @staticmethod
    def _is_empty(value: yaml.Node) -> bool:
        is_plain = getattr(value, "style", None) not in {"'", '"'}
        return value.tag == "tag:yaml.org,2002:null" and not value.value and is_plain

    def _tell_empty(self, key: yaml.ScalarNode, value: yaml.Node, table: yaml.MappingNode) -> None:
        line = self._file.lines[value.start_mark.line] if value.start_mark.line < len(self._file.lines) else ""
        rest = line[value.start_mark.column :].strip()
        word = short(key.value)
        if table.flow_style:
            before = line[: key.start_mark.column].rstrip().removesuffix(",").rpartition(" ")[2].lstrip("{")
            advice = f'a comma splits the value here; quote the whole of it: "{before},{key.value}"'
            advice = advice if before and ":" not in before else "give it a value, or quote the text that has the comma"
        elif rest.startswith("#"):
            advice = (
                f'YAML reads {short(rest, 30)} as a comment; put it in quotes: {key.value}: "{rest.split()[0][:40]}"'
            )
        else:
            advice = "give it a value, indent the lines that belong to it, or take the key away"
        self._file.tell(_place(key), "no-value", f"{word} has no value", advice)
