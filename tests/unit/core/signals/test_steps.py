"""Steps: several reloads within a week, each of which changes what a watch finds."""

from __future__ import annotations

import json

import pytest

from alertd.core.signals import stepped, widened
from alertd.core.signals.steps import Steps

NOW, HOUR = 1_000_000.0, 3600.0


def fed(steps: Steps, begin: float, hours: int, each: int) -> Steps:
    """Let so many come in each hour, where ten are usual."""
    for hour in range(hours):
        for number in range(each):
            steps.observe((), (), begin + hour * HOUR + number * HOUR / each, lambda: 10.0)
    steps.observe((), (), begin + hours * HOUR, lambda: 10.0)
    return steps


def test_a_term_that_is_added_after_a_step_down_is_a_step_up_as_well() -> None:
    """A language is taken out, and the day after a term comes in that brings thirty an hour: they are no burst."""
    steps = Steps()
    assert steps.step(NOW, is_wider=False, is_narrower=True)
    fed(steps, NOW, 6, 5)
    assert steps.factor(NOW + 6 * HOUR + 1) == 0.5

    assert steps.widen(("kettlo",), NOW + 24 * HOUR)

    assert steps.factor(NOW + 24 * HOUR + 60) == stepped.FIRST
    fed(steps, NOW + 24 * HOUR, 6, 30)
    assert steps.factor(NOW + 31 * HOUR) == 3.0
    assert steps.finds_less(NOW + 25 * HOUR)  # the language may still be gone for all that is known


@pytest.mark.parametrize("gap", [stepped.LASTS, stepped.LASTS + HOUR])
def test_a_term_that_is_added_when_the_step_is_learnt_is_told_by_its_posts(gap: float) -> None:
    """As after no step at all."""
    steps = Steps()
    steps.step(NOW, is_wider=True, is_narrower=False)
    steps.widen(("kettlo",), NOW + gap)
    for number in range(60):
        found = ("kettlo",) if number % 3 == 0 else ("acme",)
        steps.observe(found, ("acme", "kettlo"), NOW + gap + number * 60.0, lambda: 10.0)

    assert steps.factor(NOW + gap + HOUR) == 1.5
    assert steps.widened is not None
    assert steps.stepped is None


def test_a_step_after_added_terms_measures_both() -> None:
    """And says so over a restart; nothing is measured of a reload that changes nothing."""
    steps = Steps()
    steps.widen(("kettlo",), NOW)
    assert steps.factor(NOW + 60) == widened.FIRST
    assert not steps.step(NOW + HOUR, is_wider=False, is_narrower=False)
    assert not steps.widen((), NOW + HOUR)
    assert steps.step(NOW + HOUR, is_wider=True, is_narrower=True)

    again = Steps.from_state(json.loads(json.dumps(steps.to_state())))

    assert again.widened is None
    assert again.factor(NOW + HOUR + 60) == steps.factor(NOW + HOUR + 60) == stepped.FIRST
    assert again.to_state() == steps.to_state()
    assert Steps.from_state({}).factor(NOW) == 1.0
