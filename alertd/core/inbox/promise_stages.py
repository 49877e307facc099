"""Stages of the promise of a first reply: who has waited through half of it, through four fifths, through all.

Each is decided once for each customer and told of all together, once a minute at the most: a storm of two thousand questions is
three sentences a minute, not six thousand. To be paged by it, a rule says `unanswered: {spent: 80%}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from alertd.core.business_hours import due_at, had_by
from alertd.core.incidents.context import Context
from alertd.core.rules.watch_state import WatchState
from alertd.core.signals.waiting import Waiting
from alertd.core.times import epoch, instant
from alertd.model.reason import Reason

TIMER = "waits"
STAGES = {50: Reason.PROMISE_HALF, 80: Reason.PROMISE_NEARLY, 100: Reason.PROMISE_MISSED}  #: percent of a promise
_APART = 60.0  # seconds between two looks at one watch


class Cut(NamedTuple):
    """What has passed a stage by now: whoever has waited since an instant or longer. percent: of the promise."""

    percent: int
    since: float


def promised(promises: Mapping[str, timedelta], platform: str) -> timedelta | None:
    """Return within what time a first reply is promised on a platform, None where nothing is."""
    return promises.get(platform, promises.get("default"))


def began(context: Context, state: WatchState, platform: str, posted: float) -> None:
    """Somebody waits: ask for the instant at which half of what they were promised is spent."""
    within = promised(context.house.promises.first_reply, platform)
    if within is not None:
        _ask(context, state, _passes_at(state, posted, within, min(STAGES)))


def came(context: Context, state: WatchState) -> None:
    """Decide which stages were passed since the last look, and ask for the next one."""
    promises, now = context.house.promises.first_reply, context.now
    passed: dict[int, list[Waiting]] = {percent: [] for percent in STAGES}
    waiting = [one for one in state.unanswered.over(now, 0.0, only_high=False) if one.wakes]
    cuts: dict[timedelta, list[Cut]] = {}
    following: float | None = None
    for one in waiting:
        within = promised(promises, one.platform)
        if within is None:
            continue
        if within not in cuts:
            cuts[within] = [Cut(percent, _since(state, now, within, percent)) for percent in STAGES]
        for percent, since in cuts[within]:
            if percent <= one.stage:
                continue
            if one.posted <= since:
                one.stage = percent
                passed[percent].append(one)
                continue
            at = _passes_at(state, one.posted, within, percent)
            following = at if following is None else min(following, at)
            break
    for percent, some in passed.items():
        # Who has passed several at once (after an outage) is told by the last of them.
        told = [one for one in some if one.stage == percent]
        if told:
            _decide(context, state, percent, told)
    if following is not None:
        _ask(context, state, following)


def _ask(context: Context, state: WatchState, at: float) -> None:
    context.timers.sooner((TIMER, state.watch.name), max(at, context.now + _APART))


def _since(state: WatchState, now: float, within: timedelta, percent: int) -> float:
    span, hours = within * percent / 100, state.hours.get(state.watch.hours or "")
    if hours is None:
        return now - span.total_seconds()
    since = had_by(hours, instant(now), span)
    return float("-inf") if since is None else epoch(since)


def _passes_at(state: WatchState, posted: float, within: timedelta, percent: int) -> float:
    span, hours = within * percent / 100, state.hours.get(state.watch.hours or "")
    at = None if hours is None else due_at(hours, instant(posted), span)
    return posted + span.total_seconds() if at is None else epoch(at)


def _decide(context: Context, state: WatchState, percent: int, some: list[Waiting]) -> None:
    first = min(some, key=lambda one: (one.posted, one.platform, one.id))
    who = "1 customer has" if len(some) == 1 else f"{len(some)} customers have"
    text = f"{who} waited through {percent} % of the promised first reply; first: {first.platform} {first.id}"
    context.decide(STAGES[percent], text, watch=state.watch.name)
