"""Where the words of texts stand in a list of hashes: whole words, and runs of ideographs, which are words without spaces."""

from __future__ import annotations

import numpy as np

from alertd.intake.reading import folding
from alertd.intake.reading.features import U8, U32, Flags, Index, Runs, Words

_FILTER_BITS = 21


def likely(keys: U32) -> Flags:
    """Return which beginnings of a hash some key has: a look at it spares most searches."""
    found = np.zeros(1 << _FILTER_BITS, bool)
    found[keys >> np.uint32(32 - _FILTER_BITS)] = True
    return found


def places(
    words: Words, runs: list[Runs], kinds: U8, keys: U32, ideographs: int, *, known: Flags | None = None
) -> tuple[Index, Index]:
    """Return the text and the place in the list of each known word, and of each known run of ideographs.

    kinds: of each code point. keys: hashes of words and, from `ideographs` on, of runs of ideographs, both ascending. known: `likely`
    of the keys, where it is at hand.
    """
    texts, found = [], []
    for first, last, text, hashes in (
        (0, ideographs, words.text, words.hashes),
        *_ideographs(runs, kinds, len(keys), ideographs),
    ):
        tried = (
            np.arange(len(hashes)) if known is None else np.flatnonzero(known[hashes >> np.uint32(32 - _FILTER_BITS)])
        )
        sought, listed = hashes[tried], keys[first:last]
        at = np.minimum(np.searchsorted(listed, sought), max(last - first - 1, 0))
        hit = listed[at] == sought if last > first else np.zeros(len(sought), bool)
        texts.append(text[tried[hit]])
        found.append(at[hit] + first)
    return np.concatenate(texts), np.concatenate(found)


def _ideographs(runs: list[Runs], kinds: U8, size: int, first: int) -> list[tuple[int, int, Index, U32]]:
    """Return the runs that begin with an ideograph, as rows of `places`; most texts have none."""
    if not (kinds == folding.IDEOGRAPH).any():
        return []
    found = []
    separators = np.cumsum(kinds == folding.SEPARATOR)
    for run in runs:
        begun = kinds[run.start] == folding.IDEOGRAPH
        found.append((first, size, separators[run.start[begun]], run.hashes[begun]))
    return found
