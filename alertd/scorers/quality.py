"""How good a fit is, measured on mentions it has not seen: before and after, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from alertd.model.score import Score
from alertd.model.value import Value
from alertd.scorers.calibration import CLASSES, F64, Labels, as_array

#: Parts of cross-validation, and draws of the bootstrap (Efron 1979).
FOLDS, DRAWS = 5, 400


class Measure(Value, frozen=True, kw_only=True):
    """One figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


class Report(Value, frozen=True, kw_only=True):
    """What a scorer reaches on labelled mentions.

    share: the mean P(negative) less the share of negative labels: the bias of a share series.
    macro_f1: mean F1 of the classes that occur. surprise: mean log loss in nats.
    """

    share: Measure
    macro_f1: Measure
    surprise: Measure


def macro_f1(labels: Labels, guesses: Labels) -> float:
    """Return the mean F1 over the classes that are labelled."""
    found = []
    for one in np.unique(labels):
        hits = int(np.sum((labels == one) & (guesses == one)))
        found.append(2 * hits / (int(np.sum(labels == one)) + int(np.sum(guesses == one))))
    return float(np.mean(found))


def report(labels: Sequence[str], scores: Sequence[Score], *, seed: int = 0) -> Report:
    """Measure scores against labels; intervals by resampling mentions with a fixed seed."""
    wanted, probabilities = np.array([CLASSES[label] for label in labels]), as_array(scores)
    rng = np.random.default_rng(seed)
    draws = rng.integers(0, len(wanted), (DRAWS, len(wanted)))

    def measured(figure: Callable[[Labels, F64], float]) -> Measure:
        spread = [figure(wanted[draw], probabilities[draw]) for draw in draws]
        low, high = np.quantile(spread, (0.025, 0.975))
        return Measure(value=figure(wanted, probabilities), low=float(low), high=float(high))

    return Report(
        share=measured(lambda y, p: float(p[:, 0].mean() - np.mean(y == 0))),
        macro_f1=measured(lambda y, p: macro_f1(y, p.argmax(axis=1))),
        surprise=measured(lambda y, p: float(-np.log(np.maximum(p[np.arange(len(y)), y], 5e-4)).mean())),
    )


def held_out(count: int, fitted: Callable[[list[int], list[int]], list[Score]], *, seed: int = 0) -> list[Score]:
    """Return a score for each mention from a fit that has not seen it.

    fitted: takes the places to learn from and the places to score.
    """
    order = np.random.default_rng(seed).permutation(count)
    found: dict[int, Score] = {}
    for fold in range(FOLDS):
        unseen = order[fold::FOLDS].tolist()
        seen = sorted(set(order.tolist()) - set(unseen))
        found.update(zip(unseen, fitted(seen, unseen), strict=True))
    return [found[at] for at in range(count)]
