"""coordinated: a group of accounts that act together makes up a large part of the mentions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, percent
from alertd.core.rules.verdict import Verdict
from alertd.core.signals.lateness import TOO_OLD
from alertd.model.page import SignalShown
from alertd.model.rule import Coordinated, Rule
from alertd.model.value import quantised

if TYPE_CHECKING:
    from alertd.core.rules.view import View
    from alertd.core.rules.watch_state import WatchState
    from alertd.model.mention import Mention


def test(coordinated: Coordinated, view: View) -> Verdict:
    """Look at the group of the author who has just written; between mentions nothing holds."""
    mention, window = view.mention, coordinated.window.total_seconds()

    def limit() -> str:
        return f"{coordinated.accounts} accounts and {percent(coordinated.share)} of the mentions"

    group = None if mention is None else view.state.together.group_of(mention, view.now, window)
    if mention is None or group is None:
        return Verdict(holds=False, limit=limit)
    value, share = float(group.accounts), quantised(group.share)
    if coordinated.annotate:
        return Verdict(holds=False, value=value, limit=limit, note="annotates: other pages say so")
    if group.accounts < coordinated.accounts or share < coordinated.share:
        return Verdict(holds=False, value=value, limit=limit, note=lambda: group.evidence)
    if view.now - view.posted > TOO_OLD:
        view.too_old = f"{mention.platform} {mention.id} was written {(view.now - view.posted) / 3600:.1f} h ago"
        return Verdict(holds=False, value=value, limit=limit, note="too-old-to-wake: written more than 6 h ago")
    shown = (
        SignalShown(name="acting_together", value=value, usual=None, unit="accounts", window=window, rarity=None),
        SignalShown(name="their_posts", value=float(group.posts), usual=None, unit="posts", window=window, rarity=None),
        SignalShown(
            name="posts_without_them",
            value=float(group.of - group.posts),
            usual=None,
            unit="posts",
            window=window,
            rarity=None,
        ),
        SignalShown(
            name="their_voices", value=float(group.voices), usual=None, unit="voices", window=window, rarity=None
        ),
    )
    focus = view.state.focus(mention, view.posted, view.now)
    return Verdict(holds=True, value=value, limit=limit, shown=shown, focus=focus, note=lambda: group.evidence)


def rests_until(
    _coordinated: Coordinated, _rule: Rule, state: WatchState, _group: str, mention: Mention | None, _now: float
) -> float:
    """Promise that it does not hold before the next event, or nothing (-inf)."""
    return math.inf if mention is None or not state.together.is_joined(mention) else -math.inf


def sentence(coordinated: Coordinated, say: Spelling) -> str:
    """Read it back as a clause."""
    accounts, share = say("accounts", coordinated.accounts), say("share", percent(coordinated.share))
    window = say("window", coordinated.window)
    told = f"a group of {accounts} accounts or more makes up {share} of the mentions in {window} by copies or joint reposts"
    return f"{told} (it pages nobody: {say('annotate', 'other pages say so')})" if coordinated.annotate else told


SPECIFICATION = Specification(
    is_event=True, is_divisible=False, value=Coordinated, sentence=sentence, test=test, rests_until=rests_until
)
