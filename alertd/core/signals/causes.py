"""Causes: posts of one thread, or copies of one text, have one cause, so the tenth of them is little evidence.

Ten people who write by themselves are ten reasons to look; ten who answer one another are about three. Of n posts of a
cause the evidence grows as the square root of n: a thread of five hundred is still a crowd of twenty-two. It is evidence
that shrinks, not the count that people read.

A thread is known by its conversation, else by what a post answers; what answers an answer belongs to the same thread.
"""

from __future__ import annotations

import math
from typing import Any

#: A cause that was silent for so long begins anew.
REMEMBERED = 24 * 3600.0
#: Causes and answers that are remembered; beyond, the oldest are forgotten first. Looked through every three hours.
CAPACITY, AT_ONCE, EVERY = 20_000, 20_000 // 16, 3 * 3600.0


class Causes:
    """How many posts each cause of late has brought. Insertion order is age."""

    __slots__ = ("_forget_at", "_root", "_seen")

    def __init__(self) -> None:
        self._seen: dict[int, tuple[int, float]] = {}  # cause -> (posts, latest)
        self._root: dict[int, tuple[int, float]] = {}  # a post that answers -> (its cause, when)
        self._forget_at = 0.0

    def evidence(self, cause: int, now: float, *, post: int | None = None) -> float:
        """Return what one more post of a cause adds, 1 for the first; post: its own key, if others may answer it.

        >>> causes = Causes()
        >>> [round(causes.evidence(7, 60.0 * i), 2) for i in range(4)]
        [1.0, 0.41, 0.32, 0.27]
        """
        cause = self._root.get(cause, (cause, 0.0))[0]
        count, latest = self._seen.pop(cause, (0, now))
        if now - latest >= REMEMBERED:
            count = 0
        self._seen[cause] = (count + 1, now)
        if post is not None:
            self._root[post] = (cause, now)
        if now >= self._forget_at or len(self._seen) > CAPACITY or len(self._root) > CAPACITY:
            self._forget(now)
        return math.sqrt(count + 1) - math.sqrt(count)

    def _forget(self, now: float) -> None:
        self._forget_at = now + EVERY
        for name in ("_seen", "_root"):
            kept = {key: value for key, value in getattr(self, name).items() if now - value[1] < REMEMBERED}
            if len(kept) > CAPACITY:
                kept = dict(list(kept.items())[len(kept) - CAPACITY + AT_ONCE :])
            setattr(self, name, kept)

    def to_state(self) -> Any:
        """Return what a restart needs, in order of age."""
        seen, root = ([[key, *value] for key, value in kept.items()] for kept in (self._seen, self._root))
        return [seen, root, self._forget_at]

    @classmethod
    def from_state(cls, state: Any) -> Causes:
        """Return the same memory."""
        causes = cls()
        seen, root, causes._forget_at = state
        causes._seen = {key: (count, at) for key, count, at in seen}
        causes._root = {key: (cause, at) for key, cause, at in root}
        return causes
