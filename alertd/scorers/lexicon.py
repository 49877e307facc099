"""What word lists and marks say about a text: a handful of numbers that mean the same in every language.

Because the numbers are the same, what posts in one language teach about them holds in a language without labelled
posts. Words are looked up by their hash and the language of the text; inflected forms by their longest known beginning
(Turkish and Russian words grow at the end); Chinese and Japanese words as runs of characters. A negator turns what
follows it within three words, and in Turkish, German and Japanese what stands before it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from alertd.intake.reading import features, folding
from alertd.intake.reading.features import U8, U32, Flags, Runs, Words
from alertd.model.value import Value

F32 = npt.NDArray[np.float32]
I8 = npt.NDArray[np.int8]

#: Values in the list that are no mood: words that turn the mood of their neighbours.
TURNS_NEXT, TURNS_PREVIOUS, TURNS_BOTH = 101, 102, 103
#: Longest and shortest beginning by which an inflected word is looked up.
STEM_LENGTHS = (9, 8, 7, 6, 5, 4, 3)
#: How many words a negator reaches.
REACH = 3
#: Numbers for each text.
WIDTH = 21

_STEM = np.uint32(0x27D4EB2F)
_ANY = 0
_FILTER_BITS = 21


class Lexicon(Value, frozen=True, kw_only=True):
    """Hashed word lists: `keys` ascending, `values` -100 to 100 (the mood) or a turn, `known` a filter before the search."""

    keys: U32
    values: I8
    known: Flags

    @classmethod
    def of(cls, keys: U32, values: npt.NDArray[np.int8]) -> Lexicon:
        """Build the filter; keys must ascend."""
        known = np.zeros(1 << _FILTER_BITS, bool)
        known[keys >> np.uint32(32 - _FILTER_BITS)] = True
        return cls(keys=keys, values=values, known=known)

    def look_up(self, hashes: U32) -> npt.NDArray[np.int8]:
        """Return the value of each hash, 0 for what is not listed."""
        found = np.zeros(len(hashes), np.int8)
        likely = np.flatnonzero(self.known[hashes >> np.uint32(32 - _FILTER_BITS)])
        if len(likely) and len(self.keys):
            at = np.minimum(np.searchsorted(self.keys, hashes[likely]), len(self.keys) - 1)
            hit = self.keys[at] == hashes[likely]
            found[likely[hit]] = self.values[at[hit]]
        return found


def word_key(hashes: U32, salts: U32) -> U32:
    """Return the keys of words in languages."""
    return features.final(hashes ^ salts)


def stem_key(hashes: U32, salts: U32) -> U32:
    """Return the keys of beginnings of words in languages."""
    return features.final((hashes ^ salts) + _STEM)


def salt(language: str) -> int:
    """Return the number that sets a language's words apart; symbols have that of "".

    >>> salt("") == 0, salt("en") != salt("tr")
    (True, True)
    """
    number = _ANY
    for character in language:
        number = (number * 31 + ord(character)) * 2654435761 % 2**32
    return number


def values_of(lexicon: Lexicon, words: Words, runs: list[Runs], salts: U32) -> I8:
    """Return the listed value of each word: the word in its language, else its longest known beginning.

    salts: one for each text. Of ideographs, the longest listed run counts, at its first word.
    """
    symbol = (words.kind == folding.SYMBOL) | (words.kind == folding.MARK)
    own = np.where(symbol, np.uint32(_ANY), salts[words.text])
    found = lexicon.look_up(word_key(words.hashes, own))
    open_ = np.flatnonzero((found == 0) & (words.kind == folding.LETTER) & (words.length > min(STEM_LENGTHS)))
    for length in STEM_LENGTHS:
        tried = open_[words.length[open_] > length]
        found[tried] = lexicon.look_up(stem_key(words.prefixes(tried, length), own[tried]))
        open_ = open_[found[open_] == 0]
    _ideographs(found, lexicon, words, runs, own)
    return found


def _ideographs(found: I8, lexicon: Lexicon, words: Words, runs: list[Runs], own: U32) -> None:
    """Write the values of listed runs of two to five ideographs over those of their parts."""
    single = np.flatnonzero(words.kind == folding.IDEOGRAPH)
    if not len(single):
        return
    is_single = np.zeros(len(words.sums), bool)
    is_single[words.start[single]] = True
    for length, run in enumerate(runs[1:], 2):
        candidates = np.flatnonzero(is_single[run.start])
        at = np.searchsorted(words.start, run.start[candidates])
        values = lexicon.look_up(word_key(run.hashes[candidates], own[at]))
        hit = np.flatnonzero(values)
        found[at[hit]] = values[hit]
        for offset in range(1, length):
            found[np.minimum(at[hit] + offset, len(found) - 1)] = 0


def moods(words: Words, values: I8) -> tuple[F32, Flags]:
    """Return each word's mood (-1 to 1) after turning, and which were turned."""
    turn_next = (values == TURNS_NEXT) | (values == TURNS_BOTH)
    turn_previous = (values == TURNS_PREVIOUS) | (values == TURNS_BOTH)
    mood = np.where(values > 100, 0, values).astype(np.float32) / np.float32(100)
    turned = np.zeros(len(values), bool)
    for distance in range(1, min(REACH + 1, len(values))):
        same = words.text[distance:] == words.text[:-distance]
        turned[distance:] |= turn_next[:-distance] & same
        if distance < REACH:
            turned[:-distance] |= turn_previous[distance:] & same
    turned &= mood != 0
    return np.where(turned, -mood * np.float32(0.6), mood), turned


def numbers(codes: U32, kinds: U8, words: Words, values: I8) -> F32:
    """Return WIDTH numbers for each text, about 0 to 3; all zero for a text without words."""
    separator = kinds == folding.SEPARATOR
    texts = int(separator.sum())
    mood, turned = moods(words, values)
    hit = np.flatnonzero(mood)
    at, mood, turned = words.text[hit], mood[hit], turned[hit]
    symbol = words.kind[hit] == folding.SYMBOL
    up, down = np.maximum(mood, 0), np.maximum(-mood, 0)
    out = np.zeros((texts, WIDTH), np.float32)

    def total(weights: npt.NDArray[np.generic]) -> npt.NDArray[np.float64]:
        return np.asarray(np.bincount(at, weights, texts), np.float64)

    for column, part in enumerate((up * ~symbol, down * ~symbol, up * symbol, down * symbol)):
        out[:, 2 * column] = np.log1p(total(part))
        out[:, 2 * column + 1] = total(part) > 0
    plus, minus = total(up), total(down)
    out[:, 8] = (plus - minus) / (plus + minus + 0.5)
    out[:, 9] = np.log1p(total(turned * up))
    out[:, 10] = np.log1p(total(turned * down))
    out[:, 11] = (plus > 0) & (minus > 0)
    np.maximum.at(out[:, 12], at, up)
    np.maximum.at(out[:, 13], at, down)
    out[at, 14] = mood  # the last word that has a mood overwrites the earlier ones
    text_of = np.cumsum(separator)
    for column, mark in enumerate("!?."):
        out[:, 15 + column] = np.log1p(np.bincount(text_of[codes == ord(mark)], minlength=texts)[:texts])
    count = np.bincount(words.text[words.kind != folding.MARK], minlength=texts)[:texts]
    out[:, 18] = np.log1p(count) / 3
    out[:, 19] = (plus - minus) / np.sqrt(count + 1.0)
    out[:, 20] = plus + minus == 0
    return out
