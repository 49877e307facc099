"""share: the negative share stands over a level."""

from __future__ import annotations

from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, floored, held, percent
from alertd.core.rules.view import Verdict, View
from alertd.model.page import SignalShown
from alertd.model.rule import Share


def test(share: Share, view: View) -> Verdict:
    """Compare the share of known mentions with the level."""
    window = share.window.total_seconds()
    _, known, negative = view.state.mood.over(view.now, window)
    floor = share.at_least.mentions or 1
    value = negative / known if known else 0.0
    shown = SignalShown(
        name="negative share", value=round(value, 6), usual=None, unit="share", window=window, rarity=None
    )
    return Verdict(
        holds=known >= floor and value > share.over,
        value=value,
        limit=f"over {share.over:.0%}, at least {floor} mentions",
        stays=known > 0 and value > share.over / 2,
        shown=(shown,),
        note=f"{negative:g} of {known} known",
    )


def sentence(share: Share, say: Spelling) -> str:
    """Read it back as a clause."""
    level = say("negative", f"over {percent(share.over)}")
    return f"the negative share is {level} in {say('window', share.window)}{floored(share.at_least, say)}{held(share.hold, say)}"


SPECIFICATION = Specification(
    value=Share, sentence=sentence, test=test, is_level=True, needs_calibration=True, mood=lambda _: "negative"
)
