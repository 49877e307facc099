"""unanswered: mentions that need an answer have none from a human."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from alertd.core.business_hours import due_at, had_by
from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, percent
from alertd.core.rules.verdict import Verdict
from alertd.core.times import epoch, instant
from alertd.model.page import SignalShown
from alertd.model.rule import Rule, Unanswered

if TYPE_CHECKING:
    from datetime import timedelta

    from alertd.core.rules.view import View
    from alertd.core.rules.watch_state import WatchState
    from alertd.core.signals.waiting import Waiting
    from alertd.model.mention import Mention


def test(unanswered: Unanswered, view: View) -> Verdict:
    """Count those that have waited too long."""
    patience = _shortest(unanswered, view.state)
    if patience is None:
        return Verdict(holds=False, limit=percent(unanswered.spent or 0.0), note="no first reply is promised")
    longer = patience.total_seconds()
    if not _sees_answers(view.state):
        note = "no handles of the brand and no reply seen: answers cannot be told from silence"
        return Verdict(holds=False, limit=f"waiting longer than {longer / 60:g} min", note=note)
    waiting, oldest, due = _overdue(unanswered, view.state, view.now)
    floor = unanswered.at_least.mentions or 1
    shown = SignalShown(
        name="unanswered", value=float(waiting), usual=None, unit="mentions", window=longer, rarity=None
    )
    return Verdict(
        holds=waiting >= floor and _has_authors(unanswered, view, waiting),
        value=float(waiting),
        limit=f"at least {view.floor_of(unanswered.at_least, floor)} waiting longer than {longer / 60:g} min",
        stays=waiting > 0,
        is_steady=True,
        shown=(shown,),
        next_at=due,
        note=f"{waiting} wait" + ("" if oldest is None else f", the oldest for {(view.now - oldest) / 60:.0f} min"),
    )


def _has_authors(unanswered: Unanswered, view: View, waiting: int) -> bool:
    """Whether enough different people are among those who have waited longest; one who asks in ten threads is one."""
    if not unanswered.at_least.authors:
        return True
    everybody = _patient(unanswered, view.state, view.now)
    oldest = [one for one in everybody if one.wakes and one.put_off_until <= view.now][:waiting]
    return len({one.writer for one in oldest}) >= unanswered.at_least.authors


def rests_until(
    unanswered: Unanswered, _rule: Rule, state: WatchState, _group: str, _mention: Mention | None, now: float
) -> float:
    """Promise that it does not hold before an instant unless an event comes, or nothing (-inf); see `rest`."""
    if not _sees_answers(state) or _shortest(unanswered, state) is None:
        return math.inf
    waiting, _, due = _overdue(unanswered, state, now)
    if waiting >= (unanswered.at_least.mentions or 1):
        return -math.inf
    return math.inf if due is None else due


def _overdue(unanswered: Unanswered, state: WatchState, now: float) -> tuple[int, float | None, float | None]:
    """Return how many have waited too long, since when the oldest, and when there is one more."""
    if unanswered.spent is not None:
        return _spending(unanswered, state, now)
    only_high, longer = unanswered.priority == "high", unanswered.longer_than
    hours = state.hours.get(unanswered.business_hours or "")
    since = instant(now) - longer if hours is None else had_by(hours, instant(now), longer)
    if since is None:
        return 0, None, None
    found = state.unanswered.waking(epoch(since), now, only_high=only_high)
    if found.following is None:
        return found.waiting, found.oldest, found.wakes_at
    due = instant(found.following) + longer if hours is None else due_at(hours, instant(found.following), longer)
    ahead = [at for at in (None if due is None else epoch(due), found.wakes_at) if at is not None]
    return found.waiting, found.oldest, min(ahead, default=None)


def _spending(unanswered: Unanswered, state: WatchState, now: float) -> tuple[int, float | None, float | None]:
    """The same, where each platform has a patience of its own: the share of its promise."""
    hours = state.hours.get(state.watch.hours or "")
    over: list[float] = []
    ahead: list[float] = []
    since: dict[timedelta, float] = {}
    for one in _patient(unanswered, state, now):
        patience = _patience(unanswered, state, one.platform)
        if patience is None:
            continue
        if patience not in since:
            cut = instant(now) - patience if hours is None else had_by(hours, instant(now), patience)
            since[patience] = -math.inf if cut is None else epoch(cut)
        if one.posted <= since[patience]:
            over.append(one.posted)
        elif hours is None:
            ahead.append(one.posted + patience.total_seconds())
        elif (due := due_at(hours, instant(one.posted), patience)) is not None:
            ahead.append(epoch(due))
    held = [one.put_off_until for one in state.unanswered.over(now, 0.0, only_high=False) if one.put_off_until > now]
    return len(over), min(over, default=None), min([*ahead, *held], default=None)


def _patient(unanswered: Unanswered, state: WatchState, now: float) -> list[Waiting]:
    """Return who waits and may wake somebody, the oldest first; not who was put off."""
    everybody = state.unanswered.over(now, 0.0, only_high=unanswered.priority == "high")
    return [one for one in everybody if one.wakes and one.put_off_until <= now]


def _patience(unanswered: Unanswered, state: WatchState, platform: str) -> timedelta | None:
    """Return how long somebody may wait on a platform before they count; None: nothing is promised there."""
    if unanswered.spent is None:
        return unanswered.longer_than
    within = state.promises.get(platform, state.promises.get("default"))
    return None if within is None else within * unanswered.spent


def _shortest(unanswered: Unanswered, state: WatchState) -> timedelta | None:
    if unanswered.spent is None:
        return unanswered.longer_than
    return min((within * unanswered.spent for within in state.promises.values()), default=None)


def _sees_answers(state: WatchState) -> bool:
    return bool(state.has_replies or state.watch.handles)


def sentence(waiting: Unanswered, say: Spelling) -> str:
    """Read it back as a clause."""
    number = say.inner("at_least")("mentions", waiting.at_least.mentions or 1)
    priority = say("priority", waiting.priority)
    hours = (
        f", counting only the hours {say('business_hours', waiting.business_hours)}" if waiting.business_hours else ""
    )
    if waiting.spent is not None:
        spent = say("spent", percent(waiting.spent))
        return (
            f"{number} or more mentions of {priority} priority have waited through {spent} of the promised first reply"
        )
    longer = say("longer_than", waiting.longer_than)
    return f"{number} or more mentions of {priority} priority wait longer than {longer} for a human answer{hours}"


SPECIFICATION = Specification(
    value=Unanswered,
    sentence=sentence,
    test=test,
    rests_until=rests_until,
    is_timed=True,
    is_divisible=False,
    needs_no_sources=True,
)
