"""Stream-safe texts: what languages write stays to the letter; what only costs time goes."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest

from alertd.intake.normalise import folded
from alertd.intake.records import parse_object
from alertd.intake.stream_safe import _PLAIN, MOST_MARKS, stream_safe
from alertd.model.post import Post

MANY = 40_000

HOSTILE = {
    "one mark": "e" + "\u0301" * MANY,
    "two kinds by turns": "a" + "\u0316\u0301" * (MANY // 2),
    "many kinds": "x" + "".join(chr(0x0300 + i % 80) for i in range(MANY)),
    "marks that come apart": "a" + "\u0344\u0f73" * (MANY // 2),
    "late marks": "ｶ" + "\uff9e\u0301\u0316" * (MANY // 3),
    "with unseen characters between": "a" + "\u0316\u200d\u0301\u200d" * (MANY // 4),
    "of many scripts": "\U00010a0f\U0001e8d0\u0f73" * (MANY // 3),
    "signs that are sentences": "\ufdfa" * MANY,
    "jamo": "\u1100\u1161\u11a8" * (MANY // 3),
    "stacked letters": ("a" + "\u0300\u0316\u0323" * 10) * (MANY // 31),
}


def _seconds(text: str) -> float:
    began = time.process_time()
    folded(text)
    return time.process_time() - began


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_cost_what_they_are_long(name: str) -> None:
    """At worst some ten times a text of Cyrillic letters of that length; ordering the marks took a hundred times as long."""
    folded("ж" * MANY)
    plain = max(min(_seconds("жук " * (MANY // 4)) for _ in range(3)), 0.002)

    assert min(_seconds(HOSTILE[name]) for _ in range(3)) < 25 * plain


@pytest.mark.parametrize("name", HOSTILE)
def test_a_brand_before_a_flood_is_found(name: str) -> None:
    """What is left out hides nothing that stands before it."""
    assert folded("acme " + HOSTILE[name]).startswith("acme")


def test_what_languages_write_stays() -> None:
    """Vietnamese, Hebrew with points and accents, Arabic with vowels, Tibetan, Burmese, Thai, and thirty marks on one letter."""
    for text in (
        "Tiếng Việt",
        "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
        "بِسْمِ اللَّهِ الرَّحْمَٰنِ",
        "བཀྲ་ཤིས་བདེ་ལེགས།" * 5,
        "မြန်မာဘာသာ" * 9,
        "กำลังใจ" * 9,
        "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 9,
        "e" + "\u0301" * MOST_MARKS + " " + "e" + "\u0316" * MOST_MARKS,
    ):
        assert stream_safe(text) == text


def test_a_thinned_text_is_still_the_same_to_a_matcher() -> None:
    """Leaving out marks that fold away changes nothing that is compared."""
    assert folded("Ne" + "\u0301" * 500 + "stle") == folded("Nestle")
    assert stream_safe(stream_safe(HOSTILE["many kinds"])) == stream_safe(HOSTILE["many kinds"])


def test_no_mark_is_taken_for_plain() -> None:
    """The characters that are passed over unlooked-at hold none that is, or becomes, a mark."""
    for character in re.findall(f"[{_PLAIN}]", "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))):
        assert not unicodedata.combining(unicodedata.normalize("NFKD", character)[0])


def test_a_post_comes_in_thinned() -> None:
    """So that nothing behind intake, scorers and pages too, has to order a flood of marks."""
    post = parse_object(
        {"id": "1", "platform": "x", "created_at": "2026-11-21T12:00:00Z", "author": "a", "text": HOSTILE["one mark"]}
    )

    assert isinstance(post, Post)
    assert len(post.text) == 1 + MOST_MARKS
