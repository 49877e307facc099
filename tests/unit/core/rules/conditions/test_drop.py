"""drop: far less than usual."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.rules.view import SourceSeen
from alertd.model.rule import Drop
from alertd.model.source_state import SourceState
from tests.unit.core.rules.conditions.looking import NOON, Looking

DROP = Drop(below=0.3, window=timedelta(hours=1))
DAYS = 6 * 86400.0


@pytest.fixture(scope="module")
def usual() -> Looking:
    """Return a watch that had thirty mentions an hour for six days, and none since noon."""
    return Looking(DROP).many(30 * 24 * 6, -DAYS, 0)


def test_silence_is_far_less_than_usual(usual: Looking) -> None:
    """An hour after the last mention."""
    assert not usual.ask(60).holds
    verdict = usual.ask(3600 + 300)

    assert verdict.holds
    assert verdict.value == 0.0
    assert verdict.next_at is not None


def test_what_no_source_saw_is_no_drop(usual: Looking) -> None:
    """Blind now, or open for less than the window: nobody knows."""
    for state, since in ((SourceState.BLIND, -10.0), (SourceState.OK, 3000.0)):
        usual.eyes.seen = {"x": SourceSeen(state, NOON + since)}
        verdict = usual.ask(4000)
        usual.eyes.seen = {}

        assert (verdict.holds, verdict.missing) == (False, True)


def test_little_is_no_drop_of_little() -> None:
    """A watch with three mentions an hour has hours without any."""
    assert not Looking(DROP).many(3 * 24 * 6, -DAYS, 0).ask(4000).holds


def test_a_young_watch_knows_no_usual() -> None:
    """Two hours of history are none."""
    assert not Looking(DROP).many(60, -7200, 0).ask(4000).holds
