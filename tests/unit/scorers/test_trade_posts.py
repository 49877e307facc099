"""Accidents, lost money, hair in the soup: what goes wrong in eight trades, its neutral neighbours, and its rescues.

A matter of danger is no mood: the fire brigade visits a school, an airline trains its crew with smoke, and the nurse who held a
hand is praised. None of these posts stands in `training/moods`; both were written by one author, so they flatter a little.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from alertd.core.signals.hard_count import NEGATIVE
from alertd.scorers.default import DefaultScorer
from alertd.scorers.quality import ranking

HERE = Path(__file__).parent
#: Language, mood (n, u, p) and text: travel, money, food, telephone lines, rooms, games, parcels, health.
POSTS = [line.split("\t") for line in (HERE / "trade_posts.tsv").read_text(encoding="utf-8").splitlines()]
#: Language and text; all of them complain in words of praise.
SARCASTIC = [line.split("\t") for line in (HERE / "sarcastic_posts.tsv").read_text(encoding="utf-8").splitlines()]
LANGUAGES = tuple(dict.fromkeys(language for language, _, _ in POSTS))


def negatives(language: str, moods: str) -> list[int]:
    """Return P(negative) of the posts of some moods, in thousandths."""
    texts = [text for spoken, mood, text in POSTS if spoken == language and mood in moods]
    return [score.negative for score in DefaultScorer.load().score_in(texts, [language] * len(texts))]


def apart(language: str) -> float:
    """Return how often of a post about what went wrong and another of the same trades the first has the higher P(negative)."""
    bad, other = negatives(language, "n"), negatives(language, "up")
    return ranking(np.repeat([True, False], [len(bad), len(other)]), np.array([*bad, *other], float))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_went_wrong_stands_above_what_is_said_of_it(language: str) -> None:
    """A series sums P(negative): accidents and losses must stand out of notices about drills, guides and closing hours."""
    assert np.mean(negatives(language, "n")) > 1.2 * np.mean(negatives(language, "u"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_danger_do_not_count_by_themselves(language: str) -> None:
    """An alarm that is tested, an inspector who comes as always, a film about a heart attack: hardly any counts as a complaint."""
    counted = [negative >= NEGATIVE[language] for negative in negatives(language, "u")]

    assert sum(counted) <= 2


def test_trades_are_told_apart_no_worse_than_documented() -> None:
    """The scorer was taught none of these trades, and docs/sentiment.md says how little it knows; a new one must not know less."""
    told = {language: apart(language) for language in LANGUAGES}

    assert np.mean(list(told.values())) > 0.66, told
    assert min(told[language] for language in ("en", "ru", "tr", "fr", "pt", "zh")) > 0.6, told


@pytest.mark.parametrize(
    ("accident", "drill", "language"),
    [
        ("flames came out of the engine of my acme flight", "acme shows pilots in class how an engine works", "en"),
        ("acme flat caught fire and nobody called us", "firemen gave a talk at the acme school", "en"),
        ("acme vagonunu duman bastı, kapılar açılmadı", "acme okulunda itfaiyeciler ders anlattı", "tr"),
        ("fumaça no vagão da acme e portas trancadas", "bombeiros deram aula na escola acme", "pt"),
    ],
)
def test_an_accident_is_told_from_a_lesson_about_it(accident: str, drill: str, language: str) -> None:
    """The same danger once as it happened and once as it is taught."""
    bad, fine = DefaultScorer.load().score_in([accident, drill], [language] * 2)

    assert bad.negative > fine.negative + 80


def test_a_quarter_of_sarcasm_is_heard() -> None:
    """Complaints in words of praise are mostly missed, as docs/sentiment.md says; what is heard of them must not be lost."""
    languages = [language for language, _ in SARCASTIC]
    scores = DefaultScorer.load().score_in([text for _, text in SARCASTIC], languages)

    heard = sum(score.negative >= NEGATIVE[language] for score, language in zip(scores, languages, strict=True))

    assert heard >= len(SARCASTIC) / 4
