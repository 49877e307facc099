"""Texts become one array of code points."""

from __future__ import annotations

import numpy as np
import pytest

from alertd.intake.reading import folding
from alertd.scorers.default import DefaultScorer


def squeezed(text: str) -> str:
    """Return a text as the scorer reads it."""
    codes, _ = folding.squeezed(folding.fold([text]), DefaultScorer.load().kinds)
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("GREAT", "great\0"),
        ("see https://t.co/AbC?x=1 now", "see http now\0"),
        ("@Bob hi", "@user hi\0"),
        ("soooooo bad!!!!!", "soo bad!!\0"),
        ("fish &amp; chips", "fish & chips\0"),
        ("Ｆｕｌｌ", "full\0"),
        ("b\u202ea\u200bd", "bad\0"),
        ("👍🏽", "👍\0"),
        ("a\0b", "a b\0"),
        ("\ud83d!", "!\0"),
        ("", "\0"),
    ],
)
def test_a_text_is_read_in_one_form(text: str, read: str) -> None:
    """Case, width, links, names, runs, entities, joiners and overrides make no difference."""
    assert read == squeezed(text)


def test_texts_stay_apart() -> None:
    """There is one separator for each text, also for empty ones and for texts with NUL inside."""
    texts = ["", "a", "\0\0\0", "", "b &#0; c", ""]

    codes, kinds = folding.squeezed(folding.fold(texts), DefaultScorer.load().kinds)

    assert len(texts) == int((kinds == folding.SEPARATOR).sum())
    assert len(texts) == int((codes == 0).sum())


def test_only_the_beginning_is_read() -> None:
    """A pasted book costs no more than its first page."""
    assert len(folding.fold(["ab" * 100_000])) == folding.LIMIT + 1


def test_the_stored_kinds_are_those_of_unicode() -> None:
    """The model holds the kind of each code point as the Unicode tables say it."""
    kinds = DefaultScorer.load().kinds

    for character, kind in [
        ("a", folding.LETTER),
        ("я", folding.LETTER),
        ("7", folding.LETTER),
        ("好", folding.IDEOGRAPH),
        ("カ", folding.IDEOGRAPH),
        ("😡", folding.SYMBOL),
        ("!", folding.MARK),
        (" ", folding.SPACE),
        ("\n", folding.SPACE),
        ("\u202e", folding.DROPPED),
    ]:
        assert kind == kinds[ord(character)], character
    assert len(kinds) == 0x110000
    assert kinds.dtype == np.uint8
