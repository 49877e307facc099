"""unanswered: mentions that need an answer have none from a human."""

from __future__ import annotations

from alertd.core.rules.view import Verdict, View
from alertd.model.page import SignalShown
from alertd.model.rule import Unanswered


def test(unanswered: Unanswered, view: View) -> Verdict:
    """Count those that have waited too long."""
    longer = unanswered.longer_than.total_seconds()
    if not (view.state.has_replies or view.state.watch.handles):
        note = "no handles of the brand and no reply seen: answers cannot be told from silence"
        return Verdict(holds=False, limit=f"waiting longer than {longer / 60:g} min", note=note)
    waits = view.state.unanswered.over(view.now, longer, only_high=unanswered.priority == "high")
    waiting = [one for one in waits if one.wakes]
    floor = unanswered.at_least.mentions or 1
    shown = SignalShown(
        name="unanswered", value=float(len(waiting)), usual=None, unit="mentions", window=longer, rarity=None
    )
    return Verdict(
        holds=len(waiting) >= floor,
        value=float(len(waiting)),
        limit=f"at least {floor} waiting longer than {longer / 60:g} min",
        stays=bool(waiting),
        is_steady=True,
        shown=(shown,),
        next_at=view.state.unanswered.next_change(view.now, longer),
        note=f"{len(waiting)} wait"
        + (f", the oldest for {(view.now - waiting[0].posted) / 60:.0f} min" if waiting else ""),
    )
