"""share: the negative share stands over a level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alertd.core.rules.lanes import MOOD, LaneKey, only_of
from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, floored, held, percent
from alertd.core.rules.verdict import Verdict
from alertd.model.page import SignalShown
from alertd.model.rule import Rule, Share

if TYPE_CHECKING:
    from alertd.core.rules.view import View


def test(share: Share, view: View) -> Verdict:
    """Compare the share of known mentions, copies once, with the level."""
    window = share.window.total_seconds()
    key = lane_of(share, view.rule, view.group)
    lane = view.state.moods.get(key)
    floor = share.at_least.mentions or 1

    def look(at: float) -> tuple[float, int, float, float]:
        _, known, negative = lane.over(at, window) if lane is not None else (0, 0, 0.0)
        return at, known, negative, negative / known if known else 0.0

    looks = [look(at) for at in view.looks]
    at, known, negative, value = next((one for one in looks if one[1] >= floor and one[3] > share.over), looks[0])
    shown = SignalShown(
        name="negative share", value=round(value, 6), usual=None, unit="share", window=window, rarity=None
    )
    is_over = known >= floor and value > share.over
    return Verdict(
        holds=is_over and view.has_authors(key, window, share.at_least, at),
        value=value,
        limit=f"over {share.over:.0%}, at least {view.floor_of(share.at_least, floor)}",
        stays=known > 0 and value > share.over / 2,
        shown=(shown,),
        note=f"{negative:g} of {known} known",
        as_of=None if at == view.now else at,
    )


def lane_of(share: Share, rule: Rule, group: str) -> LaneKey:
    """Return the lane that a share reads."""
    return LaneKey(of="negative", kind=MOOD, group=group, only=only_of(share, rule))


def sentence(share: Share, say: Spelling) -> str:
    """Read it back as a clause."""
    level = say("negative", f"over {percent(share.over)}")
    floor = floored(share.at_least, say)
    return f"the negative share is {level} in {say('window', share.window)}{floor}{held(share.hold, say)}"


SPECIFICATION = Specification(
    value=Share,
    sentence=sentence,
    test=test,
    is_level=True,
    needs_calibration=True,
    lanes=lambda share, rule, group: (lane_of(share, rule, group),),
    mood=lambda _: "negative",
)
