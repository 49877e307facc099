"""Danger: words by which people say that somebody may come to harm. Who is woken reads of that first, and it is answered first.

Our own lists, in the languages that pages are sent in. A language without a list tells of no danger.
"""

from __future__ import annotations

import re

from alertd.core.topic.danger_words import HARM
from alertd.model.languages import base

_LISTS = {code: tuple(words.split()) for code, words in HARM.items()}
#: Languages that inflect: a listed word is a beginning. Those that write words together or put something before them: it stands anywhere.
_BEGINNINGS, _ANYWHERE = ("ru", "tr"), ("zh", "ar")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)?")
_LONGEST = 1_000  # characters read; a post, not a book


def holds(text: str, language: str, listed: tuple[str, ...]) -> bool:
    """Return whether a text holds one of the words of a list, as its language writes them."""
    lower, code = text[:_LONGEST].lower(), base(language)
    if code in _ANYWHERE:
        return any(word in lower for word in listed)
    words = frozenset(_WORD.findall(lower))
    if code in _BEGINNINGS and any(word.startswith(listed) for word in words):
        return True
    return not words.isdisjoint(listed)


def tells_danger(text: str, language: str) -> bool:
    """Return whether a text says that somebody may come to harm.

    >>> tells_danger("the kitchen was full of smoke", "en"), tells_danger("such a smoky taste", "en"), tells_danger("Дымится!", "ru")
    (True, False, True)
    """
    return holds(text, language, _LISTS.get(base(language), ()))
