"""Leap: what the watches knew before the engine's time leapt ahead, so that a wrong clock teaches them nothing.

An hour without any event means that nobody watched, or that the machine's clock was set ahead. Which of the two only a
later event tells: if the clock is set back, what was learnt of the empty time is taken back with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from alertd.core.rules.view import Eyes
from alertd.core.rules.watch_state import WatchState
from alertd.model.watch import Watch

BEFORE = "before/"  # the parts of a snapshot that hold a watch as it was before the leap
LEAP = 3600.0  # seconds without an event; to learn an hour of silence falsely does no harm
JOINED = 86400.0  # a leap within a day after another belongs to it: what was known before both is kept
KEPT = 7 * 86400.0  # a clock that was wrong for longer has taught the watches too much to take it back


#: What is kept of a watch: what it has learnt and heard, and no name of anybody.
_LEARNT = ("volumes", "velocities", "voices", "authors")


class Leap(msgspec.Struct):
    """Time leapt from `left` to `arrived` (epoch seconds). watches, eyes: what was known before, as their own snapshots.

    dropped: watches whose series began anew since; what was known of them is of no use.
    """

    left: float
    first: float  #: where the first of the joined leaps arrived
    arrived: float
    eyes: Any
    watches: dict[str, bytes]

    dropped: dict[str, None] = {}
    saved: bool = False  #: the parts are in a checkpoint

    @property
    def seconds(self) -> float:
        """How long nobody watched, if the clock is right; how far it is ahead, if it is wrong."""
        return self.arrived - self.left

    def parts(self, *, only_new: bool) -> dict[str, bytes]:
        """Return one part a watch, for a checkpoint; they never change, so that only_new gives them once."""
        if self.saved and only_new:
            return {}
        self.saved = True
        # A store keeps parts for ever: one of an older leap must not be taken for this one's.
        return {f"{BEFORE}{name}": msgspec.msgpack.encode([self.first, body]) for name, body in self.watches.items()}

    def to_state(self) -> Any:
        """Return the rest, for the globals of a checkpoint."""
        return [self.left, self.first, self.arrived, self.eyes, list(self.dropped)]

    def drop(self, watch: str) -> None:
        """Forget what was known of a watch."""
        self.watches.pop(watch, None)
        self.dropped[watch] = None

    @classmethod
    def from_parts(cls, state: Any, parts: Mapping[str, bytes]) -> Leap | None:
        """Return the leap of a checkpoint, if it has one."""
        if state is None:
            return None
        left, first, arrived, eyes, dropped = state
        leap = cls(
            left=left, first=first, arrived=arrived, eyes=eyes, watches={}, dropped=dict.fromkeys(dropped), saved=True
        )
        for key, part in parts.items():
            name = key.removeprefix(BEFORE)
            if key.startswith(BEFORE) and name not in leap.dropped:
                of, body = msgspec.msgpack.decode(part)
                if of == first:
                    leap.watches[name] = body
        return leap


def leaping(
    before: Leap | None, watches: Mapping[str, WatchState], eyes: Eyes, *, left: float, arrived: float
) -> Leap | None:
    """Return what must be kept over a leap of time; None where there is nothing yet."""
    if not watches:
        return None
    if before is not None and left - before.first < JOINED:
        before.arrived = arrived
        return before
    states = {}
    for name, state in watches.items():
        whole = state.to_state()
        states[name] = msgspec.msgpack.encode({part: whole[part] for part in _LEARNT})
    return Leap(left=left, first=arrived, arrived=arrived, eyes=eyes.to_state(), watches=states)


def undo(leap: Leap, watches: Mapping[str, WatchState], eyes: Eyes, *, at: float) -> None:
    """Let the watches know again what they knew before the leap; the time up to `at` counts as not watched."""
    for name, body in leap.watches.items():
        state = watches.get(name)
        if state is None:
            continue
        old = WatchState(Watch(name=name), ())
        old.restore({**old.to_state(), **msgspec.msgpack.decode(body)})
        # What people work with stays: alerts, posts that wait for an answer, posts to quote.
        state.volumes, state.velocities = old.volumes, old.velocities
        state.voices, state.authors = old.voices, old.authors
        for lane in state.volumes.values():
            lane.gap(leap.left, at)
    known = Eyes()
    known.restore(leap.eyes)
    eyes.quiet = known.quiet
    for quiet in eyes.quiet.values():
        quiet.gap(leap.left, at)
