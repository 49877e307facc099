"""Stepped: how many times as much a watch finds since a reload that lets it find other posts, where no post tells that it is one of them.

A new term stands in what it finds (see widened); an exclusion that is gone, a need, a language do not. So the flow itself is
measured, in blocks of hours that are over, against what is usual: a step lasts, and a crisis does not, so the lower quarter of the
blocks is believed where more is expected, and the upper quarter where less is. What is usual learns the step, and then the
measure comes down to one by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from alertd.core.stored import Stored

HOUR = 3600.0
LASTS = 168 * HOUR
#: Before anything is measured, so many times the usual where more is to be expected, for so long: nobody knows yet.
FIRST, UNMEASURED = 3.0, 30 * HOUR
MOST, LEAST = 8.0, 0.25
#: Usual mentions in a block of hours: with fewer nothing is measured. How many blocks are kept.
_FEWEST, _KEPT = 5.0, 24


class StoredStep(Stored, frozen=True):
    """What a snapshot keeps; ratios: of the blocks that are over."""

    at: float
    is_wider: bool
    is_narrower: bool
    hour: int
    seen: int
    usual: float
    ratios: list[float]


class Stepped:
    """Mentions since a reload, in blocks of hours against the usual. is_wider, is_narrower: what the reload may have made of it."""

    def __init__(self, at: float, *, is_wider: bool, is_narrower: bool) -> None:
        self.at = at
        self.is_wider, self.is_narrower = is_wider, is_narrower
        self._hour, self._seen, self._usual = 0, 0, 0.0  # the hour that runs; of the block that is open
        self._ratios: list[float] = []

    def is_over(self, now: float) -> bool:
        """Whether what is usual has learnt it."""
        return now - self.at >= LASTS

    def observe(self, now: float, usual: Callable[[], float | None]) -> None:
        """Take in a mention. usual: how many mentions an hour are usual now, asked once an hour; None while nobody knows."""
        hour = int((now - self.at) // HOUR)
        if hour > self._hour:
            expected = usual()
            self._usual += (hour - self._hour) * (expected or 0.0)
            if self._usual >= _FEWEST:
                self._ratios.append(round(self._seen / self._usual, 3))
                del self._ratios[:-_KEPT]
                self._seen, self._usual = 0, 0.0
            self._hour = hour
        self._seen += 1

    def factor(self, now: float) -> float:
        """Return how many times what is known as usual is usual now."""
        if self.is_over(now):
            return 1.0
        if not self._ratios:
            return FIRST if self.is_wider and now - self.at < UNMEASURED else 1.0
        order = sorted(self._ratios)
        quarter = len(order) // 4
        low, high = order[quarter], order[-1 - quarter]
        if self.is_wider and low > 1.0:
            return round(min(low, MOST), 2)
        if self.is_narrower and high < 1.0:
            return round(max(high, LEAST), 2)
        return 1.0

    def to_state(self) -> list[object]:
        """Return what a restart needs."""
        return [self.at, self.is_wider, self.is_narrower, self._hour, self._seen, self._usual, self._ratios]

    @classmethod
    def from_state(cls, state: object | None) -> Stepped | None:
        """Return what `to_state` gave; nothing from a state that knew no such thing."""
        if state is None:
            return None
        stored = StoredStep.of(state)
        known = cls(stored.at, is_wider=stored.is_wider, is_narrower=stored.is_narrower)
        known._hour, known._seen, known._usual, known._ratios = stored.hour, stored.seen, stored.usual, stored.ratios
        return known
