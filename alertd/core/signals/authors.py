"""Authors: how many different people wrote in the last minutes.

Exact up to 4,096 authors, which is far above any floor; beyond, the longest silent are forgotten first and the count
is a lower bound.
"""

from __future__ import annotations

from alertd.core.signals.lateness import LATENESS
from alertd.core.stored import Stored

#: Authors are remembered this long: the longest window that a floor asks for.
REMEMBERED = 86400.0
CAPACITY = 4096
#: So many are forgotten at once, and what has passed at most every ten minutes: to find the oldest key of a dict whose
#: first keys were deleted costs as much as was deleted.
AT_ONCE, EVERY = 256, 600.0
#: So many authors may stand out of order: late ones are put last. More are put where they belong.
MISPLACED = 64


class StoredAuthors(Stored, frozen=True):
    """What a snapshot keeps, in order of age; times: when each of the keys was last heard; misplaced: late ones among them."""

    latest: float
    keys: list[int]
    times: list[float]
    misplaced: int = 0


class Authors:
    """When each author was last heard; insertion order is age."""

    VERSION = 2

    __slots__ = ("_forget_at", "_heard", "_latest", "_misplaced")

    def __init__(self) -> None:
        self._heard: dict[int, float] = {}
        self._latest = 0.0  # the latest instant heard of
        self._forget_at = 0.0
        self._misplaced = 0  # late ones since all stood in order

    def observe(self, at: float, author: int) -> None:
        """Remember that an author wrote; an older post than one already heard changes nothing."""
        heard = self._heard
        last = heard.get(author)
        if last is not None:
            if at <= last:
                return
            del heard[author]
        heard[author] = at
        if at < self._latest - LATENESS:
            self._misplaced += 1
            if self._misplaced >= MISPLACED:
                heard = self._heard = dict(sorted(heard.items(), key=lambda one: one[1]))
                self._misplaced = 0
        self._latest = max(self._latest, at)
        if len(heard) > CAPACITY:
            self._forget()
            if len(self._heard) > CAPACITY:
                self._heard = dict(list(self._heard.items())[AT_ONCE:])

    def count(self, now: float, window: float, *, enough: int | None = None) -> int:
        """Return the distinct authors of the last `window` seconds; stop at `enough`, if more need not be known.

        >>> authors = Authors()
        >>> for at, who in ((0.0, 1), (10.0, 2), (20.0, 1)):
        ...     authors.observe(at, who)
        >>> authors.count(20.0, 60.0), authors.count(75.0, 60.0), authors.count(90.0, 60.0)
        (2, 1, 0)
        """
        self._latest = max(self._latest, now)
        if now >= self._forget_at:
            self._forget()
        oldest, count, misplaced = now - window, 0, 0
        for at in reversed(self._heard.values()):
            if oldest < at <= now:
                count += 1
                if count == enough:
                    break
            elif at <= oldest:
                misplaced += 1
                # Posts arrive nearly in order; far enough behind the window there is none left.
                if misplaced > 2 * MISPLACED:
                    break
        return count

    def clock_set_back(self, at: float) -> None:
        """Go on from an earlier instant: what was heard in the wrong time was heard now, and hides nobody."""
        self._latest, self._forget_at = min(self._latest, at), 0.0
        self._heard = {author: min(heard, at) for author, heard in self._heard.items()}

    def _forget(self) -> None:
        # Only what has passed, so that it makes no difference when it was done last: that is not kept over a restart.
        self._forget_at = self._latest + EVERY
        self._heard = {author: at for author, at in self._heard.items() if at > self._latest - REMEMBERED}

    def to_state(self) -> list[object]:
        """Return plain values for a snapshot, in order of age."""
        return [self.VERSION, self._latest, list(self._heard), list(self._heard.values()), self._misplaced]

    @classmethod
    def from_state(cls, state: list[object]) -> Authors:
        """Make the same memory from a snapshot."""
        version, *rest = state
        if version != cls.VERSION:
            raise ValueError(f"authors of version {version} cannot be read")
        stored = StoredAuthors.of(rest)
        authors = cls()
        authors._latest, authors._misplaced = stored.latest, stored.misplaced
        authors._heard = dict(zip(stored.keys, stored.times, strict=True))
        return authors
