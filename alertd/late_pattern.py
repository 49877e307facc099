"""Late patterns: compiled when they are first used. Those of large alphabets take milliseconds, and most commands never use them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


def late(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return what behaves as the compiled pattern does. A faulty one is noticed when it is first used.

    >>> late(r"[a-z]+").findall("one two")
    ['one', 'two']
    """
    return cast("re.Pattern[str]", _Late(source, flags))


class _Late:
    """Becomes the pattern at the first question; from then on its methods are the compiled one's own, so nothing stands between."""

    def __init__(self, source: str, flags: int) -> None:
        self._asked = source, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._asked)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


_SHORT = 60  #: characters, as of a term or a title; a post is longer


class Alphabet:
    """Many characters, as they stand between the brackets of a pattern. Commands that fold some terms need not compile it.

    >>> Alphabet("a-zé").holds("café"), Alphabet("a-zé").holds("Café")
    (True, False)
    """

    def __init__(self, told: str) -> None:
        self.outside = late(f"[^{told}]")
        self._told = told
        self._spans: list[tuple[str, str]] = []
        self._asked: dict[str, bool] = {}

    def holds(self, text: str) -> bool:
        """Whether each character of a text is one of them."""
        if len(text) <= _SHORT:
            return all(map(self._has, text))
        return self.outside.search(text) is None

    def _has(self, letter: str) -> bool:
        found = self._asked.get(letter)
        if found is None:
            self._spans = self._spans or list(_spans(self._told))
            found = self._asked[letter] = any(first <= letter <= last for first, last in self._spans)
        return found


def _spans(told: str) -> Iterator[tuple[str, str]]:
    """Yield first and last of each range; a letter by itself is both."""
    at = 0
    while at < len(told):
        is_range = told[at + 1 : at + 2] == "-"
        yield told[at], told[at + 2 if is_range else at]
        at += 3 if is_range else 1
