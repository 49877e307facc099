"""Cases: rule tests as people write them beside their rules, read to values. The runner plays them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alertd.model.value import Value
from alertd.yamlform import scalars
from alertd.yamlform.amounts import language
from alertd.yamlform.clocks import clock
from alertd.yamlform.findings import listed, short
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Node, Row, Table, Text
from alertd.yamlform.scalars import NAME
from alertd.yamlform.shapes import BAD, ListOf, Reader, Scalar, Shape
from alertd.yamlform.source_file import SourceFile
from alertd.yamlform.units import WrongUnitError, count, span

MONDAY = date(2026, 1, 5)  #: day 1 of a story that names none: rules that know weekdays see the same one in every run
SOMEBODY = "somebody"  #: whoever was told last
#: angry and glad are what people say; the others are the scorer's words.
MOODS = {"angry": "negative", "negative": "negative", "neutral": "neutral", "glad": "positive", "positive": "positive"}


class Background(Value, frozen=True, kw_only=True, tag="background"):
    """An even flow: `per_hour` mentions for `lasting` before day 1, going on through the story. like: a file of texts.

    What it pages before day 1 is not the story's: a rarity of 30d means that an even flow too pages now and then.
    """

    lasting: timedelta
    per_hour: float
    mood: str = "neutral"
    language: str = "en"
    like: str | None = None


class Burst(Value, frozen=True, kw_only=True, tag="burst"):
    """Many mentions at once. day counts from 1. copies: all of one text. text: what all of them say, found by the watch's terms.

    mood: None where the scorer judges the text.
    """

    at: time
    mentions: int
    over: timedelta
    authors: int
    day: int = 1
    mood: str | None = "neutral"
    copies: bool = False
    text: str | None = None


class Acknowledgement(Value, frozen=True, kw_only=True, tag="acknowledgement"):
    """A person acknowledges what is open; `somebody`: whoever was told last."""

    at: time
    person: str
    day: int = 1


class SourceTurn(Value, frozen=True, kw_only=True, tag="source"):
    """A source stops or returns."""

    at: time
    source: str
    stops: bool
    day: int = 1


class Post(Value, frozen=True, kw_only=True, tag="post"):
    """One post of one author with followers. text: what it says, found by the watch's terms; mood: None where the scorer judges it."""

    at: time
    author: str = "u_1"
    followers: int = 200
    day: int = 1
    mood: str | None = "neutral"
    text: str | None = None
    platform: str = "x"
    language: str = "en"


class Recorded(Value, frozen=True, kw_only=True, tag="recorded"):
    """Mentions of a file, relative to the test file, moved in time: by whole days, so that the first is of day 1, or the first to `at`."""

    file: str
    at: time | None = None
    day: int = 1


Given = Background | Burst | Acknowledgement | SourceTurn | Post | Recorded


class ExpectedPage(Value, frozen=True, kw_only=True, tag="page"):
    """A page at a time, give or take `within`; what is None may be anything."""

    at: time
    within: timedelta = timedelta(minutes=1)
    day: int = 1
    policy: str | None = None
    step: int | None = None
    rule: str | None = None
    to: str | None = None


class NothingElse(Value, frozen=True, kw_only=True, tag="nothing"):
    """No page that was not named."""


Expected = ExpectedPage | NothingElse


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
    """A test file's stories, and its nodes for faults that need the rules."""

    def __init__(self, file: SourceFile, stories: tuple[Story, ...], nodes: tuple[Table, ...]) -> None:
        self.file = file
        self.stories = stories
        self.nodes = nodes


