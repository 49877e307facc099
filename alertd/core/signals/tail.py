"""Tail: how rare a level is, read from the watch's own decayed history.

A log-spaced histogram forgets with a half-life; above its 99th percentile a Hill tail carries on, because the bursts
that matter lie beyond everything seen. Each brand is its own yardstick, no distribution is assumed, and a noisy brand
gets a higher bar by itself.

Hill, B. M.: A simple general approach to inference about the tail of a distribution, Annals of Statistics 3 (1975).
"""

from __future__ import annotations

import math
from array import array

from alertd.core.stored import Stored

LN10 = math.log(10.0)
#: The share of history that the Hill tail describes. On NAB realTweets .98, .99 and .995 score the same within noise.
TAIL_SHARE = 0.01
#: Prior tail index and its mass (as a share of the tail): a history without any burst expects bursts of e^0.3.
PRIOR_INDEX, PRIOR_MASS = 0.3, 0.1
#: Below this index a tail would call everything impossible.
LEAST_INDEX = 0.05
#: Weights grow instead of history shrinking; at this weight everything is scaled back. Single precision holds 7 digits.
_RESCALE_AT = 1e6


class StoredTail(Stored, frozen=True):
    """What a snapshot keeps; cells: packed."""

    weight: float
    edge: float
    share: float
    index: float
    cells: bytes


class Tail:
    """A decayed histogram of levels with a Hill tail.

    lowest: level of the lower edge of the first cell; everything below counts there.
    step: width of a cell, in the unit of the level (natural logarithms).
    cells: the most cells that are ever kept; everything above counts in the last.
    half_life: observations after which a weight has halved.
    share: the part of history that the Hill tail describes.
    least: what a level beyond all history is worth as a share; by default one observation of all that is remembered.
    """

    __slots__ = (
        "_cells",
        "_grows",
        "_growth",
        "_index",
        "_least",
        "_lowest",
        "_most",
        "_part",
        "_share",
        "_step",
        "_weight",
        "edge",
    )

    def __init__(
        self,
        *,
        lowest: float,
        step: float,
        cells: int,
        half_life: float,
        share: float = TAIL_SHARE,
        least: float | None = None,
    ) -> None:
        self._lowest, self._step, self._most = lowest, step, cells
        self._growth = 1.0 / half_life  # in powers of two for each observation
        self._grows = 2.0**self._growth
        self._cells = array("f")
        self._weight = 1.0
        self._part = share
        self._least = math.log(2.0) / half_life if least is None else least
        self.edge, self._share, self._index = 0.0, 0.0, 0.5  #: where the tail begins; until the first fit at 0

    def learn(self, level: float) -> None:
        """Add one observation; the fit does not move before refit()."""
        cell = int((level - self._lowest) / self._step)
        cells = self._cells
        cell = max(cell, 0)
        if cell >= len(cells):
            cell = min(cell, self._most - 1)
            cells.extend([0.0] * (cell + 1 - len(cells)))
        cells[cell] += self._weight
        self._weight *= self._grows
        if self._weight > _RESCALE_AT:
            self._rescale()

    def learn_lowest(self, times: int) -> None:
        """Add `times` observations of the lowest level at once: long silence costs nothing."""
        doublings = times * self._growth
        if doublings > 60:  # everything before weighs less than 2**-60 of the silence
            self._cells = array("f", [0.0])
            self._weight, doublings = 1.0, 60.0
        if not self._cells:
            self._cells.append(0.0)
        self._cells[0] += self._weight * (2.0**doublings - 1.0) / (2.0**self._growth - 1.0)
        self._weight *= 2.0**doublings
        if self._weight > _RESCALE_AT:
            self._rescale()

    def _rescale(self) -> None:
        self._cells = array("f", [mass / self._weight for mass in self._cells])
        self._weight = 1.0

    def refit(self) -> None:
        """Find the edge of the tail, its share and its Hill index anew; call it about once an hour."""
        total = math.fsum(self._cells)
        if total <= 0.0:
            return
        allowed, mass, first = self._part * total, 0.0, len(self._cells)
        while first > 0 and mass + self._cells[first - 1] < allowed:
            first -= 1
            mass += self._cells[first]
        edge = self._lowest + first * self._step
        above = math.fsum(
            self._cells[i] * (self._lowest + (i + 0.5) * self._step - edge) for i in range(first, len(self._cells))
        )
        prior = PRIOR_MASS * allowed
        self.edge = edge
        self._share = math.log10(max(mass / total, self._least))
        self._index = max((above + PRIOR_INDEX * prior) / (mass + prior), LEAST_INDEX)

    def rarity(self, level: float) -> float:
        """Return log10 of the observations in which one reaches `level`; 0 within the usual."""
        if level <= self.edge:
            return 0.0
        return (level - self.edge) / (self._index * LN10) - self._share

    def level(self, rarity: float) -> float:
        """Return the lowest level that is as rare: the inverse of rarity()."""
        return self.edge + max(rarity + self._share, 0.0) * self._index * LN10

    def quantile(self, share: float) -> float:
        """Return the level below which `share` of history lies (the middle of its cell); -inf without history."""
        total, mass = math.fsum(self._cells), 0.0
        for i, weight in enumerate(self._cells):
            mass += weight
            if mass >= share * total and total > 0.0:
                return self._lowest + (i + 0.5) * self._step
        return -math.inf

    def to_state(self) -> list[object]:
        """Return what from_state() needs; short for a short history."""
        return [self._weight, self.edge, self._share, self._index, _packed(self._cells)]

    def from_state(self, state: object) -> None:
        """Take over a state; the four settings stay those of the constructor."""
        stored = StoredTail.of(state)
        self._weight, self.edge, self._share, self._index = stored.weight, stored.edge, stored.share, stored.index
        self._cells = _unpacked(stored.cells)


def _packed(cells: array[float]) -> bytes:
    """Write runs of empty cells as one number: a quiet watch uses a handful of cells far apart."""
    out, skipped = bytearray(), 0
    for cell in range(len(cells)):
        if cells[cell] == 0.0 and skipped < 255 and cell + 1 < len(cells):
            skipped += 1
            continue
        out.append(skipped)
        out += cells[cell : cell + 1].tobytes()
        skipped = 0
    return bytes(out)


def _unpacked(packed: bytes) -> array[float]:
    cells = array("f")
    for at in range(0, len(packed), 5):
        cells.extend([0.0] * packed[at])
        cells.frombytes(packed[at + 1 : at + 5])
    return cells
