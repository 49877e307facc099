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


def test_it_goes_on_until_twice_its_limit_has_come_back() -> None:
    """It begins below 30 % of what is usual and ends at 60 %, so that a few posts do not make it come and go."""
    back = Looking(DROP).many(30 * 24 * 6, -DAYS, 0).many(6, 4000, 7400)
    few = back.ask(7500)
    more = back.many(10, 7500, 7600).ask(7700)

    assert (few.holds, few.stays) == (False, True)
    assert not more.stays


def test_the_page_shows_what_came_beside_what_is_usual(usual: Looking) -> None:
    """With the range that it seldom leaves."""
    (shown,) = usual.ask(4000).shown

    assert (shown.name, shown.value, shown.unit, shown.window) == ("volume", 0.0, "voices", 3600.0)
    assert shown.usual is not None
    assert shown.low is not None
    assert shown.high is not None
    assert shown.low < shown.usual < shown.high
    assert 20 < shown.usual < 40


def test_of_the_negative_ones_alone_it_reads_their_own_lane() -> None:
    """The glad ones go on coming; that the angry ones stop is news too."""
    angry = Drop(of="negative", below=0.3, window=timedelta(hours=1), fewest=5)
    looking = Looking(angry).many(20 * 24 * 6, -DAYS, 0, 0.95).many(200, 0, 4000, 0.05)
    verdict = looking.ask(4100)

    assert verdict.holds
    assert verdict.shown[0].name == "negative"


def test_somebody_looks_though_nothing_comes() -> None:
    """Every eighth of the window; where a whole day has been silent, every hour."""
    usual = Looking(DROP).many(30 * 24 * 6, -DAYS, 0)
    soon, silent = usual.ask(4000), usual.ask(2 * 86400.0)

    assert soon.next_at is not None
    assert 0 < soon.next_at - (NOON + 4000) <= 450
    assert silent.next_at is not None
    assert 450 < silent.next_at - (NOON + 2 * 86400.0) <= 3600
    assert (soon.is_steady, silent.is_steady) == (False, True)
