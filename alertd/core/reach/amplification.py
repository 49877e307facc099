"""Amplification: how much an author is passed on of late, against the other authors who are active.

    S(a) = sum over half-lives h of 1/h x sum over distinct (b, kind) of weight(kind) x 2^(-(now - t)/h),   h in hours

b: somebody who passed a on, t: when b did so last, weight: 1 for a repost, 0.1 for a mention, reply or quote. Half-lives from a quarter of
an hour to a day make the sum close to 1/age: attention to a post fades by such a power law, and one half-life is either too
slow for the next hour or too hasty for the next six. docs/reach.md says what was tried and measured.

Forward decay (Cormode et al., 2009): what comes at t adds 2^((t - origin)/h) once and is never touched again. Ranks are read from a table of the active
authors' scores, made anew after so many steps that it costs little for each; when it is made depends on the log alone.
"""

from __future__ import annotations

import math
from array import array
from typing import Any

import numpy as np
import numpy.typing as npt

from alertd.core.reach.active import NEVER, SPAN, ActiveMinutes
from alertd.core.reach.expected import ExpectedReposts, Range
from alertd.core.reach.latest import Latest

HOUR = 3600.0
HALF_LIVES = (HOUR / 4, HOUR, 3 * HOUR, 24 * HOUR)  #: seconds
_DAY = HALF_LIVES[-1]
MENTION = 0.1  #: weight of being named, answered or quoted, against 1 for a repost
ACTIVE = SPAN * 60.0  #: seconds; who neither posted nor was reposted for so long is not compared with
#: Seconds after which the weights are brought down: in whole half-lives of each, which are exact powers of two.
_MOVE_ORIGIN = 2 * _DAY
_FADED = 2.0**-10 / 24  #: of a score: a repost of ten days ago; less is nothing
_DROPPED = 10  #: one author in so many goes when there is no room
_STALE_PART, _STALE_AFTER = 64, 300.0  #: a table serves for 1/64 of the authors in steps, and for five minutes at most

Floats = npt.NDArray[np.float64]


