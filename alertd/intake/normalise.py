"""Normalise: one spelling for matching, so that neither keyboards nor evasion decide what is found.

`folded` is applied to texts and terms alike. It (1) takes out what cannot be seen (zero-width and bidi characters,
variation selectors, tags, soft hyphens), (2) applies NFKC, so that full-width and mathematical letters are plain ones,
(3) folds case, with the four letters i of Turkish as one, (4) folds marks over letters, except where they make another
letter, (5) makes one space of any white space and one kind of apostrophe and of hyphen.

Letters in KEPT stay as they are: German "über" is not Uber, Turkish "kış" is not "kis", Spanish "año" is not "ano". People do
leave the marks out when they type, so `spellings` gives a term's plain forms too: the term Ülker finds "Ulker", the term Ulker
does not find "Ülker". All other marks fold both ways: Nestlé and Nestle find each other.
"""

from __future__ import annotations

import itertools
import re
import unicodedata

from alertd.intake.stream_safe import stream_safe
from alertd.late_pattern import Alphabet, late

MAX_TEXT = 10_000  #: characters of a text that are matched, fingerprinted and scored
#: read before unseen characters are taken out, and kept of signs that NFKC writes as whole sentences
_MAX_RAW = 4 * MAX_TEXT

KEPT = {"ç": "c", "ğ": "g", "ö": "o", "ş": "s", "ü": "u", "ñ": "n", "й": "и"}
_MAX_KEPT = 4  #: letters of a term whose plain forms are tried one by one; above it all together

# General category Cf and what Unicode calls default ignorable; category Mn marks are dealt with one by one below.
_UNSEEN = late(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# NFKC writes these signs as letters, or as space and mark, which would glue them to the brand or cut it ("Acme™", "L´Oréal").
_SIGNS = {"™": " ", "℠": " ", "´": "'"}
_SIGN = late("[™℠´]")
# Characters after NFKC and lower() that need a look. Those left out fold to themselves (a test holds that), and are most
# of a text in their scripts: the kept letters, Cyrillic, Thai, kana, Han, Hangul.
_FOREIGN = late("[^\x00-\x7fçğñöşüа-яก-ฺเ-๛ぁ-ゖァ-ヺ一-鿿가-힣]+")
# The characters that Unicode leaves alone, that no neighbour joins with, and that fold to their small letter: where there are no others,
# nothing is unseen, no mark stands on a letter, and NFKC changes nothing (a test holds that of each of them).
_COMMON_LETTERS = Alphabet(
    "\x00-\x7f\u00a0«»ÇçĞğİıÖöŞşÜüÑñА-Яа-я“”„•、。「」『』ぁ-ゖァ-ヺー一-鿿가-힣\u3000’…–—\U0001f300-\U0001faff"
)
#: Of these, those that are written otherwise.
_COMMON = (("İ", "i"), ("ı", "i"), ("`", "'"), ("’", "'"), ("…", "..."), ("–", "-"), ("—", "-"))
_MARKS = (  # that a writer may leave out: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowels
    (0x0300, 0x036F),
    (0x0483, 0x0487),
    (0x0591, 0x05BD),
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x05C7, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE20, 0xFE2F),
)
_ALIKE = {
    "ı": "i",
    # Strokes and ligatures, which Unicode does not call marks: who has not got them on the keyboard leaves them out.
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ħ": "h",
    "æ": "ae",
    "œ": "oe",
    "ς": "σ",
    "ي": "ی",
    "ى": "ی",
    "ك": "ک",
    "ـ": "",  # the Arabic stretching stroke
    **dict.fromkeys("‘’‚‛ʼʹ＇`", "'"),
    **dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-"),
}


class _Table(dict[int, str]):
    """What one character becomes; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        if len(self) > 200_000:  # every assigned character fits; a bound all the same
            self.clear()
        self[code] = folded = _fold_character(chr(code))
        return folded


def folded(text: str) -> str:
    """Return the form in which texts and terms are compared; at most MAX_TEXT characters are read.

    >>> folded("NESTLÉ İSTANBUL  ＡＣＭＥ™")
    'nestle istanbul acme'
    """
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT] if text.isascii() else _UNSEEN.sub("", text[:_MAX_RAW])[:MAX_TEXT]
    if text.isascii():
        # The grave accent is an apostrophe in the table too; both roads must agree.
        return " ".join(text.lower().replace("`", "'").split())
    if _COMMON_LETTERS.holds(text):  # one look in place of five: what most texts of most scripts are made of
        for sign, plain in _COMMON:
            text = text.replace(sign, plain)
        return " ".join(text.lower().split())
    return _folded_with_care(text)


def _folded_with_care(text: str) -> str:
    """Fold a text of which nothing is known."""
    # Between unseen characters each mark is alone, and without them all are on one letter: so they go first.
    text = _SIGN.sub(_plain_sign, stream_safe(_UNSEEN.sub("", text)))
    text = _FOREIGN.sub(
        _plain_run, unicodedata.normalize("NFKC", text)[:_MAX_RAW].lower().replace("ı", "i").replace("`", "'")
    )
    return " ".join(unicodedata.normalize("NFC", text).split())


def _plain_sign(match: re.Match[str]) -> str:
    return _SIGNS[match[0]]


def _plain_run(match: re.Match[str]) -> str:
    return match[0].translate(_table)


def spellings(term: str) -> tuple[str, ...]:
    """Return the folded forms that find a term: as it is, and with the marks of kept letters left out.

    >>> spellings("Ülker")
    ('ulker', 'ülker')
    """
    whole = folded(term)
    places = [place for place, letter in enumerate(whole) if letter in KEPT]
    if len(places) > _MAX_KEPT:
        return tuple(sorted({whole, "".join(KEPT.get(letter, letter) for letter in whole)}))
    found = set()
    for chosen in itertools.product((False, True), repeat=len(places)):
        plain = {place for place, is_plain in zip(places, chosen, strict=True) if is_plain}
        found.add("".join(KEPT[letter] if place in plain else letter for place, letter in enumerate(whole)))
    return tuple(sorted(found))


def _fold_character(character: str) -> str:
    if character in _ALIKE:
        return _ALIKE[character]
    out = []
    for letter in unicodedata.normalize("NFC", character.casefold()):
        if letter in KEPT:
            out.append(letter)
            continue
        parts = unicodedata.normalize("NFD", letter)
        out += [_ALIKE.get(part, part) for part in parts if not (_is_mark(ord(part)) or _UNSEEN.match(part))]
    return unicodedata.normalize("NFC", "".join(out))


def _is_mark(code: int) -> bool:
    return any(first <= code <= last for first, last in _MARKS)


_table = _Table()
