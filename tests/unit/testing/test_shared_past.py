"""Stories that share their past live it once, and come to what each comes to by itself."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from alertd.errors import InternalFault, UsageError
from alertd.rulefile.cases import Story
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.load import finish, load_paths
from alertd.scorers.default import DefaultScorer
from alertd.testing import shared_past
from alertd.testing.player import Happening, Player, happenings_of, story_house
from alertd.testing.shared_past import Ended, play_all

RULE = """version: 1
rules:
  - {name: Many, id: many, severity: urgent, when: {spike: {rarer_than: 7d, at_least: {mentions: 20, authors: 10}}}, page: pr}
"""
STORIES = """
- story: many at ten
  given: [6h of 8 mentions an hour, "at 10:00, 90 mentions over 10m by 80 authors", "at 10:20, somebody acknowledges"]
  expect: [nothing else]
- story: nobody more than usual
  given: [6h of 8 mentions an hour]
  expect: [nothing else]
- story: many at noon, twice
  given: [6h of 8 mentions an hour, "at 12:00, 90 mentions over 10m by 80 authors", "at 16:00, 99 mentions over 10m by 80 authors"]
  expect: [nothing else]
- story: on another brand
  given: [6h of 9 mentions an hour, "at 10:00, 90 mentions over 10m by 80 authors"]
  expect: [nothing else]
"""


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stories of a test are small: less is worth a process."""
    monkeypatch.setattr(shared_past, "WORTH", 30)


@pytest.fixture(scope="module")
def player_and_stories(tmp_path_factory: pytest.TempPathFactory) -> tuple[Player, list[Story], DefaultScorer]:
    """Return a player of the rule, the stories as they are written, and the scorer."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "many.yml").write_text(RULE, encoding="utf-8")
    (folder / "many.test.yml").write_text(STORIES, encoding="utf-8")
    files = FileSet()
    load_paths([folder / "many.yml", folder / "many.test.yml"], files)
    finish(files)
    assert not files.faults.errors
    scorer = DefaultScorer.load()
    return Player(story_house([one.rule for one in files.rules]), scorer), list(files.stories[0].stories), scorer


def _told(player_and_stories: tuple[Player, list[Story], DefaultScorer]) -> list[tuple[list[Happening], datetime]]:
    _, stories, _ = player_and_stories
    return [(happenings_of(story, "acme", Path()), story.ends) for story in stories]


def test_each_story_comes_to_what_it_comes_to_by_itself(
    player_and_stories: tuple[Player, list[Story], DefaultScorer],
) -> None:
    """Pages and decisions, in the order of the file: three of one past, and one of another."""
    first, _, scorer = player_and_stories
    told = _told(player_and_stories)
    alone = []
    for happens, ends in told:
        player = Player(first.house, scorer)
        player.play(happens, ends)
        alone.append(Ended(player.pages(), player.decisions()))
    made = []

    def another() -> Player:
        made.append(Player(first.house, scorer))
        return made[-1]

    assert list(play_all(another, told)) == alone
    assert [len(ended.pages) > 0 for ended in alone] == [True, False, True, True]
    assert len(made) == 2


def test_what_is_raised_in_a_story_is_raised_here(
    player_and_stories: tuple[Player, list[Story], DefaultScorer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its kind and its words, from the process in which it happened."""
    first, _, scorer = player_and_stories
    play = Player.play

    def fails(self: Player, happens: list[Happening], until: datetime) -> None:
        play(self, happens[:1], happens[0][0] + timedelta(seconds=1))
        if os.getpid() != ours:
            raise UsageError("no such file")

    ours = os.getpid()
    monkeypatch.setattr(Player, "play", fails)
    with pytest.raises(UsageError, match="no such file"):
        list(play_all(lambda: Player(first.house, scorer), _told(player_and_stories)))


def test_a_story_that_dies_is_a_fault(
    player_and_stories: tuple[Player, list[Story], DefaultScorer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed says nothing; the command does."""
    first, _, scorer = player_and_stories
    ours = os.getpid()
    monkeypatch.setattr(Player, "play", lambda _self, _happens, _until: None if os.getpid() == ours else os._exit(9))
    with pytest.raises(InternalFault, match=r"died while it was played \(exit 9\)"):
        list(play_all(lambda: Player(first.house, scorer), _told(player_and_stories)))


def test_little_that_is_shared_is_not_worth_a_process(
    player_and_stories: tuple[Player, list[Story], DefaultScorer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is then played by a player of its own."""
    first, _, scorer = player_and_stories
    monkeypatch.setattr(shared_past, "WORTH", 10**6)
    made = []

    def another() -> Player:
        made.append(Player(first.house, scorer))
        return made[-1]

    told = [(happens[:40], ends) for happens, ends in _told(player_and_stories)]
    assert len(list(play_all(another, told))) == len(made) == 4
