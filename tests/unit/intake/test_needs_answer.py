"""Which mentions need an answer."""

from __future__ import annotations

from unittest import mock

import pytest

from alertd.intake.needs_answer import LIMIT, NEVER, needs_answer, points_of, signs
from alertd.model.score import Quality, Score

UPSET = Score.of(0.7, 0.2, 0.1, quality=Quality.TRAINED, scorer="t/1")
CALM = Score.of(0.1, 0.6, 0.3, quality=Quality.TRAINED, scorer="t/1")


@pytest.mark.parametrize(
    ("text", "language", "score"),
    [
        ("@acme my order never arrived, can you help?", "en", UPSET),
        ("@acme where is my refund", "en", CALM),
        ("@acme мой заказ не пришёл, помогите пожалуйста", "ru", UPSET),
        ("@acme siparişim hâlâ gelmedi, yardım eder misiniz?", "tr", UPSET),
        ("@acme siparişimden haber yok, yardımınızı bekliyorum", "tr", UPSET),
        ("@acme с моим заказом проблемы, нужна помощь", "ru", UPSET),
        ("@acme ma commande n'est toujours pas arrivée, aidez moi svp", "fr", UPSET),
        ("@acme meu pedido ainda não chegou, podem ajudar?", "pt", UPSET),
        ("请问我的快递为什么还没有到？", "zh", UPSET),
        ("@acme mi pedido no llega, ¿me pueden ayudar?", "es", UPSET),
        ("@acme meine Bestellung ist nicht da, bitte um Hilfe", "de", UPSET),
    ],
)
def test_requests_and_complaints_need_an_answer(text: str, language: str, score: Score) -> None:
    """Somebody asks for help with a thing of their own."""
    assert needs_answer(text, language, score)


@pytest.mark.parametrize(
    ("text", "language", "score"),
    [
        ("Acme shares fall 3 % after earnings https://news.example/acme", "en", UPSET),
        ("I love my new acme phone", "en", CALM),
        ("@acme thank you so much, great work", "en", CALM),
        ("RT @bob: @acme my order never arrived, can you help?", "en", UPSET),
        ("", "en", CALM),
        ("@acme 😡😡😡?", "en", UPSET),
        ("@acme https://t.co/x", "en", CALM),
    ],
)
def test_news_praise_reposts_and_empty_posts_need_none(text: str, language: str, score: Score) -> None:
    """Nobody waits for a reply to these."""
    assert not needs_answer(text, language, score)


def test_a_copy_needs_no_second_answer() -> None:
    """The first post carries the request."""
    text = "@acme my order never arrived, can you help?"

    assert needs_answer(text, "en", UPSET)
    assert not needs_answer(text, "en", UPSET, is_copy=True)


def test_an_unknown_mood_is_no_complaint() -> None:
    """A score that says nothing adds no point."""
    unknown = Score(negative=900, neutral=50, positive=50, quality=Quality.UNKNOWN, scorer="t/1")

    assert "upset" in signs("bad", "en", UPSET)
    assert "upset" not in signs("bad", "en", unknown)


def test_hostile_text_costs_little() -> None:
    """Long and broken texts are read to a limit and never fail."""
    for text in ("@a " * 50_000, "\ud800" * 10, "'" * 100_000, "?" * 100_000):
        needs_answer(text, "zz", UPSET)


def test_where_the_reading_is_sure_the_lists_are_not_asked() -> None:
    """It changes no judgement, whatever the lists would say: the answer is the same with the reading made out here or before."""
    score = Score.of(0.9, 0.05, 0.05, quality=Quality.TRAINED, scorer="t/1")
    text = "@acme my parcel is lost, refund me now, can you help? It leaks and nobody answers"
    asked = [needs_answer(text, "en", score, reads=reads) for reads in range(-8, 9)]

    assert asked == [points_of(signs(text, "en", score, reads=reads)) >= LIMIT for reads in range(-8, 9)]
    assert asked == sorted(asked)
    assert not asked[0]
    assert asked[-1]


_TEXTS = (
    "@acme my parcel is lost, can you help?",
    "RT @bob: two left shoes in the box",
    "does anybody else own one of these?",
    "@bob does anybody know where to buy it?",
    "shares fall 3 % after earnings https://news.example/acme",
    "thank you so much, love it, haha",
    "😡😡😡",
    "#acme @acme",
    "",
    "www.acme.example",
    "请问我的快递为什么还没有到？",
    "no internet for three days, thanks for nothing",
    "I know how it works",
)


@pytest.mark.parametrize("text", _TEXTS)
@pytest.mark.parametrize("to_brand", [None, True, False])
def test_what_reads_clearly_is_judged_as_by_all_its_signs(text: str, *, to_brand: bool | None) -> None:
    """A reading that no list could outweigh spares the lists; the answer is the one that they would have given."""
    for language in ("en", "zh", "de", "und"):
        for score in (UPSET, CALM):
            for reads in range(-8, 9):
                found = signs(text, language, score, to_brand=to_brand, reads=reads)
                is_needed = points_of(found) >= LIMIT and found.keys().isdisjoint(NEVER)
                assert needs_answer(text, language, score, to_brand=to_brand, reads=reads) is is_needed


def test_a_clear_reading_looks_at_no_shapes() -> None:
    """Where it reads as clearly as can be, clauses and numbers are not looked for: that is what costs."""
    with mock.patch("alertd.intake.needs_answer.shapes", side_effect=AssertionError("looked for")):
        assert needs_answer("@acme my parcel is lost", "en", CALM, reads=8)
        assert not needs_answer("what a gorgeous morning", "en", CALM, reads=-8)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Smoke out of the Kettlo, I am furious. I have a child at home.", "en"),
        ("Из Kettlo пошёл дым, я в ярости. Дома ребёнок.", "ru"),
        ("Kettlo'dan duman çıktı, çok sinirliyim. Berbat ve korkunç.", "tr"),
        ("凯乐壶冒烟,我非常生气。太差了,太可怕。", "zh"),
    ],
)
def test_everyday_life_takes_no_harm_away(text: str, language: str) -> None:
    """However much it reads like a bad day: who is upset and tells of smoke is answered, also where the reading came before."""
    upset = Score.of(0.9, 0.08, 0.02, quality=Quality.TRAINED, scorer="t/1")
    calm = Score.of(0.1, 0.8, 0.1, quality=Quality.TRAINED, scorer="t/1")

    assert needs_answer(text, language, upset, reads=-8)
    assert not needs_answer(text, language, calm, reads=-8)
