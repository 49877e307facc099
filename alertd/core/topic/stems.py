"""Stems: one key for the forms of a word, so that "kettles" and "kettle", "чайник" and "чайника" are said of one thing.

A stem is only compared, never shown. Words of Turkish and Russian are cut to their first five letters, which finds as much as a
full analysis (Can et al., Information Retrieval on Turkish Texts, JASIST 59(3), 2008); the endings of the others are few and are
taken off by hand. Two words of one stem stand beside each other in a phrase, so that a chance likeness does little harm.
"""

from __future__ import annotations

from alertd.model.languages import base

_ENDINGS = {
    "en": ("ings", "ing", "edly", "ed", "ies", "es", "s", "e", "y"),
    "fr": ("ements", "ement", "ations", "ation", "ées", "és", "ée", "er", "ez", "ent", "es", "é", "e", "s"),
    "pt": ("mente", "ções", "ção", "ando", "endo", "ados", "adas", "ado", "ada", "ou", "ar", "er", "as", "os", "es", "a", "o", "e", "s"),
    "es": ("mente", "ciones", "ción", "ando", "iendo", "ados", "adas", "ado", "ada", "ar", "er", "as", "os", "es", "a", "o", "e", "s"),
    "de": ("ungen", "ung", "en", "er", "es", "em", "e", "s", "n"),
    "it": ("mente", "zioni", "zione", "ando", "ati", "ate", "ato", "ata", "are", "ere", "i", "e", "a", "o"),
}  # fmt: skip
_CUT = {"tr": 5, "ru": 5, "uk": 5}
_LONGEST = 7
_SHORTEST = 3


def stem(word: str, language: str) -> str:
    """Return what the forms of a folded word share.

    >>> stem("kettles", "en") == stem("kettle", "en"), stem("smoking", "en") == stem("smokes", "en")
    (True, True)
    >>> stem("чайника", "ru") == stem("чайники", "ru"), stem("ısıtıcının", "tr") == stem("ısıtıcılar", "tr")
    (True, True)
    """
    code = base(language)
    if any(letter.isdigit() for letter in word):
        return word
    cut = _CUT.get(code)
    if cut is not None:
        return word[:cut] if len(word) > cut else word[: max(len(word) - 1, _SHORTEST)]
    for ending in _ENDINGS.get(code, _ENDINGS["en"] if code in ("", "und") else ()):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word[: -len(ending)]
            break
    return word[:_LONGEST]
