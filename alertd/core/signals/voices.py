"""Voices: copies and reposts of one text are one voice, however often it is repeated."""

from __future__ import annotations

from typing import Any

REMEMBERED = 24 * 3600.0  # a text that comes back after a day is news again
CAPACITY = 20_000  # 20,000 distinct texts a day and watch; beyond, the oldest are forgotten first
#: What has passed is thrown out at most every three hours, and a sixteenth at once where there are too many: to find the
#: oldest key of a dict whose first keys were deleted costs as much as was deleted.
EVERY, AT_ONCE = 3 * 3600.0, CAPACITY // 16


class Voices:
    """Which texts a watch has heard of late. Insertion order is age, so forgetting is cheap."""

    def __init__(self) -> None:
        self._heard: dict[int, float] = {}
        self._forget_at = 0.0

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
        if now >= self._forget_at or len(heard) > CAPACITY:
            self._forget(now)
        return True

    def _forget(self, now: float) -> None:
        self._forget_at = now + EVERY
        kept = {voice: at for voice, at in self._heard.items() if now - at < REMEMBERED}
        if len(kept) > CAPACITY:
            kept = dict(list(kept.items())[len(kept) - CAPACITY + AT_ONCE :])
        self._heard = kept

    def to_state(self) -> Any:
        """Return what a restart needs, in order of age."""
        return [[voice, at] for voice, at in self._heard.items()]

    @classmethod
    def from_state(cls, state: Any) -> Voices:
        """Return the same memory."""
        voices = cls()
        voices._heard = dict(state)
        return voices