_AT = r"at (?P<at>\d{1,2}:\d{2})(?: day (?P<day>\d+))?"
_MOOD = r"(?:, mood (?P<mood>\w+))?"
_SAYING = r"(?: saying)? [\"“](?P<text>[^\"”]+)[\"”]"
_WHERE = r"(?:, on (?P<platform>[\w.-]+))?(?:, language (?P<language>[\w-]+))?"
_GIVEN: tuple[tuple[re.Pattern[str], type[Value]], ...] = (
    (
        re.compile(
            r"(?P<lasting>\w+) of (?P<n>[\d.]+[kKmM]?) mentions (?P<per>an hour|a day)"
            + _MOOD
            + r"(?:, language (?P<language>[\w-]+))?(?:, like (?P<like>\S+))?"
        ),
        Background,
    ),
    (
        re.compile(
            _AT
            + r", (?P<mentions>[\d.]+[kKmM]?) (?:mentions|posts)(?:"
            + _SAYING
            + r")? over (?P<over>\w+) by (?P<authors>[\d.]+[kKmM]?) authors?"
            + _MOOD
            + "(?P<copies>, copies)?"
        ),
        Burst,
    ),
    (re.compile(_AT + r", (?P<person>\S+) acknowledges"), Acknowledgement),
    (re.compile(_AT + r", source (?P<source>\S+) (?P<turn>stops|returns)"), SourceTurn),
    (
        re.compile(
            rf"{_AT}, (?P<author>\S+) with (?P<followers>[\d.]+[kKmM]?) followers posts(?:{_SAYING})?{_MOOD}{_WHERE}"
        ),
        Post,
    ),
    (re.compile(rf"{_AT}, a post{_SAYING}{_MOOD}{_WHERE}"), Post),
)
_EXPECTED = re.compile(
    _AT + r"(?: within (?P<within>\w+))?, page(?: (?P<policy>[^\s,]+))?(?: step (?P<step>\d+))?"
    r"(?:, rule (?P<rule>[^\s,]+))?(?:, to (?P<to>[^\s,]+))?"
)
_GIVEN_FORMS = (
    "4w of 20 mentions an hour, mood neutral",
    "at 10:00, 40 mentions over 10m by 35 authors, mood angry",
    "at 10:05, ayse acknowledges",
    "at 10:00, source x stops",
    "at 10:00, u_1 with 200k followers posts, mood angry",
    'at 10:00, a post saying "my acme kettle caught fire"',
)


def _mood(word: str) -> str:
    if word not in MOODS:
        raise WrongUnitError(f'"{word}" is not a mood', f"moods: {listed(tuple(MOODS))}")
    return MOODS[word]


_READ: dict[str, Callable[[str], Any]] = {
    "at": clock,
    "day": int,
    "mentions": count,
    "authors": count,
    "followers": count,
    "over": span,
    "lasting": span,
    "within": span,
    "mood": _mood,
    "language": language,
    "step": int,
}


def _values(match: re.Match[str]) -> dict[str, Any]:
    return {
        name: _READ[name](text) if name in _READ else text
        for name, text in match.groupdict().items()
        if text is not None
    }


def given(raw: str) -> Given:
    """Read one line of `given`.

    >>> given("at 10:05, ayse acknowledges").person
    'ayse'
    """
    for pattern, kind in _GIVEN:
        match = pattern.fullmatch(raw)
        if not match:
            continue
        values = _values(match)
        if kind is Background:
            per = values.pop("per")
            values["per_hour"] = count(values.pop("n")) / (1 if per == "an hour" else 24)
        if kind is SourceTurn:
            values["stops"] = values.pop("turn") == "stops"
        if kind is Burst:
            values["copies"] = bool(values.get("copies"))
            if values["authors"] > values["mentions"]:
                raise WrongUnitError("there are more authors than mentions", "one author writes at least one mention")
        if "text" in values:
            values.setdefault("mood", None)
        return kind(**values)  # type: ignore[return-value]
    raise WrongUnitError(f"this line of given is not understood: {short(raw, 50)}", f"such as: {_closest(raw)}")


def _closest(raw: str) -> str:
    from difflib import SequenceMatcher

    return max(_GIVEN_FORMS, key=lambda form: SequenceMatcher(None, raw, form).ratio())


def expected(raw: str) -> Expected:
    """Read one line of `expect`.

    >>> expected("at 10:08 within 3m, page pr-oncall step 1, rule storm").step
    1
    """
    if raw in {"nothing else", "nothing"}:
        return NothingElse()
    match = _EXPECTED.fullmatch(raw)
    if match:
        return ExpectedPage(**_values(match))
    advice = "such as: at 10:08 within 3m, page pr-oncall step 1, rule negative-storm; or: nothing else"
    raise WrongUnitError(f"this line of expect is not understood: {short(raw, 50)}", advice)


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
    _line = Scalar("a line of given", given, example=_GIVEN_FORMS[1])

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
    for node in file.root.nodes:
        values = STORY.read(node, reader)
        if values is BAD or not isinstance(node, Table):
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
    return StoryFile(file, tuple(story for story, _ in found), tuple(node for _, node in found))


def line_node(story: Table, part: str, number: int) -> Text | None:
    """Return the line of a story, for its place."""
    row = story.get(part)
    node = row.nodes[number] if isinstance(row, Row) and number < len(row.nodes) else None
    return node if isinstance(node, Text) else None
