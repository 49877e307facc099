"""Directions: what is written from the other side keeps its place in a sentence of ours, and no stranger turns one.

A Latin name in an Arabic sentence draws the full stop behind it to its own end; a bracket or a number beside it changes sides. Unicode's isolates
(UAX 9: FSI, PDI) end that. They are put around what is filled in, where it has letters of the other direction, and nowhere else.
"""

from __future__ import annotations

import re
import unicodedata

from alertd.core.wording.fill import fill
from alertd.core.wording.parts import Parts

RIGHT_TO_LEFT = ("ar", "he", "fa", "ur")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DATE = re.compile(r"\d-\d")
_BEGIN, _END = "\u2068", "\u2069"


class Said(str):
    """A sentence of ours in which every value was cleaned by itself: what turns text in it is our own. Still no markup, and escaped like any text."""

    __slots__ = ()


def plain(text: str) -> str:
    r"""Take out what could turn or hide text: control, bidi and zero-width characters.

    >>> plain("left\u202eright\x07")
    'leftright'
    """
    return _CONTROL.sub("", text)


def isolated(code: str, text: str) -> str:
    r"""Return a value as it stands in a sentence of a language: cleaned, unless it is a sentence of ours already.

    >>> isolated("ar", "ella185"), isolated("en", "ella185"), isolated("en", "\u202eسارة"), isolated("ar", "12:30")
    ('\u2068ella185\u2069', 'ella185', '\u2068سارة\u2069', '12:30')
    """
    if isinstance(text, Said):
        return text
    text = plain(text)
    is_rightward = code in RIGHT_TO_LEFT
    others = ("L",) if is_rightward else ("R", "AL")
    is_other = any(unicodedata.bidirectional(one) in others for one in text)
    # Behind an Arabic letter the parts of a date change places.
    return f"{_BEGIN}{text}{_END}" if is_other or (is_rightward and _DATE.search(text)) else text


class ShownParts(Parts):
    """The parts of a page as a browser shows them."""

    def say(self, key: str, **values: str) -> str:
        """See Parts."""
        code = self.language.code
        return Said(fill(self.language.words[key], {name: isolated(code, value) for name, value in values.items()}))
