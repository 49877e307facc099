"""A story that goes wrong shows what was expected beside what happened, and why; and what no story shows is named."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alertd.cli.test import command
from alertd.config import FaultyFilesError
from alertd.rulefile.cases import Story
from alertd.rulefile.happenings import Burst, Post, Recorded
from alertd.rulefile.story_lines import given
from alertd.testing.player import happenings_of

SETTINGS = """version: 1
watches: {acme: {terms: [acme, "volta* AND fire"], languages: [en]}}
"""
PEOPLE = """version: 1
channels: {console: {kind: console}}
people:
  ayse: {timezone: Europe/Istanbul, console: a}
  omar: {timezone: Europe/Istanbul, console: o}
policies:
  pr:
    steps:
      - {notify: ayse, by: [console], escalate_after: 7m}
      - {notify: omar, by: [console], escalate_after: 7m}
      - {notify: ayse, by: [console]}
"""
RULE = """version: 1
rules:
  - {name: Loud, severity: crisis, when: {influencer: {audience: 1k}}, page: pr}
  - {name: Fire, severity: crisis, when: {terms: {any: [fire]}}, page: pr}
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return a folder with settings, people, and rules in a folder of their own."""
    (tmp_path / "alertd.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "oncall.yaml").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "loud.yml").write_text(RULE, encoding="utf-8")
    return tmp_path


def played(house: Path, story: str) -> Result:
    """Run the command over one story file."""
    path = house / "rules" / "loud.test.yml"
    path.write_text(story, encoding="utf-8")
    return CliRunner().invoke(command, [str(path)], obj={})


def test_a_story_is_played_with_its_own_people_and_waits(house: Path) -> None:
    """The settings above the rules say who is told, and after how long."""
    done = played(
        house,
        """- story: nobody answers for ten minutes
  given:
    - at 10:00, critic with 5k followers posts, mood angry
    - at 10:10, omar acknowledges
  expect:
    - at 10:00, page pr step 1, rule loud, to ayse
    - at 10:07, page pr step 2, to omar
    - nothing else
""",
    )
    assert done.exit_code == 0, done.output
    assert "no story pages by: fire" in done.output
    assert "no story reaches: pr step 3" in done.output


def test_a_post_says_something_and_the_terms_decide(house: Path) -> None:
    """One that only looks like the brand pages nobody; a search of the settings finds the other."""
    done = played(
        house,
        """- story: a fire of somebody else
  given:
    - at 09:00, a post saying "my globex kettle caught fire"
  expect:
    - nothing else
- story: a fire
  given:
    - at 10:00, a post saying "the voltage made a fire", on reddit
    - at 10:01, somebody acknowledges
  expect:
    - at 10:00, page pr step 1, rule fire, to ayse
""",
    )
    assert done.exit_code == 0, done.output
    assert "2 passed" in done.output


def test_a_policy_may_be_called_promise_and_its_pages_are_expected_as_any_other(house: Path) -> None:
    """What a broken promise brings needs not be expected; a step of a policy of that name does, or the story would hide a page."""
    for name in ("oncall.yaml", "rules/loud.yml"):
        path = house / name
        path.write_text(
            path.read_text(encoding="utf-8").replace(" pr:", " promise:").replace("page: pr}", "page: promise}"),
            encoding="utf-8",
        )
    done = played(
        house,
        """- story: nobody expects it
  given:
    - at 10:00, critic with 5k followers posts, mood angry
    - at 10:01, ayse acknowledges
  expect:
    - nothing else
""",
    )
    assert done.exit_code == 1
    assert "page promise step 1, rule loud, to ayse   <- came, and nobody expected it" in done.output


def test_what_was_expected_stands_beside_what_happened(house: Path) -> None:
    """In order of time, with the decisions and their reasons."""
    done = played(
        house,
        """- story: wrong in two ways
  given:
    - at 10:00, critic with 5k followers posts, mood angry
    - at 10:01, ayse acknowledges
  expect:
    - at 11:00 within 5m, page pr step 2, to omar
    - nothing else
