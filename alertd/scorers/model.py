"""The file of the default scorer: arrays in one `.npz`, read once, and the arithmetic on them."""

from __future__ import annotations

from typing import IO, Any

import numpy as np
import numpy.typing as npt

from alertd.intake.reading import features, folding, listed
from alertd.intake.reading.features import U8, U32, Flags, Index, Runs, Words
from alertd.model.value import Value
from alertd.scorers import lexicon

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

#: Three int8 weights of a feature lie in one int64, so that one look-up and one running sum serve all three classes.
_FIELD = 21
_OFFSET = 128


#: Numbers of a text and the weights on them are sums of whole steps: a sum of floats would depend on its order, which a BLAS
#: chooses by the size of the batch and the processor, and a score would depend on who stands beside it.
_NUMBER_STEPS = 2.0**16
_WEIGHT_STEPS = 2.0**24


def whole(table: F32) -> I64:
    """Return weights in whole steps of 2^-24."""
    return np.rint(table.astype(np.float64) * _WEIGHT_STEPS).astype(np.int64)


def weighed(numbers: F32, weights: I64) -> F64:
    """Return the sums of numbers times weights (of `whole`) for each text: exact, so the same alone and in any batch.

    A number is at most some hundreds and a weight some units, so 21 products stay far below 2^63.
    """
    steps = np.rint(numbers.astype(np.float64) * _NUMBER_STEPS).astype(np.int64)
    return np.asarray((steps @ weights) / (_NUMBER_STEPS * _WEIGHT_STEPS), np.float64)


def packed(table: npt.NDArray[np.int8]) -> I64:
    """Pack rows of three int8 into one int64 each.

    A field holds 2^21 / 256 = 8,192 features: more than the 1,500 characters of a text give in five lengths.
    """
    found = np.zeros(len(table), np.int64)
    for column in range(3):  # a column at a time: the memory at start would double otherwise
        found += (table[:, column].astype(np.int64) + _OFFSET) << (column * _FIELD)
    return found


def unpacked(sums: I64, counts: Index) -> F64:
    """Return the three sums of packed rows, given how many rows each sum has."""
    mask = (1 << _FIELD) - 1
    fields = np.stack([sums & mask, (sums >> _FIELD) & mask, sums >> (2 * _FIELD)], axis=1)
    return (fields - _OFFSET * counts[:, None]).astype(np.float64)


