"""Scripts: which letters stand in words with spaces around them, and which do not."""

from __future__ import annotations

import unicodedata

from alertd.late_pattern import late

# Scripts written without spaces, or (Hangul) with particles stuck to the noun: no boundary is asked for beside their letters.
UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x0F00, 0x109F),  # Tibetan, Myanmar
    (0x1100, 0x11FF),  # Hangul jamo
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # Han radicals
    (0x3005, 0x3007),
    (0x3021, 0x3029),
    (0x3031, 0x318F),  # kana, bopomofo, Hangul jamo
    (0x31A0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xA960, 0xA97F),
    (0xA9E0, 0xA9FF),
    (0xAA60, 0xAA7F),
    (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF),
    (0x1B000, 0x1B16F),
    (0x20000, 0x3FFFF),
)


class Spaced(dict[str, bool]):
    """Whether a character is part of a word of a script that puts spaces between words."""

    def __missing__(self, character: str) -> bool:
        is_word = unicodedata.category(character)[0] in "LNM" or character == "_"
        self[character] = spaced = is_word and not is_unspaced(character)
        return spaced


def is_unspaced(character: str) -> bool:
    """Whether a character is of the scripts above; who asks of few need not compile the pattern of them all."""
    code = ord(character)
    return any(first <= code <= last for first, last in UNSPACED)


#: A run of letters of the scripts above.
UNSPACED_RUN = late("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in UNSPACED) + "]+")
