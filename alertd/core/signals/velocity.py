"""Velocity: negative sentiment gaining speed, with its uncertainty.

The negative share of the last window against the window before it, and the ratio of the negative counts. Both count
softly (the sum of P(negative)) and only mentions whose score is known. A rise is sure only where the lower end of its
interval is above nothing; a steady share at rising volume is a spike, not velocity.

Interval of the difference of two shares: Newcombe, Statistics in Medicine 17 (1998), method 10, from Wilson's score
interval (JASA 22, 1927). Ratio of counts: the conditional binomial (Przyborowski and Wilenski, Biometrika 31, 1940).
"""

from __future__ import annotations

import functools
import math

from alertd.core.signals.lateness import LATENESS
from alertd.core.signals.row import Row
from alertd.core.stored import Stored
from alertd.model.value import Value, quantised

#: With fewer known scores in the window nothing is sure: 3 of 3 is nothing.
FEWEST = 10.0
#: The usual share stands in for this many mentions of the window before, so that two posts are no base to rise from.
BASE = 10.0
#: Fine cells are minutes (windows to an hour), coarse ones five minutes (windows to twelve hours).
_FINE, _COARSE = (60.0, 128), (300.0, 300)
_HALF_LIFE = 7 * 86400.0
#: Shorter windows are not promised to be calm: a late post could fall into the window before.
SHORTEST = 300.0
#: Part of the room for more mentions that a promise of calm uses; single precision sums are not exact.
ROOM_KEPT = 0.9


class Rise(Value, frozen=True, kw_only=True, gc=False):
    """What velocity says; counts are sums of P(negative) over mentions with a known score.

    rise_points: negative share now minus before, in points (0 to 100); rise_points_low: its lower bound.
    ratio: negative count now over before (before counts as at least one half); ratio_low: its lower bound, at most 1
    while the share does not surely rise.
    usual: negative share of the last weeks, None while unknown.
    window: seconds of each of both windows.
    """

    negative_now: float
    known_now: float
    negative_before: float
    known_before: float
    rise_points: float
    rise_points_low: float
    ratio: float
    ratio_low: float
    usual: float | None
    window: float


class StoredCells(Stored, frozen=True):
    """What a snapshot keeps; found: (cells before the top one, known, negative)."""

    top: int
    found: list[tuple[int, float, float]]


class StoredVelocity(Stored, frozen=True):
    """What a snapshot keeps.

    calm: what was asked (within, floor, points, ratio), and until how many mentions and which instant it is calm.
    """

    known: float
    negative: float
    upto: float | None
    seen: float
    calm: list[tuple[float, float, float, float, float, float]]
    fine: object
    coarse: object


