"""every: each mention that fits; those that come within one bundle are told together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alertd.core.rules.lanes import TALLY, LaneKey, only_of, weight_in
from alertd.core.rules.specification import Specification, sentiment_of
from alertd.core.rules.spelling import Spelling, post
from alertd.core.rules.verdict import Verdict
from alertd.model.page import SignalShown
from alertd.model.rule import Every, Only, Rule

if TYPE_CHECKING:
    from alertd.core.rules.view import View


def test(every: Every, view: View) -> Verdict:
    """Tell what has come since it was last told, once the bundle that the first of them opened is over."""
    key, memory = lane_of(every, view.rule, view.group), view.memory
    tally = view.state.tallies.get(key)
    seen = 0 if tally is None else tally.seen
    fits = view.mention is not None and weight_in(key, view.mention, view.source) > 0
    if memory.told < 0:
        memory.told = max(seen - fits, 0)  # what came before this rule is not news
    waiting = seen - memory.told
    if waiting and memory.opened is None:
        memory.opened = view.now
    bundle = every.bundle.total_seconds()
    due = None if memory.opened is None else memory.opened + bundle
    limit = f"told together for {bundle / 60:g} min"
    if due is None or view.now < due or not waiting:
        return Verdict(holds=False, value=float(waiting), limit=limit, next_at=due)
    if not view.is_asked:
        memory.told, memory.opened = seen, None
    name = every.sentiment if every.sentiment in ("negative", "positive") else "volume"
    shown = SignalShown(name=name, value=float(waiting), usual=None, unit="posts", window=bundle or None, rarity=None)
    focus = view.state.focus(view.mention, view.posted, view.now) if fits and view.mention is not None else None
    return Verdict(holds=True, value=float(waiting), limit=limit, shown=(shown,), focus=focus)


def lane_of(every: Every, rule: Rule, group: str) -> LaneKey:
    """Return the lane that counts what fits."""
    of = "all" if every.sentiment == "any" else f"labelled {every.sentiment}"
    only = only_of(every, rule)
    if every.min_followers is not None:
        only = (*only, Only(min_followers=every.min_followers))
    return LaneKey(of=of, only=only, group=group, kind=TALLY)


def sentence(every: Every, say: Spelling) -> str:
    """Read it back as a clause."""
    who = ""
    if every.min_followers is not None:
        who = f" by somebody with {say('min_followers', every.min_followers)} followers or more"
    return f"{post(every.sentiment, say)}{who} comes (all of {say('bundle', every.bundle)} are told together)"


SPECIFICATION = Specification(
    value=Every,
    is_event=True,
    sentence=sentence,
    test=test,
    is_timed=True,
    ends_at_once=True,
    needs_no_sources=True,
    lanes=lambda every, rule, group: (lane_of(every, rule, group),),
    mood=sentiment_of,
)
