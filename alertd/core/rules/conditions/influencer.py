"""influencer: one post by somebody who carries."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from alertd.core.rules.lanes import LOUDNESS, LaneKey, only_of
from alertd.core.rules.specification import Specification, sentiment_of
from alertd.core.rules.spelling import Spelling, percent, post, span, sure_said
from alertd.core.rules.verdict import Verdict
from alertd.core.signals.hard_count import asked_of, has_mood
from alertd.core.signals.lateness import TOO_OLD
from alertd.core.signals.reading import MOST_DAYS
from alertd.core.times import seldom
from alertd.model.page import EXPECTED, RANK_BY_AUDIENCE, RANK_BY_REPOSTS, SignalShown
from alertd.model.reason import Reason
from alertd.model.rule import Influencer, Rule
from alertd.model.value import quantised

if TYPE_CHECKING:
    from alertd.core.rules.view import View
    from alertd.core.rules.watch_state import WatchState
    from alertd.model.mention import Mention

DAY = 86400.0
_RARE = 0.1  # a rank is told of the top tenth


def test(influencer: Influencer, view: View) -> Verdict:
    """Look at the mention that has just come; between mentions nothing holds."""
    mention = view.mention

    def limit() -> str:
        return _limit(influencer)

    if mention is None:
        return Verdict(holds=False, limit=limit)
    if influencer.not_by and {mention.author, mention.handle, mention.person} & {*influencer.not_by}:
        return Verdict(holds=False, limit=limit, note="an author the rule leaves out")
    carries, value, note = _carries(influencer, mention)
    if influencer.only is not None and not influencer.only.takes(mention, view.source):
        return Verdict(holds=False, value=value, limit=limit, note="a post the rule leaves out")
    if carries and not _has_mood(influencer, mention):
        note = _doubt(influencer, mention)
    if not carries or not _has_mood(influencer, mention):
        return Verdict(holds=False, value=value, limit=limit, note=note)
    if mention.repost_of is not None:
        note = "a repost: its own author carries it"
    if view.now - view.posted > TOO_OLD:
        view.too_old = f"{mention.platform} {mention.id} was written {(view.now - view.posted) / 3600:.1f} h ago"
        return Verdict(holds=False, value=value, limit=limit, note="too-old-to-wake: written more than 6 h ago")
    rarity = _rarity(influencer, view, mention)
    if rarity is not None and influencer.rarer_than is not None:
        note = "; ".join(filter(None, (note, f"so large an audience is expected once in {seldom(rarity)}")))
        if rarity < influencer.rarer_than.total_seconds() / DAY:
            return Verdict(holds=False, value=value, limit=limit, note=note)
    focus = view.state.focus(mention, view.posted, view.now)
    return Verdict(holds=True, value=value, limit=limit, shown=_shown(mention, rarity), focus=focus, note=note)


def _rarity(influencer: Influencer, view: View, mention: Mention) -> float | None:
    """Return once in how many days somebody so loud writes here; None where the rule does not ask, or nobody knows how loud."""
    audience = mention.reach.audience
    if influencer.rarer_than is None or audience is None:
        return None
    lane = view.state.audiences.get(_lane(influencer, view.rule, view.group))
    return None if lane is None else quantised(min(lane.rarity(audience), MOST_DAYS))


def _lane(influencer: Influencer, rule: Rule, group: str) -> LaneKey:
    return LaneKey(
        of=influencer.sentiment,
        group=group,
        only=only_of(influencer, rule),
        kind=LOUDNESS,
        floor=influencer.audience or 0,
        sureness=influencer.sureness,
    )


def _lanes(influencer: Influencer, rule: Rule, group: str) -> tuple[LaneKey, ...]:
    return () if influencer.rarer_than is None else (_lane(influencer, rule, group),)


def _shown(mention: Mention, rarity: float | None) -> tuple[SignalShown, ...]:
    """Return the audience (None where it is unknown, never zero), and how rare it and the amplification are, and how often the author will be reposted, as far as they are known."""
    reach = mention.reach
    people = None if reach.audience is None else float(reach.audience)
    unit = "mentions" if people is None else "people"  # a page then begins with the mentions that there are
    shown = [SignalShown(name="reach", value=people, usual=None, unit=unit, window=None, rarity=rarity)]
    for name, share in ((RANK_BY_AUDIENCE, reach.top), (RANK_BY_REPOSTS, reach.amplification)):
        if share is not None and share < _RARE:
            shown.append(SignalShown(name=name, value=share, usual=None, unit="share", window=None, rarity=None))
    if reach.reposts_low is not None and reach.reposts_high is not None:
        low, high = float(reach.reposts_low), float(reach.reposts_high)
        shown.append(
            SignalShown(
                name=EXPECTED, value=None, usual=None, unit="reposts", window=3600.0, rarity=None, low=low, high=high
            )
        )
    return tuple(shown)


def rests_until(
    influencer: Influencer, _rule: Rule, _state: WatchState, _group: str, mention: Mention | None, _now: float
) -> float:
    """Promise that it does not hold before the next event, or nothing (-inf); see `rest`."""
    if mention is None:
        return math.inf
    return -math.inf if _carries(influencer, mention)[0] and _has_mood(influencer, mention) else math.inf


def _limit(influencer: Influencer) -> str:
    if influencer.audience is not None:
        rare = f", rarer than {influencer.rarer_than.total_seconds() / DAY:g} d" if influencer.rarer_than else ""
        return f"audience of {influencer.audience} and sentiment {influencer.sentiment}{rare}"
    if influencer.amplification is not None:
        return f"amplification in the top {influencer.amplification:.3%} and sentiment {influencer.sentiment}"
    return f"reach in the top {influencer.top or 0:.3%} and sentiment {influencer.sentiment}"


def _carries(influencer: Influencer, mention: Mention) -> tuple[bool, float, str]:
    reach = mention.reach
    value = float(reach.audience or 0)
    if influencer.audience is not None:
        known, carries = reach.audience is not None, value >= influencer.audience
    elif influencer.amplification is not None:
        known = reach.amplification is not None
        carries = known and (reach.amplification or 0) <= influencer.amplification
    else:
        known = reach.top is not None
        carries = known and (reach.top or 0) <= (influencer.top or 0)
    if not known:
        return (
            influencer.missing == "match",
            value,
            f"{Reason.UNKNOWN_REACH}: the platform does not say how far the author carries",
        )
    return carries, value, ""


def _has_mood(influencer: Influencer, mention: Mention) -> bool:
    return has_mood(influencer.sentiment, mention.score, audience=mention.reach.audience, sureness=influencer.sureness)


def _doubt(influencer: Influencer, mention: Mention) -> str:
    """Say how sure the mood is, against how sure it must be."""
    if not mention.score.is_known:
        return "no scorer knows the post's mood"
    asked = asked_of(mention.reach.audience, influencer.sureness)
    shares = ((name, getattr(mention.score, name)) for name in ("negative", "neutral", "positive"))
    return ", ".join(f"{name} {part / 10:g}%" for name, part in shares) + f"; {asked / 10:g}% is asked for"


def sentence(influencer: Influencer, say: Spelling) -> str:
    """Read it back as a clause."""
    if influencer.top is not None:
        who = f"an author of reach {say('reach', 'top ' + percent(influencer.top))}"
    elif influencer.audience is not None:
        who = f"an author with an audience of {say('audience', influencer.audience)} or more"
    else:
        who = f"an author of amplification {say('amplification', 'top ' + percent(influencer.amplification or 0))}"
    but = f", but not {say('not_by', influencer.not_by)}" if influencer.not_by else ""
    rare = f", as only once in {say('rarer_than', span(influencer.rarer_than))}" if influencer.rarer_than else ""
    return f"{who}{but} writes {post(influencer.sentiment, say)}{rare}{sure_said(influencer.sureness, say)} (unknown reach: {say('missing', influencer.missing)})"


SPECIFICATION = Specification(
    is_event=True,
    value=Influencer,
    sentence=sentence,
    test=test,
    rests_until=rests_until,
    lanes=_lanes,
    mood=sentiment_of,
)
