"""Mood: how many of the last hours' mentions were negative, by minute (known scores only).

value: share of negative mentions, 0 to 1, over a window of up to three hours.
"""

from __future__ import annotations

from typing import Any

KEPT_MINUTES = 190  # the longest window that a lane chooses, and a little


class Mood:
    """Per minute: mentions, mentions with a known score, and the sum of P(negative) in thousandths."""

    def __init__(self) -> None:
        self._minutes: dict[int, list[int]] = {}

    def observe(self, at: float, *, negative: int | None) -> None:
        """Count a mention in the minute it was written; negative: P(negative) in thousandths, None if unknown."""
        cell = self._minutes.setdefault(int(at // 60), [0, 0, 0])
        cell[0] += 1
        if negative is not None:
            cell[1] += 1
            cell[2] += negative
        if len(self._minutes) > KEPT_MINUTES:
            for minute in sorted(self._minutes)[: len(self._minutes) - KEPT_MINUTES]:
                del self._minutes[minute]

    def over(self, now: float, window: float) -> tuple[int, int, float]:
        """Return (mentions, of them with a known score, sum of P(negative)) of the last `window` seconds.

        >>> mood = Mood()
        >>> mood.observe(0.0, negative=900); mood.observe(30.0, negative=None)
        >>> mood.over(60.0, 600.0)
        (2, 1, 0.9)
        """
        first = int((now - window) // 60)
        mentions = known = negative = 0
        for minute in range(first + 1, int(now // 60) + 1):
            cell = self._minutes.get(minute)
            if cell is not None:
                mentions += cell[0]
                known += cell[1]
                negative += cell[2]
        return mentions, known, negative / 1000

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return sorted([minute, *cell] for minute, cell in self._minutes.items())

    @classmethod
    def from_state(cls, state: Any) -> Mood:
        """Return the same minutes."""
        mood = cls()
        mood._minutes = {minute: list(cell) for minute, *cell in state}
        return mood
