"""Own first: of a rule's words in many languages, those that the reader can read stand first. Pure.

A rule does not say which language a word is of. Its script says most, and among Latin letters those with marks say the rest.
"""

from __future__ import annotations

import re

_SCRIPTS = (
    ("cyrillic", re.compile(r"[\u0400-\u04ff]")),
    ("arabic", re.compile(r"[\u0600-\u06ff]")),
    ("kana", re.compile(r"[\u3040-\u30ff]")),
    ("han", re.compile(r"[\u4e00-\u9fff]")),
    ("latin", re.compile(r"[A-Za-z\u00c0-\u024f]")),
)
_READS = {"ru": "cyrillic", "ar": "arabic", "zh": "han"}
#: Letters beyond a to z that a language writes.
_MARKED = {"tr": "çğıöşü", "fr": "àâæçéèêëîïôœùûü", "pt": "ãõáâàçéêíóôú"}


def own_first(words: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Return words with those of a language first, then what most people read, then the others; alike ones stay in their order.

    >>> own_first(("caught fire", "загорелся", "alev aldı", "a pris feu", "起火"), "tr")
    ('alev aldı', 'caught fire', 'a pris feu', 'загорелся', '起火')
    >>> own_first(("caught fire", "загорелся", "alev aldı"), "ru")
    ('загорелся', 'caught fire', 'alev aldı')
    """
    return tuple(sorted(words, key=lambda word: _distance(word, language)))


def _distance(word: str, language: str) -> int:
    script = next((name for name, letters in _SCRIPTS if letters.search(word)), "other")
    if script != "latin":
        return 0 if script == _READS.get(language) else 3
    if language in _READS:
        return 1 if word.isascii() else 2
    marks = {letter for letter in word.lower() if letter.isalpha() and not letter.isascii()}
    if not marks:
        return 0 if language == "en" else 1
    return 0 if marks <= set(_MARKED.get(language, "")) else 2
