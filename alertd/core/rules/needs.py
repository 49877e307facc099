"""Needs: what the rules of a watch read, so that nothing else is counted."""

from __future__ import annotations

from alertd.core.rules.conditions.catalogue import specifications_of
from alertd.core.rules.lanes import WHOLE, LaneKey, Needs
from alertd.model.rule import Rule


def needs_of(rules: tuple[Rule, ...]) -> tuple[Needs, ...]:
    """Return what the rules of a watch read, by kind of group."""
    keys: dict[str, dict[LaneKey, None]] = {"watch": {WHOLE: None}}
    velocity: dict[str, bool] = {}
    for rule in rules:
        found = specifications_of(rule.when)
        lanes = [lane for known, leaf in found for lane in known.lanes(leaf, rule, "")]
        keys.setdefault(rule.group_by, {}).update(dict.fromkeys(lanes))
        wants_velocity = any(known.needs_velocity for known, _ in found)
        velocity[rule.group_by] = velocity.get(rule.group_by, False) or wants_velocity
    return tuple(
        Needs(kind=kind, keys=tuple(wanted), velocity=velocity.get(kind, False)) for kind, wanted in keys.items()
    )
