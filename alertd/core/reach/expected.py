"""Expected reposts: how often an author will be passed on in the next hour, as a range that four of five end in.

Every hour the authors who score are noted with their score; an hour later it is known how many distinct accounts reposted each. From
such outcomes at like scores, scaled to the author's own, come the quantiles. Where a stream grows or fades the past misleads, so both tails are moved
by their own errors (adaptive conformal inference; Gibbs and Candes, 2021), and nothing is told while the ranges do not hold.
"""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from alertd.core.stored import Stored

HOUR = 3600.0
NOTED = 1_000  #: authors an hour; those with the lowest score are left out first
LEAST = 5.0  #: reposts in the middle of the range, below which no range is told: "0 to 3" helps nobody
TAIL = 0.1  #: share of outcomes that may lie below the range, and above it
_FEWEST = 40.0  #: outcomes at like scores from which quantiles are read
_HELD = 40.0  #: ranges that ended, from which on it is known whether they hold
_NEAR_ENOUGH = 0.1  #: of the share of ranges that held, from the four of five that should
_FADE = 0.8  #: of an outcome's weight an hour: what an author of a score gets changes within hours
_STEP = 0.25  #: of the error by which a tail moves an hour
_TAILS = (0.01, 0.25)  #: a tail that never errs in a rising stream would else need half a day to come back
_PLACES = 64  #: of scores: half octaves from a sixteenth upwards
_BUCKETS = 160  #: of reposts: one each below sixteen, then eighths of octaves
_FIRST = 0.0625
_WIDTHS = (1, 2, 3, 4, 6, 8, 12)  #: places to either side that are looked at, until there are enough outcomes

Floats = npt.NDArray[np.float64]


class Range(msgspec.Struct, frozen=True, gc=False):
    """Reposts by distinct accounts in the hour that begins: the middle, and the ends that four of five lie within."""

    middle: float
    low: float
    high: float


class StoredExpected(Stored, frozen=True):
    """What a snapshot keeps. outcomes: [place, bucket, weight] of each that is not nothing."""

    ends: float | None
    noted: list[list[float | None]]
    outcomes: list[list[float]]
    tails: list[float]
    told: float
    held: float


