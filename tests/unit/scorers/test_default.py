"""The scorer that ships."""

from __future__ import annotations

from importlib import resources

import pytest

from alertd.core.signals import hard_count
from alertd.model.score import Quality, Score
from alertd.ports import Scorer, Unscored
from alertd.scorers.default import CHUNK, DefaultScorer
from alertd.scorers.model import Model

ANGRY = {
    "en": "This is the worst service ever, absolutely terrible",
    "ru": "Ужасный сервис, я просто в бешенстве, обманули и хамят",
    "tr": "Rezalet bir hizmet, berbat, bir daha asla",
    "fr": "Service nul, une honte, je suis dégoûté",
    "pt": "Péssimo atendimento, que vergonha, um lixo",
    "zh": "太差了，垃圾服务，气死我了",
    "es": "Pésimo servicio, una vergüenza, qué asco",
    "de": "Schrecklicher Service, eine Frechheit, nie wieder",
    "it": "Servizio pessimo, che schifo, una vergogna",
    "ar": "خدمة سيئة جدا، اسوأ شركة، حرامية",
    "ja": "対応が最悪、ひどい、二度と使わない",
    "hi": "bakwas service, ghatiya company, sab chor hai",
}
HAPPY = {
    "en": "I love this, thank you so much, what a great team!",
    "ru": "Обожаю, огромное спасибо, всё отлично и очень красиво!",
    "tr": "Çok güzel, harika bir ekip, teşekkürler, bayıldım",
    "fr": "J'adore, merci beaucoup, une équipe géniale !",
    "pt": "Amei, muito obrigado, equipe maravilhosa!",
    "zh": "太棒了，非常喜欢，谢谢你们，很开心",
    "es": "Me encanta, muchas gracias, un equipo genial!",
    "de": "Ich liebe es, vielen Dank, ein tolles Team!",
    "it": "Lo adoro, grazie mille, una squadra fantastica!",
    "ar": "رائع جدا، احب هذا الفريق، شكرا لكم",
    "ja": "最高でした、ありがとう、大好きです！",
    "hi": "bahut badhiya, mast service, dil se shukriya",
}


def score(text: str, language: str | None = None) -> Score:
    """Score one text."""
    return DefaultScorer.load().score([Unscored(text=text, language=language)])[0]


@pytest.mark.parametrize("language", sorted(ANGRY))
def test_anger_is_not_taken_for_praise(language: str) -> None:
    """In each supported language a plain complaint is more negative than plain praise, and each on its side."""
    angry, happy = score(ANGRY[language], language), score(HAPPY[language], language)

    assert angry.negative > max(angry.positive, happy.negative)
    assert happy.positive > max(happy.negative, angry.positive)


@pytest.mark.parametrize(
    ("text", "language", "quality"),
    [
        ("good morning", "en", Quality.TRAINED),
        ("доброе утро", "ru", Quality.LEXICON),
        ("günaydın arkadaşlar", "tr", Quality.LEXICON),
        ("早上好", "zh", Quality.LEXICON),
        ("ยอดเยี่ยมมาก", None, Quality.UNKNOWN),
        ("dzień dobry wszystkim", "pl", Quality.UNKNOWN),
        ("", "en", Quality.UNKNOWN),
        ("   \n", "en", Quality.UNKNOWN),
        ("https://t.co/abc @bob 12345 !!!", "en", Quality.UNKNOWN),
        ("😀😀", "en", Quality.UNKNOWN),
        ("qwzx", None, Quality.UNKNOWN),
        ("terrible", None, Quality.LEXICON),
    ],
)
def test_quality_says_how_far_to_trust(text: str, language: str | None, quality: Quality) -> None:
    """Trained, listed, or unknown: unsupported languages and texts without words are never quietly neutral."""
    assert quality is score(text, language).quality


def test_a_score_does_not_depend_on_its_neighbours() -> None:
    """Any batch, any order, any chunk: the same text has the same score to the thousandth."""
    texts = [*ANGRY.values(), "", "x" * CHUNK, *HAPPY.values(), "a " * 3_000] * 3
    batch = [Unscored(text=text) for text in texts]

    together = DefaultScorer.load().score(batch)

    assert [DefaultScorer.load().score([one])[0] for one in batch[:27]] == together[:27]
    assert list(reversed(together)) == DefaultScorer.load().score(batch[::-1])


def test_an_empty_batch_has_no_scores() -> None:
    """Nothing in, nothing out."""
    assert DefaultScorer.load().score([]) == []


def test_it_is_a_scorer_with_a_version() -> None:
    """The name says which model computed a score."""
    scorer = DefaultScorer.load()

    assert isinstance(scorer, Scorer)
    assert scorer.name.startswith("default/")
    assert scorer.name == score("hello there").scorer


def test_the_model_is_small_and_comes_with_its_provenance() -> None:
    """At most 5 MB in the package, and what it was made from stands beside it."""
    folder = resources.files("alertd.scorers")

    assert len(folder.joinpath("default.npz").read_bytes()) <= 5_000_000
    provenance = folder.joinpath("default.md").read_text(encoding="utf-8")
    for said in ("MIT", "Apache-2.0", "CC BY 4.0", "AfriSenti", "ArSarcasm", "macro-F1"):
        assert said in provenance


@pytest.mark.parametrize("language", sorted(ANGRY))
def test_plain_anger_counts_as_negative_and_plain_praise_does_not(language: str) -> None:
    """What complaints without a word of mood taught may not drown the words of mood: lists keep their voice in every language."""
    cut = hard_count.NEGATIVE.get(language, hard_count.OTHERS)

    assert score(ANGRY[language], language).negative >= cut > score(HAPPY[language], language).negative + 200


def test_a_language_that_nobody_taught_reads_lists_alone_as_before() -> None:
    """Where there are no posts to learn from, nothing that was learnt of other letters counts: only word lists and marks."""
    with resources.files("alertd.scorers").joinpath("default.npz").open("rb") as file:
        shipped = Model.read(file)
    emptied = shipped.with_(run_unit=0.0, word_unit=0.0, opinion_unit=0.0)
    texts = [ANGRY["ja"], HAPPY["ja"]]

    whole, *_ = DefaultScorer(shipped).probabilities(texts, ["ja"] * 2)
    alone, *_ = DefaultScorer(emptied).probabilities(texts, ["ja"] * 2)

    assert whole.tolist() == alone.tolist()


def test_a_lean_moves_neutral_and_nothing_else() -> None:
    """What is added to neutral leaves negative and positive in their ratio."""
    with resources.files("alertd.scorers").joinpath("default.npz").open("rb") as file:
        shipped = Model.read(file)
    upright = shipped.with_(lean=dict.fromkeys(shipped.lean, 0.0))

    leaning, *_ = DefaultScorer(shipped).probabilities([ANGRY["tr"]], ["tr"])
    straight, *_ = DefaultScorer(upright).probabilities([ANGRY["tr"]], ["tr"])

    assert leaning[0][1] > straight[0][1]
    assert leaning[0][0] / leaning[0][2] == pytest.approx(straight[0][0] / straight[0][2])
