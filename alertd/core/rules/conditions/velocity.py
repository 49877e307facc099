"""velocity: negative sentiment gaining speed, faster than its uncertainty."""

from __future__ import annotations

from alertd.core.rules.view import Verdict, View
from alertd.model.page import SignalShown
from alertd.model.rule import Velocity


def test(velocity: Velocity, view: View) -> Verdict:
    """Compare the last window with the one before it."""
    points = velocity.rises_by_points
    limit = f"{points:g} points" if points is not None else f"{velocity.rises_by_ratio or 0:g}x"
    limit = f"rises by {limit} within {velocity.within.total_seconds() / 60:g} min"
    lane = view.state.velocities.get(view.group)
    if lane is None:
        return Verdict(holds=False, limit=limit, note="nothing counted yet")
    floor = velocity.at_least.mentions or 0
    within = velocity.within.total_seconds()
    if not view.is_holding and lane.is_calm(
        view.now, within, floor=floor, points=points, ratio=velocity.rises_by_ratio if points is None else None
    ):
        return Verdict(
            holds=False, limit=limit, note="calm: too few mentions, or too few negative ones, for such a rise"
        )
    change = lane.change(view.now, within, confidence=velocity.confidence)
    if points is not None:
        value, surely = change.rise_points, change.rise_points_low > 0
        over = value >= points and surely
        stays = value >= points / 2
    else:
        value, surely = change.ratio, change.ratio_low > 1
        over = value >= (velocity.rises_by_ratio or 0) and surely
        stays = value >= (velocity.rises_by_ratio or 0) / 2
    note = f"{change.negative_now:g} negative of {change.known_now:g} after {change.negative_before:g} of {change.known_before:g}"
    shown = SignalShown(
        name="negative velocity",
        value=value,
        usual=None,
        unit="points" if points is not None else "times",
        window=within,
        rarity=None,
    )
    return Verdict(
        holds=over and change.known_now >= floor,
        value=value,
        limit=f"{limit}, at least {floor} mentions, sure at {velocity.confidence:.0%}",
        stays=stays,
        shown=(shown,),
        note=note,
    )