class ExpectedReposts:
    """Outcomes of the hours that ended, by score, and the authors of the hour that runs. Authors are slots of the caller's."""

    def __init__(self) -> None:
        self.ends = -math.inf  #: of the hour that runs, Unix seconds; -inf before the first
        self._noted: dict[int, list[float]] = {}  # slot: score, reposts so far, low, high (nan: none told)
        self._ratios: dict[int, tuple[float, float, float] | None] = {}  # by place, of the hour that runs
        self._outcomes: Floats = np.zeros((_PLACES, _BUCKETS))
        self._tails = [TAIL, TAIL]
        self._told = self._held = 0.0

    @property
    def began(self) -> float:
        """When the hour began that runs; -inf before the first."""
        return self.ends - HOUR

    @property
    def coverage(self) -> float | None:
        """The share of ranges that held of late; None before enough ended."""
        return None if self._told < _HELD else self._held / self._told

    def count(self, slot: int, people: int = 1) -> None:
        """So many people reposted the author for the first time in this hour."""
        noted = self._noted.get(slot)
        if noted is not None:
            noted[1] += people

    def drop(self, slot: int) -> None:
        """An author is forgotten."""
        self._noted.pop(slot, None)

    def turn(self, scores: Floats, now: float) -> None:
        """Learn from the hour that ended and note who scores as the next one begins. scores: by slot.

        An hour in which the daemon did not run teaches nothing: what it did not see is not zero.
        """
        if now < self.ends + HOUR:
            self._learn()
        order = np.lexsort((np.arange(len(scores)), -scores))[:NOTED]
        self.ends = now + HOUR
        self._noted, self._ratios = {}, {}
        for slot in order.tolist():
            score = float(scores[slot])
            if score < _FIRST:
                break
            foretold = self._range(score)
            ends = (math.nan, math.nan) if foretold is None else (foretold.low, foretold.high)
            self._noted[slot] = [score, 0.0, *ends]

    def of(self, score: float) -> Range | None:
        """Return what an author of a score can expect; None where too little is known, or where ranges do not hold."""
        coverage = self.coverage
        if coverage is None or abs(coverage - (1 - 2 * TAIL)) > _NEAR_ENOUGH:
            return None
        return self._range(score)

    def _range(self, score: float) -> Range | None:
        if score < _FIRST:
            return None
        place = _place(score)
        if place not in self._ratios:
            self._ratios[place] = self._quantiles(place)
        ratios = self._ratios[place]
        if ratios is None or ratios[1] * score < LEAST:
            return None
        return Range(ratios[1] * score, ratios[0] * score, ratios[2] * score)

    def _quantiles(self, place: int) -> tuple[float, float, float] | None:
        """Return the low end, the middle and the high end of reposts a unit of score, from the outcomes at the scores nearest to a place."""
        for width in _WIDTHS:
            first = max(0, place - width)
            near = self._outcomes[first : place + width + 1]
            if near.sum() >= _FEWEST:
                break
        else:
            return None
        values = (_COUNTS[None, :] / _CENTRES[first : first + len(near), None]).ravel()
        weights = near.ravel()
        kept = np.flatnonzero(weights)
        order = kept[np.argsort(values[kept], kind="stable")]
        sums = np.cumsum(weights[order])

        def at(share: float) -> float:
            return float(values[order[min(len(order) - 1, int(np.searchsorted(sums, share * sums[-1])))]])

        return at(self._tails[0]), at(0.5), at(1 - self._tails[1])

    def _learn(self) -> None:
        self._outcomes *= _FADE
        told = below = above = 0.0
        for score, count, low, high in self._noted.values():
            self._outcomes[_place(score), _bucket(count)] += 1.0
            if not math.isnan(low):  # a range was told
                told += 1.0
                below += count < math.floor(low)
                above += count > math.ceil(high)
        self._told = _FADE * self._told + told
        self._held = _FADE * self._held + told - below - above
        if told:  # a tail is moved as far as there were ranges to judge it by
            heed = min(1.0, told / _FEWEST) * _STEP
            for side, wrong in enumerate((below, above)):
                moved = self._tails[side] + heed * (TAIL - wrong / told)
                self._tails[side] = min(_TAILS[1], max(_TAILS[0], moved))

    def to_state(self) -> Any:
        """Return what a restart needs."""
        places = np.argwhere(self._outcomes > 0.0)
        return [
            None if self.ends == -math.inf else self.ends,
            [[float(slot), *[None if math.isnan(one) else one for one in rest]] for slot, rest in self._noted.items()],
            [[float(one), float(two), float(self._outcomes[one, two])] for one, two in places.tolist()],
            self._tails,
            self._told,
            self._held,
        ]

    @classmethod
    def from_state(cls, state: Any) -> ExpectedReposts:
        """Return the same outcomes."""
        stored = StoredExpected.of(state)
        found = cls()
        found.ends = -math.inf if stored.ends is None else stored.ends
        found._tails, found._told, found._held = stored.tails, stored.told, stored.held
        found._noted = {
            int(slot or 0): [math.nan if one is None else one for one in rest] for slot, *rest in stored.noted
        }
        for place, bucket, weight in stored.outcomes:
            found._outcomes[int(place), int(bucket)] = weight
        return found


def _place(score: float) -> int:
    return min(_PLACES - 1, max(0, int(2 * math.log2(score / _FIRST))))


def _bucket(count: float) -> int:
    return int(count) if count < 16 else min(_BUCKETS - 1, 16 + int(8 * math.log2(count / 16)))


_CENTRES: Floats = _FIRST * 2.0 ** ((np.arange(_PLACES) + 0.5) / 2)
_COUNTS: Floats = np.concatenate([np.arange(16.0), 16 * 2.0 ** ((np.arange(_BUCKETS - 16) + 0.5) / 8)])
