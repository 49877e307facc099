"""Rules: any_of, all_of, not, nested; each leaf with its own memory."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.rule import (
    AllOf,
    AnyOf,
    Condition,
    Floor,
    Influencer,
    Not,
    Share,
    Terms,
)
from tests.unit.core.stage import Stage, house, loud

LOUD, ANGRY = Influencer(audience=1000), Influencer(audience=0, sentiment="negative", missing="match")
RECALL = Terms(any=("recall",))


@pytest.mark.parametrize(
    ("when", "told"),
    [
        (AnyOf(conditions=(LOUD, RECALL)), [True, True, True, False]),
        (AllOf(conditions=(LOUD, RECALL)), [False, True, False, False]),
        (AllOf(conditions=(LOUD, Not(condition=RECALL))), [True, False, False, False]),
        (Not(condition=AnyOf(conditions=(LOUD, RECALL))), [False, False, False, True]),
        (AnyOf(conditions=(AllOf(conditions=(LOUD, Not(condition=RECALL))), AllOf(conditions=(RECALL, Not(condition=LOUD))))), [True, False, True, False]),
        (Not(condition=Not(condition=RECALL)), [False, True, True, False]),
    ],
)  # fmt: skip
def test_conditions_combine_as_they_read(when: Condition, told: list[bool]) -> None:
    """Of four posts: loud; loud with the word; the word alone; neither."""
    for (audience, terms), fires in zip(
        ((5000, ()), (5000, ("recall",)), (5, ("recall",)), (5, ())), told, strict=True
    ):
        stage = Stage(house(loud(when=when))).until("10:00")
        stage.mention(audience=audience, terms=terms)

        assert bool(stage.told()) is fires


def test_each_leaf_is_shown_by_why_also_where_another_decided() -> None:
    """No short cut: a person wants to see all of it."""
    stage = Stage(house(loud(when=AllOf(conditions=(LOUD, AnyOf(conditions=(RECALL, ANGRY)))))))
    stage.mention("neutral")

    assert [line.split()[0] for line in stage.engine.explain("loud", "acme")] == ["influencer", "terms", "influencer"]


def test_for_belongs_to_its_own_condition() -> None:
    """One leaf must hold for five minutes, the other not: the rule fires when both hold."""
    slow = Share(over=0.5, at_least=Floor(mentions=3), hold=timedelta(minutes=5))
    stage = Stage(house(loud(when=AllOf(conditions=(slow, RECALL))))).until("10:00")
    for _ in range(3):
        stage.mention("angry", terms=("recall",))
    stage.until("10:04:59")
    assert stage.told() == []

    stage.until("10:05")
    assert stage.told() == ["10:05 ayse"]


def test_any_of_pages_at_once_while_another_leaf_is_pending() -> None:
    """The quick one does not wait for the slow one."""
    slow = Share(over=0.5, at_least=Floor(mentions=1), hold=timedelta(hours=1))
    stage = Stage(house(loud(when=AnyOf(conditions=(slow, LOUD))))).fire("10:00")

    assert stage.told() == ["10:00 ayse"]


def test_a_page_shows_the_conditions_that_hold() -> None:
    """Not those that do not."""
    stage = Stage(house(loud(when=AnyOf(conditions=(RECALL, LOUD))))).fire("10:00")

    assert [signal.name for signal in stage.pages[0].signals] == ["reach"]
    assert len(stage.pages[0].sentences) == 1
