"""Late patterns: compiled when they are first used. Those of large alphabets take milliseconds, and most commands never use them."""

from __future__ import annotations

import re
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
