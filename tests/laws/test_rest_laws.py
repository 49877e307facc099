"""Laws of rest: what is not evaluated would have changed nothing."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alertd.bench import stream
from alertd.core.engine import Engine
from alertd.core.rules.skip import Rest
from alertd.core.signals.volume import Volume
from alertd.model.commands import Command, KeepDecision, SendPage
from alertd.model.rule import Rule
from tests.laws.engine_life import Life

steady = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
pauses = st.one_of(st.sampled_from((0.0, 0.5, 60.0, 900.0)), st.floats(0, 7200, allow_nan=False))
lives = st.lists(st.tuples(st.integers(0, 10**6), pauses), max_size=60)


class _Restless(Rest):
    """Evaluates all that is not firing, always."""

    __slots__ = ()

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule)
        self._leaves = ()


def _decided(commands: tuple[Command, ...]) -> list[object]:
    """Return what was decided; who promised calm words its numbers otherwise."""
    return [
        (c.reason, c.watch, c.rule, c.incident) if isinstance(c, KeepDecision) else c
        for c in commands
        if not isinstance(c, SendPage)
    ] + [(c.page.page_id, c.page.at) for c in commands if isinstance(c, SendPage)]


@steady
@given(lives)
def test_an_engine_that_never_rests_decides_the_same(steps: list[tuple[int, float]]) -> None:
    """Every decision, page and deadline, event for event: a promise of calm saves time and nothing else."""
    life = Life()
    for number, pause in steps:
        life.live(number, pause)
    resting, restless = Engine(), Engine()
    for event in life.events:
        expected = _decided(resting.handle(event))
        with (
            mock.patch("alertd.core.judge.Rest", _Restless),
            mock.patch("alertd.core.rules.conditions.spike._is_calm", return_value=False),
            mock.patch("alertd.core.rules.conditions.velocity._is_calm", return_value=False),
        ):
            assert _decided(restless.handle(event)) == expected
        assert restless.next_deadline() == resting.next_deadline()


@steady
@given(
    st.lists(
        st.tuples(st.floats(0.0, 900.0, allow_nan=False), st.integers(1, 30), st.sampled_from((1.0, 0.3, 5.0))),
        max_size=60,
    ),
    st.sampled_from((1.0, 7.0, 45.0)),
)
def test_a_young_lane_that_promised_calm_is_never_rare(bursts: list[tuple[float, int, float]], days: float) -> None:
    """Whatever comes within the room and the time that a promise left: no reading is as rare as was asked."""
    lane, now = Volume(), 1_700_000_000.0
    for pause, posts, weight in bursts:
        now += pause
        for _ in range(posts):
            lane.observe(now, now=now, weight=weight)
            now += 0.5
            if lane.is_calm(now, days):
                assert (lane.reading(now).rarity or 0.0) < days


@pytest.mark.parametrize(("per_hour", "weeks"), [(2.0, 1), (20.0, 1), (200.0, 1), (20.0, 7), (200.0, 7)])
def test_an_old_lane_that_promised_calm_is_never_rare(per_hour: float, weeks: int) -> None:
    """The same with history, by levels and by season, in quiet hours and in bursts; what is rare has few mentions then."""
    usual, draw = stream.quiet(per_hour, 7 * weeks + 1, 5), np.random.default_rng(5)
    burst = np.zeros(len(usual), dtype=usual.dtype)
    for begins in draw.integers(7 * weeks * 1440, len(usual) - 30, 6):
        burst[begins : begins + 20] = draw.poisson(per_hour / 60 * draw.choice((2, 5, 20)) + 0.2, 20)
    lane, asked = Volume(), 0
    for minute, count in enumerate((usual + burst).tolist()):
        now = stream.BEGINS + 60.0 * minute
        for i in range(count):
            at = now + 60.0 * i / count
            lane.observe(at, now=at)
            for days in (1.0, 45.0) if minute > 7 * weeks * 1440 else ():
                asked += 1
                if lane.is_calm(at, days):
                    found = lane.reading(at)
                    assert (found.rarity or 0.0) < days or lane._recent.last(at, 60) < 4.0
    assert asked > 20
