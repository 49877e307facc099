"""count: a plain number is passed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from alertd.core.rules.lanes import TALLY, LaneKey, only_of
from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, held, listing
from alertd.core.rules.verdict import Verdict
from alertd.model.page import SignalShown
from alertd.model.rule import Count, Rule

if TYPE_CHECKING:
    from alertd.core.rules.view import View
    from alertd.core.rules.watch_state import WatchState
    from alertd.model.mention import Mention

HALF_WAY = 0.5  # it ends below half of its number


def test(count: Count, view: View) -> Verdict:
    """Compare the number in the window with the limit."""
    window = count.window.total_seconds()
    tally = view.state.tallies.get(lane_of(count, view.rule, view.group))
    looks = [(at, 0 if tally is None else tally.count(at, window, count.count)) for at in view.looks]
    at, value = next((one for one in looks if one[1] > count.over), looks[0])
    name = "volume" if count.of in ("all", "terms") else count.of
    unit = {"people": "accounts"}.get(count.count, count.count)
    return Verdict(
        holds=value > count.over,
        value=float(value),
        limit=f"over {count.over} {count.count} in {window / 60:g} min",
        stays=value > count.over * HALF_WAY,
        shown=(SignalShown(name=name, value=float(value), usual=None, unit=unit, window=window, rarity=None),),
        as_of=None if at == view.now else at,
    )


def lane_of(count: Count, rule: Rule, group: str) -> LaneKey:
    """Return the lane that counts them; a post is negative or positive by its label, for people count posts, not shares."""
    of = f"labelled {count.of}" if count.of in ("negative", "positive") else count.of
    return LaneKey(of=of, words=count.terms, only=only_of(count, rule), group=group, kind=TALLY)


def rests_until(count: Count, rule: Rule, state: WatchState, group: str, _mention: Mention | None, now: float) -> float:
    """Promise that it does not hold before the next event, or nothing (-inf); see `rest`."""
    tally = state.tallies.get(lane_of(count, rule, group))
    if tally is not None and state.behind.looks(now):
        return -math.inf  # it promises for windows that end now
    if tally is None or tally.is_below(now, count.window.total_seconds(), count.over):
        return math.inf
    return -math.inf


def sentence(count: Count, say: Spelling) -> str:
    """Read it back as a clause."""
    of = say("of", count.of)
    what = {"all": "mentions of all kinds", "terms": f"mentions with {say('terms', listing(count.terms, 'or'))}"}
    how = {"people": "different people", "voices": "copies once", "posts": "copies each"}
    counted = say("count", count.count)
    over, window = say("over", count.over), say("window", count.window)
    said = what.get(count.of, f"{of} mentions")
    return f"more than {over} {said} come in {window}{held(count.hold, say)} (counted as {counted}: {how[count.count]})"


SPECIFICATION = Specification(
    value=Count,
    sentence=sentence,
    test=test,
    rests_until=rests_until,
    is_level=True,
    lanes=lambda count, rule, group: (lane_of(count, rule, group),),
    words=lambda count: count.terms,
    mood=lambda count: count.of if count.of in ("negative", "positive") else "",
)
