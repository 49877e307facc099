"""A rule's words: those that the reader can read stand first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from alertd.core.wording.languages import LANGUAGES
from alertd.core.wording.own_first import own_first
from alertd.core.wording.rule_words import MOST_WORDS, rule_told
from alertd.model.rule import Every, Floor, Only, Rule, Severity, Terms

SAFETY = Path(__file__).resolve().parents[4] / "rules" / "safety.yml"
#: A word of the shipped rule of danger in each language of pages.
OWN = {
    "en": "caught fire", "ru": "загорелся", "tr": "ürün geri çağırma", "fr": "failli brûler", "pt": "choque elétrico",
    "zh": "产品召回", "ar": "احترق",
}  # fmt: skip


def shipped() -> tuple[str, ...]:
    """Return the words of the shipped rule of danger, as its file has them."""
    (rule,) = yaml.safe_load(SAFETY.read_text(encoding="utf-8"))["rules"]
    return tuple(rule["when"]["terms"]["any"])


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_line_of_the_shipped_rule_begins_with_the_readers_own_words(language: str) -> None:
    """What a reader in the night cannot read is no reason to be awake."""
    rule = Rule(
        id="safety",
        name="Danger",
        severity=Severity.CRISIS,
        page="pr",
        when=Terms(any=shipped(), at_least=Floor(authors=3)),
    )

    assert OWN[language] in own_first(shipped(), language)[:MOST_WORDS]
    assert OWN[language] in rule_told(rule, language)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("more", [0, 1, 41])
def test_how_many_words_are_not_shown_is_said(language: str, more: int) -> None:
    """Three dots hide two words or two hundred; where all are shown nothing is said of more."""
    words = tuple(f"w{n}" for n in range(MOST_WORDS + more))
    rule = Rule(id="safety", name="Danger", severity=Severity.CRISIS, page="pr", when=Terms(any=words))
    told = rule_told(rule, language)

    assert f"w{MOST_WORDS - 1}" in told
    assert f"w{MOST_WORDS}" not in told
    assert "…" not in told
    after = told.partition(f"w{MOST_WORDS - 1}")[2]
    assert re.findall(r"[0-9]+", after) == [*([str(more)] if more else []), "1"]  # the last one: from 1 mention on


def test_the_line_of_a_long_list_in_english() -> None:
    """A filter's list is told the same way."""
    platforms = tuple(f"p{n}" for n in range(MOST_WORDS + 2))
    rule = Rule(id="a", name="A", severity=Severity.URGENT, page="pr", when=Every(), only=Only(platforms=platforms))

    assert "on p0, p1, p2, p3, p4, p5, p6, p7 and 2 more." in rule_told(rule, "en")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_who_wants_to_read_all_words_can(language: str) -> None:
    """Nothing is counted then, and no word is missing; a short list reads the same either way."""
    words = tuple(f"w{n}w" for n in range(MOST_WORDS + 57))
    rule = Rule(id="a", name="A", severity=Severity.URGENT, page="pr", when=Terms(any=words))
    short = rule.with_(when=Terms(any=words[:MOST_WORDS]))

    assert all(word in rule_told(rule, language, most=None) for word in words)
    assert sum(word in rule_told(rule, language) for word in words) == MOST_WORDS
    assert rule_told(short, language) == rule_told(short, language, most=None)


def test_a_word_that_two_languages_write_stays_where_it_was() -> None:
    """German and Turkish share an ü: nothing is known, and the file's order counts."""
    assert own_first(("Rückruf", "ürün"), "tr") == ("Rückruf", "ürün")


#: Words of the shipped rule of danger that stood before the reader's own, for an é that Portuguese writes too, or none at all.
NOT_BEFORE = {
    "fr": ("choque elétrico", "saiu fumaça", "fumaça na cabine", "se incendió", "product recall"),
    "pt": ("failli brûler", "de la fumée sort", "fuite de gaz", "intoxicación", "product recall"),
    "tr": ("Rückruf", "a pris feu", "product recall"),
    "en": ("rappel de produit", "motor em chamas", "retirada del producto"),
}


@pytest.mark.parametrize("language", sorted(NOT_BEFORE))
def test_words_of_neighbours_do_not_stand_among_the_readers_own(language: str) -> None:
    """French and Portuguese share most of their marks: small words and endings say which it is."""
    first = own_first(shipped(), language)[:MOST_WORDS]

    assert not set(NOT_BEFORE[language]) & set(first)


def test_in_french_the_words_of_danger_are_french() -> None:
    """All eight, and a space that does not break stands before the colon, as French has it."""
    assert set(own_first(shipped(), "fr")[:MOST_WORDS]) <= {
        "a pris feu", "failli brûler", "de la fumée sort", "fumée dans la cabine", "freins ont lâché", "fumée en cabine",
        "rappel de produit", "moteur en feu", "fuite de gaz", "intoxiqué*",
    }  # fmt: skip
    rule = Rule(id="safety", name="Danger", severity=Severity.CRISIS, page="pr", when=Terms(any=shipped()))

    assert rule_told(rule, "fr").startswith("Danger\u00a0: ")


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (("motor em chamas", "moteur en feu"), "fr"),
        (("motor en llamas", "motor em chamas"), "pt"),
        (("não compro mais", "je boycotte les"), "fr"),
    ],
)
def test_of_two_neighbours_the_own_one_comes_first(words: tuple[str, str], language: str) -> None:
    """The second of each pair is the reader's."""
    assert own_first(words, language)[0] == words[1]


@given(st.lists(st.text(max_size=12), max_size=30), st.sampled_from(sorted(LANGUAGES)))
def test_no_word_is_lost_and_the_same_words_give_the_same_line(words: list[str], language: str) -> None:
    """Whatever stands in them: emoji, digits, nothing at all."""
    told = own_first(tuple(words), language)

    assert sorted(told) == sorted(words)
    assert own_first(told, language) == told
