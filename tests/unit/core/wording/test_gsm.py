"""What an SMS costs."""

from __future__ import annotations

import pytest

from alertd.core.wording.gsm import fold, is_plain, latin, segments


@pytest.mark.parametrize(
    ("text", "count", "alphabet", "units"),
    [
        ("", 1, "GSM-7", 0),
        ("a" * 160, 1, "GSM-7", 160),
        ("a" * 161, 2, "GSM-7", 161),
        ("a" * 306, 2, "GSM-7", 306),
        ("a" * 307, 3, "GSM-7", 307),
        ("[" * 80, 1, "GSM-7", 160),
        ("[" * 81, 2, "GSM-7", 162),
        ("a" * 152 + "[" * 77, 3, "GSM-7", 306),
        ("ğ" * 70, 1, "UCS-2", 70),
        ("ш" * 134, 2, "UCS-2", 134),
        ("中" * 135, 3, "UCS-2", 135),
        ("🔥" * 35, 1, "UCS-2", 70),
        ("🔥" * 67, 3, "UCS-2", 134),
        ("`", 1, "UCS-2", 1),
        ("é ñ ü à £ €", 1, "GSM-7", 12),
    ],
)
def test_segments_are_counted_as_operators_do(text: str, count: int, alphabet: str, units: int) -> None:
    """Extension signs cost two; neither they nor surrogate pairs are split between segments."""
    cost = segments(text)

    assert (cost.count, cost.alphabet, cost.units) == (count, alphabet, units)


def test_folding_keeps_latin_readable_in_the_cheap_alphabet() -> None:
    """Turkish, French, Portuguese and typographic signs; a non-breaking space would double the price."""
    folded = fold("İĞŞÇÖÜığşç êçœ ãõ “a” ‘b’ – … 1\u00a0234")

    assert folded == "IGSÇÖÜigsc ecoe ao \"a\" 'b' - ... 1 234"
    assert is_plain(folded)


def test_cyrillic_is_written_in_latin_letters() -> None:
    """Capital letters stay capital, unknown scripts are left out."""
    assert latin("Щедрый Юг: съёмка 中文") == "Shchedryy Yug: semka "
    assert latin("СРОЧНО: ЩИ Юга") == "SROCHNO: SHCHI Yuga"
    assert is_plain(latin("Ґава їжак є 🔥"))
