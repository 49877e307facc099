"""MentionGraph: who passes on, names, answers and quotes whom, fading with time, in arrays and within bounds.

An edge runs from the writer to the one passed on or named. It weighs sum over its posts of weight(kind) x 2^(-age/24 h), with 1 for a
repost and 0.1 for being named, answered or quoted. New edges wait in a buffer and are merged by sorting, 131,072 at a time; beyond the limit the lightest
tenth goes and is counted. networkx draws and explores a part of it (see picture); it takes thirty times the memory.
"""

from __future__ import annotations

from array import array

import numpy as np
import numpy.typing as npt

HALF_LIFE = 24 * 3600.0
REPOST, MENTION = 1.0, 0.1
_BUFFER = 131_072
_DAMPING, _ROUNDS = 0.85, 100  #: of PageRank, as networkx has them
_DROPPED = 10  #: one edge in so many goes when there is no room

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint32]


class MentionGraph:
    """Up to `limit` edges (and a buffer of newer ones). Seconds are Unix time, in any order."""

    def __init__(self, *, limit: int = 1_000_000) -> None:
        self._limit = limit
        self._ids: dict[str, int] = {}
        self._names: list[str] = []
        self._now = -np.inf  # the newest instant: weights are as of it
        self._new_keys = array("q")  # writer, named and whether it is a repost, in one number
        self._new_times = array("d")
        self._keys: Ints = np.zeros(0, dtype=np.int64)
        self._weights: Floats = np.zeros(0)
        self._reposts: Counts = np.zeros(0, dtype=np.uint32)
        self._mentions: Counts = np.zeros(0, dtype=np.uint32)
        self.evicted = 0  #: edges forgotten for want of room

    def observe(self, writer: str, named: str, at: float, *, is_repost: bool) -> None:
        """Take in that somebody passed on or named somebody else; oneself is nobody else."""
        if writer == named:
            return
        ids = self._ids
        one = ids.get(writer)
        if one is None:
            one = self._intern(writer)
        two = ids.get(named)
        if two is None:
            two = self._intern(named)
        keys = self._new_keys
        keys.append(one << 33 | two << 1 | is_repost)
        self._new_times.append(at)
        if len(keys) >= _BUFFER:
            self._merge()

    def __len__(self) -> int:
        """Return how many edges there are."""
        self._merge()
        return len(self._keys)

    @property
    def authors(self) -> int:
        """How many authors have a name here."""
        return len(self._names)

    def heaviest(self, most: int) -> list[tuple[str, str, float, int, int]]:
        """Return the heaviest edges: writer, named, weight as of the newest post, reposts and other mentions; by name among equals."""
        self._merge()
        order = np.argsort(-self._weights, kind="stable")[: 2 * most]
        rows = [
            (
                self._names[int(self._keys[at]) >> 32],
                self._names[int(self._keys[at]) & 0xFFFFFFFF],
                float(self._weights[at]),
                int(self._reposts[at]),
                int(self._mentions[at]),
            )
            for at in order.tolist()
        ]
        rows.sort(key=lambda row: (-row[2], row[0], row[1]))
        return rows[:most]

    def pagerank(self) -> dict[str, float]:
        """Return PageRank as networkx has it (weights unread), for comparison: it foretells reposts poorly."""
        self._merge()
        number = len(self._names)
        if not len(self._keys):
            return {}
        source, target = self._keys >> 32, self._keys & 0xFFFFFFFF
        leaving = np.bincount(source, minlength=number).astype(np.float64)
        rank = np.full(number, 1.0 / number)
        for _ in range(_ROUNDS):
            following = _DAMPING * np.bincount(target, rank[source] / leaving[source], minlength=number)
            following += (1.0 - following.sum()) / number
            if np.abs(following - rank).sum() < number * 1e-9:
                rank = following
                break
            rank = following
        return dict(zip(self._names, rank.tolist(), strict=True))

    def _intern(self, name: str) -> int:
        number = self._ids[name] = len(self._names)
        self._names.append(name)
        return number

    def _merge(self) -> None:
        if not self._new_keys:
            return
        packed, times = np.frombuffer(self._new_keys, dtype=np.int64), np.frombuffer(self._new_times)
        self._new_keys, self._new_times = array("q"), array("d")
        is_repost = (packed & 1).astype(np.float64)
        found, place = np.unique(packed >> 1, return_inverse=True)
        now = max(self._now, float(times.max()))
        if len(self._keys):
            self._weights *= 2.0 ** ((self._now - now) / HALF_LIFE)
        self._now = now
        fresh = np.exp2((times - now) / HALF_LIFE) * (MENTION + (REPOST - MENTION) * is_repost)
        weight = np.bincount(place, fresh, minlength=len(found))
        reposts = np.bincount(place, is_repost, minlength=len(found)).astype(np.uint32)
        mentions = np.bincount(place, 1.0 - is_repost, minlength=len(found)).astype(np.uint32)
        at: Ints = np.asarray(np.searchsorted(self._keys, found), dtype=np.int64)
        is_known = np.zeros(len(found), dtype=np.bool_)
        inside = at < len(self._keys)
        is_known[inside] = self._keys[at[inside]] == found[inside]
        known, new = at[is_known], ~is_known
        self._weights[known] += weight[is_known]
        self._reposts[known] += reposts[is_known]
        self._mentions[known] += mentions[is_known]
        self._keys = np.insert(self._keys, at[new], found[new])
        self._weights = np.insert(self._weights, at[new], weight[new])
        self._reposts = np.insert(self._reposts, at[new], reposts[new])
        self._mentions = np.insert(self._mentions, at[new], mentions[new])
        if len(self._keys) > self._limit:
            self._make_room()

    def _make_room(self) -> None:
        """Forget the lightest edges, the smallest key first among equals, and the names that have none left."""
        goes = len(self._keys) - self._limit + self._limit // _DROPPED
        keep = np.ones(len(self._keys), dtype=np.bool_)
        keep[np.argsort(self._weights, kind="stable")[:goes]] = False
        self.evicted += goes
        keys = self._keys[keep]
        used = np.unique(np.concatenate([keys >> 32, keys & 0xFFFFFFFF]))
        numbers = np.full(len(self._names), -1, dtype=np.int64)
        numbers[used] = np.arange(len(used))
        # Numbers keep their order, so the edges stay sorted.
        self._keys = numbers[keys >> 32] << 32 | numbers[keys & 0xFFFFFFFF]
        self._weights = self._weights[keep]
        self._reposts, self._mentions = self._reposts[keep], self._mentions[keep]
        self._names = [self._names[number] for number in used.tolist()]
        self._ids = {name: number for number, name in enumerate(self._names)}
