"""The queue: who waits for an answer in which watch, and who of us has taken whom."""

from __future__ import annotations

from collections.abc import Mapping

from alertd.core.inbox.lifecycle import attended
from alertd.core.rules.watch_state import WatchState
from alertd.model.inbox import Attended, Counted
from alertd.model.mention import key_of


def queue(watches: Mapping[str, WatchState], watch: str | None, now: float) -> dict[str, Attended]:
    """Return the keys of the posts that wait; of a watch, or of all (None).

    Those that are answered first (see `is_high`) come first, then what has waited longest: who reads only so many sees these.
    """
    found = [
        (not one.is_high, one.posted, key_of(name, one.platform, one.id), one)
        for name, state in watches.items()
        if watch in (None, name)
        for one in state.unanswered.over(now, 0.0, only_high=False)
    ]
    found.sort(key=lambda row: row[:3])
    return {key: attended(one, None, now) for _, _, key, one in found}


def given_up(watches: Mapping[str, WatchState]) -> dict[str, int]:
    """Return how many of each watch wait no longer because too many did, since its state began."""
    return {name: state.unanswered.given_up for name, state in watches.items()}


def counted(watches: Mapping[str, WatchState], watch: str | None) -> dict[str, Counted]:
    """Return how many wait in each watch, or in one, and how many left the inbox unanswered; of watches that nobody has set up nothing."""
    return {
        name: Counted(
            waiting=len(state.unanswered), given_up=state.unanswered.given_up, too_old=state.unanswered.too_old
        )
        for name, state in sorted(watches.items())
        if watch == name or (watch is None and not state.watch.is_implied)
    }


def standing(watches: Mapping[str, WatchState], watch: str, platform: str, post: str, now: float) -> Attended:
    """Return where we are with one post."""
    if watch not in watches:
        return attended(None, None, now)
    unanswered = watches[watch].unanswered
    return attended(unanswered.find(platform, post), unanswered.ended(platform, post), now)
