"""The tables of words."""

from __future__ import annotations

import re

import pytest

from alertd.core.wording.languages import LANGUAGES, language
from alertd.core.wording.languages.plurals import FORMS
from alertd.core.wording.languages.table import Language, form
from alertd.model.languages import WORDED

ENGLISH = LANGUAGES["en"]
OTHERS = [LANGUAGES[code] for code in sorted(LANGUAGES) if code != "en"]


def test_seven_languages_are_spoken_and_the_rest_is_answered_in_english() -> None:
    """A tag with a region finds its language."""
    assert sorted(LANGUAGES) == ["ar", "en", "fr", "pt", "ru", "tr", "zh"]
    assert language("pt-BR").code == "pt"
    assert language("zh_Hant").code == "zh"
    assert language("").code == language("de").code == "en"


@pytest.mark.parametrize("tongue", OTHERS, ids=lambda tongue: tongue.code)
def test_every_table_has_the_same_keys_and_fields(tongue: Language) -> None:
    """A missing word would be a crash at three in the morning."""
    fields = {key: sorted(re.findall(r"\{[a-z]+\}", text)) for key, text in ENGLISH.words.items()}

    assert {key: sorted(re.findall(r"\{[a-z]+\}", text)) for key, text in tongue.words.items()} == fields
    assert sorted(tongue.nouns) == sorted(ENGLISH.nouns)
    assert sorted(tongue.units) == sorted(ENGLISH.units)
    assert sorted(tongue.severities) == sorted(ENGLISH.severities)


@pytest.mark.parametrize("tongue", list(LANGUAGES.values()), ids=lambda tongue: tongue.code)
def test_every_noun_has_the_forms_of_its_language(tongue: Language) -> None:
    """And no word is empty."""
    assert all(len(forms) == len(FORMS[tongue.code]) for forms in tongue.nouns.values())
    assert all([*tongue.words.values(), *tongue.units.values(), *tongue.severities.values()])


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "пост"), (3, "поста"), (5, "постов"), (11, "постов"), (12, "постов"), (112, "постов"),
     (21, "пост"), (102, "поста"), (0, "постов"), (1.5, "поста")],
)  # fmt: skip
def test_russian_counts_by_the_last_digits(count: float, text: str) -> None:
    """Unicode's plural rules."""
    assert form(LANGUAGES["ru"], "mention", count) == text


def test_french_keeps_the_singular_below_two() -> None:
    """0 publication, 1,5 publication, 2 publications."""
    told = [form(LANGUAGES["fr"], "mention", count) for count in (0, 1.5, 2)]
    assert told == ["publication", "publication", "publications"]


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "منشور"), (1, "منشور"), (2, "منشوران"), (3, "منشورات"), (10, "منشورات"), (11, "منشورًا"), (99, "منشورًا"), (100, "منشور"),
     (103, "منشورات"), (102, "منشور"), (1.5, "منشور")],
)  # fmt: skip
def test_arabic_counts_by_ones_twos_few_and_many(count: float, text: str) -> None:
    """Unicode's plural rules, with the forms that stand after a number."""
    assert form(LANGUAGES["ar"], "post", count) == text


def test_the_languages_that_check_knows_are_those_with_words() -> None:
    """`check` names them without loading a word of any."""
    assert tuple(LANGUAGES) == WORDED
