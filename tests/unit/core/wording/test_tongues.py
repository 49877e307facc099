"""What languages are called, for a reader of each language of pages."""

from __future__ import annotations

import pytest

from alertd.core.wording.languages import LANGUAGES
from alertd.core.wording.languages.tongues import tongue

#: The tags that a post may well have.
OFTEN = (
    "en",
    "ru",
    "tr",
    "fr",
    "pt",
    "zh",
    "ar",
    "de",
    "es",
    "it",
    "ja",
    "ko",
    "nl",
    "pl",
    "uk",
    "hi",
    "id",
    "fa",
    "he",
    "bg",
    "ckb",
    "no",
    "nb",
)


@pytest.mark.parametrize("reader", sorted(LANGUAGES))
def test_every_language_of_posts_has_a_name_of_its_own_in_the_readers_language(reader: str) -> None:
    """No tag and no English word stands among them: a reader of Chinese finds no Latin letter."""
    said = [tongue(reader, tag) for tag in OFTEN]

    assert len(set(said)) == len(OFTEN)
    assert not set(said) & set(OFTEN)
    latin = [name for name in said if any("a" <= letter <= "z" for letter in name.lower())]
    assert latin == ([] if reader in ("ru", "zh", "ar") else said)
    if reader != "en":
        assert len({tongue("en", tag) for tag in OFTEN} & set(said)) == 0


@pytest.mark.parametrize(
    ("tag", "said"),
    [("pt-BR", "portugais"), ("zh_Hant", "chinois"), ("EN", "anglais"), ("qqq", "qqq"), ("", ""), ("x|y", "x|y")],
)
def test_a_region_is_left_out_and_what_nobody_knows_stays_as_it_is(tag: str, said: str) -> None:
    """A platform may call a language anything."""
    assert tongue("fr", tag) == said


def test_a_reader_of_no_language_of_ours_reads_english() -> None:
    """As all else of a page."""
    assert tongue("ja", "tr") == "Turkish"
