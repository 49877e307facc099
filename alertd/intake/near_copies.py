"""Near copies: texts that differ from one heard of late by a few words.

MinHash over pairs of neighbouring words finds candidates (rensa), and each is compared exactly: on short posts the candidates alone are
wrong six times in seven. Texts of fewer than eleven words are alike by chance and are not looked at.

A text is remembered by a number of 32 bits for each of its pairs: 0.1 kB, where the pairs themselves took 3.3 kB. Two different pairs
of two texts have the same number once in ten million texts, and then the texts seem alike by one pair more.
"""

from __future__ import annotations

import zlib
from array import array
from collections import deque
from collections.abc import Sequence
from itertools import islice, pairwise, repeat
from struct import Struct

from rensa import RMinHash

ALIKE = 0.4  #: Jaccard similarity of the word pairs; two words changed of eighteen leave about 0.6, four about 0.4
_BANDS, _ROWS = (
    32,
    2,
)  #: two numbers of 32 bits make the value of a band; texts that are as alike as that share a band with 99.6 %
_SEED = 7
#: Numbers of 32 bits, and pairs of them as one of 64.
_EACH, _TWO_AS_ONE = Struct(f">{_BANDS * _ROWS}I"), Struct(f">{_BANDS}Q")
_MOST_PAIRS = 64  #: of a text; what stands behind them is not compared
_LONGEST_WORD = 40  #: letters; a text of 64 words may be a megabyte, and thousands of texts are kept
_CANDIDATES = 8  #: compared exactly, for each text
_LEAST_PAIRS = 10  #: two people who complain in ten words are alike without having copied

Pairs = frozenset[int]
#: The numbers by which near copies are found; empty: too few words to tell.
Bands = tuple[int, ...]


class NearCopies:
    """The last texts, by what they say. Two generations: when the younger is full, the older one is forgotten at once."""

    def __init__(self, *, remembered: int) -> None:
        self._half = max(1, remembered // 2)
        self._younger = _Generation()
        self._older = _Generation()

    def first_of(self, words: Sequence[str], voice: int, bands: Bands | None = None) -> int:
        """Return the voice of the text that this one nearly repeats, else its own voice; it is remembered either way.

        words: of the text in order (letters where a script has no spaces). bands: of them, where they are known already.
        """
        if bands == ():
            return voice
        spelled = _pairs(words)
        bands = bands or _bands(spelled)
        if not bands:
            return voice
        pairs = frozenset(map(zlib.crc32, map(str.encode, spelled)))
        for generation in (self._younger, self._older):
            known = generation.like(bands, pairs)
            if known is not None:
                voice = known
                break
        self._younger.keep(bands, pairs, voice)
        if len(self._younger) >= self._half:
            self._older, self._younger = self._younger, _Generation()
        return voice


class _Generation:
    def __init__(self) -> None:
        self._texts: list[tuple[array[int], int]] = []
        # For each band the first text that has it: copies follow the first one. Two bands never have one value: it has 64 bits.
        self._of_band: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def like(self, bands: Bands, pairs: Pairs) -> int | None:
        if self._of_band.keys().isdisjoint(bands):  # as of most texts
            return None
        # Places in the order in which the bands name them, each once.
        places: dict[int | None, None] = dict.fromkeys(map(self._of_band.get, bands))
        places.pop(None, None)
        for place in islice(places, _CANDIDATES):
            known, voice = self._texts[place or 0]
            if similarity(known, pairs) >= ALIKE:
                return voice
        return None

    def keep(self, bands: Bands, pairs: Pairs, voice: int) -> None:
        place = len(self._texts)
        self._texts.append((array("I", pairs), voice))
        deque(map(self._of_band.setdefault, bands, repeat(place)), maxlen=0)


def bands_of(words: Sequence[str]) -> Bands:
    """Return the bands of a text's words (letters where a script has no spaces)."""
    return _bands(_pairs(words))


def _bands(pairs: frozenset[str]) -> Bands:
    if len(pairs) < _LEAST_PAIRS:
        return ()
    digest = RMinHash(_BANDS * _ROWS, _SEED)
    digest.update(list(pairs))  # in any order: of each number the least is kept
    return _TWO_AS_ONE.unpack(_EACH.pack(*digest.digest()))


def similarity(one: Sequence[int], two: Pairs) -> float:
    """Return the Jaccard similarity: what both have, as a share of what either has. one: each number once.

    >>> similarity([1, 2, 3], frozenset([2, 3, 4]))
    0.5
    """
    both = len(two.intersection(one))
    return both / (len(one) + len(two) - both) if one or two else 1.0


def _pairs(words: Sequence[str]) -> frozenset[str]:
    words = words[: _MOST_PAIRS + 1]
    if words and max(map(len, words)) > _LONGEST_WORD:
        words = [word[:_LONGEST_WORD] for word in words]
    return frozenset(map(" ".join, pairwise(words)))
