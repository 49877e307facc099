"""Normalise: one spelling, whatever the keyboard or the intent."""

import sys
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.intake import normalise
from alertd.intake.normalise import KEPT, MAX_TEXT, folded, spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ACME", "acme"),
        ("İSTANBUL", "istanbul"),
        ("ISPARTA", "ısparta"),
        ("Nestlé", "NESTLE"),
        ("Škoda", "skoda"),
        ("Straße", "STRASSE"),
        ("ＡＣＭＥ", "acme"),
        ("𝐀𝐜𝐦𝐞", "acme"),
        ("a\u200bc\u200dm\ufeffe", "acme"),
        ("\u202eacme\u202c", "acme"),
        ("ac\u00adme", "acme"),
        ("L’Oréal", "L'Oreal"),
        ("Coca–Cola", "coca-cola"),
        ("ё", "Е"),
        ("u\u0308ber", "über"),
        ("ｶﾞ", "ガ"),
        ("한", "한"),
        ("كتاب", "کتاب"),
        ("مُحَمَّد", "محمد"),
        ("ΟΔΟΣ", "οδός"),
        ("a \t\n\u00a0 b", "A B"),
        ("❤\ufe0f", "❤"),
    ],
)
def test_these_are_one_spelling(one: str, other: str) -> None:
    """What people see as the same name is the same name."""
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("über", "uber"),
        ("kış", "kis"),
        ("año", "ano"),
        ("мой", "мои"),
        ("が", "か"),
        ("हिन्दी", "हनद"),
        ("acme", "acne"),
    ],
)
def test_these_are_two_words(one: str, other: str) -> None:
    """A mark that makes another letter is no decoration."""
    assert folded(one) != folded(other)


def test_a_trade_mark_sign_does_not_become_letters() -> None:
    """NFKC alone would write AcmeTM, and no boundary would be left."""
    assert folded("Acme™ phone") == "acme phone"


def _characters() -> Iterator[str]:
    """Every assigned character, of the large scripts every 97th."""
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        is_large = 0x3400 <= code < 0xA000 or 0xAC00 <= code < 0xD7A4 or 0x17000 <= code < 0x19000 or code >= 0x20000
        if unicodedata.category(character) not in ("Cn", "Co", "Cs") and (not is_large or code % 97 == 0):
            yield character


def test_folding_twice_changes_nothing_for_any_character() -> None:
    """Terms are folded once, texts once: both must be at rest. Also holds what the fast road leaves out."""
    for character in _characters():
        once = folded(f"a{character}b")
        assert folded(once) == once, hex(ord(character))
        if not character.isascii() and normalise._FOREIGN.match(character) is None:
            assert normalise._fold_character(character) == character, hex(ord(character))


def test_case_never_matters_for_any_character() -> None:
    """In no script, and for none of the four letters i."""
    for character in _characters():
        assert folded(character) == folded(character.upper()) == folded(character.lower()), hex(ord(character))


def test_only_the_beginning_is_read_and_unseen_characters_do_not_use_it_up() -> None:
    """A flood of zero-width characters cannot push the brand out of sight."""
    assert len(folded("a" * 50_000)) == MAX_TEXT
    assert folded("\u200b" * 20_000 + "acme").endswith("acme")


def test_a_term_is_found_without_its_marks_but_not_the_other_way() -> None:
    """People leave marks out when they type; nobody adds them by accident."""
    assert spellings("Ülker") == ("ulker", "ülker")
    assert spellings("Ulker") == ("ulker",)
    assert len(spellings("Türk Ürün")) == 8
    assert len(spellings("çğöşüñ")) == 2


def test_kept_letters_are_kept() -> None:
    """The table and the folding agree."""
    assert all(folded(letter) == letter and folded(plain) == plain for letter, plain in KEPT.items())


#: What most texts of most scripts are made of; `folded` looks once and takes the short way.
COMMON = [
    chr(code)
    for code in range(sys.maxunicode + 1)
    if not 0xD800 <= code < 0xE000 and normalise._COMMON_LETTERS.holds(chr(code))
]


def test_the_short_way_folds_each_character_as_the_long_one() -> None:
    """Also between letters, where it might join with a neighbour."""
    assert len(COMMON) > 33_000
    assert [c for c in COMMON if folded(f"a{c}o") != normalise._folded_with_care(f"a{c}o")] == []


@given(st.text(st.one_of(st.sampled_from(COMMON), st.characters()), max_size=40))
def test_the_short_way_folds_texts_as_the_long_one(text: str) -> None:
    """Whatever stands beside what."""
    assert folded(text) == ("" if not text else " ".join(normalise._folded_with_care(text).split()))


@pytest.mark.parametrize(
    "text",
    [
        "Şikayet: İade çok geç geldi",
        "客服电话没有人接「退款」",
        "Мой чайник загорелся",
        "don’t buy — it’s bad…",
        "ありがとう。とても良い",
        "전화를 안 받아요 😡",
    ],
)
def test_everyday_texts_take_the_short_way(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turkish, Chinese, Russian, Japanese and Korean are as quick as English."""
    monkeypatch.setattr(normalise, "_folded_with_care", None)

    assert folded(text)
