"""Calm is not acknowledged: whether a rule's pages go on after its alert has resolved."""

from __future__ import annotations

from alertd.core.rules.conditions.catalogue import specifications_of
from alertd.model.rule import Rule, Severity

#: seconds in which people hear at most once that it is over and that it is back: what flaps is told as flapping
FLAPS = 1800.0


def pages_on(rule: Rule) -> bool:
    """Whether only somebody who acknowledges ends its paging: a crisis, or a post that calm does not undo."""
    if rule.until is not None:
        return rule.until == "acknowledged"
    return rule.severity is Severity.CRISIS or is_event(rule)


def is_event(rule: Rule) -> bool:
    """Whether it speaks of single posts rather than of a level."""
    return any(known.is_event for known, _ in specifications_of(rule.when))
