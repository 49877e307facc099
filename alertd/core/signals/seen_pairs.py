"""SeenPairs: which numbers were seen, in bounded memory: the older half is forgotten at once when there is no room."""

from __future__ import annotations

from typing import Any


class SeenPairs:
    """Two generations of numbers. At least the last half of the capacity is known.

    >>> seen = SeenPairs(4)
    >>> seen.is_new(7), seen.is_new(7), seen.is_new(8)
    (True, False, True)
    """

    def __init__(self, capacity: int) -> None:
        self._half = max(1, capacity // 2)
        self._younger: dict[int, None] = {}
        self._older: dict[int, None] = {}

    def is_new(self, number: int) -> bool:
        """Whether a number was not seen; it is remembered either way."""
        if number in self._younger:
            return False
        is_known = number in self._older
        self._younger[number] = None
        if len(self._younger) >= self._half:
            self._older, self._younger = self._younger, {}
        return not is_known

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return [list(self._older), list(self._younger)]

    @classmethod
    def from_state(cls, state: Any, capacity: int) -> SeenPairs:
        """Return the same memory."""
        found = cls(capacity)
        found._older, found._younger = dict.fromkeys(state[0]), dict.fromkeys(state[1])
        return found