class Model(Value, frozen=True, kw_only=True):
    """Weights and word lists of one version of the default scorer.

    runs, words: packed weights of hashed features; opinion_keys, opinions: hashed words and, from `ideographs` on, hashed runs of
    ideographs, both ascending, and packed weights of what a sentence encoder thought of each in training; opinion_likely: `listed.likely` of
    the keys; run_unit, word_unit, opinion_unit: what one step of an int8 is worth;
    numbers, bias: weights of the numbers of `lexicon.numbers`, in whole steps; blind, blind_bias: those fitted without hashed
    features, for languages without labelled posts of others; hashed: share of the hashed weights in each language; lean: what is
    added to its neutral logit; heat: its temperature; grown: in languages whose words grow at their end, the
    letters that a beginning has at least by which a word is known.
    """

    name: str
    kinds: U8
    lexicon: lexicon.Lexicon
    runs: I64
    words: I64
    run_unit: float
    word_unit: float
    opinion_keys: U32
    opinion_likely: Flags
    ideographs: int
    opinions: I64
    opinion_unit: float
    numbers: I64
    bias: F64
    blind: I64
    blind_bias: F64
    trained: frozenset[str]
    hashed: dict[str, float]
    lean: dict[str, float]
    heat: dict[str, float]
    grown: dict[str, int]

    @classmethod
    def read(cls, file: IO[bytes]) -> Model:
        """Read a model file; see `training/` for how one is written."""
        with np.load(file, allow_pickle=False) as kept:
            at: dict[str, Any] = {name: kept[name] for name in kept.files}
        languages = str(at["languages"]).split()
        return cls(
            name=str(at["name"]),
            kinds=np.repeat(at["kinds"], at["kind_runs"]),
            lexicon=lexicon.Lexicon.of(at["lexicon_keys"], at["lexicon_values"]),
            runs=packed(at["runs"]),
            words=packed(at["words"]),
            run_unit=float(at["units"][0]),
            word_unit=float(at["units"][1]),
            opinion_keys=at["opinion_keys"],
            opinion_likely=listed.likely(at["opinion_keys"]),
            ideographs=int(at["ideographs"]),
            opinions=packed(at["opinions"]),
            opinion_unit=float(at["units"][2]),
            numbers=whole(at["numbers"]),
            bias=at["bias"].astype(np.float64),
            blind=whole(at["blind"]),
            blind_bias=at["blind_bias"].astype(np.float64),
            trained=frozenset(str(at["trained"]).split()),
            hashed=dict(zip(languages, at["hashed"].tolist(), strict=True)),
            lean=dict(zip(languages, at["lean"].tolist(), strict=True)),
            heat=dict(zip(languages, at["heat"].tolist(), strict=True)),
            grown=dict(zip(languages, at["grown"].tolist(), strict=True)),
        )

    def logits(
        self, runs: list[Runs], words: Words, kinds: U8, numbers: F32, *, hashed: F64, taught: Flags, grown: Index
    ) -> F64:
        """Return three logits for each text: negative, neutral, positive.

        kinds: of each code point; numbers: a row for each text; hashed: the share of hashed weights for each text; taught: whether
        labelled posts of others taught its language, so that the numbers count as they do beside what was learnt there; grown: the
        letters that a beginning of a word has at least by which it is known, 0 where none is asked for.
        """
        blind = weighed(numbers, self.blind) + self.blind_bias
        found = np.where(taught[:, None], weighed(numbers, self.numbers) + self.bias, blind)
        found += self._of_runs(runs, len(numbers)) * hashed[:, None]
        found += self._of_words(words, len(numbers)) * hashed[:, None]
        found += self._of_opinions(words, runs, kinds, grown) * hashed[:, None]
        return found

    def _of_runs(self, runs: list[Runs], texts: int) -> F64:
        """Return the weights of character runs over the root of their number."""
        sums, counts = np.zeros(texts, np.int64), np.zeros(texts, np.intp)
        places = features.shift(self.runs)
        for run in runs:
            total = np.zeros(len(run.hashes) + 1, np.int64)
            np.cumsum(self.runs[run.hashes >> places], out=total[1:])
            sums += np.diff(total[run.ends], prepend=0)
            counts += np.diff(run.ends, prepend=0)
        scale = self.run_unit / np.sqrt(np.maximum(counts, 1))
        return unpacked(sums, counts) * scale[:, None]

    def _of_words(self, words: Words, texts: int) -> F64:
        """Return the weights of words and pairs of words over the root of their number."""
        text, hashes = features.word_features(words)
        weights = unpacked(self.words[hashes >> features.shift(self.words)], np.ones(len(hashes), np.intp))
        counts = np.bincount(text, minlength=texts)
        scale = self.word_unit / np.sqrt(np.maximum(counts, 1))
        return _summed(text, weights, texts) * scale[:, None]

    def _of_opinions(self, words: Words, runs: list[Runs], kinds: U8, grown: Index) -> F64:
        """Return the encoder's weights of known words over the root of the number of words."""
        keys, likely, texts = self.opinion_keys, self.opinion_likely, len(grown)
        text, at = listed.heard(words, runs, kinds, keys, self.ideographs, known=likely, shortest=grown)
        weights = unpacked(self.opinions[at], np.ones(len(at), np.intp))
        counts = np.bincount(words.text[words.kind != folding.MARK], minlength=texts)
        scale = self.opinion_unit / np.sqrt(counts + 1)
        return _summed(text, weights, texts) * scale[:, None]


def _summed(text: Index, weights: F64, texts: int) -> F64:
    """Return the sums of weights by text: of whole numbers, so that their order does not matter."""
    sums = [np.bincount(text, weights[:, column], texts) for column in range(3)]
    return np.stack(sums, axis=1)
