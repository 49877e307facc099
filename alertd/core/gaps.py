"""Unwatched: time in which nobody looked. It is not silence, and must never be learnt as such.

Two things say so: a daemon that starts (what lies between the last event and its start was not seen), and a source that
sees again. After a day of outage taken for silence, the first hour of a usual day pages as once in a hundred years.
"""

from __future__ import annotations

from collections.abc import Iterable

from alertd.core.incidents.staleness import is_any_closed
from alertd.core.rules.view import UNSEEING, Eyes, SourceSeen
from alertd.core.rules.watch_state import WatchState
from alertd.core.state import EngineState
from alertd.model.events import SourceReported

#: seconds; a restart of a minute hides less than chance does
SHORTEST = 120.0


def noted(seen: SourceSeen | None, event: SourceReported, now: float) -> SourceSeen:
    """Return what is known of a source after its report; `closed_since` lasts through all states that do not see."""
    since = seen.since if seen is not None and seen.state is event.state else now
    last = None if event.last_event_at is None else event.last_event_at.timestamp()
    closed = None
    if event.state in UNSEEING:
        closed = now if seen is None or seen.closed_since is None else seen.closed_since
    spent, spent_at = event.spent, now
    if spent is None and seen is not None:  # a source that fails does not know its purse: what was spent stays spent
        spent, spent_at = seen.spent, seen.spent_at
    return SourceSeen(
        state=event.state,
        since=since,
        last_event=last,
        note=event.note,
        blind_seconds=event.blind_seconds,
        closed_since=closed,
        alarm=alarm_of(event),
        sampled=event.sampled,
        spent=spent,
        spent_at=spent_at,
    )


def reported(state: EngineState, event: SourceReported) -> str:
    """A source says how it sees: tell the watches of a time in which it did not; return what operators have to hear now."""
    seen, now = state.eyes.seen.get(event.source), state.context.now
    state.eyes.seen[event.source] = known = noted(seen, event, now)
    if seen is not None and seen.closed_since is not None and known.closed_since is None:
        told = opened(state.eyes, state.watches.values(), event.source, begin=seen.closed_since, end=now)
        state.dirty.update(dict.fromkeys(told))
    state.is_any_closed = is_any_closed(state.eyes)
    before = "" if seen is None else seen.note if seen.alarm is None else seen.alarm
    return known.alarm if known.alarm and known.alarm != before else ""


def alarm_of(event: SourceReported) -> str:
    """Return what operators have to hear; an older version had no field for it, but a word in its note."""
    return event.alarm if event.alarm is not None else event.note if "budget" in event.note else ""


def opened(eyes: Eyes, states: Iterable[WatchState], source: str, *, begin: float, end: float) -> list[str]:
    """A source sees again: tell the watches that live on it; return their names."""
    if end - begin < SHORTEST:
        return []
    if source in eyes.quiet:
        eyes.quiet[source].gap(begin, end)
    # Many that are down together are missed, also where each alone would not be.
    closed = {source, *(name for name, seen in eyes.seen.items() if seen.closed_since is not None)}
    told = [state for state in states if state.volumes and state.lives_on(closed)]
    for state in told:
        state.gap(begin, end)
    return [state.watch.name for state in told]


def started(eyes: Eyes, states: Iterable[WatchState], *, begin: float, end: float) -> list[str]:
    """The daemon starts: nothing was seen since its last event; return the watches that were told."""
    if begin <= 0.0 or end - begin < SHORTEST:
        return []
    for quiet in eyes.quiet.values():
        quiet.gap(begin, end)
    told = [state for state in states if state.volumes]
    for state in told:
        state.gap(begin, end)
    return [state.watch.name for state in told]
