"""A clock that was ahead and was set back: nobody waits for the wrong time, and nothing is learnt of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.engine import Engine
from alertd.model.events import ClockSetBack, OpsNoted, ScorerChanged, SilenceSet, Ticked
from alertd.model.incident import Act
from alertd.model.page import PageKind
from alertd.model.rule import Floor, Rule, Spike
from alertd.model.silence import Silence
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch
from tests.unit.core.stage import DAY_LONG, NOTICE, URGENT, Stage, clock, house, loud

DAY = timedelta(days=1)


def goes_wrong(stage: Stage, ahead: timedelta = DAY) -> Stage:
    """Let the machine's clock leap ahead; the stage's own time goes on as it should."""
    stage.handle(Ticked(at=stage.now + ahead))
    return stage


def comes_right(stage: Stage, after: timedelta = timedelta(minutes=15)) -> Stage:
    """Let the clock be set back after a while."""
    stage.now += after
    stage.handle(ClockSetBack(at=stage.now, was=stage.engine.newest))
    return stage


def test_who_carries_wakes_somebody_again() -> None:
    """A loud post right after; in the wrong time it was too old to wake anybody, and says so."""
    stage = goes_wrong(Stage(house(loud())))
    stage.mention(audience=5000)
    assert stage.told() == []
    assert "too-old-to-wake" in stage.reasons()

    comes_right(stage).mention(audience=5000)

    assert stage.told() == ["08:15 ayse"]


def test_what_woke_nobody_is_summed_up_soon() -> None:
    """One summary names the clock, minutes after it was set right, although there was one in the wrong time."""
    stage = goes_wrong(Stage(house(loud())))
    stage.mention(audience=5000)
    stage.handle(Ticked(at=stage.now + DAY + timedelta(minutes=3)))
    stage.mention(audience=5000)

    comes_right(stage).until("09:00")

    notes = [page.facts["note"] for page in stage.pages if page.kind is PageKind.DIGEST]
    assert len(notes) == 2
    assert notes[1] == "1 mentions came while this machine's clock was wrong, and woke nobody; 1 of them are negative"


def test_a_step_comes_within_its_time() -> None:
    """Ayse was paged by the wrong clock; omar is told 15 minutes after it was set back, not a day later."""
    stage = Stage(house(loud(keep_firing_for=timedelta(days=3))))
    stage.fire("08:00")
    goes_wrong(stage, timedelta(hours=30))
    comes_right(stage).until("12:00")

    assert [p.to for p in stage.pages if p.kind is PageKind.PAGE] == ["ayse", "omar", "maria"]
    assert stage.told()[2] == "08:30 maria"


def test_acknowledged_in_the_wrong_time_expires_an_hour_after() -> None:
    """Its hour begins at the latest when the clock is right again; the incident's instants are not in the future."""
    stage = Stage(house(loud(keep_firing_for=timedelta(days=3))))
    goes_wrong(stage, timedelta(hours=2))
    stage.mention(audience=5000)
    stage.act(Act.ACK)
    comes_right(stage)

    assert stage.incident.opened_at == stage.incident.acknowledged_at == clock("08:15")
    stage.until("09:14")
    assert len(stage.told()) == 1
    stage.until("09:16")
    assert stage.told()[-1] == "09:15 ayse"


def test_an_alert_of_the_wrong_time_resolves_in_its_own_time() -> None:
    """Ten minutes after the clock was set back, not a day; and the incident closes a day after."""
    stage = Stage(house(loud()))
    goes_wrong(stage, timedelta(hours=2))
    stage.mention(audience=5000)
    comes_right(stage).until("08:26")

    assert not stage.incident.is_firing
    stage.until("08:26", day=1)
    assert stage.incident.closed_at == clock("08:25", 1)


def test_a_silence_of_the_wrong_time_keeps_its_length() -> None:
    """Two hours, asked for in the wrong time, are not two hours of tomorrow."""
    stage = goes_wrong(Stage(house(loud(keep_firing_for=DAY))))
    begins = stage.now + DAY
    silence = Silence(
        id="s", begins_at=begins, ends_at=begins + timedelta(hours=2), by="lea", reason="known", watch="acme"
    )
    stage.handle(SilenceSet(at=begins, silence=silence))
    comes_right(stage)

    kept = stage.engine.silences()[0]
    assert (kept.begins_at, kept.ends_at) == (clock("08:15"), clock("10:15"))
    stage.mention(audience=5000)
    assert stage.told() == []
    stage.until("10:20")
    assert stage.told() == ["10:15 ayse"]


