"""What a snapshot keeps of a pace."""

from __future__ import annotations

from alertd.core.signals.surprises import StoredSurprises
from alertd.core.stored import Stored


class StoredPace(Stored, frozen=True):
    """What a snapshot keeps.

    gaps: (begin, end) in epoch seconds.
    weights: total, decayed sums, those of the open bucket, worth.
    """

    began: float
    next: int
    buckets: int
    gaps: list[tuple[float, float]]
    tail: StoredSurprises
    weights: tuple[float, list[float], list[float], float]
    pattern: object
