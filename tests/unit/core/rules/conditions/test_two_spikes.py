"""Two bursts that a rule asks for at once: it fires with the later of the two, however fast posts come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.rule import AllOf, Condition, Rule, Spike
from tests.unit.core.stage import Stage, clock, house


def first_told(when: Condition) -> float | None:
    """Return after how many posts of a burst, one a second, a watch of two an hour is told; None: not at all."""
    stage = Stage(house(Rule(id="burst", name="burst", when=when, page="pr")))
    for hour in range(72):
        for minute in (7, 38):
            stage.until(clock("08:00") + timedelta(hours=hour, minutes=minute)).mention("neutral")
    stage.until(stage.now + timedelta(minutes=20))
    for number in range(40):
        stage.until(stage.now + timedelta(seconds=1)).mention("angry" if number % 3 else "neutral")
        if stage.told():
            return number
    return None


@pytest.mark.parametrize("negative", [3.0, 10.0, 30.0])
@pytest.mark.parametrize("of_all", [2.0, 5.0, 8.0, 20.0])
def test_two_bursts_at_once_are_told_with_the_later_of_them(negative: float, of_all: float) -> None:
    """Each goes on above its limit from one post to the next: the rule need not wait until both happen to be looked at anew."""
    angry = Spike(of="negative", rarer_than=timedelta(days=negative))
    many = Spike(of="all", rarer_than=timedelta(days=of_all))
    later = max(first_told(angry) or 0.0, first_told(many) or 0.0)

    assert later > 0.0
    assert first_told(AllOf(conditions=(angry, many))) == later
    assert first_told(AllOf(conditions=(many, angry))) == later
