"""What a snapshot keeps of a pace."""

from __future__ import annotations

from alertd.core.stored import Stored


class StoredSurprises(Stored, frozen=True):
    """What a snapshot keeps of surprises; largest: of the open hour; later: (hour, surprise) that is not learnt yet."""

    largest: float
    hours: float
    above: float
    excess: float
    unrest: float
    later: tuple[tuple[int, float], ...] = ()


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
