"""What a decision keeps, so that whoever reads it later reads what was decided then."""

from __future__ import annotations

import msgspec

from alertd.core.wording.rule_words import stand_told
from alertd.model.commands import KeepDecision
from alertd.model.reason import Reason
from tests.unit.core.stage import Stage, glad, house, loud


def fired(stage: Stage) -> list[KeepDecision]:
    """Return the decisions that a rule fires."""
    return [one for one in stage.commands if isinstance(one, KeepDecision) and one.reason == Reason.ALERT_FIRING]


def test_what_fired_keeps_each_condition_as_it_was_in_every_language() -> None:
    """The rule may be changed tomorrow: the decision still says what was asked for, whether it held, and what was measured."""
    rule = loud()
    (one,) = fired(Stage(house(rule)).fire("10:00"))

    assert [each.condition for each in one.conditions] == [rule.when]
    assert [each.holds for each in one.conditions] == [True]
    told = {tag: stand_told(rule.when, tag, holds=True, shown=one.conditions[0].shown) for tag in ("en", "tr", "zh")}
    assert len(set(told.values())) == 3
    assert msgspec.json.decode(msgspec.json.encode(one), type=KeepDecision) == one


def test_only_what_fired_keeps_them() -> None:
    """A resolved alert, an act, a page: their text says all, and the store is not filled with rules."""
    stage = Stage(house(loud(), glad())).fire("10:00").fire("10:03", mood="glad").until("12:00")
    others = [one for one in stage.commands if isinstance(one, KeepDecision) and one.reason != Reason.ALERT_FIRING]

    assert len(others) > 3
    assert all(one.conditions == () for one in others)


def test_a_decision_of_before_is_still_read() -> None:
    """A store that an older release wrote."""
    old = b'{"at":"2026-11-23T10:00:00Z","reason":"alert-firing","text":"influencer holds: 2 against 1","rule":"loud"}'

    assert msgspec.json.decode(old, type=KeepDecision).conditions == ()
