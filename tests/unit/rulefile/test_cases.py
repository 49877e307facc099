"""Rule tests are read line by line; a line that is not understood is told in its place."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from alertd.rulefile import cases
from alertd.rulefile.happenings import (
    Acknowledgement,
    AnswersTurn,
    Background,
    Burst,
    Expected,
    ExpectedNotice,
    ExpectedPage,
    Given,
    NothingElse,
    PassedOn,
    Post,
    Questions,
    Recorded,
    SourceTurn,
    Spending,
)
from alertd.rulefile.story_lines import expected, given
from alertd.yamlform.findings import Faults
from alertd.yamlform.source_file import SourceFile
from tests.unit.rulefile.written import FILES, findings, of_one, placed

STORIES = """\
- story: forty angry posts in ten minutes
  given:
    - 4w of 20 mentions an hour, mood neutral
    - at 10:00, 40 mentions over 10m by 35 authors, mood angry
    - file: crisis.jsonl
  expect:
    - at 10:08 within 3m, page pr-oncall step 1, rule negative-storm
    - nothing else
"""


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("4w of 20 mentions an hour, mood neutral", Background(lasting=timedelta(weeks=4), per_hour=20.0)),
        (
            "2d of 48 mentions a day, mood glad, language tr, like posts.jsonl",
            Background(lasting=timedelta(days=2), per_hour=2.0, mood="positive", language="tr", like="posts.jsonl"),
        ),
        (
            "at 10:00, 40 mentions over 10m by 35 authors, mood angry",
            Burst(at=time(10), mentions=40, over=timedelta(minutes=10), authors=35, mood="negative"),
        ),
        (
            "at 9:30 day 2, 1k mentions over 1h by 1 author, mood negative, copies",
            Burst(
                at=time(9, 30), day=2, mentions=1000, over=timedelta(hours=1), authors=1, mood="negative", copies=True
            ),
        ),
        (
            "4w of 20 mentions an hour, mood neutral, until 9:30 day 2",
            Background(lasting=timedelta(weeks=4), per_hour=20.0, until=time(9, 30), day=2),
        ),
        (
            "at 10:00, a post is passed on by 60 accounts over 3m, mood angry",
            PassedOn(at=time(10), accounts=60, over=timedelta(minutes=3), mood="negative"),
        ),
        ("at 10:05, ayse acknowledges", Acknowledgement(at=time(10, 5), person="ayse")),
        ("at 10:00, source x stops", SourceTurn(at=time(10), source="x", stops=True)),
        ("at 10:20, source x returns", SourceTurn(at=time(10, 20), source="x", stops=False)),
        (
            "at 10:00, u_1 with 200k followers posts, mood angry",
            Post(at=time(10), author="u_1", followers=200_000, mood="negative"),
        ),
        ("at 10:00 day 2, source x has spent 85%", Spending(at=time(10), day=2, source="x", share=0.85)),
        (
            "8d of 48 questions a day to globex, answered after 20m",
            Questions(lasting=timedelta(days=8), per_hour=2.0, watch="globex", answered_after=timedelta(minutes=20)),
        ),
        (
            "8d of 3 questions an hour, never answered",
            Questions(lasting=timedelta(days=8), per_hour=3.0, answered_after=None),
        ),
        ("at 10:00, answers stop", AnswersTurn(at=time(10), stops=True)),
        ("at 11:00 day 2, answers return", AnswersTurn(at=time(11), day=2, stops=False)),
    ],
)
def test_a_line_of_given_is_read(line: str, value: Given) -> None:
    """The whole grammar, each form once."""
    assert given(line) == value


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("nothing else", NothingElse()),
        ("at 10:08, page", ExpectedPage(at=time(10, 8))),
        ("at 10:08, notice", ExpectedNotice(at=time(10, 8))),
        (
            "at 10:08 day 2 within 1h, notice, rule viral",
            ExpectedNotice(at=time(10, 8), day=2, within=timedelta(hours=1), rule="viral"),
        ),
        (
            "at 10:08 day 3 within 3m, page pr-oncall step 2, rule storm, to ayse",
            ExpectedPage(
                at=time(10, 8), day=3, within=timedelta(minutes=3), policy="pr-oncall", step=2, rule="storm", to="ayse"
            ),
        ),
    ],
)
def test_a_line_of_expect_is_read(line: str, value: Expected) -> None:
    """When, whom, which step, which rule; or nothing."""
    assert expected(line) == value


def test_a_file_of_stories_is_read() -> None:
    """With the line of each story, for the runner's messages."""
    file = cases.read_stories(SourceFile(Path("a.test.yml"), "a.test.yml", STORIES * 2, faults := Faults()))

    assert faults.sorted() == ()
    assert [story.line for story in file.stories] == [1, 9]
    assert file.stories[0].given[2] == Recorded(file="crisis.jsonl")
    assert file.stories[0].seed == 1


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        (
            "- 4w of 20 mentions an hour, mood neutral",
            "- «4w of 20 mentions per hour, mood neutral",
            "4w of 20 mentions an hour",
        ),
        ("- at 10:00, 40 mentions over 10m by 35 authors", "- «at 10:00, 40 mentions in 10m by 35 authors", "over 10m"),
        ("by 35 authors, mood angry", "by 35 authors, mood cross", "angry"),
        ("by 35 authors", "by 41 authors", "authors"),
        ("at 10:08 within 3m, page", "at 10:08 about 3m, page", "within 3m"),
        ("at 10:00", "at 25:00", "time of day"),
        ("  expect:", "  «expects:", '"expect"'),
        ("- file:", "- «fil:", '"file"'),
    ],
)
def test_a_line_that_is_not_understood_is_told_with_one_that_is(
    right: str, wrong: str, says: str, tmp_path: Path
) -> None:
    """A test that is silently skipped would pass for ever."""
    assert right in STORIES
    text = STORIES.replace(right, wrong, 1)
    place = None
    if "«" in text:
        text, place = placed(text)

    found = of_one(tmp_path, text, "a.test.yml")

    assert len(found) == 1
    assert says in f"{found[0].text} {found[0].advice}"
    assert place is None or (found[0].line, found[0].column) == place


def test_a_story_that_names_no_rule_of_the_set_is_told(tmp_path: Path) -> None:
    """It could only fail, and for the wrong reason."""
    found = findings(
        tmp_path, {**FILES, "rules.test.yml": STORIES.replace("rule negative-storm", "rule negative-strom")}
    )

    assert [(one.name, one.line) for one in found] == [("unknown-rule", 7)]
    assert "negative-storm" in found[0].text
    assert findings(tmp_path, {**FILES, "rules.test.yml": STORIES}) == ()


def test_a_line_with_a_colon_is_told_as_one(tmp_path: Path) -> None:
    """YAML makes a table of it, and its key would be blamed for what the colon did."""
    text = '- story: x\n  given:\n    - at 10:00, a post saying "acme: it burns"\n  expect:\n    - nothing else\n'
    (found,) = of_one(tmp_path, text, "a.test.yml")
    assert (found.line, found.column, found.name) == (3, 7, "bad-value")
    assert "must stand in quotes" in found.text
