"""Stream-safe texts (UAX #15, section 13): at most 30 marks on a letter, so that normalising costs what the text is long.

Marks are put in order by comparing them with each other: 40,000 on one letter take most of a second, for each place that looks
at the text. Languages need four or five; UAX #15 puts a joiner after each thirtieth, here the rest is left out.
"""

from __future__ import annotations

import re
import unicodedata

from alertd.late_pattern import late

MOST_MARKS = 30
#: That become marks only when they are normalised: Tibetan vowels, the half-width sound marks of kana.
_LATE_MARKS = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")
# What holds no mark, and is most of a text: Latin, Greek, Cyrillic, Armenian, Thai letters, kana, Han, Hangul.
_PLAIN = "\x00-\u02ff\u0370-\u0482\u048a-\u0590\u0e00-\u0e37\u3041-\u3096\u30a0-\ua66e\uac00-\ud7ff"
_RUN = late(f"[^{_PLAIN}]{{{MOST_MARKS + 1},}}")


def stream_safe(text: str) -> str:
    """Return a text without the marks of a letter after its thirtieth.

    >>> len(stream_safe("e" + 40_000 * "\u0301"))
    31
    """
    return text if text.isascii() else _RUN.sub(_thinned, text)


def _thinned(match: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in match[0]:
        marks = marks + 1 if unicodedata.combining(character) or character in _LATE_MARKS else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
