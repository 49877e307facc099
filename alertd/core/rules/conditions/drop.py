"""drop: far less than usual at this time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alertd.core.rules.lanes import LaneKey, only_of
from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, held, percent
from alertd.core.rules.verdict import Verdict
from alertd.model.page import SignalShown
from alertd.model.rule import Drop, Rule

if TYPE_CHECKING:
    from alertd.core.rules.view import View

LOOKS, SHORTEST = 8, 300.0  # times a window, seconds: silence is no event, so somebody must look
#: Seconds: where nothing has come for a day, nothing but the hour of the day changes what is usual, and months of such silence are looked
#: at once an hour, whether it fires or not.
SILENT, HOURLY = 86400.0, 3600.0
MOST_PARTS = 2.0  # it ends above twice its limit, or above what is usual at the least


def test(drop: Drop, view: View) -> Verdict:
    """Compare the window with what is usual in it; while a source does not see, or has only begun to, nobody knows."""
    window = drop.window.total_seconds()
    last = view.state.last_seen
    is_dead = last is not None and view.now - last > SILENT
    every = max(window / LOOKS, HOURLY if is_dead else SHORTEST)
    next_at = every * (view.now // every + 1)
    limit = f"below {drop.below:.0%} of the usual, which must be {drop.fewest} or more"
    lane = view.state.volumes.get(lane_of(drop, view.rule, view.group))
    if lane is None or lane.is_starting:
        return Verdict(holds=False, limit=limit, next_at=next_at, note="too little history")
    if view.state.steps.finds_less(view.now):
        note = "the settings find less since a reload of the last 30 hours: what is usual is not known yet"
        return Verdict(holds=False, limit=limit, next_at=next_at, note=note)
    if not _saw_all(view, window):
        return Verdict(
            holds=False, limit=limit, missing=True, next_at=next_at, note="a source did not see all of the window"
        )
    reading = lane.reading(view.now, window=window)
    usual, least = reading.usual or 0.0, reading.low or 0.0
    name = "volume" if drop.of == "all" else drop.of
    shown = SignalShown(
        name=name,
        value=reading.value,
        usual=reading.usual,
        unit="voices",
        window=window,
        rarity=None,
        low=reading.low,
        high=reading.high,
    )
    return Verdict(
        holds=usual >= drop.fewest and reading.value < drop.below * usual and reading.value < least,
        value=reading.value,
        limit=limit,
        stays=reading.value < min(drop.below * MOST_PARTS, 1.0) * usual,
        shown=(shown,),
        next_at=next_at,
        is_steady=is_dead and reading.value == 0.0,
        note=f"usual {usual:g}, seldom below {least:g}",
    )


def _saw_all(view: View, window: float) -> bool:
    if view.is_blind():
        return False
    return all(seen.since <= view.now - window for seen in view.eyes.seen.values())


def lane_of(drop: Drop, rule: Rule, group: str) -> LaneKey:
    """Return the lane that a drop reads."""
    return LaneKey(of=drop.of, only=only_of(drop, rule), group=group)


def sentence(drop: Drop, say: Spelling) -> str:
    """Read it back as a clause."""
    what = {"all": "mentions of all kinds"}.get(drop.of, f"{say('of', drop.of)} mentions")
    below, window = say("below", percent(drop.below)), say("window", drop.window)
    fewest = say("fewest", drop.fewest)
    return f"{what} in {window} fall below {below} of the usual number, where {fewest} or more are usual{held(drop.hold, say)}"


SPECIFICATION = Specification(
    value=Drop,
    sentence=sentence,
    test=test,
    is_timed=True,
    lanes=lambda drop, rule, group: (lane_of(drop, rule, group),),
    mood=lambda drop: drop.of if drop.of in ("negative", "positive") else "",
)
