"""Needs: what the rules of a watch read, so that nothing else is counted."""

from __future__ import annotations

from collections.abc import Iterable

from alertd.core.rules.conditions.catalogue import specifications_of
from alertd.core.rules.lanes import LOUDNESS, MOOD, TALLY, VELOCITY, VOLUME, WHOLE, LaneKey, Needs
from alertd.model.rule import Rule
from alertd.model.watch import Watch


def needs_of(rules: tuple[Rule, ...]) -> tuple[Needs, ...]:
    """Return what the rules of a watch read, by kind of group."""
    found: dict[str, dict[LaneKey, None]] = {"watch": {WHOLE: None}}
    for rule in rules:
        lanes = [lane for known, leaf in specifications_of(rule.when) for lane in known.lanes(leaf, rule, "")]
        found.setdefault(rule.group_by, {}).update(dict.fromkeys(lanes))
    return tuple(
        Needs(
            kind=kind,
            keys=_of(VOLUME, keys),
            moods=_of(MOOD, keys),
            velocities=_of(VELOCITY, keys),
            tallies=_of(TALLY, keys),
            audiences=_of(LOUDNESS, keys),
        )
        for kind, keys in found.items()
    )


def compared(rules: Iterable[Rule], watches: Iterable[Watch]) -> tuple[str, ...]:
    """Return the watches that some rule compares with each other, by name."""
    found: dict[str, None] = {}
    known = tuple(watches)
    for rule in rules:
        for one, leaf in specifications_of(rule.when):
            for watch in known:
                if rule.covers(watch.name) and (others := one.others(leaf, watch)):
                    found.update(dict.fromkeys((*others, watch.name)))
    return tuple(sorted(found))


def _of(kind: str, keys: dict[LaneKey, None]) -> tuple[LaneKey, ...]:
    return tuple(key for key in keys if key.kind == kind)
