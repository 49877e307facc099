"""Plain words: what a text is cut into before its words are looked up, by a fast road and a slow one that agree."""

from __future__ import annotations

import random
import re

import pytest

from alertd.intake.plain_words import has_words, words_in

#: A letter at a time, as the words were first told: letters that the pattern knows, and marks that it does not take for letters.
_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0963])"
_TOLD = re.compile(rf"{_LETTER}+(?:['’-]{_LETTER}+)*")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my order is late", ["my", "order", "is", "late"]),
        ("order #1234, still not here!", ["order", "still", "not", "here"]),
        ("i don't buy half-baked apps", ["i", "don't", "buy", "half-baked", "apps"]),
        ("'quoted' - dashed -", ["quoted", "dashed"]),
        ("rock-'n'-roll", ["rock", "n", "roll"]),
        ("snake_case4you", ["snake", "case", "you"]),
        ("где мой заказ № 5", ["где", "мой", "заказ"]),
        ("l’été de l'an", ["l’été", "de", "l'an"]),
        ("cafe\u0301 नहीं आया", ["cafe\u0301", "नहीं", "आया"]),
        ("24 / 7 ...", []),
        ("", []),
    ],
)
def test_words_are_runs_of_letters(text: str, found: list[str]) -> None:
    """Digits and signs part words; an apostrophe or a hyphen between letters does not, and a mark belongs to its letter."""
    assert words_in(text) == found
    assert has_words(text) == bool(found)


def test_whatever_the_signs_both_roads_cut_alike() -> None:
    """Texts of letters alone take a road without a pattern: it must part words where the pattern does, whatever stands between."""
    chance = random.Random(3)
    signs = "ab Z'-’_19\t\n.,#@/é\u0301\u0915\u094dя中İ"
    for number in range(20_000):
        known = signs[:15] if number % 2 else signs  # every second one of ASCII alone
        text = "".join(chance.choices(known, k=chance.randrange(1, 14)))
        assert words_in(text) == _TOLD.findall(text), text


def test_a_text_without_end_is_cut_in_one_go() -> None:
    """Whoever writes a megabyte of one letter, or of nothing but apostrophes, costs no more than its length."""
    assert words_in("é" * 1_000_000) == ["é" * 1_000_000]
    assert words_in("'" * 1_000_000 + "é") == ["é"]
