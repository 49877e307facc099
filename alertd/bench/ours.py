"""Our own detector on counts: what it says each minute, fed by the volume signal alone."""

from __future__ import annotations

from alertd.bench.stream import BEGINS, Counts
from alertd.core.signals.volume import Volume

Look = tuple[float, float, bool, float]


def looks(counts: Counts, first: int, end: int) -> list[Look]:
    """Return what a watch that saw all minutes from 0 says in the minutes from `first` to `end`; calm minutes left out."""
    lane, said = Volume(), []
    for minute, mentions in enumerate(counts[:end].tolist()):
        now = BEGINS + 60.0 * (minute + 1)
        if mentions or minute == 0:
            lane.observe_count(now - 60.0, 60.0, mentions, now=now)
        if minute >= first:
            look = _look(lane, now)
            if look is not None:
                said.append(look)
    return said


def _look(lane: Volume, now: float) -> Look | None:
    if lane.is_calm(now) and not lane.is_raised(now):
        return None
    reading = lane.reading(now)
    mentions, _ = lane.floor(now)
    rarity = reading.rarity or 0.0
    return now, rarity if reading.mentions >= mentions else 0.0, lane.is_raised(now), reading.value


def minute_of(at: float) -> int:
    """Return the minute of the stream in which an instant ends."""
    return round((at - BEGINS) / 60.0)
