"""What a clock that was ahead has done to the engine, taken back.

Every instant that was noted in the wrong time lies ahead of the right one. Left there, each would hold something up for
as long as the clock was wrong: an alert its end, a step its turn, a source its silence, operators their next message.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from alertd.core.incidents import drills, escalation, lifecycle, storms, weekly
from alertd.core.incidents.context import Context
from alertd.core.incidents.digests import Digests
from alertd.core.incidents.incident_state import Height, IncidentState
from alertd.core.incidents.late_summary import Outages
from alertd.core.incidents.ops import Ops
from alertd.core.rules.view import Eyes
from alertd.core.rules.watch_state import WatchState
from alertd.core.times import instant
from alertd.model.incident import State
from alertd.model.reason import Reason
from alertd.model.watch import Watch


def set_back(
    context: Context,
    eyes: Eyes,
    leap: Leap | None,
    *,
    outages: Outages,
    digests: Digests,
    ops: Ops,
    at: float,
    was: float,
) -> None:
    """Go on from `at`, the right instant, in an engine whose time had run ahead to `was`. leap: what was known before."""
    context.now = at
    context.decide(
        Reason.CLOCK_SET_BACK,
        f"by {(was - at) / 60:.0f} min, from {instant(was).isoformat()}: what was due by the wrong clock is due by this one",
    )
    is_undone = leap is not None and leap.arrived > at and was - leap.arrived <= KEPT
    if leap is not None and is_undone:
        undo(leap, context.watches, eyes, at=at)
    for state in context.watches.values():
        _watch(state, at)
    for seen in eyes.seen.values():
        seen.since = min(seen.since, at)
        seen.last_event = None if seen.last_event is None else min(seen.last_event, at)
    _people(context, ops, at=at, was=was)
    storms.clock_set_back(context)
    drills.plan_next(context)
    weekly.plan_next(context)
    outages.clock_set_back()
    digests.clock_set_back()
    for incident in context.incidents.values():
        if incident.state is not State.CLOSED:
            _incident(context, incident, at)
    learnt = "what is usual is as it was before" if is_undone else "what is usual was learnt with the wrong clock"
    text = (
        f"this machine's clock was ahead and was set back by {(was - at) / 60:.0f} min: posts of that time woke nobody, "
        f"steps that seemed due were told early; {learnt}"
    )
    context.worries.append(("clock-set-back", text))


def _watch(state: WatchState, at: float) -> None:
    state.last_seen = None if state.last_seen is None else min(state.last_seen, at)
    state.counted_at = None if state.counted_at is None else min(state.counted_at, at)
    for lane in state.volumes.values():
        lane.promise_nothing()
    for velocity in state.velocities.values():
        velocity.promise_nothing()
    for tally in state.tallies.values():
        tally.clock_set_back()
    for authors in state.authors.values():
        authors.clock_set_back(at)
    state.behind.clock_set_back(at)
    for post in (*state.telling.recent, *state.telling.loudest):
        post.seen = min(post.seen, at)
    for alert in state.alerts.values():
        alert.since, alert.true_at = min(alert.since, at), min(alert.true_at, at)
        alert.looked_at = min(alert.looked_at, at)
        alert.told = tuple(told for told in alert.told if told <= at)
        alert.resolved_at = None if alert.resolved_at is None else min(alert.resolved_at, at)
        for leaf in alert.leaves.values():
            leaf.since = None if leaf.since is None else min(leaf.since, at)
            leaf.opened = None if leaf.opened is None else min(leaf.opened, at)


def _people(context: Context, ops: Ops, *, at: float, was: float) -> None:
    """Silences of the wrong time keep their length; caps and topics forget it, so that nobody waits for a day."""
    context.texted = {name: [one for one in times if one <= at] for name, times in context.texted.items()}
    ops.told = {topic: told for topic, told in ops.told.items() if told <= at}
    ahead = instant(was) - instant(at)
    for ident, silence in context.silences.items():
        if silence.begins_at > context.at:
            moved = silence.with_(begins_at=silence.begins_at - ahead, ends_at=silence.ends_at - ahead)
            context.silences[ident] = moved


_INSTANTS = ("opened", "began", "acknowledged", "planned", "solved", "calm_since", "peak_at", "raised_at")


def _incident(context: Context, incident: IncidentState, at: float) -> None:
    """Bring an incident's clocks back to what they would wait for if they began now, where that is sooner."""
    for name in _INSTANTS:
        noted = getattr(incident, name)
        if noted is not None and noted > at:
            setattr(incident, name, at)
            context.changed(incident)
    later = {rule: height for rule, height in incident.heights.items() if height.at > at}
    if later:  # else a page would tell a height of a time that is still to come
        moved = {rule: Height(at=at, shown=height.shown) for rule, height in later.items()}
        incident.heights = {**incident.heights, **moved}
        context.changed(incident)
    if incident.stale is not None and incident.stale.since > context.at:
        incident.stale = incident.stale.with_(since=context.at)
        context.changed(incident)
    lifecycle.clock_set_back(context, incident)
    escalation.clock_set_back(context, incident)


BEFORE = "before/"  # the parts of a snapshot that hold a watch as it was before the leap
LEAP = 3600.0  # seconds without an event; to learn an hour of silence falsely does no harm
JOINED = 86400.0  # a leap within a day after another belongs to it: what was known before both is kept
KEPT = 7 * 86400.0  # a clock that was wrong for longer has taught the watches too much to take it back


#: What is kept of a watch: what it has learnt and heard, and no name of anybody.
_LEARNT = ("volumes", "velocities", "turns", "voices", "authors")


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
        old = WatchState(Watch(name=name), (), ())
        old.restore({**old.to_state(), **msgspec.msgpack.decode(body)})
        # What people work with stays: alerts, posts that wait for an answer, posts to quote.
        state.volumes, state.velocities, state.turns = old.volumes, old.velocities, old.turns
        state.voices, state.authors = old.voices, old.authors
        for lane in state.volumes.values():
            lane.gap(leap.left, at)
    known = Eyes()
    known.restore(leap.eyes)
    eyes.quiet = known.quiet
    for quiet in eyes.quiet.values():
        quiet.gap(leap.left, at)
