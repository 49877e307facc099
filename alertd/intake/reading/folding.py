"""Texts to one array of code points: case, forms, links and names folded, noise dropped.

All texts of a batch are folded in one string with NUL between them, because one call on 100,000 characters costs a
fraction of 1,000 calls on 100. Every step is linear in the characters read, and only the first `LIMIT` of a text are.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

#: Characters of a text that are read: a post is shorter, and a pasted document says its mood at its beginning.
LIMIT = 1500

LINK = re.compile(r"(?:https?://|www\.)[^\s\0]+")
NAME = re.compile(r"@\w+")
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});")

#: Kinds of character. IDEOGRAPH and SYMBOL are words by themselves.
SEPARATOR, SPACE, LETTER, IDEOGRAPH, SYMBOL, MARK, DROPPED = range(7)

#: Scripts written without spaces: each character is a word to us.
_IDEOGRAPHS = (
    (0x0E00, 0x0E7F),  # Thai
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # kana
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)

#: Skin tones and joiners only vary a symbol; bidirectional overrides and zero-width characters hide words.
_DROPPED = ((0xFE00, 0xFE0F), (0x1F3FB, 0x1F3FF), (0xE0000, 0xE0FFF), (0xD800, 0xDFFF))


def _kind(code: int) -> int:
    """Return the kind of one code point, from its Unicode category."""
    if code == 0:
        return SEPARATOR
    if any(low <= code <= high for low, high in _DROPPED):
        return DROPPED
    category = unicodedata.category(chr(code))
    if category in ("Cf", "Cn", "Co", "Cs"):
        return DROPPED
    if category[0] in "ZC":
        return SPACE
    if category[0] in "LMN" or code == 0x5F:
        return IDEOGRAPH if any(low <= code <= high for low, high in _IDEOGRAPHS) else LETTER
    return SYMBOL if category in ("So", "Sk") and code > 0xFF else MARK


def kind_runs() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
    """Return the kind of every code point as (kinds, run lengths). Takes a second: it is stored with the model."""
    kinds = np.fromiter((_kind(code) for code in range(0x110000)), np.uint8, 0x110000)
    starts = np.flatnonzero(np.diff(kinds, prepend=255))
    return kinds[starts], np.diff(starts, append=0x110000).astype(np.int32)


def fold(texts: Sequence[str]) -> str:
    r"""Join texts with NUL after each, in one form of writing: no case, links and names as one word each.

    >>> fold(["It\u2019s BAD http://t.co/x", "Ｏｋ @bob"])
    "it's bad http\x00ok @user\x00"
    """
    joined = "\0".join([text[:LIMIT].replace("\0", " ") if "\0" in text else text[:LIMIT] for text in texts]) + "\0"
    joined = joined.lower()
    if "&" in joined:
        joined = ENTITY.sub(lambda match: html.unescape(match[0]).replace("\0", " "), joined)
    if not joined.isascii():
        joined = unicodedata.normalize("NFKC", joined).lower().replace("\u2019", "'")
    joined = LINK.sub("http", joined)
    return NAME.sub("@user", joined)


def squeezed(folded: str, kinds: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
    """Return code points and their kinds without dropped characters and with runs cut to two ("soooo" is "soo")."""
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), "<u4")
    of = kinds[codes]
    keep = of != DROPPED
    if not keep.all():
        codes, of = codes[keep], of[keep]
    keep = np.ones(len(codes), bool)
    keep[2:] = (codes[2:] != codes[1:-1]) | (codes[2:] != codes[:-2]) | (of[2:] == SEPARATOR)
    return codes[keep], of[keep]
