"""promise: first replies miss their promised time so fast that the promise will not be kept.

Two windows, as site reliability engineering does it (Google, The Site Reliability Workbook, chapter 5, 2018): over the whole
window more promises were missed than may be, and in its last twelfth it still goes on. A last twelfth that misses
six times what may be missed is told at once, before the whole window is spoilt.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from alertd.core.business_hours import due_at, had_by
from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, percent
from alertd.core.rules.verdict import Verdict
from alertd.core.times import epoch, instant
from alertd.model.page import SignalShown
from alertd.model.rule import PromiseMet, Rule
from alertd.model.value import quantised

if TYPE_CHECKING:
    from alertd.core.rules.view import View
    from alertd.core.rules.watch_state import WatchState
    from alertd.core.signals.first_replies import Share
    from alertd.model.mention import Mention

SHORT = 12  # the last part of the window that must still burn
FAST = 6.0  # times what may be missed, in that part alone
FEWEST = 5  # promises due; four customers are no share
SPOILT = 3  # missed ones: one late answer of five is no emergency


def test(promise: PromiseMet, view: View) -> Verdict:
    """Ask whether more is missed than the promise allows, over the window and now."""
    limit = f"less than {promise.met * 100:g} % within {promise.target}"
    if not view.state.sees_answers:
        note = "no handles of the brand and no reply seen: answers cannot be told from silence"
        return Verdict(holds=False, limit=limit, note=note)
    whole = _share(promise, view.state, view.now, promise.window)
    last = _share(promise, view.state, view.now, promise.window / SHORT)
    kept = whole.kept / whole.due if whole.due else None
    shown = SignalShown(
        name="promise", value=kept, usual=promise.met, unit="share", window=promise.window.total_seconds(), rarity=None
    )
    return Verdict(
        holds=_burns(promise, whole, last),
        value=1.0 if kept is None else quantised(kept),
        limit=limit,
        stays=_is_spoilt(whole, 1.0 - promise.met) and last.missed > 0,
        is_steady=True,
        shown=(shown,),
        next_at=_next(promise, view.state, view.now),
        note=f"{whole.kept} of {whole.due} in time, {last.missed} of {last.due} missed of late",
    )


def _burns(promise: PromiseMet, whole: Share, last: Share) -> bool:
    may = 1.0 - promise.met
    return _is_spoilt(last, min(FAST * may, 0.9)) or (_is_spoilt(whole, may) and last.missed > may * last.due)


def _is_spoilt(share: Share, may: float) -> bool:
    return share.due >= FEWEST and share.missed >= SPOILT and share.missed > may * share.due


def _share(promise: PromiseMet, state: WatchState, now: float, window: timedelta) -> Share:
    """Return what became of the promises that were due in the last part of time."""
    after = _asked(promise, state, now - window.total_seconds())
    by = _asked(promise, state, now)
    waiting = state.unanswered.between(after, by)
    return state.first_replies.share(after, by, promise.target.total_seconds(), waiting=waiting)


def _asked(promise: PromiseMet, state: WatchState, due: float) -> float:
    """Return when somebody asked whose promise is due at an instant, by the clock of the watch's team."""
    hours = state.hours.get(state.watch.hours or "")
    if hours is None:
        return due - promise.target.total_seconds()
    asked = had_by(hours, instant(due), promise.target)
    return -math.inf if asked is None else epoch(asked)


def _next(promise: PromiseMet, state: WatchState, now: float) -> float | None:
    """Return when the next of those who wait is due."""
    asked = state.unanswered.following(_asked(promise, state, now))
    if asked is None:
        return None
    hours = state.hours.get(state.watch.hours or "")
    due = instant(asked) + promise.target if hours is None else due_at(hours, instant(asked), promise.target)
    return None if due is None else epoch(due)


def rests_until(
    promise: PromiseMet, _rule: Rule, state: WatchState, _group: str, _mention: Mention | None, now: float
) -> float:
    """Promise that it does not hold before an instant unless an event comes, or nothing (-inf)."""
    if not state.sees_answers:
        return math.inf
    whole = _share(promise, state, now, promise.window)
    if _burns(promise, whole, _share(promise, state, now, promise.window / SHORT)):
        return -math.inf
    due = _next(promise, state, now)
    return math.inf if due is None else due


def sentence(promise: PromiseMet, say: Spelling) -> str:
    """Read it back as a clause."""
    window, target = say("window", promise.window), say("target", promise.target)
    return (
        f"the promise of a {say('of', promise.of)} within {target}, met for {say('met', percent(promise.met))} "
        f"of mentions over {window}, is being spent too fast"
    )


SPECIFICATION = Specification(
    is_divisible=False,
    value=PromiseMet,
    sentence=sentence,
    test=test,
    rests_until=rests_until,
    is_timed=True,
    needs_no_sources=True,
)
