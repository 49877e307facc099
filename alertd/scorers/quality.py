"""How good a fit is, measured on mentions it has not seen: before and after, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

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
    ranking: how often of two mentions the negative one has the higher P(negative). surprise: mean log loss in nats.
    """

    share: Measure
    ranking: Measure
    surprise: Measure


def ranking(is_negative: npt.NDArray[np.bool_], negative: F64) -> float:
    """Return how often a negative mention has the higher P(negative) of a pair (the area under the ROC curve).

    A draw counts half; without such pairs there is nothing to rank: a half.
    """
    pairs = int(is_negative.sum()) * int((~is_negative).sum())
    if not pairs:
        return 0.5
    _, place, count = np.unique(negative, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    least = is_negative.sum() * (is_negative.sum() + 1) / 2
    return float((rank[is_negative].sum() - least) / pairs)


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
        ranking=measured(lambda y, p: ranking(y == 0, p[:, 0])),
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
