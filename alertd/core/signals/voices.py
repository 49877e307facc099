"""Voices: copies and reposts of one text are one voice, however often it is repeated."""

from __future__ import annotations

from typing import Any

REMEMBERED = 24 * 3600.0  # a text that comes back after a day is news again
CAPACITY = 20_000  # 20,000 distinct texts a day and watch; beyond, the oldest are forgotten first


class Voices:
    """Which texts a watch has heard of late. Insertion order is age, so forgetting is cheap."""

    def __init__(self) -> None:
        self._heard: dict[int, float] = {}

    def is_new(self, voice: int, now: float) -> bool:
        """Whether this text was not heard in the last 24 h; it is remembered either way.

        >>> voices = Voices()
        >>> voices.is_new(7, 0.0), voices.is_new(7, 60.0), voices.is_new(7, 90_000.0)
        (True, False, True)
        """
        heard = self._heard
        first = heard.get(voice)
        if first is not None and now - first < REMEMBERED:
            return False
        heard.pop(voice, None)
        heard[voice] = now
        self._forget(now)
        return True

    def _forget(self, now: float) -> None:
        heard = self._heard
        while heard:
            oldest = next(iter(heard))
            if len(heard) <= CAPACITY and now - heard[oldest] < REMEMBERED:
                return
            del heard[oldest]

    def to_state(self) -> Any:
        """Return what a restart needs, in order of age."""
        return [[voice, at] for voice, at in self._heard.items()]

    @classmethod
    def from_state(cls, state: Any) -> Voices:
        """Return the same memory."""
        voices = cls()
        voices._heard = dict(state)
        return voices
