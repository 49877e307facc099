"""Words: when each of the rules' words was heard of late, and when it was first heard in a run of days.

A word is new if its first hearing (after a pause longer than `new_since`) lies inside the window.
"""

from __future__ import annotations

from typing import Any

KEPT = 512  # hearings kept a word, enough for any floor


class Words:
    """Hearings of the rules' words, by word."""

    def __init__(self) -> None:
        self._heard: dict[str, list[float]] = {}
        self._began: dict[str, float] = {}

    def observe(self, words: tuple[str, ...], at: float) -> None:
        """The words occurred in one mention."""
        for word in words:
            heard = self._heard.setdefault(word, [])
            self._began.setdefault(word, at)
            heard.append(at)
            if len(heard) > KEPT:
                del heard[0]

    def count(self, word: str, now: float, window: float) -> int:
        """Return in how many mentions of the window a word occurred.

        >>> words = Words(); words.observe(("recall",), 10.0)
        >>> words.count("recall", 60.0, 3600.0), words.is_new("recall", 60.0, 3600.0, 86400.0)
        (1, True)
        """
        return sum(1 for at in self._heard.get(word, ()) if now - window < at <= now)

    def is_new(self, word: str, now: float, window: float, since: float) -> bool:
        """Whether the word was not heard in the `since` seconds before its appearance in the window."""
        heard = self._heard.get(word, [])
        inside = [at for at in heard if at > now - window]
        if not inside:
            return False
        before = [at for at in heard if at <= now - window]
        if len(heard) == KEPT and not before:
            return self._began[word] > now - window
        return not before or inside[0] - before[-1] >= since

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return [[word, self._began[word], heard] for word, heard in self._heard.items()]

    @classmethod
    def from_state(cls, state: Any) -> Words:
        """Return the same hearings."""
        words = cls()
        for word, began, heard in state:
            words._heard[word], words._began[word] = list(heard), began
        return words
