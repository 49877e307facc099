"""Complaints, news and praise of a brand, as people write them: the mood of a complaint is in what happened, not in a word of mood."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from alertd.core.signals.hard_count import NEGATIVE
from alertd.model.score import Score
from alertd.scorers.default import DefaultScorer
from alertd.scorers.quality import ranking

LANGUAGES = ("en", "ru", "tr", "fr", "pt", "zh")
#: Language, mood (n, u, p) and text; the same matters in each language. None stands in `training/moods`.
POSTS = [
    line.split("\t") for line in Path(__file__).with_name("brand_posts.tsv").read_text(encoding="utf-8").splitlines()
]


def scored(language: str, moods: str) -> list[Score]:
    """Return the scores of posts of some moods."""
    texts = [text for spoken, mood, text in POSTS if spoken == language and mood in moods]
    return DefaultScorer.load().score_in(texts, [language] * len(texts))


def negatives(language: str, moods: str) -> list[int]:
    """Return P(negative) of posts of some moods, in thousandths."""
    return [score.negative for score in scored(language, moods)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_complaint_scores_above_news_and_praise(language: str) -> None:
    """Of a complaint and another post about the brand the complaint nearly always has the higher P(negative)."""
    bad, other = negatives(language, "n"), negatives(language, "up")

    apart = ranking(np.repeat([True, False], [len(bad), len(other)]), np.array([*bad, *other], float))

    assert apart > 0.85


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sum_of_complaints_is_twice_that_of_news(language: str) -> None:
    """A series sums P(negative): an hour of complaints must stand out of an hour of news though no post is sure."""
    assert np.mean(negatives(language, "n")) > 1.6 * np.mean(negatives(language, "u"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_news_and_praise_do_not_count_as_negative(language: str) -> None:
    """What a complaint is about (a bus, an invoice, a machine) is no complaint."""
    counted = [negative >= NEGATIVE[language] for negative in negatives(language, "up")]

    assert sum(counted) <= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_praise_scores_as_praise(language: str) -> None:
    """Thanks and delight are more positive than negative, also where something went wrong first."""
    assert sum(score.positive > score.negative for score in scored(language, "p")) >= len(scored(language, "p")) - 1


@pytest.mark.parametrize(
    ("complaint", "news", "language"),
    [
        ("nobody answers the phone at acme", "somebody answers the phone at acme from eight on", "en"),
        ("third time this week the acme app logs me out", "third time this week I log in to acme for work", "en"),
        ("still no refund from acme", "the acme refund came", "en"),
        ("the acme kettle stopped working after two weeks", "the acme kettle comes with a two week trial", "en"),
        ("третий раз за неделю приложение acme выкидывает меня", "третий раз за неделю захожу в acme по работе", "ru"),
        ("acme hâlâ para iadesi yapmadı", "acme para iadesi hesabımda", "tr"),
        ("toujours pas de remboursement de acme", "le remboursement de acme est arrivé", "fr"),
        ("ainda sem reembolso da acme", "o reembolso da acme chegou", "pt"),
        ("acme客服一直没人接电话", "acme客服早上八点上班", "zh"),
        ("sigo sin reembolso de acme", "llegó el reembolso de acme", "es"),
        ("immer noch kein Geld von acme", "das Geld von acme ist da", "de"),
        ("ancora nessun rimborso da acme", "il rimborso di acme è arrivato", "it"),
        ("للآن لم يصل الطلب من acme", "وصل الطلب من acme اليوم", "ar"),
        ("acme se abhi tak refund nahi aaya", "acme ka refund aa gaya", "hi"),
    ],
)
def test_what_failed_is_told_from_what_came(complaint: str, news: str, language: str) -> None:
    """The same matter once as a complaint and once as news: the complaint is clearly the more negative one."""
    bad, fine = DefaultScorer.load().score_in([complaint, news], [language] * 2)

    assert bad.negative > fine.negative + 100


@pytest.mark.parametrize("name", ["Kavro", "Quenby", "Tollen", "acme", "@norvia"])
def test_the_name_of_a_brand_says_little(name: str) -> None:
    """Names that we trained with and names that we did not: none makes a post negative."""
    plain = "{} opens a shop in Leeds next week"

    found = DefaultScorer.load().score_in([plain.format(name)], ["en"])[0]

    assert found.negative < 150
