"""Text for a terminal or a log in which strangers' words can steer nothing."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    r"""Return text in which nothing can steer a terminal: escapes, carriage returns and direction marks are shown as text.

    >>> print(visible("red\x1b[31m and\u202eturned\nnext line"))
    red\x1b[31m and\u202eturned
    next line
    """
    return "".join(letter if _is_harmless(letter) else repr(letter)[1:-1] for letter in text)


def _is_harmless(letter: str) -> bool:
    if letter in "\n\t":
        return True
    # Cc: controls; Cs: half characters, which cannot be written; Zl, Zp: line ends that are not ours.
    # Direction marks (Cf with a class like RLO) turn what follows; joiners (ZWJ) hold emoji and Persian together.
    kind = unicodedata.category(letter)
    turns = unicodedata.bidirectional(letter) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return kind not in {"Cc", "Cs", "Zl", "Zp"} and not turns
