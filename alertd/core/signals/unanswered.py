"""Unanswered: mentions that need an answer and have none from a human.

value: how many have waited longer than asked. A clock runs from `posted_at` to the brand's first human reply.
"""

from __future__ import annotations

from typing import Any

import msgspec

CAPACITY = 2_000  # conversations that wait, a watch; beyond, the oldest are given up
GIVEN_UP_AFTER = 7 * 86400.0  # nobody answers after a week


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

    def observe(self, waiting: Waiting, now: float) -> None:
        """A mention needs an answer. A second post of the same author in the conversation does not restart the clock."""
        key = f"{waiting.platform} {waiting.conversation}"
        if key not in self._waiting:
            self._waiting[key] = waiting
        while self._waiting:
            oldest = next(iter(self._waiting))
            if len(self._waiting) <= CAPACITY and now - self._waiting[oldest].posted < GIVEN_UP_AFTER:
                break
            del self._waiting[oldest]

    def answered(self, platform: str, conversation: str | None, in_reply_to: str | None) -> None:
        """A human of the brand answered there."""
        if conversation is not None:
            self._waiting.pop(f"{platform} {conversation}", None)
        if in_reply_to is not None:
            for key, one in list(self._waiting.items()):
                if one.platform == platform and in_reply_to in (one.id, one.conversation):
                    del self._waiting[key]

    def over(self, now: float, longer_than: float, *, only_high: bool) -> list[Waiting]:
        """Return those that have waited longer, oldest first."""
        return sorted(
            (w for w in self._waiting.values() if now - w.posted >= longer_than and (w.is_high or not only_high)),
            key=lambda w: (w.posted, w.id),
        )

    def next_change(self, now: float, longer_than: float) -> float | None:
        """Return when the next one will have waited that long."""
        return min(
            (w.posted + longer_than for w in self._waiting.values() if now - w.posted < longer_than), default=None
        )

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return msgspec.to_builtins(list(self._waiting.items()))

    @classmethod
    def from_state(cls, state: Any) -> Unanswered:
        """Return the same mentions."""
        unanswered = cls()
        unanswered._waiting = {key: msgspec.convert(one, Waiting) for key, one in state}
        return unanswered
