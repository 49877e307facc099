"""Composer: YAML's events to nodes, one by one and without recursion, so that no depth and no alias costs more than its bound.

PyYAML's own composer recurses in C: thirty kilobytes of `[` end the process. Its parser does not, so the tree is built here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alertd.yamlform.findings import Place, short
from alertd.yamlform.hints import Trouble
from alertd.yamlform.lookalikes import SPACES
from alertd.yamlform.nodes import Node, Row, Table, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import yaml

    Tell = Callable[[Place, str, str, str], None]

#: Nodes of one file with aliases expanded; 1,000 rules are about 30,000. Beyond is a bomb or a mistake.
MOST_NODES = 200_000
#: How often aliases may repeat what was anchored, in nodes.
MOST_ALIASED = 10_000
DEEPEST = 60
#: What moves a terminal's cursor, or ends a text where a database or a mail reads on. YAML takes it only as an escape.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

#: A text without quotes, and behind it what YAML takes for a comment: a # that is glued to a word or a number.
_CUT = re.compile(r" (#\w\S*)")
_QUOTED = re.compile(r"[“”„«‘‚].+[“”»’‘]")
#: Faults that YAML itself has no objection to: warnings.
SURMISED = frozenset({"comment", "quotes"})


class TooMuchError(Exception):
    """A file that is deeper or larger than any that people write. is_bomb: by its aliases."""

    def __init__(self, trouble: Trouble, *, is_bomb: bool = False) -> None:
        super().__init__(trouble.text)
        self.trouble, self.is_bomb = trouble, is_bomb


class _Open:
    """A list or table that has not ended. size, height: of what stands in it already."""

    def __init__(self, event: yaml.CollectionStartEvent, place: Place) -> None:
        self.place, self.anchor, self.is_flow = place, event.anchor, bool(event.flow_style)
        self.is_table = hasattr(event, "implicit") and type(event).__name__ == "MappingStartEvent"
        self.parts: list[Node] = []
        self.entries: list[tuple[Text, Node]] = []
        self.told: set[str] = set()
        self.first: dict[str, Place] = {}
        self.key: Text | None = None  # the key whose value comes next
        self.is_key_next = True
        self.size = self.height = 1

    def node(self) -> Node:
        return Table(self.entries, self.place, frozenset(self.told)) if self.is_table else Row(self.parts, self.place)


class Composer:
    """Builds the nodes of one file. tell: takes a fault (place, name, text, advice). lines: the file's, to quote from."""

    def __init__(self, tell: Tell, lines: list[str]) -> None:
        self._tell, self._lines = tell, lines
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int, int]] = {}
        self._nodes = self._aliased = 0
        self._root: Node | None = None

    def compose(self, events: Iterable[yaml.Event]) -> Node | None:
        """Return the root, None for an empty file. Raises TooMuchError, and what the events raise."""
        import yaml

        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _wrong("but found another document", event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._begin(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._end()
            elif isinstance(event, yaml.ScalarEvent):
                text = Text(
                    event.value, _place(event), is_quoted=event.style in {"'", '"'}, is_block=event.style in {"|", ">"}
                )
                is_empty = not event.value and not text.is_quoted and not text.is_block and event.tag is None
                if is_empty and not self._open:
                    continue  # a file of comments
                self._count(1, 1, text.place)
                if found := _CONTROL.search(event.value):
                    said = f"an escape writes the invisible control character U+{ord(found[0]):04X} here"
                    self._tell(text.place, "syntax", said, "delete it; a text may have line breaks, no other controls")
                if not (text.is_quoted or text.is_block or is_empty):
                    self._surmise(text, event)
                self._put(text, 1, 1, event.anchor, is_empty=is_empty)
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
        return self._root

    def _surmise(self, text: Text, event: yaml.ScalarEvent) -> None:
        """Warn of a plain text that is probably not what was meant: cut at a #, or in quotes that YAML does not know."""
        end = event.end_mark
        if end is None:
            return
        line = self._lines[end.line] if end.line < len(self._lines) else ""
        cut = _CUT.match(line, end.column) if text.raw[:1].isalpha() else None
        if cut is not None:
            place = Place(end.line + 1, cut.start(1) + 1)
            whole = line[max(end.column - len(text.raw), 0) :].strip()
            said = f"YAML reads all from {short(cut[1], 30)} on as a comment, and the text ends before it"
            self._tell(
                place, "comment", said, f'put the whole text in quotes: "{whole[:60]}"; a comment has a blank: # ..'
            )
        elif _QUOTED.fullmatch(text.raw):
            said = f"{short(text.raw, 40)} has quotes of a text processor; YAML takes them for part of the text"
            self._tell(text.place, "quotes", said, f'write "{text.raw[1:-1]}", with the quotes of the keyboard')

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        opened = _Open(event, _place(event))
        self._open.append(opened)
        self._count(1, 1, opened.place)

    def _end(self) -> None:
        done = self._open.pop()
        self._put(done.node(), done.size, done.height, done.anchor)

    def _alias(self, event: yaml.AliasEvent) -> None:
        place = _place(event)
        if any(one.anchor == event.anchor for one in self._open):
            raise _bomb(place)
        found = self._anchors.get(event.anchor or "")
        if found is None:
            raise _wrong("found undefined alias", event)
        node, size, height = found
        self._aliased += size
        if self._aliased > MOST_ALIASED:
            raise _bomb(place)
        self._count(size, height, place)
        self._put(node, size, height, None)

    def _count(self, size: int, height: int, place: Place) -> None:
        self._nodes += size
        if len(self._open) + height > DEEPEST + 1:
            raise TooMuchError(Trouble(place, f"this is nested deeper than {DEEPEST} levels", "no file needs that"))
        if self._nodes > MOST_NODES:
            raise TooMuchError(Trouble(place, f"this file holds more than {MOST_NODES:,} values", "split it"))

    def _put(self, node: Node, size: int, height: int, anchor: str | None, *, is_empty: bool = False) -> None:
        """Give a finished node to what stands around it."""
        if anchor is not None:
            self._anchors[anchor] = (node, size, height)
        if not self._open:
            self._root = node
            return
        around = self._open[-1]
        around.size += size
        around.height = max(around.height, height + 1)
        if not around.is_table:
            around.parts.append(node)
        elif around.is_key_next:
            around.is_key_next = False
            around.key = self._key(around, node)
        else:
            around.is_key_next = True
            if around.key is not None and is_empty:
                self._tell_empty(around, around.key, node.place)
                around.told.add(around.key.raw)
            elif around.key is not None:
                around.entries.append((around.key, node))

    def _key(self, around: _Open, node: Node) -> Text | None:
        """Return a key; None for one that is told of, whose value is left out."""
        if not isinstance(node, Text):
            self._tell(node.place, "syntax", "a key must be one word, not a list or a table", "")
            return None
        earlier = around.first.setdefault(node.raw, node.place)
        if earlier is not node.place:
            text = f"{short(node.raw)} stands here twice; it is on line {earlier.line} already"
            self._tell(node.place, "duplicate-key", text, "keep one of them: YAML would silently take the last")
            return None
        return node

    def _tell_empty(self, around: _Open, key: Text, place: Place) -> None:
        line = self._lines[place.line - 1] if place.line <= len(self._lines) else ""
        rest = line[place.column - 1 :].strip()
        word = short(key.raw)
        if around.is_flow:
            is_braced = re.search(rf"\{{\s*{re.escape(key.raw)}\s*\}}", line)
            before = line[: key.place.column - 1].rstrip().removesuffix(",").rpartition(" ")[2].lstrip("{")
            advice = f'a comma splits the value here; quote the whole of it: "{before},{key.raw}"'
            if re.fullmatch(r"[\w-]+", before) and re.fullmatch(r"[a-z][\w-]*", key.raw):
                advice = f'a list stands in brackets: [{before}, {key.raw}]; one text with a comma in quotes: "{before},{key.raw}"'
            advice = advice if before and ":" not in before else "give it a value, or quote the text that has the comma"
            number = _split_number(around, before, key.raw)
            if number is not None:
                advice = number
            elif odd := re.fullmatch(rf"([a-z_]+):[{''.join(SPACES)}]+(\S.*)", key.raw):
                advice = f"{SPACES[key.raw[odd.end(1) + 1]]} stands behind the colon; type the space anew: {odd[1]}: {odd[2]}"
            elif re.fullmatch(r"[a-z_]+:\S.*", key.raw):
                name, _, value = key.raw.partition(":")
                advice = f"a space is missing behind the colon: write {name}: {value}"
            equals = re.fullmatch(r"([a-z_]+)\s*=\s*(\S.*)", key.raw)
            if equals:
                advice = f'a key and its value are joined by ": ": write {equals[1]}: {equals[2]}'
            elif is_braced:
                advice = f'as a text it must stand in quotes: "{{{key.raw}}}"; as a key it needs a value'
        elif rest.startswith("#"):
            advice = f'YAML reads {short(rest, 30)} as a comment; put it in quotes: {key.raw}: "{rest.split()[0][:40]}"'
        else:
            advice = "give it a value, indent the lines that belong to it, or take the key away"
        self._tell(key.place, "no-value", f"{word} has no value", advice)


def _split_number(around: _Open, before: str, after: str) -> str | None:
    """Return what to write for a number that a comma split in two; the part before the comma is then no fault of its own."""
    if not re.fullmatch(r"\d{1,3}", before) or not re.match(r"\d", after):
        return None
    last = around.entries[-1][1] if around.entries else None
    if isinstance(last, Text) and last.raw == before:
        last.is_cut = True
    if re.fullmatch(r"\d{3}", after):
        return f"no comma between thousands: {before}{after}; a fraction has a point: {before}.{after}"
    return f"a fraction has a point: write {before}.{after}"


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return Place(1, 1) if mark is None else Place(mark.line + 1, mark.column + 1)


def _wrong(problem: str, event: yaml.Event) -> yaml.YAMLError:
    """Return the error that PyYAML's own composer raises, for which there are words already."""
    import yaml

    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)  # type: ignore[arg-type]  # stubs: C marks


def _bomb(place: Place) -> TooMuchError:
    advice = 'write it out, or use "defaults" for what rules share'
    return TooMuchError(Trouble(place, "aliases (*name) repeat too much here", advice), is_bomb=True)
