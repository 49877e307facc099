"""The file of the default scorer: arrays in one `.npz`, read once, and the arithmetic on them."""

from __future__ import annotations

from typing import IO, Any

import numpy as np
import numpy.typing as npt

from alertd.model.value import Value
from alertd.scorers import features, folding, lexicon
from alertd.scorers.features import U8, U32, Index, Runs, Words

F32 = npt.NDArray[np.float32]
I64 = npt.NDArray[np.int64]

#: Three int8 weights of a feature lie in one int64, so that one look-up and one running sum serve all three classes.
_FIELD = 21
_OFFSET = 128


def packed(table: npt.NDArray[np.int8]) -> I64:
    """Pack rows of three int8 into one int64 each.

    A field holds 2^21 / 256 = 8,192 features: more than the 1,500 characters of a text give in five lengths.
    """
    wide = table.astype(np.int64) + _OFFSET
    return wide[:, 0] + (wide[:, 1] << _FIELD) + (wide[:, 2] << (2 * _FIELD))


def unpacked(sums: I64, counts: Index) -> F32:
    """Return the three sums of packed rows, given how many rows each sum has."""
    mask = (1 << _FIELD) - 1
    fields = np.stack([sums & mask, (sums >> _FIELD) & mask, sums >> (2 * _FIELD)], axis=1)
    return (fields - _OFFSET * counts[:, None]).astype(np.float32)


class Model(Value, frozen=True, kw_only=True):
    """Weights and word lists of one version of the default scorer.

    runs, words: packed weights of hashed features; run_unit, word_unit: what one step of an int8 is worth;
    numbers, bias: weights of the numbers of `lexicon.numbers`; heat: temperature for each language.
    """

    name: str
    kinds: U8
    lexicon: lexicon.Lexicon
    runs: I64
    words: I64
    run_unit: float
    word_unit: float
    numbers: F32
    bias: F32
    trained: frozenset[str]
    heat: dict[str, float]

    @classmethod
    def read(cls, file: IO[bytes]) -> Model:
        """Read a model file; see `training/` for how one is written."""
        with np.load(file, allow_pickle=False) as kept:
            at: dict[str, Any] = {name: kept[name] for name in kept.files}
        return cls(
            name=str(at["name"]),
            kinds=np.repeat(at["kinds"], at["kind_runs"]),
            lexicon=lexicon.Lexicon.of(at["lexicon_keys"], at["lexicon_values"]),
            runs=packed(at["runs"]),
            words=packed(at["words"]),
            run_unit=float(at["units"][0]),
            word_unit=float(at["units"][1]),
            numbers=at["numbers"],
            bias=at["bias"],
            trained=frozenset(str(at["trained"]).split()),
            heat=dict(zip(str(at["languages"]).split(), at["heat"].tolist(), strict=True)),
        )

    def logits(self, texts: int, runs: list[Runs], words: Words, numbers: F32) -> F32:
        """Return three logits for each text: negative, neutral, positive."""
        found = numbers @ self.numbers + self.bias
        sums, counts = np.zeros(texts, np.int64), np.zeros(texts, np.intp)
        places = np.uint32(33 - len(self.runs).bit_length())
        for run in runs:
            total = np.zeros(len(run.hashes) + 1, np.int64)
            np.cumsum(self.runs[run.hashes >> places], out=total[1:])
            sums += np.diff(total[run.ends], prepend=0)
            counts += np.diff(run.ends, prepend=0)
        found += unpacked(sums, counts) * (self.run_unit / np.sqrt(np.maximum(counts, 1)))[:, None]
        text, hashes = features.word_features(words)
        places = np.uint32(33 - len(self.words).bit_length())
        weights = unpacked(self.words[hashes >> places], np.ones(len(hashes), np.intp))
        counts = np.bincount(text, minlength=texts)
        scale = self.word_unit / np.sqrt(np.maximum(counts, 1))
        for column in range(3):
            found[:, column] += np.bincount(text, weights[:, column], texts) * scale
        return found