class _Cells:
    """Two sums a cell: of all mentions, and of P(negative)."""

    __slots__ = ("_known", "_negative", "_span")

    def __init__(self, span: float, kept: int) -> None:
        self._span = span
        self._known, self._negative = Row(kept), Row(kept)

    def add(self, at: float, negative: float) -> None:
        cell = int(at // self._span)
        self._known.add(cell, 1.0)
        self._negative.add(cell, negative)

    def between(self, first: int, end: int) -> tuple[float, float]:
        """Return (known, negative) of the cells from `first` up to, not with, `end`."""
        first = max(first, 0)
        return self._known.between(first, end), self._negative.between(first, end)

    def to_state(self) -> list[object]:
        top, negative = self._known.top, dict(self._negative)
        return [top, [[top - cell, known, negative.get(cell, 0.0)] for cell, known in self._known]]

    def from_state(self, state: object) -> None:
        stored = StoredCells.of(state)
        self._known.take(stored.top, [(stored.top - age, known) for age, known, _ in stored.found])
        self._negative.take(stored.top, [(stored.top - age, negative) for age, _, negative in stored.found])


class Velocity:
    """The negative share of one watch over the last hours. Feed it voices, not copies."""

    VERSION = 2

    __slots__ = ("_calm", "_coarse", "_fine", "_known", "_negative", "_seen", "_upto")

    def __init__(self) -> None:
        self._seen = 0.0  # mentions that moved a live window
        self._calm: dict[tuple[float, ...], tuple[float, float]] = {}  # question -> calm until (as many seen, instant)
        self._fine, self._coarse = _Cells(*_FINE), _Cells(*_COARSE)
        self._known = self._negative = 0.0  # decayed sums of the last weeks
        self._upto = -math.inf

    def observe(self, at: float, *, now: float, negative: float, known: bool, is_live: bool | None = None) -> None:
        """Count one mention; negative: P(negative), 0 to 1; known: whether its score may be counted at all.

        is_live: whether it counts as one of now; None: by its age alone.
        """
        if not known:
            return
        at = min(at, now)
        self._learn(now, negative)
        # A later one never moves a live window; it still teaches the usual share.
        if at >= now - LATENESS if is_live is None else is_live:
            self._seen += 1.0
            self._fine.add(at, negative)
            self._coarse.add(at, negative)

    def _learn(self, now: float, negative: float) -> None:
        if now > self._upto:
            keep = 0.5 ** ((now - self._upto) / _HALF_LIFE) if self._known else 1.0
            self._known, self._negative, self._upto = self._known * keep, self._negative * keep, now
        self._known += 1.0
        self._negative += negative

    def advance(self, now: float) -> None:
        """Do nothing: the windows move by themselves."""

    def change(self, now: float, within: float, *, confidence: float = 0.95) -> Rise:
        """Compare the last `within` seconds (60 s to 12 h) with the `within` before; confidence is one-sided."""
        cells, span = (self._fine, 60.0) if within <= 3600.0 else (self._coarse, 300.0)
        width, end = max(round(within / span), 1), int(now // span) + 1
        known, negative = cells.between(end - width, end)
        known_before, negative_before = cells.between(end - 2 * width, end - width)
        usual = self._usual(known, negative, known_before, negative_before)
        z = quantile(confidence)
        rise, low = self._rise((known, negative), (known_before, negative_before), usual, z)
        ratio_low = _ratio_low(negative, negative_before, z)
        return Rise(
            negative_now=quantised(negative),
            known_now=known,
            negative_before=quantised(negative_before),
            known_before=known_before,
            rise_points=quantised(100.0 * rise),
            rise_points_low=quantised(100.0 * low),
            ratio=quantised(negative / max(negative_before, 0.5)),
            ratio_low=quantised(ratio_low if low > 0.0 else min(ratio_low, 1.0)),
            usual=None if usual is None else quantised(usual),
            window=width * span,
        )

    def _usual(self, known: float, negative: float, known_before: float, negative_before: float) -> float | None:
        """Return the share of the last weeks without the two windows; None with fewer than ten mentions."""
        rest = self._known - known - known_before
        if rest < BASE:
            return None
        return min(max((self._negative - negative - negative_before) / rest, 0.0), 1.0)

    @staticmethod
    def _rise(
        now: tuple[float, float], before: tuple[float, float], usual: float | None, z: float
    ) -> tuple[float, float]:
        known, negative = now
        base, negative_base = before
        if usual is not None:
            base, negative_base = base + BASE, negative_base + BASE * usual
        if known == 0.0 or base == 0.0:
            return 0.0, -1.0
        share = negative / known
        share_before = before[1] / before[0] if before[0] else negative_base / base
        rise = share - share_before
        if known < FEWEST:
            return rise, -1.0
        difference = share - negative_base / base
        low = difference - math.hypot(
            share - wilson(negative, known, -z), wilson(negative_base, base, z) - negative_base / base
        )
        return rise, min(low, rise)

    def is_calm(
        self, now: float, within: float, *, floor: float, points: float | None = None, ratio: float | None = None
    ) -> bool:
        """Whether a rise by so many points, or to so many times, cannot be there, at a fraction of the cost of change().

        The promise holds for as many mentions as it left room for, were they all negative, or until a cell leaves.
        """
        if within < SHORTEST:
            return False
        question = (within, floor, -1.0 if points is None else points, -1.0 if ratio is None else ratio)
        seen, until = self._calm.get(question, (0.0, 0.0))
        if self._seen < seen and now < until:
            return True
        cells, span = (self._fine, 60.0) if within <= 3600.0 else (self._coarse, 300.0)
        width, end = max(round(within / span), 1), int(now // span) + 1
        known, negative = cells.between(end - width, end)
        room = max(floor, FEWEST) - known
        if room <= 0.0:
            known_before, negative_before = cells.between(end - 2 * width, end - width)
            if ratio is not None:
                room = ratio * max(negative_before, 0.5) - negative
            elif points is not None and known_before:
                most = points / 100.0 + negative_before / known_before
                room = math.inf if most >= 1.0 else (most * known - negative) / (1.0 - most)
        self._calm[question] = (self._seen + ROOM_KEPT * room, end * span)
        return room > 0.0

    def promise_nothing(self) -> None:
        """Take back what is_calm() promised: the clock was set back."""
        self._calm.clear()

    def to_state(self) -> list[object]:
        """Return plain values for a snapshot."""
        upto = None if math.isinf(self._upto) else self._upto
        # A promise of room without end is one for more mentions than can come: msgpack and JSON agree on numbers only.
        calm = [[*question, min(seen, 1e300), until] for question, (seen, until) in sorted(self._calm.items())]
        cells = [self._fine.to_state(), self._coarse.to_state()]
        return [self.VERSION, self._known, self._negative, upto, self._seen, calm, *cells]

    @classmethod
    def from_state(cls, state: list[object]) -> Velocity:
        """Make a velocity from a snapshot."""
        version, *rest = state
        if version != cls.VERSION:
            raise ValueError(f"a velocity of version {version} cannot be read")
        stored = StoredVelocity.of(rest)
        velocity = cls()
        velocity._known, velocity._negative, velocity._seen = stored.known, stored.negative, stored.seen
        velocity._upto = -math.inf if stored.upto is None else stored.upto
        velocity._calm = {tuple(question): (most, until) for *question, most, until in stored.calm}
        velocity._fine.from_state(stored.fine)
        velocity._coarse.from_state(stored.coarse)
        return velocity


def wilson(successes: float, trials: float, z: float) -> float:
    """Return one end of Wilson's score interval of a share: the upper for positive z, the lower for negative.

    >>> round(wilson(0, 10, 1.645), 3), round(wilson(10, 10, -1.645), 3)
    (0.213, 0.787)
    """
    share, square = successes / trials, z * z
    middle = share + square / (2.0 * trials)
    spread = z * math.sqrt(max(share * (1.0 - share), 0.0) / trials + square / (4.0 * trials * trials))
    return min(max((middle + spread) / (1.0 + square / trials), 0.0), 1.0)


def _ratio_low(now: float, before: float, z: float) -> float:
    """Return the lower bound of now/before, given their sum."""
    if now <= 0.0:
        return 0.0
    share = wilson(now, now + max(before, 0.5), -z)
    return share / (1.0 - share) if share < 1.0 else math.inf


@functools.lru_cache(maxsize=64)
def quantile(confidence: float) -> float:
    """Return the standard normal quantile, by bisection on erf (the library's own would import random numbers).

    >>> round(quantile(0.95), 3), round(quantile(0.975), 3)
    (1.645, 1.96)
    """
    low, high = -10.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2.0
        if 0.5 * (1.0 + math.erf(middle / math.sqrt(2.0))) < confidence:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0
