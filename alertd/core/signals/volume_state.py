"""The form in which a volume lane is kept in a snapshot: that of now, and that of version 3."""

from __future__ import annotations

from alertd.core.signals.promise import ANY_WORTH, NO_LIMITS, Bounds, Limits
from alertd.core.stored import Stored

#: What a snapshot keeps of a lane beside its parts, by the names in Volume, in the order of StoredVolume: before what it
#: promised, and after it.
COUNTED = ("_began", "_total", "_number", "late", "refused")
PLACED = ("_started", "_gap_end", "_is_heavy")


class StoredVolume(Stored, frozen=True):
    """A lane of version 4: the plain values of Volume and what it promised, then its parts.

    room_worth, room_limits: see `Promise`; a promise that says nothing of them ends before a mention's worth is learnt anew.
    """

    began: float
    total: float
    number: int
    late: int
    refused: int
    room: float
    room_until: float
    room_days: float
    started: float | None
    gap_end: float
    is_heavy: bool
    recent: object
    numbers: object
    history: object
    pace: object
    room_worth: Bounds = ANY_WORTH
    room_limits: Limits = NO_LIMITS


class StoredVolume3(Stored, frozen=True):
    """A lane of version 3, up to release 0.1: one yardstick for posts and count records.

    counts: whether it was fed by a count sensor. What it promised (room) is not taken over.
    """

    began: float
    total: float
    number: int
    counts: bool
    late: int
    refused: int
    room: float
    room_until: float
    room_days: float
    started: float | None
    gap_end: float
    recent: object
    numbers: object
    history: object
