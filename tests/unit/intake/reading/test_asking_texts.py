"""The posts that the reading model is trained on: our own, in six languages, and none of those that measure it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from alertd.intake.reading.asking import KNOWN
from training import asking_texts
from training.asking import MEASURES
from training.asking_texts import EVERYDAY, FOLDER, LANGUAGES, Written, everyday, family_of, written

SETS = Path(__file__).parent.parent / "needs_answer"


@cache
def posts_of(language: str) -> tuple[Written, ...]:
    """Return the posts of a language, written once for all tests."""
    return tuple(written(language))


def test_it_is_written_in_the_languages_that_the_model_speaks() -> None:
    """A language that is added has a page of patterns too."""
    assert LANGUAGES == KNOWN
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pattern_is_marked_is_about_a_brand_and_is_written_out(language: str) -> None:
    """No bracket, no list and no brand is left unfilled; no pattern stands there twice."""
    lines = [line for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines() if line[0] != "$"]
    posts = posts_of(language)

    assert all(line[:2] in ("+ ", "- ") for line in lines)
    assert [line for line, count in Counter(lines).items() if count > 1] == []
    assert [post.text for post in posts if re.search(r"[\[\]{}|$]", post.text)] == []
    assert {post.pattern for post in posts} == {line[2:] for line in lines}


@pytest.mark.parametrize("language", LANGUAGES)
def test_enough_want_something_and_enough_do_not(language: str) -> None:
    """Five hundred of each; neither is less than a third."""
    wanted = Counter(post.needed for post in posts_of(language))

    assert min(wanted.values()) >= 400
    assert min(wanted.values()) / wanted.total() > 1 / 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_measures_was_learnt_from(language: str) -> None:
    """A post of the sets that measure stands nowhere among what was written."""
    rows = [line.split("\t") for line in (SETS / f"{language}.tsv").read_text(encoding="utf-8").splitlines()]
    measures = {text for part, _, text, *_ in rows if part in MEASURES}

    assert len(measures) >= 362
    assert measures.isdisjoint(post.text for post in (*posts_of(language), *everyday(language)))


def test_it_is_written_alike_every_time() -> None:
    """The same patterns give the same posts, in order, or a model could not be made again."""
    assert list(written("en")) == list(written("en"))
    assert list(everyday("tr")) == list(everyday("tr"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everyday_life_wants_nothing_unless_somebody_asks_in_the_middle_of_it(language: str) -> None:
    """Every clause begins some posts and is written out; long posts are no sign, for some of those want something too."""
    lines = (EVERYDAY / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    posts = list(everyday(language))
    wanting = [post for post in posts if post.needed]

    assert len(set(lines)) == len(lines) >= 50
    assert {post.pattern for post in posts if not post.needed} == set(lines)
    assert [post.text for post in posts if re.search(r"[\[\]{}|$]", post.text)] == []
    assert 100 <= len(wanting) < len(posts) / 2
    assert (
        sorted(len(post.text) for post in wanting)[len(wanting) // 2] > sum(len(p.text) for p in posts) / len(posts) / 2
    )


def test_a_post_of_everyday_clauses_is_of_one_family(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is tested on a family has learnt from none of its clauses, neither alone nor among those of others."""
    (tmp_path / "en.txt").write_text("".join(f"clause{number:02}\n" for number in range(40)), encoding="utf-8")
    monkeypatch.setattr(asking_texts, "EVERYDAY", tmp_path)

    for post in everyday("en"):
        own = family_of(f"en{post.pattern}")
        clauses = re.findall(r"clause\d\d", post.text)
        assert clauses
        assert {family_of(f"en{clause}") for clause in clauses} == {own}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brand_is_no_sign(language: str) -> None:
    """Each name stands among those who want something and those who do not, about as often."""
    named: Counter[tuple[str, bool]] = Counter()
    for post in posts_of(language):
        for name in ("kavro", "norvia", "zephyr") if language != "zh" else ("凯沃", "诺维", "米蕊"):
            named[name, post.needed] += name in post.text.lower()
    for name in {name for name, _ in named}:
        assert 0.3 < named[name, True] / (named[name, True] + named[name, False]) < 0.8, name
