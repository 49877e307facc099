"""Widened: how many times as much a watch finds since a reload gave it more terms. What a new term brings is no burst.

What is usual is kept over a reload and learns the new flow within about a day (docs/signals.md says what was measured). Until then
the usual is taken so many times: in the first hour twice, which nobody has measured, then as the mentions of the hours that are over
tell, of which some would not have been found before. Never more than MOST: a crisis that only the new term finds must not hide
itself behind what it brings.
"""

from __future__ import annotations

from typing import Any

HOUR = 3600.0
LASTS = 30 * HOUR
FIRST, MOST = 2.0, 4.0
#: With fewer mentions in the hours that are over nothing is measured.
_FEWEST = 10


class Widened:
    """Mentions since a reload, by hour, and how many of them only the added terms find. at: when it was."""

    def __init__(self, at: float, added: tuple[str, ...]) -> None:
        self.at = at
        self.added = added
        self._over = [0, 0]  # mentions of the hours that are over, and those that only the added terms found
        self._now = [0, 0, 0]  # the hour that runs, and the same of it

    def is_over(self, now: float) -> bool:
        """Whether the new flow is what is usual by now."""
        return now - self.at >= LASTS

    def observe(self, terms: tuple[str, ...], kept: tuple[str, ...], now: float) -> None:
        """Take in what was found of a mention. kept: the watch's terms of now."""
        self._close(now)
        own = [term for term in terms if term in kept]
        self._now[1] += 1
        self._now[2] += bool(own) and all(term in self.added for term in own)

    def _close(self, now: float) -> None:
        hour = int((now - self.at) // HOUR)
        if hour > self._now[0]:
            self._over = [self._over[0] + self._now[1], self._over[1] + self._now[2]]
            self._now = [hour, 0, 0]

    def factor(self, now: float) -> float:
        """Return how many times the usual is usual now, at least 1."""
        if self.is_over(now):
            return 1.0
        every, new = self._over
        if now - self.at >= HOUR + self._now[0] * HOUR:  # the hour that was open is over
            every, new = every + self._now[1], new + self._now[2]
        if every < _FEWEST:
            return FIRST
        return round(min(every / max(every - new, 1), MOST), 2)

    def to_state(self) -> list[Any]:
        """Return what a restart needs."""
        return [self.at, list(self.added), self._over, self._now]

    @classmethod
    def from_state(cls, state: list[Any] | None) -> Widened | None:
        """Return what `to_state` gave; nothing from a state that knew no such thing."""
        if state is None:
            return None
        known = cls(state[0], tuple(state[1]))
        known._over, known._now = list(state[2]), list(state[3])
        return known
