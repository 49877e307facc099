"""The language of a text: the platform's tag first, then its script, then Compact Language Detector 2.

A tag is overruled only by the script: a post in Cyrillic letters is not English, whatever its tag says. Latin letters
under a tag such as Hindi or Arabic are taken for that language romanised, which no detector recognises.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from alertd.model.languages import CODES, RENAMED

#: What is returned for a text whose language is not known.
UNKNOWN = "und"

#: Characters of a text that are read.
LIMIT = 600

#: Links and names are not written in any language.
_NOISE = re.compile(r"(?:https?://|www\.)\S+|[@#]\w+|\bRT\b")
_WORD = re.compile(r"[^\W\d_]+")

LATIN, CYRILLIC, ARABIC, DEVANAGARI, HAN, KANA, HANGUL, GREEK, HEBREW, THAI, OTHER = range(1, 12)

#: First and last code point of the blocks of each script (Unicode 15.0, Blocks.txt), most common first.
_BLOCKS = (
    (0x41, 0x5A, LATIN),
    (0x61, 0x7A, LATIN),
    (0xC0, 0x24F, LATIN),
    (0x1E00, 0x1EFF, LATIN),
    (0x370, 0x3FF, GREEK),
    (0x400, 0x52F, CYRILLIC),
    (0x531, 0x58F, OTHER),
    (0x590, 0x5FF, HEBREW),
    (0x600, 0x6FF, ARABIC),
    (0x750, 0x77F, ARABIC),
    (0x8A0, 0x8FF, ARABIC),
    (0xFB50, 0xFDFF, ARABIC),
    (0xFE70, 0xFEFE, ARABIC),
    (0x900, 0x97F, DEVANAGARI),
    (0x980, 0xDFF, OTHER),
    (0xE00, 0xE7F, THAI),
    (0xE80, 0x10FF, OTHER),
    (0x1100, 0x11FF, HANGUL),
    (0x1200, 0x139F, OTHER),
    (0x1780, 0x17FF, OTHER),
    (0x3041, 0x30FF, KANA),
    (0x3131, 0x318E, HANGUL),
    (0xAC00, 0xD7A3, HANGUL),
    (0x3400, 0x4DBF, HAN),
    (0x4E00, 0x9FFF, HAN),
    (0xF900, 0xFAFF, HAN),
    (0xFF66, 0xFF9D, KANA),
)

#: Languages that a script may be; the first is assumed when neither tag nor detector helps.
_WRITES = {
    CYRILLIC: ("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg", "tt", "ba", "cv", "uz", "az"),
    ARABIC: ("ar", "fa", "ur", "ps", "ckb", "ku", "sd", "ug", "arz", "az"),
    DEVANAGARI: ("hi", "mr", "ne", "sa", "bho", "mai"),
    HAN: ("zh", "ja", "yue", "ko"),
    KANA: ("ja",),
    HANGUL: ("ko",),
    GREEK: ("el",),
    HEBREW: ("he", "yi"),
    THAI: ("th",),
    OTHER: (UNKNOWN,),
}

#: Languages of other scripts that people also write in Latin letters.
_ROMANISED = frozenset({"hi", "ur", "ar", "bn", "pa", "ta", "te", "mr", "gu", "ne", "el", "fa"})
_NOT_LATIN = frozenset(language for languages in _WRITES.values() for language in languages) - {
    "az",
    "uz",
    "ku",
    "sr",
    "mn",
}

#: A script other than Latin decides from this share of the letters on: Latin hashtags and brand names are everywhere.
_DECIDES = 0.3


def normal_tag(tag: str | None) -> str | None:
    """Return the primary language of a platform's tag, None if it says none.

    >>> normal_tag("pt-BR"), normal_tag("in"), normal_tag("qme"), normal_tag(None)
    ('pt', 'id', None, None)
    """
    if not tag:
        return None
    primary = tag.strip().lower()
    primary = RENAMED.get(primary) or re.split(r"[-_]", primary, maxsplit=1)[0]
    primary = RENAMED.get(primary, primary)
    return primary if primary in CODES else None


_tag_of = functools.lru_cache(maxsize=4096)(normal_tag)


@functools.cache
def _scripts() -> npt.NDArray[np.uint8]:
    """Return the script of every code point of the basic plane; higher planes count as 0 but for Han."""
    table = np.zeros(0x10000, np.uint8)
    for first, last, script in _BLOCKS:
        table[first : last + 1] = script
    table[[0xD7, 0xF7]] = 0
    return table


def _letters(texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return how many letters of each script each text has."""
    joined = "".join([text.replace("\0", " ") + "\0" for text in texts])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
    script = _scripts()[np.minimum(codes, 0xFFFF)]
    script[(codes >= 0x20000) & (codes < 0x32000)] = HAN
    text = np.cumsum(codes == 0)
    wide = OTHER + 1
    counts = np.bincount(text * wide + script, minlength=len(texts) * wide)
    return counts[: len(texts) * wide].reshape(len(texts), wide)