""",
    )
    assert done.exit_code == 1
    lines = [line.strip() for line in done.output.splitlines()]
    came = lines.index("10:00:00  page pr step 1, rule loud, to ayse   <- came, and nobody expected it")
    missed = lines.index("11:00:00  at 11:00 within 5 min of pr step 2 to omar   <- expected, and did not come")
    assert came < missed
    assert any(line.startswith("10:01:00  acknowledged:") for line in lines[missed:]), done.output


@pytest.mark.parametrize(
    ("line", "name", "meant"),
    [
        ("    - at 10:01, aise acknowledges\n  expect:\n    - nothing else\n", "unknown-person", "ayse"),
        ("  expect:\n    - at 10:00, page pr, to omer\n", "unknown-person", "omar"),
        ("  expect:\n    - at 10:00, page prr\n", "unknown-policy", "pr"),
        ("  expect:\n    - at 10:00, page pr, rule lout\n", "unknown-rule", "loud"),
    ],
)
def test_whom_nobody_knows_is_an_error(house: Path, line: str, name: str, meant: str) -> None:
    """A story about somebody else would only ever fail, or only ever pass."""
    done = played(house, f"- story: x\n  given:\n    - at 10:00, critic with 5k followers posts\n{line}")
    assert isinstance(done.exception, FaultyFilesError)
    (found,) = done.exception.findings
    assert found.name == name
    assert f'did you mean "{meant}"?' in found.text


def test_without_settings_each_policy_has_two_people(tmp_path: Path) -> None:
    """So that rules can be tried alone; a third is nobody."""
    (tmp_path / "loud.yml").write_text(RULE, encoding="utf-8")
    path = tmp_path / "loud.test.yml"
    path.write_text(
        "- story: x\n  given:\n    - at 10:00, critic with 5k followers posts\n    - at 10:01, pr-3 acknowledges\n  expect:\n    - nothing else\n",
        encoding="utf-8",
    )
    done = CliRunner().invoke(command, [str(path)], obj={})
    assert isinstance(done.exception, FaultyFilesError)
    assert done.exception.findings[0].name == "unknown-person"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ('at 10:00, a post saying "acme burns"', Post(at=time(10), text="acme burns", mood=None)),
        (
            "at 10:00 day 2, maya with 2k followers posts “acme, burns”, mood glad, on reddit, language tr",
            Post(at=time(10), day=2, author="maya", followers=2000, text="acme, burns", mood="positive", platform="reddit", language="tr"),
        ),
        (
            'at 10:00, 40 posts saying "acme burns" over 10m by 35 authors',
            Burst(at=time(10), mentions=40, over=timedelta(minutes=10), authors=35, text="acme burns", mood=None),
        ),
    ],
)  # fmt: skip
def test_a_line_may_give_a_text(line: str, value: object) -> None:
    """Its mood is judged like that of any post, unless the line names one."""
    assert given(line) == value


def test_a_story_has_its_own_date_and_zone(tmp_path: Path) -> None:
    """Christmas in Istanbul, and clocks that stand still in spring."""
    story = Story(name="x", given=(), expect=(), begins=date(2026, 12, 24), timezone="Europe/Istanbul")
    assert story.instant(time(10)).isoformat() == "2026-12-24T07:00:00+00:00"
    spring = Story(name="x", given=(), expect=(), begins=date(2026, 3, 28), timezone="Europe/Paris")
    assert (spring.instant(time(12), 2) - spring.instant(time(12), 1)) == timedelta(hours=23)


def test_recorded_mentions_are_moved_into_the_story(tmp_path: Path) -> None:
    """To day 1 at their own time of day, or so that the first comes at a clock; what lies between them stays."""
    lines = [
        f'{{"id":"{n}","platform":"x","created_at":"2026-05-0{day}T22:{n}0:00Z","author":"a","text":"acme"}}\n'
        for n, day in ((1, 3), (2, 3), (3, 4))
    ]
    (tmp_path / "old.jsonl").write_text("".join(lines), encoding="utf-8")

    def moved(recorded: Recorded) -> list[str]:
        story = Story(name="x", given=(recorded,), expect=())
        return [f"{at:%d %H:%M}" for at, _, _ in happenings_of(story, "acme", tmp_path)]

    assert moved(Recorded(file="old.jsonl")) == ["05 22:10", "05 22:20", "06 22:30"]
    assert moved(Recorded(file="old.jsonl", at=time(8), day=2)) == ["06 08:00", "06 08:10", "07 08:20"]
