"""Own first: of a rule's words in many languages, those that the reader can read stand first. Pure.

A rule does not say which language a word is of. Its script says most, and among Latin letters those with marks that no other language here
writes; then small words ("ont", "em"), and endings that a language does not have. Each word is judged by itself: its neighbours may be anybody's.
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
_MARKED = {"tr": "çğıöşü", "fr": "àâæçéèêëîïôœùû", "pt": "ãõáâàçéêíóôú"}
#: Small words, and a few that stand for all their language in such lists, of one language alone among these; "-" stands for the others.
_TELLING = {
    "fr": frozenset(
        ["avec", "dans", "des", "du", "est", "et", "feu", "la", "le", "les", "ont", "pas", "pris", "qui", "une"]
    ),
    "pt": frozenset(["com", "da", "do", "dos", "em", "na", "nas", "no", "nos", "não", "por", "quase", "um", "uma"]),
    "-": frozenset(["del", "der", "die", "el", "en", "il", "in", "los", "las", "nel", "se"]),
}
#: Small words that French and Portuguese share with others.
_SMALL = {"fr": frozenset(("de", "en", "un", "se")), "pt": frozenset(("de", "a", "o", "se"))}
#: How no word of a language ends.
_NEVER = {"fr": re.compile(r"(?:\w{3}[oa]|ción)\b"), "pt": re.compile(r"(?:\w[tdcpfkx]|ción|ió)\b")}


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
        return 0 if script == _READS.get(language) else 5
    if language in _READS:
        return 1 if word.isascii() else 2
    return _latin_distance(word.lower(), language)


def _latin_distance(word: str, language: str) -> int:
    """Return how far Latin letters are from a language: 0 certainly its own, 1 and 2 perhaps, 3 plain, 4 another's."""
    marks = {letter for letter in word if letter.isalpha() and not letter.isascii()}
    words = frozenset(word.split())
    small, mine = _SMALL.get(language, frozenset()), _TELLING.get(language, frozenset())
    others = frozenset().union(*(telling for name, telling in _TELLING.items() if name != language)) - small
    if not marks <= set(_MARKED.get(language, "")):
        return 4
    if language == "en":
        return 4 if words & (others - {"in", "no", "do", "die", "a"}) else 0
    if language in _NEVER and _NEVER[language].search(word):
        return 4
    if words & mine or any(
        all(mark not in theirs for name, theirs in _MARKED.items() if name != language) for mark in marks
    ):
        return 0
    if words & others:
        return 4
    return 1 if marks else 2 if words & small else 3
