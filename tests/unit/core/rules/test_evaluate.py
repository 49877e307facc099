"""Rules: any_of, all_of, not, nested; each leaf with its own memory."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from alertd.model.rule import (
    AllOf,
    AnyOf,
    Condition,
    Count,
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


# --- what must hold together -----------------------------------------------------------------------------------------

BUSY = Count(over=10, window=timedelta(minutes=30))


def _posts(stage: Stage, number: int, at: str, **changes: Any) -> Stage:
    stage.until(at)
    for _ in range(number):
        stage.mention("neutral", **changes)
    return stage


def test_the_first_of_two_conditions_does_not_wait_below_its_limit_for_the_second() -> None:
    """Eleven posts, then the word when half an hour holds eight: the page would say eight under a rule that asks for more than ten."""
    stage = _posts(Stage(house(loud(when=AllOf(conditions=(BUSY, RECALL))))), 4, "10:00")
    _posts(stage, 7, "10:10")
    _posts(stage, 1, "10:31", terms=("recall",))
    assert stage.told() == []

    _posts(stage, 3, "10:32")
    assert stage.told() == ["10:32 ayse"]
    assert stage.pages[0].signals[0].value == 11


def test_the_order_in_which_they_are_met_makes_no_difference() -> None:
    """The word first, then the eleventh post: the word is of the last hour still."""
    stage = _posts(Stage(house(loud(when=AllOf(conditions=(BUSY, RECALL))))), 1, "10:00", terms=("recall",))
    _posts(stage, 9, "10:20")
    assert stage.told() == []

    _posts(stage, 1, "10:21")
    assert stage.told() == ["10:21 ayse"]


def test_once_the_rule_fires_half_way_is_enough_for_each_of_them() -> None:
    """An alert that has begun does not end and begin again each time that one of its numbers dips."""
    stage = _posts(Stage(house(loud(when=AllOf(conditions=(BUSY, RECALL))))), 5, "10:00")
    _posts(stage, 6, "10:15", terms=("recall",))
    assert stage.told() == ["10:15 ayse"]

    _posts(stage, 1, "10:31")  # seven of half an hour, and the word
    stage.until("10:44")
    assert stage.engine.is_firing
    stage.until("11:00")  # one, which is less than half, and ten minutes more
    assert not stage.engine.is_firing


def test_what_keeps_a_rule_from_firing_goes_on_half_way_down() -> None:
    """A loud author in a busy hour is none of it, also where the hour ebbs; below half of its limit it is no busy hour any more."""
    when = AllOf(conditions=(LOUD, Not(condition=BUSY)))
    stage = _posts(Stage(house(loud(when=when))), 4, "10:00")
    _posts(stage, 7, "10:10")
    stage.fire("10:31", audience=5000)  # eight
    assert stage.told() == []

    stage.fire("10:50", audience=5000)  # two
    assert stage.told() == ["10:50 ayse"]


@pytest.mark.parametrize("seed", range(4))
def test_no_page_shows_a_number_that_its_rule_does_not_ask_for(seed: int) -> None:
    """Whatever comes and ebbs, what a rule of two numbers tells first is above both of its limits; below one of them it is silent."""
    short, long = Count(over=6, window=timedelta(minutes=10)), Count(over=15, window=timedelta(minutes=60))
    stage, draw = Stage(house(loud(when=AllOf(conditions=(short, long))))).until("08:00"), random.Random(seed)
    fired = 0
    for _ in range(120):
        stage.until(stage.now + timedelta(seconds=draw.expovariate(1 / draw.choice((20, 90, 900)))))
        was_firing = stage.engine.is_firing
        stage.mention("neutral")
        values = [float(line.split(": ")[1].split()[0]) for line in stage.engine.explain("loud", "acme")]
        if not was_firing:
            assert stage.engine.is_firing is (values[0] > 6 and values[1] > 15)
            fired += stage.engine.is_firing

    assert fired
