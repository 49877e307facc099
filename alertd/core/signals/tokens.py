"""Tokens: the words and phrases of a post in any script, for finding what is new.

Words are runs of letters, digits and marks, case folded; two neighbours make a phrase. Scripts without spaces (Chinese,
Japanese, Thai and their neighbours) give pairs and triples of characters instead.
"""

from __future__ import annotations

import itertools
import unicodedata

#: Code point ranges of scripts that are written without spaces between words.
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # kana
    (0x3400, 0x4DBF),  # Chinese, extension A
    (0x4E00, 0x9FFF),  # Chinese
    (0xF900, 0xFAFF),  # compatibility
    (0x20000, 0x3FFFF),  # Chinese, further extensions
)
#: Longer posts are read up to here: 200 words say what they are about.
MOST_WORDS = 200
_LONGEST_WORD = 40


def tokens(text: str) -> tuple[str, ...]:
    """Return the distinct words and phrases of a text, in order; links and names of accounts are left out.

    >>> tokens("Recall! Recall the battery https://x.co/1 @acme")
    ('recall', 'the', 'battery', 'recall recall', 'recall the', 'the battery')
    >>> tokens("\u7535\u6c60\u7206\u70b8")  # battery explodes
    ('\u7535\u6c60', '\u6c60\u7206', '\u7206\u70b8', '\u7535\u6c60\u7206', '\u6c60\u7206\u70b8')
    """
    words = _words(unicodedata.normalize("NFKC", text).casefold())
    phrases = [f"{a} {b}" for a, b in itertools.pairwise(words) if not _is_unspaced(a) and not _is_unspaced(b)]
    found: list[str] = []
    for word in words:
        found += _pieces(word) if _is_unspaced(word) else [word]
    return tuple(dict.fromkeys((*found, *phrases)))


def _words(text: str) -> list[str]:
    words: list[str] = []
    for chunk in text.split():
        if chunk.startswith(("http://", "https://", "www.", "@")):
            continue
        words += _runs(chunk)
        if len(words) >= MOST_WORDS:
            break
    return words[:MOST_WORDS]


def _runs(chunk: str) -> list[str]:
    """Split at punctuation, and where a script without spaces begins or ends."""
    runs, run, kind = [], "", False
    for character in chunk:
        is_word = unicodedata.category(character)[0] in "LMN"
        unspaced = is_word and _is_unspaced(character)
        if run and (not is_word or unspaced != kind):
            runs.append(run)
            run = ""
        if is_word:
            run, kind = run + character, unspaced
    if run:
        runs.append(run)
    return [each for each in runs if len(each) <= _LONGEST_WORD or _is_unspaced(each)]


def _pieces(run: str) -> list[str]:
    if len(run) < 2:
        return [run]
    return [run[i : i + size] for size in (2, 3) for i in range(len(run) - size + 1)]


def _is_unspaced(word: str) -> bool:
    code = ord(word[0])
    return code >= 0x0E00 and any(low <= code <= high for low, high in _UNSPACED)
