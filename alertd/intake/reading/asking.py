"""Whether somebody asks a brand for something, told by how the words read: a linear model over the features of the default scorer.

Word lists say what they know; this says what reads alike. It speaks in points, so that both are added up in one sum
(`alertd/intake/needs_answer.py`). How it was made and what it reaches stands in `asking.md`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from importlib import resources
from typing import IO

import numpy as np
import numpy.typing as npt

from alertd.intake.reading import features, folding, listed
from alertd.intake.reading.features import U8, U32, Index
from alertd.model.value import Value

I8 = npt.NDArray[np.int8]
F64 = npt.NDArray[np.float64]

#: Characters that are read: a post, as the encoder scorer reads it.
LIMIT = 400
#: The most points that it gives or takes: beyond, the words of a list could say nothing against it.
MOST = 8
#: Languages that it was trained on; it says nothing of others.
KNOWN = ("en", "tr", "ru", "fr", "pt", "zh")
#: Shortest runs of characters that are features; the longest is `features.LONGEST`.
SHORTEST = 2

_NOISE = re.compile(r"(?:https?://|www\.)\S+|@\w+")
_CHUNK = 50_000  # characters that are worked on at once


def cleaned(text: str) -> str:
    """Return the words of a text: no links, and no names, for whoever is asked is no sign of a question.

    >>> cleaned("@acme it broke https://t.co/x again")
    '  it broke   again'
    """
    return _NOISE.sub(" ", text[: 2 * LIMIT])[:LIMIT]


class Read(Value, frozen=True, kw_only=True):
    """The features of some texts: hashed runs and words, and the places of known words in the list of opinions.

    Each with the text it belongs to.
    """

    count: int
    runs: tuple[Index, U32]
    words: tuple[Index, U32]
    known: tuple[Index, Index]


class Asking(Value, frozen=True, kw_only=True):
    """The weights.

    kinds: of every code point. runs, words: of hashed features. keys: hashed words and, from `ideographs` on, hashed runs of ideographs,
    both ascending; opinions: what a sentence encoder made us think of each. units: what a step of runs, words and opinions is
    worth in points. bias: points of each language of `KNOWN`.
    """

    name: str
    kinds: U8
    runs: I8
    words: I8
    keys: U32
    ideographs: int
    opinions: I8
    units: tuple[float, float, float]
    bias: tuple[float, ...]

    @classmethod
    def read(cls, file: IO[bytes]) -> Asking:
        """Read a model file; `training/asking.py` writes one."""
        with np.load(file, allow_pickle=False) as kept:
            at = {name: kept[name] for name in kept.files}
        runs, words, opinions = (float(unit) for unit in at["units"])
        return cls(
            name=str(at["name"]),
            kinds=np.repeat(at["kinds"], at["kind_runs"]),
            runs=at["runs"],
            words=at["words"],
            keys=at["keys"],
            ideographs=int(at["ideographs"]),
            opinions=at["opinions"],
            units=(runs, words, opinions),
            bias=tuple(float(one) for one in at["bias"]),
        )

    @classmethod
    def shipped(cls) -> Asking:
        """Return the model that ships, read once for the process."""
        return _shipped()

    def points(self, texts: Sequence[str], languages: Sequence[str]) -> list[int]:
        """Return how much each text reads as if it asks for something, from -MOST to MOST; 0 in a language that is not known.

        >>> Asking.shipped().points(["two left shoes in the box, what now?", "gorgeous morning"], ["en", "en"])[1] < 0
        True
        """
        found = [0] * len(texts)
        spoken = [at for at, language in enumerate(languages) if language in KNOWN]
        for first in range(0, len(spoken), _CHUNK // LIMIT):
            some = spoken[first : first + _CHUNK // LIMIT]
            own = np.array([self.bias[KNOWN.index(languages[at])] for at in some])
            sums = self.sums([texts[at] for at in some]) + own
            for at, points in zip(some, np.clip(np.rint(sums), -MOST, MOST).astype(int).tolist(), strict=True):
                found[at] = points
        return found

    def sums(self, texts: Sequence[str]) -> F64:
        """Return the points of texts before the bias of their language.

        Only whole numbers are summed, so nobody's order matters; root, division and product round alike on every processor.
        """
        read = features_of(texts, self.kinds, self.keys, self.ideographs)
        total = np.zeros(read.count)
        weights = (
            (read.runs[0], self.runs[read.runs[1] >> features.shift(self.runs)], 0),
            (read.words[0], self.words[read.words[1] >> features.shift(self.words)], 0),
            (read.known[0], self.opinions[read.known[1]], 1),
        )
        for (text, steps, more), unit in zip(weights, self.units, strict=True):
            counts = np.bincount(text, minlength=read.count) + more
            total += unit * (np.bincount(text, steps, read.count) / np.sqrt(np.maximum(counts, 1)))
        return total


def features_of(texts: Sequence[str], kinds: U8, keys: U32, ideographs: int) -> Read:
    """Return what a model sees of texts; training reads them by this too."""
    codes, of = folding.squeezed(folding.fold([cleaned(text) for text in texts]), kinds)
    spread = features.mixed(codes)
    words, runs = features.words(spread, of), features.runs(spread, of == folding.SEPARATOR)
    text, hashes = features.word_features(words)
    long = [
        (np.repeat(np.arange(len(texts)), np.diff(run.ends, prepend=0)), run.hashes) for run in runs[SHORTEST - 1 :]
    ]
    return Read(
        count=len(texts),
        runs=(_places([rows for rows, _ in long]), _hashes([found for _, found in long])),
        words=(text, hashes),
        known=listed.places(words, runs, of, keys, ideographs),
    )


def _places(parts: list[Index]) -> Index:
    return np.concatenate([np.zeros(0, np.intp), *parts])


def _hashes(parts: list[U32]) -> U32:
    return np.concatenate([np.zeros(0, np.uint32), *parts])


@functools.cache
def _shipped() -> Asking:
    with resources.files("alertd.intake.reading").joinpath("asking.npz").open("rb") as file:
        return Asking.read(file)
