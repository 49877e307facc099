"""Active: how many authors posted or were reposted in the last hours, counted by the minute."""

from __future__ import annotations

from alertd.core.stored import Stored

SPAN = 360  #: minutes; who did neither for so long is not compared with
NEVER = -(1 << 40)  #: the minute of an author who was never active


class StoredActive(Stored, frozen=True):
    """What a snapshot keeps; counts: one for each of the `SPAN` minutes."""

    minute: int
    total: int
    counts: list[int]


class ActiveMinutes:
    """A ring of minutes with how many authors were active in each one last. Every step costs the same.

    An author's own minute is kept by the caller; here only the counts are.
    """

    __slots__ = ("_counts", "minute", "total")

    def __init__(self, minute: int) -> None:
        self.minute = minute  #: the one it is now
        self._counts = [0] * SPAN
        self.total = 0  #: authors active in the last `SPAN` minutes

    @property
    def begins(self) -> int:
        """The first minute that still counts."""
        return self.minute - SPAN + 1

    def advance(self, minute: int) -> None:
        """Let time pass; authors whose last minute has gone by are not active any more."""
        passed = minute - self.minute
        if passed <= 0:
            return
        for gone in range(self.minute + 1, self.minute + 1 + min(passed, SPAN)):
            self.total -= self._counts[gone % SPAN]
            self._counts[gone % SPAN] = 0
        self.minute = minute

    def touch(self, before: int) -> int:
        """An author whose minute was `before` is active now; return the new one."""
        now = self.minute
        if before != now:
            if before > now - SPAN:
                self._counts[before % SPAN] -= 1
            else:
                self.total += 1
            self._counts[now % SPAN] += 1
        return now

    def leave(self, before: int) -> None:
        """An author is forgotten."""
        if before > self.minute - SPAN:
            self._counts[before % SPAN] -= 1
            self.total -= 1

    def to_state(self) -> list[object]:
        """Return everything, as plain values."""
        return [self.minute, self.total, self._counts]

    @classmethod
    def from_state(cls, state: object) -> ActiveMinutes:
        """Return the ring that gave a state."""
        stored = StoredActive.of(state)
        found = cls(stored.minute)
        found.total, found._counts = stored.total, stored.counts
        if len(found._counts) != SPAN:
            raise ValueError("a ring of minutes has another length")
        return found
