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
    waiting, oldest, due = view.state.unanswered.waking(view.now, longer, only_high=unanswered.priority == "high")
    floor = unanswered.at_least.mentions or 1
    shown = SignalShown(
        name="unanswered", value=float(waiting), usual=None, unit="mentions", window=longer, rarity=None
    )
    return Verdict(
        holds=waiting >= floor,
        value=float(waiting),
        limit=f"at least {floor} waiting longer than {longer / 60:g} min",
        stays=waiting > 0,
        is_steady=True,
        shown=(shown,),
        next_at=due,
        note=f"{waiting} wait" + ("" if oldest is None else f", the oldest for {(view.now - oldest) / 60:.0f} min"),
    )