def detected(text: str) -> str:
    """Ask the detector; UNKNOWN when it is not sure."""
    import pycld2

    try:
        reliable, _, found = pycld2.detect(text.encode("utf-8", "replace"), isPlainText=True)
    except pycld2.error:  # control characters and broken text
        return UNKNOWN
    best = str(found[0][1])
    if best in (UNKNOWN, "un") or not (reliable or found[0][2] >= 60):
        return UNKNOWN
    return _tag_of(best) or UNKNOWN


def _without_noise(text: str) -> str:
    """Take out links, names and signs of a repost; most texts have none, and to look for what each begins with is cheaper."""
    if "@" in text or "#" in text or "://" in text or "www." in text or "RT" in text:
        return _NOISE.sub(" ", text)
    return text


def candidates(text: str) -> tuple[int, tuple[tuple[str, int], ...]]:
    """Return how many letters a text has beside links and names, and the languages that it may be in: (language, per cent of the text)."""
    import pycld2

    cleaned = _without_noise(text[:LIMIT])
    letters = sum(map(str.isalpha, cleaned))
    try:
        _, _, found = pycld2.detect(cleaned.encode("utf-8", "replace"), isPlainText=True)
    except pycld2.error:
        return letters, ()
    return letters, tuple((_tag_of(code) or UNKNOWN, share) for _, code, share, _ in found if share)


def same_script(language: str) -> frozenset[str]:
    """Return the languages that may be meant where a text is told to be in one: those that are written with its letters.

    >>> "en" in same_script("tk"), "uk" in same_script("ru"), "en" in same_script("ru")
    (True, True, False)
    """
    if language not in _NOT_LATIN:
        return CODES - _NOT_LATIN
    return frozenset(one for written in _WRITES.values() if language in written for one in written)


def _decided(text: str, tag: str | None, script: int) -> str:
    """Return the language of one text of a known script."""
    if script != LATIN:
        possible = _WRITES[script]
        if tag in possible:
            return tag
        if len(possible) > 2:
            found = detected(_without_noise(text))
            return found if found in possible else possible[0]
        return possible[0]
    if tag is not None and (tag not in _NOT_LATIN or tag in _ROMANISED):
        return tag
    cleaned = _without_noise(text)
    if len(list(islice(_WORD.finditer(cleaned), 3))) < 3:
        return UNKNOWN
    return detected(cleaned)


def languages(batch: Sequence[tuple[str, str | None]]) -> list[str]:
    """Return the language of each (text, platform's tag) as an ISO 639 code, "und" where it is not known.

    >>> languages([("Ужасный сервис", "en"), ("the worst airline I know", None), ("lol", None), ("bakwas hai", "hi")])
    ['ru', 'en', 'und', 'hi']
    """
    if not batch:
        return []
    texts = [text[:LIMIT] for text, _ in batch]
    counts = _letters(texts)
    total = counts[:, 1:].sum(axis=1)
    other = counts.copy()
    other[:, : LATIN + 1] = 0
    strongest = other.argmax(axis=1)
    strongest[other[:, KANA] > 0] = KANA
    foreign = other.sum(axis=1) > _DECIDES * total
    script = np.where(foreign, strongest, LATIN)
    script[total == 0] = 0
    found = []
    for text, (_, given), of in zip(texts, batch, script.tolist(), strict=True):
        tag = _tag_of(given) if given else None
        if of == 0:
            found.append(tag or UNKNOWN)
        elif of == LATIN and tag is not None and tag not in _NOT_LATIN:
            found.append(tag)
        else:
            found.append(_decided(text, tag, of))
    return found
