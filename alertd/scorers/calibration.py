"""Fit a scorer to a brand: shift its probabilities until they agree with mentions that people labelled.

Zero-shot probabilities tell more from less, but their level is wrong by a constant that differs from brand to brand
(the share of negative mentions was low by about .3 on customer service posts). Fifty labels are enough to remove it:
three numbers are fitted, held back by priors, so that few labels move little. From `RETRAIN` labels on, the words of
the brand get weights of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from alertd.intake.reading import features, folding
from alertd.model.score import Score
from alertd.model.value import Value

F64 = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]

#: Labels by name, in the order of probabilities.
CLASSES = {"negative": 0, "neutral": 1, "positive": 2, "neg": 0, "neu": 1, "pos": 2}
#: Fewest labels that a calibration is fitted to.
FEWEST = 20
#: Labels from which on words get weights: below, they fit the noise.
RETRAIN = 300

# Priors: sharper than the labels alone ask for, because soft probabilities pull every hour towards the mean of all;
# then how far a brand's level and sharpness lie from the default's.
_SHARP, _SHIFT_SD, _HEAT_SD = 2.0, 1.0, 0.2  # by the share error on hours of posts that may ship; see docs/sentiment.md
_WORD_SD = 0.5  # by cross-validation on 570 and 1,249 labelled posts, from .2 to .6
_SMALL = 5e-4  # half of a thousandth: what a probability of 0 stands for


class Calibration(Value, frozen=True, kw_only=True):
    """What turns a scorer's probabilities into those of one brand.

    scorer: the scorer it was fitted to; scores of another one are left as they are.
    sharpness: factor on the logits; shifts: added to the logits of negative and positive.
    words: weights (negative, positive) of hashed words, empty below RETRAIN labels.
    """

    watch: str
    version: int
    scorer: str
    labels: int
    fitted_at: str
    sharpness: float = 1.0
    shifts: tuple[float, float] = (0.0, 0.0)
    words: dict[str, tuple[float, float]] = msgspec.field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name that stands in scores, so that replay knows what computed them."""
        return f"{self.scorer}+{self.watch}/{self.version}"


def logits_of(probabilities: F64) -> F64:
    """Return the logits of negative and positive against neutral."""
    logs = np.log(np.maximum(probabilities, _SMALL))
    return logs[:, (0, 2)] - logs[:, 1:2]


def softmax(pair: F64) -> F64:
    """Return three probabilities from the logits of negative and positive against neutral."""
    logits = np.insert(pair, 1, 0.0, axis=1)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), float)


def fit_level(labels: Labels, probabilities: F64) -> tuple[float, tuple[float, float]]:
    """Return sharpness and shifts that make labels likely (maximum a posteriori, by Newton's method).

    At the solution the mean of the probabilities is the share of the labels, but for the priors: the bias is gone.
    """
    base = logits_of(probabilities)
    wanted = np.eye(3)[labels]
    at = np.array([1.0, 0.0, 0.0])
    for _ in range(50):
        found = softmax(at[0] * base + at[1:])
        slope, bend = _derivatives(base, found, wanted)
        slope += np.array([(at[0] - _SHARP) / _HEAT_SD**2, at[1] / _SHIFT_SD**2, at[2] / _SHIFT_SD**2])
        bend += np.diag([1 / _HEAT_SD**2, 1 / _SHIFT_SD**2, 1 / _SHIFT_SD**2])
        step = np.linalg.solve(bend, slope)
        at -= np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-9:
            break
    return max(float(at[0]), 0.05), (float(at[1]), float(at[2]))


def _derivatives(base: F64, found: F64, wanted: F64) -> tuple[F64, F64]:
    """Return gradient and Hessian of the negative log likelihood for (sharpness, shift negative, shift positive)."""
    error = (found - wanted)[:, (0, 2)]
    inner = np.zeros((len(base), 2, 3))
    inner[:, 0, 0], inner[:, 1, 0] = base[:, 0], base[:, 1]
    inner[:, 0, 1] = inner[:, 1, 2] = 1.0
    slope = np.einsum("nk,nkp->p", error, inner)
    pair = found[:, (0, 2)]
    weight = np.einsum("nk,kl->nkl", pair, np.eye(2)) - pair[:, :, None] * pair[:, None, :]
    return slope, np.einsum("nkp,nkl,nlq->pq", inner, weight, inner)


def word_hashes(texts: Sequence[str], kinds: npt.NDArray[np.uint8]) -> list[list[str]]:
    """Return the distinct hashed words and pairs of words of each text; hashes are hexadecimal, as stored."""
    codes, of = folding.squeezed(folding.fold(texts), kinds)
    text, hashes = features.word_features(features.words(features.mixed(codes), of))
    found: list[set[str]] = [set() for _ in texts]
    for at, number in zip(text.tolist(), hashes.tolist(), strict=True):
        found[at].add(f"{number:08x}")
    return [sorted(one) for one in found]


