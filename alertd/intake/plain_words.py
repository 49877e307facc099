"""Plain words: runs of letters with the marks of their script. "don't" and "half-baked" are one word each; a number is none."""

from __future__ import annotations

import re

#: Of letters: a pattern takes those of Devanagari for no letters.
_MARKS = r"\u0300-\u036f\u0900-\u0963"
# By runs, and never given back: a choice at each letter costs half as much again.
_RUN = rf"(?:[^\W\d_]++|[{_MARKS}]++)++"
_WORD = re.compile(rf"{_RUN}(?:['’-]{_RUN})*")
_ASCII_WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")
_NO_LETTERS = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalpha()})


def words_in(text: str) -> list[str]:
    """Return the words of a text in their order.

    >>> words_in("don't 24 half-baked, -ish") == ["don't", "half-baked", "ish"]
    True
    """
    if not text.isascii():
        return _WORD.findall(text)
    if "'" in text or "-" in text:
        return _ASCII_WORD.findall(text)
    return text.translate(_NO_LETTERS).split()  # a third of the cost of a pattern


def has_words(text: str) -> bool:
    """Whether there is a word in a text at all."""
    return _WORD.search(text) is not None
