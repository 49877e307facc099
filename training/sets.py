"""Labelled posts, read from a folder that is not part of this repository.

The folder holds `NAME.train.jsonl.gz` and `NAME.val.jsonl.gz`: `{"id", "lang", "text", "label"}`, label neg, neu, pos.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from alertd.intake.reading import features, folding
from alertd.intake.reading.features import U8
from alertd.scorers import lexicon
from alertd.scorers.lexicon import Lexicon

LABELS = {"neg": 0, "neu": 1, "pos": 2}
UMSAB = tuple(f"umsab_{language}" for language in ("ar", "de", "en", "es", "fr", "hi", "it", "pt"))
#: Sets whose licences allow weights to be shipped. Romanised Hindi of UMSAB is left out: in cross-validation on its
#: training part n-grams are near chance (macro-F1 36.4), and what is learnt there is at chance on its validation part.
TRAINED_ON = (*(name for name in UMSAB if name != "umsab_hi"), "arsarcasm2", "afrisenti_pt")

Matrix = sparse.csr_matrix


class Post:
    """One labelled post."""

    __slots__ = ("label", "language", "name", "text")

    def __init__(self, name: str, language: str, text: str, label: int) -> None:
        self.name, self.language, self.text, self.label = name, language, text, label


def path_of(folder: Path, name: str, part: str) -> Path | None:
    """Return the file of a set, None if it has no such part."""
    return next(iter(sorted(folder.glob(f"**/{name}.{part}.jsonl.gz"))), None)


def read(folder: Path, names: Iterable[str], part: str) -> list[Post]:
    """Return the posts of sets, in order."""
    found = []
    for name in names:
        path = path_of(folder, name, part)
        if path is None:
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                found.append(Post(name, row["lang"], row["text"], LABELS[row["label"]]))
    return found


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, for the provenance."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def matrices(
    posts: list[Post], kinds: U8, listed: Lexicon, bits: int, at_once: int = 2_000
) -> tuple[Matrix, Matrix, npt.NDArray[np.float32]]:
    """Return the features of posts exactly as the scorer sees them: character runs, words, numbers.

    A run's or word's value is its count over the root of the number of features of its kind in the text.
    """
    parts = []
    for first in range(0, len(posts), at_once):
        some = posts[first : first + at_once]
        codes, of = folding.squeezed(folding.fold([post.text for post in some]), kinds)
        spread = features.mixed(codes)
        words, runs = features.words(spread, of), features.runs(spread, of == folding.SEPARATOR)
        salts = np.array([lexicon.salt(post.language) for post in some], np.uint32)
        rows = np.concatenate([np.repeat(np.arange(len(some)), np.diff(run.ends, prepend=0)) for run in runs])
        text, hashes = features.word_features(words)
        parts.append(
            (
                _counted(rows, np.concatenate([run.hashes for run in runs]), len(some), bits),
                _counted(text, hashes, len(some), bits),
                lexicon.numbers(codes, of, words, lexicon.values_of(listed, words, runs, salts)),
            )
        )
    runs_of, words_of, numbers = zip(*parts, strict=True)
    return sparse.vstack(runs_of).tocsr(), sparse.vstack(words_of).tocsr(), np.vstack(numbers)


def _counted(rows: npt.NDArray[np.intp], hashes: features.U32, count: int, bits: int) -> Matrix:
    """Return counts over the root of their sum."""
    found = sparse.csr_matrix(
        (np.ones(len(rows), np.float32), (rows, hashes >> np.uint32(32 - bits))), (count, 1 << bits)
    )
    found.sum_duplicates()
    scale = 1 / np.sqrt(np.maximum(np.asarray(found.sum(axis=1)).ravel(), 1))
    return sparse.diags(scale.astype(np.float32)).dot(found).tocsr().astype(np.float32)
