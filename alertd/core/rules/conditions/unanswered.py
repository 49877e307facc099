"""unanswered: mentions that need an answer have none from a human."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from alertd.core.business_hours import due_at, had_by
from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, percent
from alertd.core.rules.verdict import Verdict
from alertd.core.times import epoch, instant
from alertd.model.page import SignalShown
from alertd.model.rule import Rule, Unanswered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from alertd.core.rules.view import View
    from alertd.core.rules.watch_state import WatchState
    from alertd.model.mention import Mention
    from alertd.model.people import Hours


def test(unanswered: Unanswered, view: View) -> Verdict:
    """Count those that have waited too long."""
    patience = _shortest(unanswered, view.state)
    if patience is None:
        return Verdict(holds=False, limit=percent(unanswered.spent or 0.0), note="no first reply is promised")
    longer = patience.total_seconds()
    if not view.state.sees_answers:
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
    """Whether enough different people are among those who have waited too long; one who asks in ten threads is one."""
    wanted = min(unanswered.at_least.authors or 0, waiting + 1)
    people: set[tuple[str, str]] = set()
    for cut in _cuts(unanswered, view.state, view.now):
        for writer in view.state.unanswered.writers(
            cut.since, view.now, only_high=cut.only_high, platform=cut.platform
        ):
            if len(people) >= wanted:
                return True
            people.add(writer)
    return len(people) >= wanted


def rests_until(
    unanswered: Unanswered, _rule: Rule, state: WatchState, _group: str, _mention: Mention | None, now: float
) -> float:
    """Promise that it does not hold before an instant unless an event comes, or nothing (-inf); see `rest`."""
    if not state.sees_answers or _shortest(unanswered, state) is None:
        return math.inf
    waiting, _, due = _overdue(unanswered, state, now)
    if waiting >= (unanswered.at_least.mentions or 1):
        return -math.inf
    return math.inf if due is None else due


def _overdue(unanswered: Unanswered, state: WatchState, now: float) -> tuple[int, float | None, float | None]:
    """Return how many have waited too long, since when the oldest, and when there is one more."""
    waiting, oldest, ahead = 0, [], []
    for cut in _cuts(unanswered, state, now):
        found = state.unanswered.waking(cut.since, now, only_high=cut.only_high, platform=cut.platform)
        waiting += found.waiting
        oldest.append(found.oldest)
        ahead += [found.wakes_at, None if found.following is None else cut.due(found.following)]
    return waiting, _first(oldest), _first(ahead)


def _first(instants: list[float | None]) -> float | None:
    return min((at for at in instants if at is not None), default=None)


class _Cut(NamedTuple):
    """From when on somebody has waited too long: whoever asked at `since` or before. platform: "" for all."""

    platform: str
    patience: timedelta
    hours: Hours | None
    since: float
    only_high: bool

    def due(self, asked: float) -> float | None:
        """Return when somebody has waited too long who asked at an instant."""
        if self.hours is None:
            return asked + self.patience.total_seconds()
        due = due_at(self.hours, instant(asked), self.patience)
        return None if due is None else epoch(due)


def _cuts(unanswered: Unanswered, state: WatchState, now: float) -> Iterator[_Cut]:
    """Yield one for all, or one a platform where each has a patience of its own: the share of its promise."""
    is_promised = unanswered.spent is not None
    hours = state.hours.get((state.watch.hours if is_promised else unanswered.business_hours) or "")
    for platform in state.unanswered.platforms() if is_promised else [""]:
        patience = _patience(unanswered, state, platform)
        if patience is None:
            continue
        cut = instant(now) - patience if hours is None else had_by(hours, instant(now), patience)
        since = -math.inf if cut is None else epoch(cut)
        yield _Cut(platform, patience, hours, since, unanswered.priority == "high")


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
