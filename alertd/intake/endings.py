"""Endings: how names and words are inflected, by language: what follows them, and what their last letter becomes before it.

Everything is in the form of `normalise.folded`, in which ı is i.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from alertd.intake.normalise import spellings
from alertd.model.languages import base

#: Turkish stacks them: many (ler), whose (imiz), which case (den).
_MANY = ("ler", "lar")
_WHOSE = ("im", "um", "üm", "imiz", "umuz", "ümüz", "iniz", "unuz", "ünüz")
_CASES = (
    "", "i", "u", "ü", "e", "a", "de", "da", "te", "ta", "den", "dan", "ten", "tan", "in", "un", "ün", "le", "la",
)  # fmt: skip
#: "his" (i) before a case takes an n: kettle, his kettle, from his kettle.
_HIS = tuple(
    f"{vowel}n{case}"
    for vowel in "iuü"
    for case in ("i", "u", "ü", "e", "a", "de", "da", "den", "dan", "in", "un", "ün")
)
_TURKISH = (
    *("yi", "yu", "yü", "ye", "ya", "nin", "nun", "nün", "yle", "yla", "ci", "cu", "li", "lu", "siz", "suz"),
    *(whose + case for whose in _WHOSE for case in _CASES),
    *(case for case in (*_CASES, *_HIS) if case),
    *(
        many + more
        for many in _MANY
        for more in (*_CASES, *_HIS, *(whose + case for whose in _WHOSE for case in _CASES))
    ),
)

#: What follows a name within a word, by language; "" are those that every watch reads. Turkish and Finnish endings are read only
#: where the watch says it reads that language, for they are short.
_ENDINGS: dict[str, tuple[str, ...]] = {
    "": ("s", "es", "'s", "s'"),
    "ru": (
        "а", "у", "е", "ы", "и", "я", "ю", "ь", "ом", "ем", "ой", "ей", "ою", "ам", "ям", "ах", "ях", "ами", "ями", "ов", "ев",
    ),
    "tr": _TURKISH,
    "fi": ("n", "a", "ä", "ta", "tä", "lla", "llä", "lta", "ltä", "lle", "illa", "illä", "ilta", "iltä", "ille", "issa", "issä", "ista", "istä", "ssa", "ssä", "sta", "stä", "in", "ia", "t", "en", "iin"),
    "de": ("s", "es", "er", "n"),
}  # fmt: skip
_CYRILLIC = re.compile("[а-я]$")
#: What the last letter of a Turkish word becomes before a vowel: çaydanlık, çaydanlığı; kitap, kitabı. Without its mark too, as people type.
_SOFT = {"k": ("ğ", "g"), "p": ("b",), "ç": ("c",), "t": ("d",)}
#: Words of one syllable mostly keep it: kent stays kenti, and kendi is another word.
_VOWEL = re.compile("[aeiouöü]")
_BEFORE_SOFT = frozenset(ending for ending in _TURKISH if ending[0] in "aeiuü")
_IES = frozenset(("ies",))
#: Letters that no other language has which is written so: a word with one is Turkish, whatever the watch reads.
_ONLY_TURKISH = frozenset("ğĞıİ")


def languages_of(word: str, reads: Iterable[str]) -> frozenset[str]:
    """Return the languages in which a word is inflected: those that its watch reads, and the one that its letters tell.

    >>> sorted(languages_of("çaydanlık", ["en-GB"]))
    ['en', 'tr']
    """
    return frozenset((*map(base, reads), *(("tr",) if not _ONLY_TURKISH.isdisjoint(word) else ())))


@functools.cache
def endings_of(languages: frozenset[str]) -> frozenset[str]:
    """Return the endings that may follow a word of these languages."""
    wanted = ["", "ru", *(language for language in ("tr", "fi", "de") if language in languages)]
    return frozenset(ending for language in wanted for ending in _ENDINGS[language])


def stems_of(word: str, languages: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the folded stems of a word whose last letter changes, each with the endings before which it does.

    >>> [stem for stem, _ in stems_of("çaydanlık", ["tr"])], list(stems_of("battery", []))
    (['caydanliğ', 'caydanlig', 'çaydanliğ', 'çaydanlig'], [('batter', frozenset({'ies'}))])
    """
    is_turkish = "tr" in languages
    for text in spellings(word):
        if text[-1:] == "y" and text[-2:-1] not in "aeiou" and text.isascii():
            yield text[:-1], _IES
        elif is_turkish and text[-1:] in _SOFT and len(_VOWEL.findall(text)) > 1:
            for letter in _SOFT[text[-1:]]:
                yield text[:-1] + letter, _BEFORE_SOFT


def is_ending(word: str, after: str, endings: frozenset[str]) -> bool:
    """Whether what follows a word within one token inflects it. Letters of another script are another word."""
    if _CYRILLIC.search(word) or after.isascii() or not word.isascii():
        return after in endings
    return after in endings and not set(after) - set("abcdefghijklmnopqrstuvwxyzüäö")
