"""Rest: whether a rule surely stays as it is, for a fraction of the cost of evaluating it.

Between two mentions that matter a calm watch hears thousands that do not. A rule rests while each of its leaves promises
that it cannot hold: neither its alert nor the memory of a leaf would change. A law holds the engine to that: one that never
rests decides the same.
"""

from __future__ import annotations

import math

from alertd.core.rules.alert import Alert, AlertState
from alertd.core.rules.conditions.catalogue import specifications_of
from alertd.core.rules.watch_state import WatchState
from alertd.model.mention import Mention
from alertd.model.rule import AllOf, AnyOf, Condition, Not, Rule

#: Until when a condition surely does not hold unless an event comes: not even now; for as long as none comes.
AWAKE, RESTS = -math.inf, math.inf
#: Seconds for which an alert that fires by its level is not looked at again however many mentions come: in a storm of a
#: thousand a second its numbers hardly move, and a look costs more than all else that is done for a mention.
STORM = 1.0


class Rest:
    """When one rule need not be evaluated."""

    __slots__ = ("_is_level", "_leaves", "is_grouped", "is_timed", "rule", "sees_growth")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.is_grouped = rule.group_by != "watch"
        found = specifications_of(rule.when)
        #: Whether time alone may make it true: then a deadline is worth a tick also while nothing is the matter.
        self.is_timed = any(known.is_timed for known, _ in found)
        self.sees_growth = any(known.sees_growth for known, _ in found)
        self._is_level = all(known.is_level for known, _ in found)
        promises = tuple((known.rests_until, leaf) for known, leaf in found if known.rests_until is not None)
        can_rest = not _negates(rule.when) and len(promises) == len(found)
        self._leaves = promises if can_rest else ()

    def until(self, alert: Alert, state: WatchState, group: str, mention: Mention | None, now: float) -> float:
        """Return the instant at which the rule must be evaluated if nothing happens before; AWAKE: it must be now."""
        state_now = alert.state
        if state_now is AlertState.FIRING:
            if mention is None or not self._is_level or now >= alert.looked_at + STORM:
                return AWAKE
            return RESTS if alert.look_at is None else alert.look_at
        if state_now is not AlertState.INACTIVE or alert.is_stirred or not self._leaves:
            return AWAKE
        until = RESTS
        for promise, leaf in self._leaves:
            at = promise(leaf, self.rule, state, group, mention, now)
            if at <= now:
                return AWAKE
            until = min(until, at)
        return until


def _negates(condition: Condition) -> bool:
    match condition:
        case AnyOf(conditions=several) | AllOf(conditions=several):
            return any(_negates(one) for one in several)
        case _:
            return isinstance(condition, Not)
