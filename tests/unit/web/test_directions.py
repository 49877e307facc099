"""Names from another script keep their place in a sentence, and strangers turn nothing."""

from __future__ import annotations

import pytest

from alertd.core.wording.clean import Family
from alertd.web.directions import Said, ShownParts, isolated
from alertd.web.rendering import _finalize
from alertd.web.words import WORDS, words
from tests.unit.core.wording.pages import STORM, facts

BEGIN, END = "\u2068", "\u2069"


def test_a_latin_name_in_an_arabic_sentence_stands_by_itself() -> None:
    """Else the full stop behind it goes to its own end, and reads as if it came before it."""
    said = words("ar").fill("g_started", name="ella185")
    assert said.endswith(f"{BEGIN}ella185{END}")
    assert words("ar").fill("post_count", n=3).isprintable(), "a number is no name"


def test_a_date_behind_an_arabic_letter_keeps_its_order() -> None:
    """Its digits would become Arabic ones, which a hyphen does not join: the day would be read first, and the year last."""
    assert isolated("ar", "2026-10-27") == f"{BEGIN}2026-10-27{END}"
    assert isolated("en", "2026-10-27") == "2026-10-27"
    assert isolated("ar", "12:30") == "12:30"


def test_an_arabic_name_in_a_sentence_from_the_left_does_too() -> None:
    """In every language that is written so; a Latin name in them needs nothing, and is written as it is."""
    for code in sorted(set(WORDS) - {"ar"}):
        assert f"{BEGIN}سارة{END}" in words(code).fill("g_started", name="سارة"), code
        assert words(code).fill("g_started", name="ella185").find(BEGIN) == -1, code


@pytest.mark.parametrize("hostile", ["\u202egnp.exe", f"{END}ella{BEGIN}", "a\u2067b", "x\x07y"])
def test_no_name_turns_the_sentence_around_it(hostile: str) -> None:
    """What it brings of that kind is taken out; what is put around it is balanced."""
    said = words("ar").fill("g_started", name=hostile)
    assert said.count(BEGIN) == said.count(END) == 1
    assert not set("\u202e\u2067\x07") & set(said)
    assert _finalize(said) == said
    assert _finalize(str(said)) == str(said).replace(BEGIN, "").replace(END, ""), "only our own sentences may have them"


def test_a_quote_in_an_arabic_head_stands_by_itself_with_its_marks() -> None:
    """Or the closing mark stands at the end of one line and the last word at that of another."""
    page = STORM.with_(facts={**facts(), "said": "The Kettlo burned my hand!"}, language="ar")
    about = ShownParts(page, {}, "", Family.PLAIN).about()
    assert isinstance(about, Said)
    assert f"{BEGIN}«The Kettlo burned my hand!»{END}" in about
    assert about.count(BEGIN) == about.count(END) == 1


def test_a_sentence_of_ours_within_another_is_not_cleaned_twice() -> None:
    """Or the isolates of the inner one would be lost."""
    inner = Said(f"«{BEGIN}x{END}»")
    assert isolated("ar", inner) is inner
