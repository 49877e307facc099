"""velocity: a mood gaining speed, faster than its uncertainty."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

from alertd.core.rules.lanes import VELOCITY, LaneKey, filters
from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, floored, held, percent, ratio
from alertd.core.rules.verdict import Verdict
from alertd.model.page import SignalShown
from alertd.model.rule import Only, Rule, Velocity

if TYPE_CHECKING:
    from alertd.core.rules.view import View
    from alertd.core.rules.watch_state import WatchState
    from alertd.core.signals import velocity as signal
    from alertd.model.mention import Mention


def test(velocity: Velocity, view: View) -> Verdict:
    """Compare the last window with the one before it."""
    key = lane_of(velocity, view.rule, view.group)
    lane = view.state.velocities.get(key)
    if lane is None:
        return Verdict(holds=False, limit=lambda: _limit(velocity), note="nothing counted yet")
    if not (view.is_holding or view.is_asked) and _is_calm(velocity, lane, view.state, view.now):
        calm = f"calm: too few mentions, or too few {velocity.of} ones, for such a rise"
        return Verdict(holds=False, limit=lambda: _limit(velocity), note=calm)
    points, floor = velocity.rises_by_points, velocity.at_least.mentions or 0
    within = velocity.within.total_seconds()
    limit = points if points is not None else velocity.rises_by_ratio or 0.0

    def look(at: float) -> tuple[float, signal.Rise, float, bool]:
        change = lane.change(at, within, confidence=velocity.confidence)
        if points is not None:
            value, surely = change.rise_points, change.rise_points_low > 0
        else:
            value, surely = change.ratio, _is_surely_more(change, velocity.confidence)
        return at, change, value, value >= limit and surely and change.known_now >= floor

    looks = [look(at) for at in view.looks]
    at, change, value, is_over = next((one for one in looks if one[3]), looks[0])

    def note() -> str:
        before = f"{change.negative_before:g} of {change.known_before:g}"
        return f"{change.negative_now:g} {velocity.of} of {change.known_now:g} after {before}"

    shown = SignalShown(
        name=f"{velocity.of} velocity",
        value=value,
        usual=None,
        unit="points" if points is not None else "times",
        window=within,
        rarity=None,
    )
    return Verdict(
        holds=is_over and view.has_authors(key, within, velocity.at_least, at),
        value=value,
        limit=lambda: (
            f"{_limit(velocity)}, at least {view.floor_of(velocity.at_least, floor)}, sure at {velocity.confidence:.0%}"
        ),
        stays=value >= limit / 2,
        shown=(shown,),
        note=note,
        as_of=None if at == view.now else at,
    )


def lane_of(velocity: Velocity, rule: Rule, group: str) -> LaneKey:
    """Return the lane that a velocity reads: soft shares for points, whole posts by their label for times."""
    return _lane(velocity, rule.only, group)


@functools.lru_cache(maxsize=1024)
def _lane(velocity: Velocity, only: Only | None, group: str) -> LaneKey:
    """Return it, made once: it is asked for with each mention and rule."""
    of = velocity.of if velocity.rises_by_points is not None else f"labelled {velocity.of}"
    return LaneKey(of=of, kind=VELOCITY, group=group, only=filters(only, velocity.only))


def _is_surely_more(change: signal.Rise, confidence: float) -> bool:
    """Whether the count now is surely more than the count before, given their sum; a share of either says nothing here.

    With fewer than ten known mentions nothing is sure.
    """
    from alertd.core.signals import velocity as signal  # `alertd check` reads the condition without what counts for it

    now, before = change.negative_now, max(change.negative_before, 0.5)
    if now <= 0.0 or change.known_now < signal.FEWEST:
        return False
    return signal.wilson(now, now + before, -signal.quantile(confidence)) > 0.5


def rests_until(
    velocity: Velocity, rule: Rule, state: WatchState, group: str, _mention: Mention | None, now: float
) -> float:
    """Promise that it does not hold before the next event, or nothing (-inf); see `rest`."""
    lane = state.velocities.get(lane_of(velocity, rule, group))
    return math.inf if lane is None or _is_calm(velocity, lane, state, now) else -math.inf


def _is_calm(velocity: Velocity, lane: signal.Velocity, state: WatchState, now: float) -> bool:
    if state.behind.looks(now):  # it promises for windows that end now
        return False
    points = velocity.rises_by_points
    return lane.is_calm(
        now,
        velocity.within.total_seconds(),
        floor=velocity.at_least.mentions or 0,
        points=points,
        ratio=velocity.rises_by_ratio if points is None else None,
    )


def _limit(velocity: Velocity) -> str:
    points = velocity.rises_by_points
    limit = f"{points:g} points" if points is not None else f"{velocity.rises_by_ratio or 0:g}x"
    return f"rises by {limit} within {velocity.within.total_seconds() / 60:g} min"


def sentence(velocity: Velocity, say: Spelling) -> str:
    """Read it back as a clause."""
    if velocity.rises_by_points is not None:
        what = f"the {say('of', velocity.of)} share rises by {say('rises_by', f'{velocity.rises_by_points:g} points')}"
    else:
        what = f"the {say('of', velocity.of)} mentions rise by {say('rises_by', ratio(velocity.rises_by_ratio or 0))}"
    floor = floored(velocity.at_least, say)
    sure = f"surer than {say('confidence', percent(velocity.confidence))}"
    return f"{what} within {say('within', velocity.within)}, {sure}{floor}{held(velocity.hold, say)}"


SPECIFICATION = Specification(
    value=Velocity,
    sentence=sentence,
    test=test,
    rests_until=rests_until,
    is_level=True,
    lanes=lambda velocity, rule, group: (lane_of(velocity, rule, group),),
    mood=lambda velocity: velocity.of,
)
