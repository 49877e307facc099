"""The scorer that ships: hashed characters and words, word lists, one small table of weights, numpy only.

How it was trained, on what, and what it reaches in each language stands beside the model in `default.md`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from importlib import resources

import numpy as np

from alertd.intake.language import UNKNOWN, languages
from alertd.intake.reading import features, folding
from alertd.intake.reading.features import U32, Flags, Words
from alertd.model.score import Quality, Score
from alertd.ports import Unscored
from alertd.scorers import lexicon
from alertd.scorers.model import F64, I64, Model

#: Characters that are worked on at once: bounds the memory of a batch of long texts.
CHUNK = 50_000

#: What links and names are folded to: no words of the author.
_PLACEHOLDERS = ("http", "user", "rt")

_salt = functools.lru_cache(maxsize=512)(lexicon.salt)


class DefaultScorer:
    """Scores texts in thirteen languages; `load()` reads the model that ships."""

    def __init__(self, model: Model) -> None:
        self.name = model.name
        #: The kind of every code point, which `calibration.word_hashes` needs.
        self.kinds = model.kinds
        #: The word lists.
        self.lexicon = model.lexicon
        self._model = model
        codes, kinds = folding.squeezed(folding.fold([" ".join(_PLACEHOLDERS)]), model.kinds)
        self._placeholders = features.words(features.mixed(codes), kinds).hashes

    @classmethod
    def load(cls) -> DefaultScorer:
        """Return the scorer with the shipped model, read once for the process."""
        return _shipped()

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        """Return the score of each text, in order."""
        found = languages([(one.text, one.language) for one in batch])
        return self.score_in([one.text for one in batch], found)

    def score_in(self, texts: Sequence[str], found: Sequence[str]) -> list[Score]:
        """Return the score of each text whose language is already known (ISO 639, "und")."""
        return [score for part in _chunks(texts) for score in self._chunk(texts[part], found[part])]

    def _chunk(self, texts: Sequence[str], found: Sequence[str]) -> list[Score]:
        """Score texts that fit the memory of one step."""
        probabilities, has_words, has_mood = self.probabilities(texts, found)
        name, trained, listed = self.name, self._model.trained, self._model.heat
        scores = []
        parts = thousandths(probabilities).tolist()
        for (low, middle, high), language, spoken, known in zip(parts, found, has_words, has_mood, strict=True):
            if language in trained:
                quality = Quality.TRAINED
            elif language in listed or (language == UNKNOWN and known):
                quality = Quality.LEXICON
            else:
                scores.append(Score.unknown(name))
                continue
            if not spoken:
                quality = Quality.UNKNOWN
            scores.append(Score(negative=low, neutral=middle, positive=high, quality=quality, scorer=name))
        return scores

    def probabilities(self, texts: Sequence[str], found: Sequence[str]) -> tuple[F64, Flags, Flags]:
        """Return for each text negative, neutral and positive; whether it has words; whether a list knows one."""
        model = self._model
        codes, kinds = folding.squeezed(folding.fold(texts), model.kinds)
        spread = features.mixed(codes)
        words = features.words(spread, kinds)
        runs = features.runs(spread, kinds == folding.SEPARATOR)
        salts = np.array([_salt("en" if language == UNKNOWN else language) for language in found], np.uint32)
        values = lexicon.values_of(model.lexicon, words, runs, salts)
        numbers = lexicon.numbers(codes, kinds, words, values)
        heat = np.array([model.heat.get(language, 1.5) for language in found])
        hashed = np.array([model.hashed.get(language, 1.0) for language in found])
        taught = np.array([language in model.trained or language == UNKNOWN for language in found], bool)
        grown = np.array([model.grown.get(language, 0) for language in found])
        logits = model.logits(runs, words, kinds, numbers, hashed=hashed, taught=taught, grown=grown)
        logits[:, 1] += [model.lean.get(language, 0.0) for language in found]
        logits /= heat[:, None]
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        spoken = self._spoken(words, codes)
        has_words = np.bincount(words.text[spoken], minlength=len(texts)) > 0
        has_mood = np.bincount(words.text[values != 0], minlength=len(texts)) > 0
        return powers / powers.sum(axis=1, keepdims=True), has_words, has_mood

    def _spoken(self, words: Words, codes: U32) -> Flags:
        """Return which words somebody wrote: no marks, emoji, numbers, links or names."""
        letters = (words.kind == folding.LETTER) | (words.kind == folding.IDEOGRAPH)
        first = codes[words.start]
        spoken: Flags = letters & ((first < ord("0")) | (first > ord("9"))) & ~np.isin(words.hashes, self._placeholders)
        return spoken


def thousandths(probabilities: F64) -> I64:
    """Round rows of three probabilities to thousandths that sum to 1000; the largest takes the remainder."""
    parts = np.rint(probabilities * 1000).astype(np.int64)
    rows = np.arange(len(parts))
    largest = parts.argmax(axis=1)
    parts[rows, largest] += 1000 - parts.sum(axis=1)
    return parts


def _chunks(texts: Sequence[str]) -> Iterator[slice]:
    """Cut a batch into slices of at most CHUNK characters (or one text)."""
    first, size = 0, 0
    for at, text in enumerate(texts):
        size += min(len(text), folding.LIMIT) + 1
        if size >= CHUNK:
            yield slice(first, at + 1)
            first, size = at + 1, 0
    if first < len(texts):
        yield slice(first, len(texts))


@functools.cache
def _shipped() -> DefaultScorer:
    with resources.files("alertd.scorers").joinpath("default.npz").open("rb") as file:
        return DefaultScorer(Model.read(file))
