"""A reload lets a watch find other posts: an exclusion, a need or a term comes or goes, a rule changes. The step is no news, a crisis is."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from alertd.core.engine import Engine
from alertd.core.reload import sought_by
from alertd.core.rules.lanes import WHOLE
from alertd.model.house import House
from alertd.model.rule import Drop, Floor, Only, Rule, Spike
from alertd.model.watch import Watch
from tests.unit.core.stage import Stage, house, loud

RULES = (
    loud("volume", when=Spike(rarer_than=timedelta(days=180))),
    loud("angry", when=Spike(of="negative", rarer_than=timedelta(days=60), at_least=Floor(mentions=6, authors=5))),
    loud("silence", when=Drop(below=0.2, window=timedelta(hours=6))),
)
MORE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "an exclusion is gone": ({"exclude": ("acme theatre",)}, {}),
    "a need is gone": ({"needs": ("kettle",)}, {}),
    "a need more will do": ({"needs": ("kettle",)}, {"needs": ("kettle", "toaster")}),
    "a language more is read": ({"languages": ("en",)}, {"languages": ("en", "tr")}),
    "whole words no more": ({"exact": True}, {}),
    "a need may stand further away": ({"needs": ("kettle",), "near": 5}, {"needs": ("kettle",), "near": 50}),
}


def acme(*rules: Rule, **settings: Any) -> House:
    """Return the house with these settings of acme."""
    return house(*(rules or RULES)).with_(watches=(Watch(name="acme", **{"terms": ("acme",), **settings}),))


def flow(stage: Stage, hours: float, per_hour: float, seed: int = 3) -> Stage:
    """Let people write at random times, one in five angry; nothing tells who found them."""
    chance = random.Random(seed)
    ends = stage.now + timedelta(hours=hours)
    while (at := stage.now + timedelta(seconds=round(chance.expovariate(per_hour / 3600), 3))) < ends:
        stage.until(at).mention("angry" if chance.random() < 0.2 else "neutral")
    return stage


def fired(stage: Stage) -> int:
    """Return how often a rule fired."""
    return stage.reasons().count("alert-firing")


def crisis(stage: Stage) -> Stage:
    """Let sixty angry people write within ten minutes."""
    for _ in range(60):
        stage.until(stage.now + timedelta(seconds=10)).mention("angry")
    return stage


@pytest.fixture(scope="module")
def lived() -> bytes:
    """Return a snapshot after four days of ten mentions an hour."""
    return flow(Stage(acme()), 4 * 24, 10).engine.snapshot()


def stage_of(lived: bytes, **before: Any) -> Stage:
    """Return a stage that goes on from there, under settings that were always so."""
    stage = Stage(acme())
    stage.engine = Engine.restore(lived)
    stage.engine.state.watches["acme"].adopt(
        acme(**before).watches[0], stage.engine.state.watches["acme"].rules, stage.engine.state.watches["acme"].needs
    )
    stage.now = stage.engine.newest
    return stage


@pytest.mark.parametrize("what", ["an exclusion is gone", "a need is gone"])
@pytest.mark.parametrize("times", [3, 5])
def test_as_many_more_page_nobody_and_a_crisis_does(lived: bytes, what: str, times: int) -> None:
    """From the first minute on: three and five times as many, of whom nobody knows that they were not found before."""
    before, after = MORE[what]
    stage = stage_of(lived, **before)
    stage.load(acme(**after))
    flow(stage, 10, 10 * times)
    assert fired(stage) == 0
    crisis(stage)
    assert fired(stage) > 0


def test_a_crisis_minutes_after_the_reload_pages(lived: bytes) -> None:
    """What is expected until it is measured hides no sixty angry people."""
    before, after = MORE["an exclusion is gone"]
    stage = stage_of(lived, **before)
    stage.load(acme(**after))
    assert fired(crisis(flow(stage, 0.1, 30))) > 0


def test_fewer_are_no_silence_and_no_excuse(lived: bytes) -> None:
    """A third of what came is left: nobody is told of a drop, and what is a crisis of a third is found."""
    stage = stage_of(lived)
    stage.load(acme(exclude=("acme theatre",)))
    flow(stage, 8, 2)
    assert fired(stage) == 0
    assert stage.engine.state.watches["acme"].wider(stage.engine.state.context.now) < 0.5
    crisis(stage)
    assert fired(stage) > 0


@pytest.mark.parametrize("what", MORE)
def test_what_finds_more_and_what_finds_less(lived: bytes, what: str) -> None:
    """Each key that decides what is found, read in both directions; a reload of anything else is no step."""
    narrow, wide = MORE[what]
    for before, after, wider in ((narrow, wide, True), (wide, narrow, False)):
        stage = stage_of(lived, **before)
        assert sought_by(acme(**before).watches[0]) != sought_by(acme(**after).watches[0])
        stage.load(acme(**after))
        stepped = stage.engine.state.watches["acme"].steps.stepped
        assert stepped is not None
        assert (stepped.is_wider, stepped.is_narrower) == (wider, not wider)
        assert "for a week" in next(one.text for one in stage.decisions if one.reason == "terms-changed")
        stage.load(acme(**after, timezone="Europe/Paris"))
        assert stage.engine.state.watches["acme"].steps.stepped is stepped


def test_two_reloads_in_one_week_are_both_expected(lived: bytes) -> None:
    """An exclusion more, then a need less: more or less may come."""
    stage = stage_of(lived, needs=("kettle",))
    stage.load(acme(needs=("kettle",), exclude=("acme theatre",)))
    stage.load(acme(exclude=("acme theatre",)))
    stepped = stage.engine.state.watches["acme"].steps.stepped
    assert stepped is not None
    assert (stepped.is_wider, stepped.is_narrower) == (True, True)


def test_a_restart_in_the_middle_keeps_it(lived: bytes) -> None:
    """By way of a snapshot; a watch that found nothing before has none."""
    before, after = MORE["an exclusion is gone"]
    stage = stage_of(lived, **before)
    stage.load(acme(**after))
    flow(stage, 4, 40)
    state = stage.engine.state.watches["acme"]
    now = stage.engine.state.context.now
    again = Engine.restore(stage.engine.snapshot()).state.watches["acme"]
    assert again.wider(now) == state.wider(now) > 2.0
    assert "stepped" in msgspec.msgpack.decode(msgspec.msgpack.encode(state.to_state()))
    fresh = Stage(acme(**before))
    fresh.load(acme(**after))
    assert not fresh.engine.state.watches["acme"].steps.are_new


RULES_CHANGED = {
    "each post instead of each voice": Spike(rarer_than=timedelta(days=30), count="posts"),
    "people instead of voices": Spike(rarer_than=timedelta(days=30), count="people"),
    "angry ones instead of all": Spike(of="negative", rarer_than=timedelta(days=30)),
    "one platform instead of all": Spike(rarer_than=timedelta(days=30), only=Only(platforms=("x",))),
    "a lower limit": Spike(rarer_than=timedelta(days=7)),
}


@pytest.mark.parametrize("what", RULES_CHANGED)
def test_a_rule_that_counts_otherwise_from_now_on_tells_no_usual_day(lived: bytes, what: str) -> None:
    """It begins with nothing counted, on a watch that has ten an hour; a crisis is told all the same."""
    stage = stage_of(lived)
    stage.load(acme(loud("volume", when=RULES_CHANGED[what])))
    flow(stage, 6, 10)
    assert fired(stage) == 0
    assert fired(crisis(stage)) > 0


def test_what_is_imported_after_the_reload_is_no_flow(lived: bytes) -> None:
    """Four hours as before, and three hundred posts of last month beside them: the step that is measured is none."""
    before, after = MORE["an exclusion is gone"]
    stage = stage_of(lived, **before)
    stage.load(acme(**after))
    for hour in range(4):
        flow(stage, 1, 10, seed=hour)
        for number in range(75):
            written = stage.now - timedelta(days=30, minutes=number)
            stage.mention("neutral", posted_at=written)
    assert stage.engine.state.watches["acme"].wider(stage.engine.state.context.now) < 1.5


def test_three_times_as_many_are_expected_as_three_times_as_many(lived: bytes) -> None:
    """Six hours after the reload the step is measured, and the last two hours show it too: it is not multiplied by itself."""
    before, after = MORE["an exclusion is gone"]
    stage = stage_of(lived, **before)
    stage.load(acme(**after))
    flow(stage, 6, 30)
    watch, now = stage.engine.state.watches["acme"], stage.engine.state.context.now
    usual = watch.volumes[WHOLE].reading(now, window=3600.0, expect=watch.wider(now)).usual
    assert usual == pytest.approx(30.0, rel=0.35)
