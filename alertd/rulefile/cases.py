"""Cases: rule tests as people write them beside their rules, read to values. The runner plays them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alertd.model.value import Value
from alertd.rulefile.happenings import Expected, Given, Recorded
from alertd.rulefile.story_lines import GIVEN_FORMS, expected, given
from alertd.yamlform import scalars
from alertd.yamlform.findings import short
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Node, Row, Table, Text
from alertd.yamlform.scalars import NAME
from alertd.yamlform.shapes import BAD, ListOf, Reader, Scalar, Shape
from alertd.yamlform.source_file import SourceFile
from alertd.yamlform.units import WrongUnitError

MONDAY = date(2026, 1, 5)  #: day 1 of a story that names none: rules that know weekdays see the same one in every run


class Story(Value, frozen=True, kw_only=True):
    """One test: what happens, and whom it pages. line: where it stands. seed: makes it repeatable.

    begins: the date of day 1, None: a Monday in January 2026. timezone: of the clocks.
    """

    name: str
    given: tuple[Given, ...]
    expect: tuple[Expected, ...]
    seed: int = 1
    line: int = 1
    begins: date | None = None
    timezone: str = "UTC"

    @property
    def midnight(self) -> datetime:
        """When day 1 begins."""
        return datetime.combine(self.begins or MONDAY, time(0), ZoneInfo(self.timezone))

    def instant(self, clock: time, day: int = 1) -> datetime:
        """Return a clock of a day as an instant."""
        midnight = self.midnight
        return datetime.combine(midnight.date() + timedelta(days=day - 1), clock, midnight.tzinfo).astimezone(UTC)

    @property
    def ends(self) -> datetime:
        """When its last day ends."""
        last = max((one.day for one in (*self.given, *self.expect) if hasattr(one, "day")), default=1)
        return self.instant(time(0), last + 1)


class StoryFile:
    """A test file's stories, and its nodes for faults that need the rules. faulty: stories that were told of and left out."""

    def __init__(
        self, file: SourceFile, stories: tuple[Story, ...], nodes: tuple[Table, ...], faulty: tuple[Table, ...] = ()
    ) -> None:
        self.file = file
        self.stories = stories
        self.nodes = nodes
        self.faulty = faulty


_RECORDED = Form(
    "given",
    (
        Key("file", NAME, "mentions, one JSON object a line", is_required=True),
        Key("at", scalars.CLOCK, "when the first of them comes", default="at its own time of day, on day 1"),
        Key("day", scalars.SOME, "on which day", default="1"),
    ),
    scalars.as_dict,
)


class _GivenShape(Shape):
    what = "a line of given"
    _line = Scalar("a line of given", given, example=GIVEN_FORMS[1])

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if isinstance(node, Table):
            first = node.entries[0][0] if node.entries else None
            if first is not None and first.raw.startswith("at "):
                text = "a line with a colon and a space must stand in quotes"
                reader.file.tell(first.place, "bad-value", text, f"write '{first.raw[:50]}: ...'")
                return BAD
            values = _RECORDED.read(node, reader)
            return BAD if values is BAD else Recorded(**values)
        return self._line.read(node, reader)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what is accepted."""
        return {"anyOf": [self._line.schema(), _RECORDED.schema()]}


def _day(raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise WrongUnitError(f"{short(raw)} is not a date", "write 2026-12-24") from None


STORY = Form(
    "story",
    (
        Key("story", NAME, "what it shows", is_required=True),
        Key("given", ListOf(_GivenShape()), "what happens", is_required=True),
        Key(
            "expect",
            ListOf(Scalar("a line of expect", expected, example="nothing else")),
            "whom it pages",
            is_required=True,
        ),
        Key("seed", scalars.COUNT, "makes chance repeatable", default="1"),
        Key("begins", Scalar("a date", _day, example="2026-12-24"), "the date of day 1", default="a Monday"),
        Key("timezone", scalars.ZONE, "of its clocks", default="UTC"),
    ),
    scalars.as_dict,
)


def read_stories(file: SourceFile) -> StoryFile:
    """Read a test file; faulty stories are told of and left out."""
    reader = Reader(file)
    if not isinstance(file.root, Row):
        if file.root is not None:
            file.tell(
                file.root.place, "wrong-type", "a rule-test file is a list of stories", 'begin with "- story: ..."'
            )
        return StoryFile(file, (), ())
    found: list[tuple[Story, Table]] = []
    faulty: list[Table] = []
    for node in file.root.nodes:
        values = STORY.read(node, reader)
        if not isinstance(node, Table):
            continue
        if values is BAD:
            faulty.append(node)
            continue
        story = Story(
            name=values["story"],
            given=values["given"],
            expect=values["expect"],
            seed=values.get("seed", 1),
            begins=values.get("begins"),
            timezone=values.get("timezone", "UTC"),
            line=node.place.line,
        )
        found.append((story, node))
    return StoryFile(file, tuple(story for story, _ in found), tuple(node for _, node in found), tuple(faulty))


def expected_of(node: Table) -> Iterator[tuple[Text, Expected]]:
    """Yield the lines of `expect` that can be read in a story that has faults elsewhere."""
    row = node.get("expect")
    for line in row.nodes if isinstance(row, Row) else ():
        if isinstance(line, Text):
            with suppress(WrongUnitError):
                yield line, expected(line.raw)


def line_node(story: Table, part: str, number: int) -> Text | None:
    """Return the line of a story, for its place."""
    row = story.get(part)
    node = row.nodes[number] if isinstance(row, Row) and number < len(row.nodes) else None
    return node if isinstance(node, Text) else None