def fit_words(labels: Labels, pairs: F64, words: Sequence[Sequence[str]]) -> dict[str, tuple[float, float]]:
    """Return weights for words that occur in three labelled texts or more, given each text's calibrated logits."""
    seen: dict[str, int] = {}
    for one in words:
        for word in one:
            seen[word] = seen.get(word, 0) + 1
    kept = sorted(word for word, count in seen.items() if count >= 3)
    if not kept:
        return {}
    column = {word: at for at, word in enumerate(kept)}
    present = np.zeros((len(words), len(kept)))
    for row, one in enumerate(words):
        for word in one:
            if word in column:
                present[row, column[word]] = 1.0
    present /= np.sqrt(np.maximum(present.sum(axis=1, keepdims=True), 1.0))
    weights = _descend(present, pairs, np.eye(3)[labels])
    return {
        word: (round(float(low), 4), round(float(high), 4)) for word, (low, high) in zip(kept, weights, strict=True)
    }


def _descend(present: F64, pairs: F64, wanted: F64) -> F64:
    """Minimise the penalised loss by gradient descent with Nesterov's momentum (1983)."""
    penalty = 1 / _WORD_SD**2 / len(present)
    rate = 1 / (0.5 * np.linalg.norm(present, 2) ** 2 / len(present) + penalty)
    weights = previous = np.zeros((present.shape[1], 2))
    for step in range(1, 201):
        ahead = weights + (step - 1) / (step + 2) * (weights - previous)
        error = (softmax(pairs + present @ ahead) - wanted)[:, (0, 2)]
        previous, weights = weights, ahead - rate * (present.T @ error / len(present) + penalty * ahead)
    return weights


def fit(
    labels: Sequence[str],
    scores: Sequence[Score],
    *,
    watch: str,
    version: int,
    fitted_at: str,
    texts: Sequence[str] | None = None,
    kinds: npt.NDArray[np.uint8] | None = None,
) -> Calibration:
    """Fit a calibration to labelled mentions.

    labels: negative, neutral, positive (or neg, neu, pos). texts and kinds: needed for words of the brand, which are
    fitted from RETRAIN labels on. Raises ValueError for fewer than FEWEST labels, or scores of several scorers.
    """
    if len(labels) < FEWEST:
        raise ValueError(f"{len(labels)} labels; at least {FEWEST} are needed, 50 are good")
    names = {score.scorer for score in scores}
    if len(names) != 1:
        raise ValueError("the labelled mentions were scored by more than one scorer")
    wanted = np.array([CLASSES[label] for label in labels])
    probabilities = as_array(scores)
    sharpness, shifts = fit_level(wanted, probabilities)
    words: dict[str, tuple[float, float]] = {}
    if texts is not None and kinds is not None and len(labels) >= RETRAIN:
        pairs = sharpness * logits_of(probabilities) + np.array(shifts)
        words = fit_words(wanted, pairs, word_hashes(texts, kinds))
    return Calibration(
        watch=watch,
        version=version,
        scorer=names.pop(),
        labels=len(labels),
        fitted_at=fitted_at,
        sharpness=round(sharpness, 6),
        shifts=(round(shifts[0], 6), round(shifts[1], 6)),
        words=words,
    )


def as_array(scores: Sequence[Score]) -> F64:
    """Return the probabilities of scores, one row each."""
    rows = [(score.negative, score.neutral, score.positive) for score in scores]
    return np.array(rows, float).reshape(-1, 3) / 1000


def apply(calibration: Calibration, score: Score, words: Sequence[str] = ()) -> Score:
    """Return the score as the brand sees it; of another scorer, of unknown quality or given: unchanged.

    words: `word_hashes` of the text, for a calibration that has weights of words.
    """
    return apply_all(calibration, [score], [words])[0]


def apply_all(calibration: Calibration, scores: Sequence[Score], words: Sequence[Sequence[str]] = ()) -> list[Score]:
    """Return scores as the brand sees them, in order."""
    fits = [at for at, score in enumerate(scores) if score.is_known and score.scorer == calibration.scorer]
    if not fits:
        return list(scores)
    pairs = calibration.sharpness * logits_of(as_array([scores[at] for at in fits])) + np.array(calibration.shifts)
    if calibration.words and words:
        for row, at in enumerate(fits):
            known = [calibration.words[word] for word in words[at] if word in calibration.words]
            if known:
                pairs[row] += np.sum(known, axis=0) / np.sqrt(len(known))
    found = list(scores)
    for at, (low, middle, high) in zip(fits, softmax(pairs).tolist(), strict=True):
        found[at] = Score.of(low, middle, high, quality=scores[at].quality, scorer=calibration.name)
    return found
