"""Multinomial logistic regression on sparse features and a few numbers, by L-BFGS."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

F32 = npt.NDArray[np.float32]


class Weights:
    """What a fit found: weights of sparse features, weights of numbers, bias, and an intercept for each set."""

    def __init__(self, flat: npt.NDArray[Any], wide: int, numbers: int) -> None:
        self.sparse = flat[: 3 * wide].reshape(wide, 3)
        self.numbers = flat[3 * wide : 3 * (wide + numbers)].reshape(numbers, 3)
        rest = flat[3 * (wide + numbers) :].reshape(-1, 3)
        self.bias, self.sets = rest[0], rest[1:]


def fit(
    features: sparse.csr_matrix,
    numbers: F32,
    wanted: F32,
    *,
    sets: npt.NDArray[np.intp],
    worth: F32,
    penalty: float,
    number_penalty: float = 1e-4,
    steps: int = 100,
) -> Weights:
    """Return weights that make `wanted` (rows of three probabilities) likely.

    sets: the set of each row. Each has an intercept of its own, which is not shipped: sets differ in their share of
    negatives by how they were collected, and a stream has none of their shares. worth: weight of each row.
    """
    count, wide = features.shape
    turned = features.T.tocsr()
    worth = (worth / worth.sum()).astype(np.float32)
    kinds = int(sets.max()) + 1

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        at = Weights(flat.astype(np.float32), wide, numbers.shape[1])
        logits = features @ at.sparse + numbers @ at.numbers + at.bias + at.sets[sets]
        highest = logits.max(axis=1, keepdims=True)
        total = highest[:, 0] + np.log(np.exp(logits - highest).sum(axis=1))
        error = (np.exp(logits - total[:, None]) - wanted) * worth[:, None]
        value = float((worth * (wanted * (total[:, None] - logits)).sum(axis=1)).sum())
        value += 0.5 * penalty * float((at.sparse**2).sum()) + 0.5 * number_penalty * float((at.numbers**2).sum())
        value += 0.5e-4 * float((at.sets**2).sum())
        by_set = np.stack([np.bincount(sets, error[:, column], kinds) for column in range(3)], axis=1)
        slopes = (
            turned @ error + penalty * at.sparse,
            numbers.T @ error + number_penalty * at.numbers,
            error.sum(axis=0)[None],
            by_set + 1e-4 * at.sets,
        )
        return value, np.concatenate([np.asarray(slope, float).ravel() for slope in slopes])

    start = np.zeros(3 * (wide + numbers.shape[1] + 1 + kinds))
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 6})
    assert count == len(wanted)
    return Weights(found.x.astype(np.float32), wide, numbers.shape[1])


def temperature(logits: F32, labels: npt.NDArray[np.intp]) -> float:
    """Return the temperature under which labels are likeliest (Guo et al. 2017), 0.3 to 5."""

    def surprise(log_heat: float) -> float:
        scaled = logits / np.exp(log_heat)
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        return float((np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(labels)), labels]).mean())

    found = optimize.minimize_scalar(surprise, bounds=(np.log(0.3), np.log(5)), method="bounded")
    return float(np.exp(found.x))
