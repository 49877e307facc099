"""Cascade: how large the reposts of one post will become, from the first minutes of it.

A line through the logarithms of what was seen: how many reposts, how they came (first, last), how many followers the author
has. It is fitted to finished cascades, cut to the same age, and aims at the middle of the relative error: the errors of most rows are what
counts, a row that is far off pulls the line no further (weights fall with the error, so narrowly in the end that it settles at the mode).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

KEPT = 5_000  #: finished cascades that are learnt from; the oldest go first
FEWEST = 10  #: finished cascades without which nothing is foretold beyond what was seen
_RIDGE = 3.0
_WIDE, _NARROW, _ROUNDS = 1.5, 0.3, 25  #: of the error in natural logarithms: from "all rows" to "rows within 30 %"
_SHIFTS = np.linspace(-0.4, 0.4, 41)
_NEARLY_BEST = 0.004  #: of the median error; the mean of the shifts within is steadier than the best one
MOST_PEOPLE = (
    10_000_000_000  #: more than there are: a number beyond it, of followers or reposts, is a slip of whoever sent it
)
_LOW, _HIGH = 0.1, 0.9  #: quantiles: the range holds four of five

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cascade:
    """The reposts of one post, seconds after it. observed: so long was it watched; final: how many they became, None while it runs.

    followers: of the author, None where unknown; so is a number that no account can have.
    """

    reposts: tuple[float, ...]
    observed: float
    followers: int | None = None
    final: int | None = None


@dataclass(frozen=True)
class Size:
    """A foretold size: the one that is least off by ratio, and the range that four of five end in."""

    predicted: float
    low: float
    high: float


@dataclass
class CascadeSizes:
    """Foretells sizes from the finished cascades it was given. Equal cascades in equal order give equal answers."""

    _finished: list[Cascade] = field(default_factory=list)
    _lines: dict[float, _Line | None] = field(default_factory=dict)

    def learn(self, cascade: Cascade) -> None:
        """Take in a finished cascade."""
        if cascade.final is None or not 1 <= cascade.final <= MOST_PEOPLE:
            raise ValueError(
                "a finished cascade has a final size of at least 1 and at most as many as there are people"
            )
        self._finished.append(cascade)
        if len(self._finished) > KEPT:
            del self._finished[0]
        self._lines.clear()

    def predict(self, cascade: Cascade) -> Size:
        """Foretell the final size of a running cascade; never less than was seen of it."""
        seen = max(1, sum(at <= cascade.observed for at in cascade.reposts))
        if cascade.observed not in self._lines:
            self._lines[cascade.observed] = self._line(cascade.observed)
        line = self._lines[cascade.observed]
        if line is None:
            return Size(float(seen), float(seen), math.inf)
        found = line.sizes(_features(cascade, cascade.observed, line.followers))
        return Size(*[max(float(seen), one) for one in found])

    def _line(self, observed: float) -> _Line | None:
        """Fit to all that was watched at least as long, cut to the same age; to all there is, if nothing was."""
        rows = [row for row in self._finished if row.observed >= observed] or self._finished
        if len(rows) < FEWEST:
            return None
        known = [row.followers for row in rows if row.followers is not None and 0 <= row.followers <= MOST_PEOPLE]
        followers = float(np.median(known)) if known else 0.0
        features = np.array([_features(row, min(observed, row.observed), followers) for row in rows])
        return _Line.fitted(features, np.log([float(row.final or 1) for row in rows]), followers)


@dataclass(frozen=True)
class _Line:
    mean: Floats
    scale: Floats
    weights: Floats
    least: Floats  #: of each feature in what was learnt from; a line knows nothing beyond
    most: Floats
    shift: float
    low: float
    high: float
    followers: float  #: stands in for unknown ones

    @classmethod
    def fitted(cls, features: Floats, sizes: Floats, followers: float) -> _Line:
        mean, scale = features.mean(0), features.std(0) + 1e-9
        rows = np.column_stack([np.ones(len(features)), (features - mean) / scale])
        ridge = np.eye(rows.shape[1]) * _RIDGE
        ridge[0, 0] = 1e-6
        weights = np.linalg.solve(rows.T @ rows + ridge, rows.T @ sizes)
        for width in np.geomspace(_WIDE, _NARROW, _ROUNDS):
            heed = np.exp(-0.5 * ((rows @ weights - sizes) / width) ** 2)
            weights = np.linalg.solve(rows.T @ (rows * heed[:, None]) + ridge * heed.mean(), rows.T @ (heed * sizes))
        found = rows @ weights
        errors = np.array([np.median(np.abs(np.expm1(found + shift - sizes))) for shift in _SHIFTS])
        shift = float(_SHIFTS[errors <= errors.min() + _NEARLY_BEST].mean())
        low, high = np.quantile(sizes - found, [_LOW, _HIGH])
        ends = features.min(0), features.max(0)
        return cls(mean, scale, weights, *ends, shift, float(low), float(high), followers)

    def sizes(self, features: list[float]) -> tuple[float, float, float]:
        """Return the predicted size, and the ends of its range."""
        inside = np.clip(features, self.least, self.most)
        found = float(self.weights[0] + (inside - self.mean) / self.scale @ self.weights[1:])
        return math.exp(found + self.shift), math.exp(found + self.low), math.exp(found + self.high)


def _features(cascade: Cascade, observed: float, followers: float) -> list[float]:
    reposts = sorted(at for at in cascade.reposts if at <= observed)
    seen = math.log1p(len(reposts))
    known = cascade.followers is not None and 0 <= cascade.followers <= MOST_PEOPLE
    people = math.log1p(float(cascade.followers or 0) if known else followers)
    first, last = (reposts[0], reposts[-1]) if reposts else (observed, 0.0)
    return [
        seen,
        people,
        _log_count(reposts, observed * 2 / 3, math.inf),
        _log_count(reposts, -math.inf, observed / 3),
        _log_count(reposts, -math.inf, observed / 9),
        seen * seen,
        seen * people,
        people * people,
        math.log1p(max(0.0, first)),
        math.log1p(max(0.0, observed - last)),
    ]


def _log_count(reposts: Sequence[float], after: float, until: float) -> float:
    return math.log1p(sum(after < at <= until for at in reposts))