def test_operators_hear_of_it_and_of_what_follows() -> None:
    """A topic of the wrong time does not keep operators from hearing of it for a day."""
    stage = goes_wrong(Stage(house(loud())))
    stage.handle(OpsNoted(at=stage.now + DAY, topic="disk", text="the disk is full"))
    comes_right(stage)
    stage.handle(OpsNoted(at=stage.now, topic="disk", text="the disk is full"))

    notes = [str(p.facts["note"]) for p in stage.pages if p.kind is PageKind.OPS]
    assert [note[:20] for note in notes] == ["the disk is full", "this machine's clock", "the disk is full"]
    assert "clock-set-back" in stage.reasons()


def test_a_notice_of_the_wrong_time_goes_out_with_the_next_digest() -> None:
    """At nine of today, not of tomorrow."""
    stage = goes_wrong(Stage(house(loud(severity=NOTICE))), timedelta(hours=5))
    stage.mention(audience=5000)
    comes_right(stage).until("09:01")

    assert [f"{p.at:%d %H:%M}" for p in stage.pages if p.kind is PageKind.DIGEST] == ["23 09:00"]


def test_a_source_that_falls_silent_is_noticed() -> None:
    """The state of a source counts from the right time on."""
    stage = goes_wrong(Stage(house(loud())))
    stage.source(SourceState.BLIND, last_event_at=stage.now + DAY)
    comes_right(stage)
    seen = stage.engine.state.eyes.seen["x"]

    assert seen.since == seen.last_event == stage.now.timestamp()


def spike() -> Rule:
    """Return a rule by rarity."""
    few = Floor(mentions=10, authors=5)
    return loud("spike", when=Spike(rarer_than=DAY, at_least=few), severity=URGENT, keep_firing_for=DAY_LONG)


def _a_week(stage: Stage) -> Stage:
    stage.mention()
    for _ in range(7 * 24 * 12):
        stage.until(stage.now + timedelta(minutes=5)).mention()
    return stage


def _usual(stage: Stage) -> float:
    """Return what is usual in a second; a reading chooses its own window."""
    reading = dict(stage.engine.readings("acme", stage.now))["all|voices"]
    assert reading.usual is not None
    return reading.usual / reading.window


def test_an_empty_day_of_a_wrong_clock_is_not_learnt() -> None:
    """What is usual is what it was: the usual flow pages nobody on the day after, and a burst pages as it did."""
    stage = _a_week(Stage(house(spike())))
    usual = _usual(stage)
    goes_wrong(stage)
    for _ in range(3):
        stage.now += timedelta(minutes=5)
        stage.mention()
    comes_right(stage)

    assert _usual(stage) == pytest.approx(usual, rel=1e-3)
    for _ in range(24 * 12):
        stage.until(stage.now + timedelta(minutes=5)).mention()
    assert stage.told() == []
    for _ in range(40):
        stage.until(stage.now + timedelta(seconds=10)).mention()
    assert len(stage.told()) == 1


def test_two_leaps_are_undone_together() -> None:
    """A day, then another, then back: what is usual is what it was before both."""
    stage = _a_week(Stage(house(spike())))
    usual = _usual(stage)
    goes_wrong(stage)
    goes_wrong(stage, 2 * DAY)
    comes_right(stage)

    assert _usual(stage) == pytest.approx(usual, rel=1e-3)


def test_a_series_that_began_anew_is_not_brought_back() -> None:
    """New terms, or a new scorer, in the wrong time: what was known before speaks of something else."""
    stage = _a_week(Stage(house(spike())))
    goes_wrong(stage)
    stage.load(house(spike(), watches=(Watch(name="acme", terms=("other",)),)))
    comes_right(stage)

    assert stage.engine.state.watches["acme"].volumes == {}
    goes_wrong(stage)
    stage.handle(ScorerChanged(at=stage.now + DAY, watch="acme", scorer="new/1"))
    restored = Engine.restore(stage.engine.snapshot())
    assert restored.snapshot() == stage.engine.snapshot()


def test_a_restart_in_the_wrong_time_changes_nothing() -> None:
    """From parts of which only the changed ones were saved, as the store keeps them."""
    stage = _a_week(Stage(house(spike())))
    parts = stage.engine.parts(only_dirty=False)
    goes_wrong(stage)
    parts |= stage.engine.parts(only_dirty=True)
    stage.mention()
    parts |= stage.engine.parts(only_dirty=True)
    restored = Engine.from_parts(parts)
    assert restored.doubted_seconds == stage.engine.doubted_seconds > 0.9 * 86400
    event = ClockSetBack(at=stage.now, was=stage.engine.newest)

    assert restored.handle(event) == stage.engine.handle(event)
    assert restored.snapshot() == stage.engine.snapshot()
    assert restored.doubted_seconds == 0


def test_time_that_is_in_order_is_never_set_back() -> None:
    """An event that says so of a clock that was not ahead does nothing."""
    stage = Stage(house(loud()))

    assert stage.handle(ClockSetBack(at=stage.now, was=stage.now)) == ()
