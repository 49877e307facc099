"""What needs an answer, in six languages, on posts of our own making about invented brands.

`built`, `later`, `second`, `held`, `fresh`: the lists were written with a look at them, or by whoever had just written them.
`unseen`, `strangers`: written after the lists, and before the model that reads was first trained; nobody looked at what was missed.
`third`: written before it was trained on everyday life; `fourth`: written after it was trained, and labelled twice (the last column is the second
time). Nothing was chosen on these two: the honest figures (docs/sentiment.md).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from alertd.intake.needs_answer import is_to_brand, needs_answer
from alertd.scorers.default import DefaultScorer

FOLDER = Path(__file__).with_name("needs_answer")
LANGUAGES = ("en", "tr", "ru", "fr", "pt", "zh")


@cache
def scorer() -> DefaultScorer:
    """Return the scorer that ships."""
    return DefaultScorer.load()


def _brands(text: str) -> frozenset[str]:
    """Return the @names of a text: in these posts all are of brands."""
    return frozenset(name.casefold() for name in re.findall(r"@(\w+)", text))


def judged(language: str, of: str) -> list[tuple[bool, bool, str]]:
    """Return (is needed, is found, text) of each post."""
    lines = (FOLDER / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    posts = [(wanted == "yes", text) for part, wanted, text, *_ in rows if part == of]
    scores = scorer().score_in([text for _, text in posts], [language] * len(posts))
    return [
        (wanted, needs_answer(text, language, score, to_brand=is_to_brand(text, _brands(text))), text)
        for (wanted, text), score in zip(posts, scores, strict=True)
    ]


def f1(found: list[tuple[bool, bool, str]]) -> float:
    """Return the harmonic mean of precision and recall."""
    right = sum(wanted and got for wanted, got, _ in found)
    wrong = sum(wanted != got for wanted, got, _ in found)
    return 2 * right / (2 * right + wrong)


@pytest.mark.parametrize("of", ["built", "later", "second", "held", "fresh"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_reached_is_held(language: str, of: str) -> None:
    """F1 of .85 (.8 on the sets of odd ones) at the least; who changes a list sees at once which posts it costs."""
    found = judged(language, of)
    missed = [text for wanted, got, text in found if wanted != got]

    assert len(found) >= 24
    assert f1(found) >= (0.85 if of in ("built", "later") else 0.8), missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_has_looked_at_is_rarely_flagged_wrongly(language: str) -> None:
    """Half of what strangers want is still missed; of what is flagged, hardly anything is wrong."""
    found = judged(language, "unseen")
    wrong = [text for wanted, got, text in found if got and not wanted]

    assert len(found) == 24
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_what_strangers_want_most_is_found(language: str) -> None:
    """On posts that nothing was written, learnt or chosen from: F1 of .85 in English and .75 elsewhere, less what chance may take.

    Of what is flagged three quarters are right at the least, though half of these posts look like what they are not.
    """
    found = [*judged(language, "unseen"), *judged(language, "strangers")]
    flagged = [wanted for wanted, got, _ in found if got]

    assert len(found) == 74
    assert f1(found) >= (0.8 if language == "en" else 0.7)
    assert sum(flagged) / len(flagged) >= 0.75


@pytest.mark.parametrize("language", LANGUAGES)
def test_among_everyday_posts_that_name_a_brand_most_requests_are_found(language: str) -> None:
    """Three in five of these want nothing: news, jokes, adverts, small talk. F1 of .75 and about that, less what chance may take."""
    found = judged(language, "third")
    flagged = [wanted for wanted, got, _ in found if got]

    assert len(found) >= 150
    assert 0.55 <= sum(not wanted for wanted, _, _ in found) / len(found) <= 0.65
    assert f1(found) >= 0.66
    assert sum(flagged) / len(flagged) >= 0.65


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_nine_other_trades_most_requests_are_found(language: str) -> None:
    """Written after the model that ships: F1 of .85 in English and .75 elsewhere (Turkish .68), less what chance may take."""
    found = judged(language, "fourth")

    assert len(found) >= 138
    assert 0.55 <= sum(not wanted for wanted, _, _ in found) / len(found) <= 0.65
    assert f1(found) >= (0.8 if language == "en" else 0.62 if language == "tr" else 0.7)


def test_by_two_guidelines_most_posts_are_labelled_alike() -> None:
    """Cohen's kappa, the first by whether something is wanted of the brand, the second by whether silence would be held against it."""
    for language in LANGUAGES:
        rows = [line.split("\t") for line in (FOLDER / f"{language}.tsv").read_text(encoding="utf-8").splitlines()]
        twice = [(row[1] == "yes", row[3] == "yes") for row in rows if row[0] == "fourth"]
        alike = sum(first == second for first, second in twice) / len(twice)
        yes = [sum(label) / len(twice) for label in zip(*twice, strict=True)]
        by_chance = yes[0] * yes[1] + (1 - yes[0]) * (1 - yes[1])

        assert all((len(row) == 4) is (row[0] == "fourth") for row in rows)
        assert 0.9 <= (alike - by_chance) / (1 - by_chance) < 1


def test_every_language_has_three_hundred_posts() -> None:
    """Half of them need an answer, give or take; none stands there twice."""
    for language in LANGUAGES:
        rows = [line.split("\t") for line in (FOLDER / f"{language}.tsv").read_text(encoding="utf-8").splitlines()]
        wanted = sum(row[1] == "yes" for row in rows)

        assert len(rows) >= 300
        assert sum(row[0] in ("unseen", "strangers", "third", "fourth") for row in rows) >= 300
        assert len({row[2] for row in rows}) == len(rows)
        assert 0.4 <= wanted / len(rows) <= 0.6


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kettlo ruined my worktop. Nobody answers the phone.", "en"),
        ("Kettlo tezgahımı yaktı. Paramı geri istiyorum.", "tr"),
        ("Kettlo испортил столешницу. Поддержка не отвечает.", "ru"),
        ("La Kettlo a détruit mon plan de travail. Je veux être remboursée.", "fr"),
        ("A Kettlo estragou minha bancada. Ninguém responde.", "pt"),
        ("凯乐壶把台面烧坏了。我要退款。", "zh"),
    ],
)
def test_a_complaint_needs_no_handle_in_it(text: str, language: str) -> None:
    """People write about a brand more often than to it."""
    (score,) = scorer().score_in([text], [language])

    assert needs_answer(text, language, score)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Two cups, no problem. Does anybody else own a Kettlo?", "en"),
        ("İki bardak, sorunsuz. Kettlo kullanan var mı?", "tr"),
        ("Две чашки без проблем. У кого ещё есть Kettlo?", "ru"),
        ("Deux tasses, sans problème. Qui a une Kettlo ici ?", "fr"),
        ("Duas xícaras, sem problema. Alguém aqui tem uma Kettlo?", "pt"),
        ("两杯水,没问题。有人也用凯乐壶吗?", "zh"),
    ],
)
def test_a_question_to_everybody_is_none_to_the_brand(text: str, language: str) -> None:
    """And "no problem" is no problem."""
    (score,) = scorer().score_in([text], [language])

    assert not needs_answer(text, language, score)
