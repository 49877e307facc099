"""Authors: how many different people wrote in the last minutes.

Exact up to 4,096 authors, which is far above any floor; beyond, the longest silent are forgotten first and the count
is a lower bound.
"""

from __future__ import annotations

#: Authors are remembered this long: the longest window that a floor asks for.
REMEMBERED = 86400.0
CAPACITY = 4096


class Authors:
    """When each author was last heard; insertion order is age."""

    VERSION = 1

    __slots__ = ("_heard",)

    def __init__(self) -> None:
        self._heard: dict[int, float] = {}

    def observe(self, at: float, author: int) -> None:
        """Remember that an author wrote; an older post than one already heard changes nothing."""
        heard = self._heard
        last = heard.get(author)
        if last is not None:
            if at <= last:
                return
            del heard[author]
        heard[author] = at
        if len(heard) > CAPACITY:
            del heard[next(iter(heard))]

    def count(self, now: float, window: float, *, enough: int | None = None) -> int:
        """Return the distinct authors of the last `window` seconds; stop at `enough`, if more need not be known.

        >>> authors = Authors()
        >>> for at, who in ((0.0, 1), (10.0, 2), (20.0, 1)):
        ...     authors.observe(at, who)
        >>> authors.count(20.0, 60.0), authors.count(75.0, 60.0), authors.count(90.0, 60.0)
        (2, 1, 0)
        """
        self._forget(now)
        oldest, count, misplaced = now - window, 0, 0
        for at in reversed(self._heard.values()):
            if oldest < at <= now:
                count += 1
                if count == enough:
                    break
            elif at <= oldest:
                misplaced += 1
                if misplaced > 64:  # posts arrive nearly in order; far enough behind the window there is none left
                    break
        return count

    def _forget(self, now: float) -> None:
        heard = self._heard
        while heard:
            first = next(iter(heard))
            if heard[first] > now - REMEMBERED:
                return
            del heard[first]

    def to_state(self) -> list[object]:
        """Return plain values for a snapshot, in order of age."""
        return [self.VERSION, list(self._heard), list(self._heard.values())]

    @classmethod
    def from_state(cls, state: list[object]) -> Authors:
        """Make the same memory from a snapshot."""
        version, keys, times = state
        if version != cls.VERSION:
            raise ValueError(f"authors of version {version} cannot be read")
        authors = cls()
        authors._heard = dict(zip(keys, times, strict=True))  # type: ignore[call-overload]
        return authors
