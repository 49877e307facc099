"""A watch is given more terms while it runs: what they bring is no burst, and a crisis still is one."""

from __future__ import annotations

import random
from datetime import timedelta

import msgspec
import pytest

from alertd.core.rules.watch_state import WatchState
from alertd.model.house import House
from alertd.model.rule import Floor, Spike
from alertd.model.watch import Watch
from tests.unit.core.stage import Stage, house, loud

ALL = loud("all", when=Spike(rarer_than=timedelta(days=30)))
NEGATIVE = loud(
    "negative", when=Spike(of="negative", rarer_than=timedelta(days=30), at_least=Floor(mentions=6, authors=5))
)
OLD, NEW = ("acme",), ("acme corp",)


def wide(*terms: str) -> House:
    """Return the house with these terms of acme."""
    return house(ALL, NEGATIVE).with_(watches=(Watch(name="acme", terms=terms),))


def flow(stage: Stage, hours: float, per_hour: float, new: float = 0.0, seed: int = 3) -> Stage:
    """Let people write at random times, one in five angry. new: the share that only the new term finds."""
    chance = random.Random(seed)
    ends = stage.now + timedelta(hours=hours)
    while (at := stage.now + timedelta(seconds=round(chance.expovariate(per_hour / 3600), 3))) < ends:
        terms = NEW if chance.random() < new else OLD
        stage.until(at).mention("angry" if chance.random() < 0.2 else "neutral", terms=terms)
    return stage


def state_of(stage: Stage) -> WatchState:
    """Return what is known of acme."""
    return stage.engine.state.watches["acme"]


@pytest.fixture
def lived() -> Stage:
    """Return a stage after five usual days of ten mentions an hour."""
    return flow(Stage(wide(*OLD)), 5 * 24, 10)


def fired(stage: Stage) -> int:
    """Return how often a rule fired."""
    return stage.reasons().count("alert-firing")


@pytest.mark.parametrize("times", [2, 3])
def test_as_much_again_pages_nobody(lived: Stage, times: int) -> None:
    """Neither when it begins nor when what is usual has learnt it and is taken as it is again."""
    before = fired(lived)
    lived.load(wide(*OLD, *NEW))
    flow(lived, 40, 10 * times, new=1 - 1 / times)

    assert fired(lived) == before


@pytest.mark.parametrize("terms", [OLD, NEW], ids=["found by the old term", "found by the new one only"])
@pytest.mark.parametrize("hours", [0.1, 6.0])
def test_a_crisis_in_that_time_still_pages(lived: Stage, terms: tuple[str, ...], hours: float) -> None:
    """Whichever term finds it, in the first hour and later."""
    lived.load(wide(*OLD, *NEW))
    flow(lived, hours, 20, new=0.5)
    before = fired(lived)
    for _ in range(60):
        lived.until(lived.now + timedelta(seconds=10)).mention("angry", terms=terms)

    assert fired(lived) > before


def test_the_reload_says_for_how_long(lived: Stage) -> None:
    """In the decision about the terms; not where a term went, which brings nothing."""
    lived.load(wide(*OLD, *NEW))
    lived.load(wide(*OLD))
    added, gone = [one.text for one in lived.decisions if one.reason == "terms-changed"]

    assert added.endswith("until they are learnt, 30 hours, what the added terms bring is no burst")
    assert "30 hours" not in gone


def test_two_reloads_in_one_day_are_one_widening(lived: Stage) -> None:
    """What the first one added is not usual yet when the second comes."""
    lived.load(wide(*OLD, *NEW))
    lived.load(wide(*OLD, *NEW, "acme labs"))
    widened = state_of(lived).steps.widened

    assert widened is not None
    assert widened.added == (*NEW, "acme labs")


def test_a_watch_that_found_nothing_yet_is_not_widened() -> None:
    """There is no usual that a new term could exceed."""
    stage = Stage(wide(*OLD))
    stage.load(wide(*OLD, *NEW))

    assert state_of(stage).steps.widened is None


def test_a_reload_of_something_else_changes_nothing(lived: Stage) -> None:
    """Neither without a change of terms, nor for one that is written anew in another order."""
    lived.load(wide(*OLD, *NEW))
    before = state_of(lived).steps.widened
    lived.load(wide(*OLD, *NEW))
    assert state_of(lived).steps.widened is before

    lived.load(wide(*NEW, *OLD))
    assert state_of(lived).steps.widened is before


def test_other_terms_altogether_begin_anew(lived: Stage) -> None:
    """A new series has no usual to be widened."""
    lived.load(wide(*OLD, *NEW))
    lived.load(wide("globex"))

    assert state_of(lived).steps.widened is None


def test_it_is_forgotten_when_it_is_over(lived: Stage) -> None:
    """A snapshot of a watch of old terms is as it was."""
    lived.load(wide(*OLD, *NEW))
    assert "widened" in state_of(lived).to_state()

    flow(lived, 31, 20, new=0.5)
    assert "widened" not in state_of(lived).to_state()


def test_a_restart_in_the_middle_keeps_it(lived: Stage) -> None:
    """The factor after a restart is the one before."""
    lived.load(wide(*OLD, *NEW))
    flow(lived, 3, 30, new=2 / 3)
    state, now = state_of(lived), lived.now.timestamp()
    again = WatchState(state.watch, state.rules, state.needs)
    again.restore(msgspec.msgpack.decode(msgspec.msgpack.encode(state.to_state())))

    assert 2.0 < state.wider(now) == again.wider(now) <= 4.0
