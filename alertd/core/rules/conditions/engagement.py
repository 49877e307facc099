"""engagement: one post passes a number of reposts, likes, replies or views."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from alertd.core.rules.specification import Specification, sentiment_of
from alertd.core.rules.spelling import Spelling, listing, post
from alertd.core.rules.verdict import Verdict
from alertd.core.signals.hard_count import has_mood
from alertd.core.signals.lateness import TOO_OLD
from alertd.model.page import SignalShown
from alertd.model.rule import Engagement, Rule

if TYPE_CHECKING:
    from alertd.core.rules.view import View
    from alertd.core.rules.watch_state import Counts, WatchState
    from alertd.model.mention import Mention

NUMBERS = ("reposts", "likes", "replies", "views")


def test(engagement: Engagement, view: View) -> Verdict:
    """Look at the mention that has just come: what the platform says of it, or the post that it reposts."""
    mention = view.mention
    limit = listing([f"{getattr(engagement, name)} {name}" for name in NUMBERS if getattr(engagement, name)], "or")
    if mention is None or not has_mood(
        engagement.sentiment, mention.score, audience=mention.reach.audience, sureness=engagement.sureness
    ):
        return Verdict(holds=False, limit=limit)
    if not all(only.takes(mention, view.source) for only in [engagement.only] if only is not None):
        return Verdict(holds=False, limit=limit, note="a post the rule leaves out")
    name, value = _passed(engagement, view.state, mention, view.grown_from)
    if not name:
        return Verdict(holds=False, value=float(value), limit=limit)
    if view.now - view.posted > TOO_OLD:
        view.too_old = f"{mention.platform} {mention.id} was written {(view.now - view.posted) / 3600:.1f} h ago"
        return Verdict(holds=False, value=float(value), limit=limit, note="too-old-to-wake: written more than 6 h ago")
    shown = SignalShown(name=name, value=float(value), usual=None, unit=name, window=None, rarity=None)
    focus = view.state.focus(mention, view.posted, view.now)
    return Verdict(holds=True, value=float(value), limit=limit, shown=(shown,), focus=focus)


def rests_until(
    engagement: Engagement, _rule: Rule, state: WatchState, _group: str, mention: Mention | None, _now: float
) -> float:
    """Promise that it does not hold before the next event, or nothing (-inf); see `rest`."""
    return -math.inf if mention is not None and _passed(engagement, state, mention)[0] else math.inf


def _passed(
    engagement: Engagement, state: WatchState, mention: Mention, before: Counts | None = None
) -> tuple[str, int]:
    """Return the number that is passed, by its name, or "" and the largest.

    Each passes once: with the repost, or the newer count, that reaches the number, not with each that follows. before: what
    was told of the post, where it is known and has grown.
    """
    if engagement.reposts is not None and mention.repost_of is not None:
        seen = state.reposts.get(f"{mention.platform} {mention.repost_of}", 0)
        if seen == engagement.reposts:
            return "reposts", seen
    largest = 0
    for place, name in enumerate(NUMBERS):
        limit, value = getattr(engagement, name), getattr(mention, name) or 0
        was = 0 if before is None else before[place]
        if limit is not None and value >= limit > was and mention.repost_of is None:
            return name, value
        largest = max(largest, value)
    return "", largest


def sentence(engagement: Engagement, say: Spelling) -> str:
    """Read it back as a clause."""
    wanted = [f"{say(name, getattr(engagement, name))} {name}" for name in NUMBERS if getattr(engagement, name)]
    return f"{post(engagement.sentiment, say)} has {listing(wanted, 'or')} or more"


SPECIFICATION = Specification(
    value=Engagement,
    is_event=True,
    sees_growth=True,
    sentence=sentence,
    test=test,
    rests_until=rests_until,
    mood=sentiment_of,
)
