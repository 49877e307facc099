"""Latest: when each of many keys was seen last, in bounded memory and without a pause to tidy up."""

from __future__ import annotations

import numpy as np

from alertd.errors import StoreError


class Latest:
    """Two generations of keys. When the younger is full it becomes the older one, and the older one is forgotten.

    So at least the last limit/2 keys are known, at most `limit`, and no single step costs more than another: to take the
    oldest keys of one dict out one by one costs as much as was taken out before.

    >>> seen = Latest(limit=4)
    >>> seen.renew(7, 1.0), seen.renew(7, 3.0), seen.renew(7, 2.0)
    (-inf, 1.0, 3.0)
    """

    __slots__ = ("_half", "_older", "_younger")

    def __init__(self, *, limit: int) -> None:
        self._half = max(1, limit // 2)
        self._younger: dict[int, float] = {}
        self._older: dict[int, float] = {}

    def __len__(self) -> int:
        """Return how many entries are kept; a key may have one in each generation."""
        return len(self._younger) + len(self._older)

    def renew(self, key: int, at: float) -> float:
        """Return the latest instant known before, -inf for none, and remember the later one of the two."""
        younger = self._younger
        before = younger.get(key)
        if before is None:
            before = self._older.get(key, float("-inf"))
        younger[key] = max(before, at)
        if len(younger) >= self._half:
            self._older, self._younger = younger, {}
        return before

    def to_state(self) -> list[bytes]:
        """Return both generations in order of age."""
        return [
            part
            for kept in (self._older, self._younger)
            for part in (
                np.fromiter(kept, dtype="<u8", count=len(kept)).tobytes(),
                np.fromiter(kept.values(), dtype="<f8", count=len(kept)).tobytes(),
            )
        ]

    @classmethod
    def from_state(cls, state: list[bytes], *, limit: int) -> Latest:
        """Return the memory that gave a state; keys are below 2^64."""
        found = cls(limit=limit)
        keys, times, young_keys, young_times = state
        found._older = _paired(keys, times)
        found._younger = _paired(young_keys, young_times)
        return found


def _paired(keys: bytes, times: bytes) -> dict[int, float]:
    one, two = np.frombuffer(keys, dtype="<u8"), np.frombuffer(times, dtype="<f8")
    if len(one) != len(two):
        raise StoreError("reach: as many keys as times were expected")
    return dict(zip(one.tolist(), two.tolist(), strict=True))
