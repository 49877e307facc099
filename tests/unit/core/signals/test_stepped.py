"""Stepped: a step in the flow is measured by the hours that are over; a crisis of some hours is no step."""

from __future__ import annotations

import json

import msgspec
import pytest

from alertd.core.signals.stepped import FIRST, HOUR, LASTS, LEAST, MOST, UNMEASURED, Stepped

NOW = 1_000_000.0


def fed(hours: list[int], usual: float | None = 10.0, *, wider: bool = True, narrower: bool = False) -> Stepped:
    """Return it after hours of so many mentions each, where so many are usual."""
    known = Stepped(NOW, is_wider=wider, is_narrower=narrower)
    for hour, mentions in enumerate(hours):
        for number in range(mentions):
            known.observe(NOW + hour * HOUR + number * HOUR / mentions, lambda: usual)
    known.observe(NOW + len(hours) * HOUR, lambda: usual)
    return known


def test_before_anything_is_measured_more_is_expected_where_more_may_come() -> None:
    """For a day and a bit, and not where less is found."""
    assert Stepped(NOW, is_wider=True, is_narrower=False).factor(NOW + 60) == FIRST
    assert Stepped(NOW, is_wider=True, is_narrower=False).factor(NOW + UNMEASURED) == 1.0
    assert Stepped(NOW, is_wider=False, is_narrower=True).factor(NOW + 60) == 1.0


@pytest.mark.parametrize(("each", "factor"), [(10, 1.0), (30, 3.0), (50, 5.0), (500, MOST), (5, 1.0)])
def test_then_it_is_as_the_hours_tell(each: int, factor: float) -> None:
    """So many in each of six hours, where ten are usual; a reload that finds more expects no less."""
    assert fed([each] * 6).factor(NOW + 6 * HOUR + 1) == factor


@pytest.mark.parametrize(("each", "factor"), [(10, 1.0), (5, 0.5), (1, LEAST), (30, 1.0)])
def test_where_less_is_found_less_is_expected(each: int, factor: float) -> None:
    """So that a crisis of what is still found is not measured by what is found no more."""
    assert fed([each] * 6, wider=False, narrower=True).factor(NOW + 6 * HOUR + 1) == factor


def test_a_crisis_of_three_hours_in_twelve_is_no_step() -> None:
    """The lower quarter of the hours is believed."""
    assert fed([10, 10, 90, 90, 90, *[10] * 7]).factor(NOW + 12 * HOUR + 1) == 1.0


def test_three_silent_hours_in_twelve_are_no_step_down() -> None:
    """The upper quarter of the hours is believed."""
    known = fed([10, 10, 1, 1, 1, *[10] * 7], wider=False, narrower=True)
    assert known.factor(NOW + 12 * HOUR + 1) == 1.0


def test_few_usual_mentions_make_longer_blocks() -> None:
    """Of a brand of one an hour five hours are one block; one that nobody knows is not measured."""
    assert fed([3] * 4, usual=1.0).factor(NOW + 4 * HOUR + 1) == FIRST
    assert fed([3] * 5, usual=1.0).factor(NOW + 5 * HOUR + 1) == 3.0
    assert fed([30] * 5, usual=None).factor(NOW + 5 * HOUR + 1) == FIRST


def test_after_a_week_it_is_usual() -> None:
    """What is usual has learnt it by then."""
    known = fed([30] * 6)
    assert (known.is_over(NOW + LASTS - 1), known.factor(NOW + LASTS - 1)) == (False, 3.0)
    assert (known.is_over(NOW + LASTS), known.factor(NOW + LASTS)) == (True, 1.0)


def test_a_restart_in_the_middle() -> None:
    """The same answers before and after, by way of JSON; nothing from nothing, and an error names what is no state."""
    known = fed([30] * 6)
    again = Stepped.from_state(json.loads(json.dumps(known.to_state())))
    assert again is not None
    for one in (known, again):
        for number in range(80):
            one.observe(NOW + 7 * HOUR + 100 * number, lambda: 10.0)
    assert again.factor(NOW + 10 * HOUR) == known.factor(NOW + 10 * HOUR)
    assert again.to_state() == known.to_state()
    assert Stepped.from_state(None) is None
    with pytest.raises(msgspec.ValidationError, match="StoredStep"):
        Stepped.from_state([1])
