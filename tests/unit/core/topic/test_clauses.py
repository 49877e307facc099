"""Clauses, words and stems."""

from __future__ import annotations

import pytest

from alertd.core.topic.clauses import clauses
from alertd.core.topic.stems import stem
from alertd.core.topic.stop_words import stop_words


def keys(text: str, language: str, own: tuple[str, ...] = ()) -> list[str]:
    """Return the words that say something, as they were written."""
    return [word.raw for clause in clauses(text, language, own) for word in clause.words if word.key]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("And then it just smoked again!", "en", ["smoked"]),
        ("I didn't know that they've called", "en", ["didn't", "called"]),
        ("L'eau de ma bouilloire n'est pas chaude", "fr", ["L'eau", "bouilloire", "pas", "chaude"]),
        ("Ну почему опять чайник не работает?", "ru", ["чайник", "не", "работает"]),
        ("Bu ısıtıcı neden bozuk çıktı ya", "tr", ["ısıtıcı", "bozuk", "çıktı"]),
        ("Por que a chaleira está tão quente?", "pt", ["chaleira", "quente"]),
        ("der Kessel ist schon wieder kaputt", "de", ["Kessel", "kaputt"]),
        ("la tetera no funciona y nadie contesta", "es", ["tetera", "no", "funciona", "nadie", "contesta"]),
        ("2026 10 5 kettles", "en", ["kettles"]),
    ],
)
def test_stop_words_of_each_language_are_out(text: str, language: str, expected: list[str]) -> None:
    """Small words and numbers say nothing."""
    assert keys(text, language) == expected


def test_a_stop_word_is_one_only_in_its_language() -> None:
    """What kettles do in English, to pour, is a small word in French."""
    assert keys("pour it on the tea", "en") == ["pour", "tea"]
    assert "on" in stop_words("fr")
    assert "pour" not in stop_words("en")


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "kettle kettles"),
        ("en", "smoke smokes smoked smoking"),
        ("en", "battery batteries"),
        ("tr", "ısıtıcı ısıtıcının ısıtıcısı ısıtıcılar ısıtıcımız"),
        ("tr", "güncelleme güncellemeden güncellemesi"),
        ("ru", "чайник чайника чайники чайником"),
        ("ru", "обновление обновления обновлений обновлением"),
        ("fr", "rembourser remboursé remboursée remboursement"),
        ("pt", "vazamento vazamentos"),
    ],
)
def test_the_forms_of_a_word_are_one(language: str, forms: str) -> None:
    """Inflections are merged."""
    assert len({stem(form, language) for form in forms.split()}) == 1


def test_a_model_number_has_no_other_form() -> None:
    """RX500 is not RX50."""
    assert stem("rx500", "en") != stem("rx501", "en")


def test_the_brand_is_told_from_the_rest_also_where_no_spaces_are() -> None:
    """The brand's characters are its own, and its name with a suffix too."""
    assert keys("凯乐壶水壶冒烟", "zh", ("凯乐壶",)) == ["水", "壶", "冒", "烟"]
    assert keys("Kettlo'nun kapağı", "tr", ("kettlo",)) == ["kapağı"]


def test_sentences_and_commas_divide() -> None:
    """A quote is a piece that was said in one breath; tags at the end are not part of it."""
    text = "It broke, again. Nobody answers!\nGreat #fail #kettlo"

    assert [clause.text for clause in clauses(text, "en", ())] == ["It broke, again", "Nobody answers", "Great"]
    assert [clause.text for clause in clauses(text, "en", (), is_fine=True)][:2] == ["It broke", "again"]
    assert [clause.text for clause in clauses("坏了。客服不理，退款！", "zh", ())] == ["坏了", "客服不理，退款"]
