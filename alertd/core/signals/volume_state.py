"""The form in which a volume lane is kept in a snapshot: that of now, and that of version 3."""

from __future__ import annotations

from alertd.core.stored import Stored

#: What a snapshot keeps of a lane beside its parts, by the names in Volume, in the order of StoredVolume.
PLAIN = (
    "_began",
    "_total",
    "_number",
    "late",
    "refused",
    "_room",
    "_room_until",
    "_room_days",
    "_started",
    "_gap_end",
    "_is_heavy",
)


class StoredVolume(Stored, frozen=True):
    """A lane of version 4: the plain values of Volume in their order, then its parts."""

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
