"""Hashed features of a batch: runs of characters, words and pairs of words.

No dictionary is kept: a feature is the top bits of a hash, so that any language, any spelling and any emoji has a place
in one small table (Weinberger et al., Feature hashing, 2009). Everything is computed on whole arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from alertd.intake.reading import folding
from alertd.model.value import Value

U32 = npt.NDArray[np.uint32]
U8 = npt.NDArray[np.uint8]
Index = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

#: Longest run of characters that is a feature. Six gains nothing over five on validation.
LONGEST = 5

_MIX = 0x9E3779B1  # 2^32 over the golden ratio: spreads neighbouring code points
_STEP = 0x01000193  # FNV's prime (Fowler, Noll, Vo 1991)
_FINAL = np.uint32(0x85EBCA6B)  # from MurmurHash3's finaliser (Appleby 2008)


def final(hashes: U32) -> U32:
    """Spread a hash over all its bits."""
    hashes = hashes ^ (hashes >> np.uint32(15))
    hashes = hashes * _FINAL
    return hashes ^ (hashes >> np.uint32(13))


class Words(Value, frozen=True, kw_only=True):
    """The words of a batch in order: ideographs, symbols and runs of marks are words too.

    hashes: 32 bits each; text: the text each belongs to; start: its first place in the code points.
    """

    hashes: U32
    text: Index
    kind: U8
    start: Index
    length: Index
    sums: U32
    back: U32

    def prefixes(self, of: Index, length: int) -> U32:
        """Return the hashes of the first characters of some words; equal to the hash of that shorter word."""
        starts = self.start[of]
        return final((self.sums[starts + length] - self.sums[starts]) * self.back[starts])


class Runs(Value, frozen=True, kw_only=True):
    """Character runs of one length: where each begins in the code points, and where each text's runs end."""

    hashes: U32
    start: Index
    ends: Index


def mixed(codes: U32) -> U32:
    """Return a spread hash for each code point."""
    return final(codes * np.uint32(_MIX))


def runs(spread: U32, separator: Flags) -> list[Runs]:
    """Return the character runs inside texts, shortest first."""
    found = []
    rolling = spread
    alive = ~separator
    at = np.flatnonzero(separator)
    for length in range(1, LONGEST + 1):
        if length > 1:
            rolling = rolling[:-1] * np.uint32(_STEP) + spread[length - 1 :]
            alive = alive[:-1] & ~separator[length - 1 :]
        if not len(alive):
            break
        start = np.flatnonzero(alive)
        ends: Index = np.cumsum(alive, dtype=np.intp)[np.minimum(at, len(alive) - 1)]
        found.append(Runs(hashes=final(rolling[start] + np.uint32(length * _MIX % 2**32)), start=start, ends=ends))
    return found


def words(spread: U32, kinds: U8) -> Words:
    """Return the words of squeezed code points."""
    single = (kinds == folding.IDEOGRAPH) | (kinds == folding.SYMBOL)
    first = np.ones(len(kinds), bool)
    first[1:] = (kinds[1:] != kinds[:-1]) | single[1:]
    starts = np.flatnonzero(first)
    lengths = np.diff(starts, append=len(kinds))
    kept = (kinds[starts] != folding.SPACE) & (kinds[starts] != folding.SEPARATOR)
    starts, lengths = starts[kept], lengths[kept]
    power, back = _powers(len(spread))
    sums = np.zeros(len(spread) + 1, np.uint32)
    np.cumsum(spread * power, dtype=np.uint32, out=sums[1:])
    separator = kinds == folding.SEPARATOR
    return Words(
        hashes=final((sums[starts + lengths] - sums[starts]) * back[starts]),
        text=np.cumsum(separator)[starts],
        kind=kinds[starts],
        start=starts,
        length=lengths,
        sums=sums,
        back=back,
    )


def _powers(count: int) -> tuple[U32, U32]:
    """Return the powers of the step and of its inverse modulo 2^32."""
    step = np.full(count, _STEP, np.uint32)
    back = np.full(count, pow(_STEP, -1, 2**32), np.uint32)
    step[:1] = back[:1] = 1
    return np.cumprod(step, dtype=np.uint32), np.cumprod(back, dtype=np.uint32)


def word_features(words: Words) -> tuple[Index, U32]:
    """Return the text and hash of each word and each pair of words that follow one another; pairs skip marks."""
    spoken = words.kind != folding.MARK
    hashes, text = words.hashes[spoken], words.text[spoken]
    same = text[1:] == text[:-1]
    pairs = final(hashes[:-1] * np.uint32(31) + hashes[1:])[same]
    return np.concatenate([words.text, text[1:][same]]), np.concatenate([final(words.hashes + np.uint32(77)), pairs])


def shift(table: npt.NDArray[Any]) -> np.uint32:
    """Return by how much a 32-bit hash is cut to a place in a table."""
    return np.uint32(33 - len(table).bit_length())
