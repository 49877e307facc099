"""Unanswered: mentions that need an answer and have none from a human.

value: how many have waited longer than asked. A clock runs from `posted_at` to the brand's first human reply.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from typing import Any

import msgspec

CAPACITY = 2_000  # conversations that wait, a watch; beyond, the oldest are given up
GIVEN_UP_AFTER = 7 * 86400.0  # nobody answers after a week
_LAST = chr(0x10FFFF)  # after every key


class Waiting(msgspec.Struct, gc=False):
    """One mention that waits. wakes: whether it came in time to page somebody; an older one stands in the inbox only."""

    posted: float
    platform: str
    id: str
    conversation: str
    author: str
    is_high: bool
    wakes: bool = True


class Unanswered:
    """The mentions that wait, oldest first."""

    def __init__(self) -> None:
        self._waiting: dict[str, Waiting] = {}
        # In order of age, so that asking costs the same however many wait: of all that wake somebody, and of the first.
        self._all: list[tuple[float, str]] = []
        self._high: list[tuple[float, str]] = []

    def observe(self, waiting: Waiting, now: float) -> None:
        """A mention needs an answer. A second post of the same author in the conversation does not restart the clock."""
        key = f"{waiting.platform} {waiting.conversation}"
        if key not in self._waiting:
            self._put(key, waiting)
        while self._waiting:
            oldest = next(iter(self._waiting))
            if len(self._waiting) <= CAPACITY and now - self._waiting[oldest].posted < GIVEN_UP_AFTER:
                break
            self._drop(oldest)

    def _put(self, key: str, waiting: Waiting) -> None:
        self._waiting[key] = waiting
        for order in self._orders(waiting):
            insort(order, (waiting.posted, key))

    def _drop(self, key: str) -> None:
        waiting = self._waiting.pop(key, None)
        if waiting is None:
            return
        for order in self._orders(waiting):
            del order[bisect_right(order, (waiting.posted, key)) - 1]

    def _orders(self, waiting: Waiting) -> tuple[list[tuple[float, str]], ...]:
        if not waiting.wakes:
            return ()
        return (self._all, self._high) if waiting.is_high else (self._all,)

    def answered(self, platform: str, conversation: str | None, in_reply_to: str | None) -> None:
        """A human of the brand answered there."""
        if conversation is not None:
            self._drop(f"{platform} {conversation}")
        if in_reply_to is not None:
            for key, one in list(self._waiting.items()):
                if one.platform == platform and in_reply_to in (one.id, one.conversation):
                    self._drop(key)

    def waking(self, now: float, longer_than: float, *, only_high: bool) -> tuple[int, float | None, float | None]:
        """Return how many that may wake somebody have waited longer, since when the oldest, and when there is one more."""
        order = self._high if only_high else self._all
        count = bisect_right(order, (now - longer_than, _LAST))
        due = order[count][0] + longer_than if count < len(order) else None
        return count, order[0][0] if count else None, due

    def over(self, now: float, longer_than: float, *, only_high: bool) -> list[Waiting]:
        """Return those that have waited longer, oldest first."""
        return sorted(
            (w for w in self._waiting.values() if now - w.posted >= longer_than and (w.is_high or not only_high)),
            key=lambda w: (w.posted, w.id),
        )

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return msgspec.to_builtins(list(self._waiting.items()))

    @classmethod
    def from_state(cls, state: Any) -> Unanswered:
        """Return the same mentions."""
        unanswered = cls()
        for key, one in state:
            unanswered._put(key, msgspec.convert(one, Waiting))
        return unanswered
