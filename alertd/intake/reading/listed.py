"""Where the words of texts stand in a list of hashes: whole words, and runs of ideographs, which are words without spaces."""

from __future__ import annotations

import numpy as np

from alertd.intake.reading import folding
from alertd.intake.reading.features import U8, U32, Flags, Index, Runs, Words

_FILTER_BITS = 21
#: The longest beginning by which a word that is not listed is looked up.
LONGEST = 12


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
        hit, at = _search(hashes, keys[first:last], known)
        texts.append(text[hit])
        found.append(at + first)
    return np.concatenate(texts), np.concatenate(found)


def heard(
    words: Words, runs: list[Runs], kinds: U8, keys: U32, ideographs: int, *, known: Flags, shortest: Index
) -> tuple[Index, Index]:
    """Return what `places` does, and for each word that is not listed its longest listed beginning.

    shortest: of each text, the letters that a beginning has at least (shorter ones begin too many other words); 0 asks for none.
    """
    text, at = places(words, runs, kinds, keys, ideographs, known=known)
    if not shortest.any():
        return text, at
    others, begun = _beginnings(words, keys[:ideographs], known, shortest[words.text])
    return np.concatenate([text, others]), np.concatenate([at, begun])


def _beginnings(words: Words, keys: U32, known: Flags, shortest: Index) -> tuple[Index, Index]:
    """Return the text and the place of the longest listed beginning of each word that is not listed itself.

    Words grow at their end, in Turkish to whole clauses, and no list has all their forms.
    """
    left = np.flatnonzero((words.kind == folding.LETTER) & (shortest > 0))
    left = np.delete(left, _search(words.hashes[left], keys, known)[0])
    texts, found = [left[:0]], [left[:0]]
    for length in range(LONGEST, int(shortest[shortest > 0].min(initial=LONGEST)) - 1, -1):
        tried = left[(words.length[left] > length) & (shortest[left] <= length)]
        hit, at = _search(words.prefixes(tried, length), keys, known)
        texts.append(words.text[tried[hit]])
        found.append(at)
        left = np.setdiff1d(left, tried[hit], assume_unique=True)
    return np.concatenate(texts), np.concatenate(found)


def _search(hashes: U32, keys: U32, known: Flags | None) -> tuple[Index, Index]:
    """Return which of these hashes are listed, and where."""
    tried = np.arange(len(hashes)) if known is None else np.flatnonzero(known[hashes >> np.uint32(32 - _FILTER_BITS)])
    if not len(keys):
        return tried[:0], tried[:0]
    at = np.minimum(np.searchsorted(keys, hashes[tried]), len(keys) - 1)
    hit = keys[at] == hashes[tried]
    return tried[hit], at[hit]


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