class Amplification:
    """Decayed distinct reposts and mentions of up to `limit` authors of one platform. Seconds are Unix time, in any order."""

    def __init__(self, *, limit: int, origin: float) -> None:
        self._limit = limit
        self._origin = origin
        self._now = origin
        self._slots: dict[str, int] = {}
        self._names: list[str] = []  # by slot; that of a free slot is empty
        self._free: list[int] = []
        self._next = 0
        # By slot: an author's number, never used again, so that a slot's heir inherits no pair.
        self._numbers = array("q")
        self._minutes = array("q")  # by slot: the last active minute
        self._received = tuple(array("d") for _ in HALF_LIVES)
        self._active = ActiveMinutes(int(origin // 60))
        self._pairs = Latest(limit=2 * limit)
        self._expected = ExpectedReposts()
        self._table: Floats = np.zeros(0)
        self._table_at = -math.inf
        self._steps = 0  # since the table was made
        self._has_repost = False
        self.evicted = 0  #: authors forgotten for want of room

    def __len__(self) -> int:
        """Return how many authors are remembered."""
        return len(self._slots)

    @property
    def limit(self) -> int:
        """How many authors are remembered at the most."""
        return self._limit

    def post(self, author: str, at: float) -> None:
        """Take in that an author posted."""
        self._advance(at)
        self._touch(self._slot(author), at)

    def repost(self, author: str, by: str, at: float) -> None:
        """Take in that `by` reposted somebody else, `author`; a second repost by the same person renews the first."""
        self._advance(at)
        reposter, slot = self._both(by, author)
        self._touch(slot, at)
        self._touch(reposter, at)
        self._has_repost = True
        self._receive(slot, self._numbers[reposter] << 1, at, 1.0)

    def mention(self, author: str, by: str, at: float) -> None:
        """Take in that `by` named, answered or quoted somebody else; to be named is not to be active."""
        self._advance(at)
        writer, slot = self._both(by, author)
        self._receive(slot, self._numbers[writer] << 1 | 1, at, MENTION)

    def told(self, author: str, *, reposts: int, named: int) -> None:
        """Take in that so many people whom nobody saw reposted the author, and so many answered, of late.

        They are strangers: each counts once more, and when they did it is known no better than "by now".
        """
        self._steps += 1
        slot = self._slot(author)
        more = reposts + MENTION * named
        for received, half_life in zip(self._received, HALF_LIVES, strict=True):
            received[slot] += more * 2.0 ** ((self._now - self._origin) / half_life)
        if reposts:
            self._has_repost = True
            self._expected.count(slot, reposts)

    def share(self, author: str) -> float | None:
        """Return the share of active authors passed on at least as much; None while nobody was ever reposted here.

        The smallest share possible is one over the number of active authors.
        """
        if not self._has_repost:
            return None
        slot = self._slots.get(author)
        if slot is None or self._received[-1][slot] <= 0.0:
            return 1.0
        stale = self._steps * _STALE_PART >= len(self._slots) or self._now - self._table_at > _STALE_AFTER
        if stale and (self._steps or self._now != self._table_at):
            self._make_table()
        own = self._score(slot, self._table_at)
        if own < _FADED:
            return 1.0
        at_least = len(self._table) - int(self._table.searchsorted(own))
        is_resting = self._minutes[slot] < self._active.begins
        return max(1, at_least + is_resting) / max(1, self._active.total + is_resting)

    def score(self, author: str, at: float | None = None) -> float:
        """Return an author's score as of an instant not before the newest one taken in (the default); 0 for a stranger."""
        slot = self._slots.get(author)
        return 0.0 if slot is None else self._score(slot, self._now if at is None else max(at, self._now))

    def expected(self, author: str) -> Range | None:
        """Return how often an author will be reposted in the next hour; None where that is not known, or too few to tell."""
        slot = self._slots.get(author)
        return None if slot is None else self._expected.of(self._score(slot, self._now))

    @property
    def coverage(self) -> float | None:
        """The share of the ranges of `expected` that held of late; None before enough ended. Four of five should."""
        return self._expected.coverage

    def scores(self, at: float | None = None) -> dict[str, float]:
        """Return the score of every author who has any, as of an instant not before the newest one taken in (the default)."""
        all_of_them = self._scores(self._now if at is None else max(at, self._now))
        kept = np.flatnonzero(all_of_them > 0.0)
        return {self._names[slot]: score for slot, score in zip(kept.tolist(), all_of_them[kept].tolist(), strict=True)}

    def rename(self, author: str, name: str) -> None:
        """Call an author by another name; its score stays."""
        slot = self._slots.pop(author, None)
        if slot is None:
            return
        heir = self._slots.get(name)
        if heir is None:
            self._slots[name] = slot
            self._names[slot] = name
            return
        for received in self._received:  # erased before, seen again and erased again: one author all the same
            received[heir] += received[slot]
        self._vacate(slot)

    def to_state(self) -> dict[str, Any]:
        """Return everything."""
        return {
            "origin": self._origin,
            "now": self._now,
            "next": self._next,
            "evicted": self.evicted,
            "has_repost": self._has_repost,
            "names": self._names,
            "free": self._free,
            "numbers": _packed(self._numbers),
            "minutes": _packed(self._minutes),
            "received": [_packed(one) for one in self._received],
            "active": self._active.to_state(),
            "pairs": self._pairs.to_state(),
            "expected": self._expected.to_state(),
            "table": self._table.astype("<f8").tobytes(),
            "table_at": self._table_at,
            "steps": self._steps,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any], *, limit: int) -> Amplification:
        """Return the fold that gave a state. Raises ValueError, TypeError or KeyError if none did."""
        fold = cls(limit=limit, origin=state["origin"])
        fold._now, fold._next, fold.evicted = state["now"], state["next"], state["evicted"]
        fold._has_repost = state["has_repost"]
        fold._names, fold._free = state["names"], state["free"]
        fold._slots = dict(zip(fold._names, range(len(fold._names)), strict=True))
        fold._slots.pop("", None)
        fold._numbers, fold._minutes = _unpacked("q", state["numbers"]), _unpacked("q", state["minutes"])
        fold._received = tuple(_unpacked("d", one) for one in state["received"])
        columns: tuple[array[Any], ...] = (fold._numbers, fold._minutes, *fold._received)
        if len(fold._received) != len(HALF_LIVES) or any(len(column) != len(fold._names) for column in columns):
            raise ValueError("an author's columns have different lengths")
        fold._active = ActiveMinutes.from_state(state["active"])
        fold._pairs = Latest.from_state(state["pairs"], limit=2 * limit)
        if "expected" in state:  # older ones learn it anew within a day
            fold._expected = ExpectedReposts.from_state(state["expected"])
        fold._table, fold._table_at = np.frombuffer(state["table"], dtype="<f8"), state["table_at"]
        fold._steps = state["steps"]
        return fold

    def _advance(self, at: float) -> None:
        self._steps += 1
        if at > self._now:
            self._now = at
            self._active.advance(int(at // 60))
            if at - self._origin > _MOVE_ORIGIN:
                self._move_origin()
            if at >= self._expected.ends:
                self._expected.turn(self._scores(at), at)

    def _both(self, by: str, author: str) -> tuple[int, int]:
        slots = self._slots
        one, two = slots.get(by), slots.get(author)
        if one is not None and two is not None:
            return one, two
        one, two = self._slot(by), self._slot(author)
        if self._names[one] != by:  # it had to make room for the other
            one = self._slot(by)
        return one, two

    def _slot(self, author: str) -> int:
        slot = self._slots.get(author)
        if slot is not None:
            return slot
        if len(self._slots) >= self._limit:
            self._make_room()
        if self._free:
            slot = self._free.pop()
            self._names[slot] = author
            self._numbers[slot] = self._next
        else:
            slot = len(self._names)
            self._names.append(author)
            self._numbers.append(self._next)
            self._minutes.append(NEVER)
            for received in self._received:
                received.append(0.0)
        self._slots[author] = slot
        self._next += 1
        return slot

    def _touch(self, slot: int, at: float) -> None:
        if at >= self._now - ACTIVE:
            before = self._minutes[slot]
            if before != self._active.minute:
                self._minutes[slot] = self._active.touch(before)

    def _receive(self, slot: int, by: int, at: float, weight: float) -> None:
        before = self._pairs.renew((self._numbers[slot] & 0x7FFFFFFF) << 33 | (by & 0x1FFFFFFFF), at)
        if at <= before:
            return
        if weight == 1.0 and before < self._expected.began:
            self._expected.count(slot)
        # Written out, and three powers of one instead of four: this is most of what a post costs.
        day = 2.0 ** ((at - self._origin) / _DAY)
        two = day * day
        four = two * two
        three = four * four  # 24 h / 3 h = 8
        hour = three * three * three
        double = hour * hour
        quarter = double * double
        of_quarter, of_hour, of_three, of_day = self._received
        if before == -math.inf:
            of_quarter[slot] += weight * quarter
            of_hour[slot] += weight * hour
            of_three[slot] += weight * three
            of_day[slot] += weight * day
            return
        fresh = (quarter, hour, three, day)
        for received, half_life, more in zip(self._received, HALF_LIVES, fresh, strict=True):
            renewed = more - 2.0 ** ((before - self._origin) / half_life)
            # It may have faded to 0 while the pair is known.
            received[slot] = max(0.0, received[slot] + weight * renewed)

    def _factors(self, at: float) -> list[float]:
        return [2.0 ** ((self._origin - at) / half_life) * HOUR / half_life for half_life in HALF_LIVES]

    def _score(self, slot: int, at: float) -> float:
        total = 0.0
        for received, factor in zip(self._received, self._factors(at), strict=True):
            total += received[slot] * factor
        return total

    def _scores(self, at: float) -> Floats:
        total = np.zeros(len(self._names))
        for received, factor in zip(self._received, self._factors(at), strict=True):
            total += np.frombuffer(received) * factor
        total[total < _FADED] = 0.0
        return total

    def _make_table(self) -> None:
        scores = self._scores(self._now)
        minutes = np.frombuffer(self._minutes, dtype=np.int64)
        self._table = np.sort(scores[(scores > 0.0) & (minutes >= self._active.begins)])
        self._table_at, self._steps = self._now, 0

    def _move_origin(self) -> None:
        # Whole days are whole half-lives of every kind: powers of two are exact, so a restart point changes no bit.
        days = int((self._now - self._origin) / _DAY)
        self._origin += days * _DAY
        for received, half_life in zip(self._received, HALF_LIVES, strict=True):
            column = np.frombuffer(received)
            column *= 2.0 ** -(days * _DAY / half_life)
        faded = self._scores(self._now) == 0.0
        for received in self._received:
            np.frombuffer(received)[faded] = 0.0

    def _make_room(self) -> None:
        """Forget the authors with the lowest score, the longest silent first among equals."""
        scores = self._scores(self._now)
        scores[self._free] = math.inf
        order = np.lexsort((np.frombuffer(self._minutes, dtype=np.int64), scores))
        for slot in order[: max(2, self._limit // _DROPPED)].tolist():
            del self._slots[self._names[slot]]
            self._vacate(slot)
            self.evicted += 1

    def _vacate(self, slot: int) -> None:
        self._names[slot] = ""
        self._active.leave(self._minutes[slot])
        self._minutes[slot] = NEVER
        for received in self._received:
            received[slot] = 0.0
        self._expected.drop(slot)
        self._free.append(slot)


def _packed(column: array[Any]) -> bytes:
    return np.frombuffer(column, dtype=column.typecode).astype(f"<{_CODES[column.typecode]}").tobytes()


def _unpacked(code: str, packed: bytes) -> array[Any]:
    return array(code, np.frombuffer(packed, dtype=f"<{_CODES[code]}").astype(code).tobytes())


_CODES = {"q": "i8", "d": "f8"}
