"""An incident says that nobody sees whether it goes on."""

from __future__ import annotations

from datetime import timedelta

from alertd.core.engine import Engine
from alertd.model.events import Ticked
from alertd.model.incident import Act, Stale
from alertd.model.source_state import SourceState
from tests.unit.core.stage import Stage, clock, house, loud


def blind() -> Stage:
    """Return a stage on which X, which feeds an incident, has been blind since 10:05; its last post came at 10:02."""
    stage = Stage(house(loud())).source(SourceState.OK).fire("10:00")
    return stage.until("10:05").source(SourceState.BLIND, last_event_at=clock("10:02"))


def test_it_says_since_when_and_from_where() -> None:
    """Within a minute of looking; in words too."""
    stage = blind().until("10:20")

    assert stage.incident.stale == Stale(since=clock("10:02"), sources=("x",), rules=("loud",))
    assert stage.incident.stale.text == "no data since 2026-11-23 10:02 UTC from x"


def test_the_first_instant_stays_while_it_lasts() -> None:
    """Catching up is not seeing yet, and what it brings of the past is no news of now."""
    stage = blind().until("10:20").source(SourceState.CATCHING_UP).until("10:30")

    assert stage.incident.stale is not None
    assert stage.incident.stale.since == clock("10:02")


def test_it_ends_when_the_source_sees_again() -> None:
    """With a decision that says what was not seen; it resolves afterwards, in its own time."""
    stage = blind().until("11:00").source(SourceState.OK).until("11:02")

    assert stage.incident.stale is None
    assert stage.incident.is_firing
    said = [one.text for one in stage.decisions if one.reason == "seen-again"]
    assert said == ["after no data since 2026-11-23 10:02 UTC from x"]
    assert not stage.until("11:15").incident.is_firing


def test_another_source_that_is_blind_says_nothing_of_this_incident() -> None:
    """Reddit is blind, and this watch lives on X."""
    stage = Stage(house(loud())).source(SourceState.OK).source(SourceState.BLIND, "reddit").fire("10:00")

    assert all(one.stale is None for one in stage.until("10:30").incidents())


def test_a_closed_incident_is_not_stale() -> None:
    """Nobody waits for it any more."""
    assert blind().until("10:20").act(Act.CLOSE).until("10:40").incident.stale is None


def test_a_restart_knows_what_is_stale() -> None:
    """It ends there as it would have ended."""
    stage = blind().until("10:20")
    engine = Engine.restore(stage.engine.snapshot())
    stage.source(SourceState.OK)
    engine.handle(stage.events[-1])
    tick = Ticked(at=stage.now + timedelta(minutes=1))

    assert engine.handle(tick) == stage.handle(tick)
    assert stage.incident.stale is None
    assert engine.snapshot() == stage.engine.snapshot()
