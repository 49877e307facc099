"""The posts of our own making that teach the scorer what people write about brands."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from training import asking_texts, lexicons, mood_texts, sets


@pytest.mark.parametrize("language", mood_texts.LANGUAGES)
def test_the_same_posts_are_written_each_time(language: str) -> None:
    """Nothing is drawn by chance: a model made of them can be made again, byte for byte."""
    assert list(mood_texts.told(language)) == list(mood_texts.told(language))


@pytest.mark.parametrize("language", mood_texts.LANGUAGES)
def test_every_pattern_is_written_out(language: str) -> None:
    """No brand, list or choice is left as it is written in the pattern, and no text is empty."""
    left = [post.text for post in mood_texts.told(language) if re.search(r"[\[\]{}|$]", post.text) or not post.text]

    assert not left


@pytest.mark.parametrize("language", mood_texts.LANGUAGES)
def test_every_language_has_complaints_news_and_praise(language: str) -> None:
    """The fit has an intercept for the set alone, so each mood must be told often enough to be learnt."""
    posts = list(mood_texts.told(language))

    assert len({post.text for post in posts}) > 0.9 * len(posts)
    for label in range(3):
        assert sum(post.label == label for post in posts) >= 60


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_of_two_together_the_worse_says_the_mood(language: str) -> None:
    """A complaint beside news stays one, praise beside news stays praise, and nobody learns from praise beside a complaint."""
    posts = list(mood_texts.told(language))
    label_of = {post.text.rstrip(" .。"): post.label for post in posts}
    mark = "。" if language == "zh" else ". "

    pairs = 0
    for post in posts:
        halves = [label_of.get(half.strip(" .。")) for half in post.text.split(mark) if half]
        if len(halves) == 2 and None not in halves:
            pairs += 1
            known = [half for half in halves if half is not None]
            assert sorted(known) != [0, 2]
            assert post.label == (0 if 0 in known else 2 if 2 in known else 1)
    assert pairs > 20


def test_no_brand_has_a_mood_of_its_own() -> None:
    """Each invented brand is complained about and praised in about the shares of all, so that its name is no sign of either."""
    posts = [post for post in mood_texts.told("en") if post.text.count(".") == 0]
    share = sum(post.label == 0 for post in posts) / len(posts)

    for brand in ("kavro", "norvia", "Caldwin", "Mirelle", "@sundra"):
        named = [post.label == 0 for post in posts if brand in post.text]
        assert len(named) > 20
        assert abs(sum(named) / len(named) - share) < 0.25


def test_what_comes_of_a_pattern_hangs_on_its_words_alone() -> None:
    """A choice, a list and a brand are drawn by the pattern and a number: the same in any place of the file."""
    lists = {"part": ["lid", "handle"]}

    first = [
        asking_texts.filled("[my|our] {b} $part", lists, ["Kavro"], asking_texts.Chance(str(at))) for at in range(9)
    ]
    again = [
        asking_texts.filled("[my|our] {b} $part", lists, ["Kavro"], asking_texts.Chance(str(at))) for at in range(9)
    ]

    assert first == again
    assert set(first) <= {f"{who} Kavro {part}" for who in ("my", "our") for part in lists["part"]}
    assert len(set(first)) > 1


@pytest.mark.parametrize("folder", [mood_texts.FOLDER, lexicons.OWN], ids=lambda folder: folder.name)
def test_the_scorer_that_ships_was_made_from_these_very_files(folder: Path) -> None:
    """Who changes a list or a pattern trains again, or the script would make another model than the one that ships."""
    page = resources.files("alertd.scorers").joinpath("default.md").read_text(encoding="utf-8")
    named = dict(re.findall(rf"\| training/{folder.name}/(\S+) \|.*\| `(\w{{16}})` \|", page))

    assert named == {path.name: sets.digest(path)[:16] for path in sorted(folder.glob("*.txt"))}
    assert len(named) >= len(mood_texts.LANGUAGES)
