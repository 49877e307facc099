"""Unwatched: an outage is no silence, whoever was down."""

from __future__ import annotations

import pytest

from alertd.bench import stream
from alertd.bench.live import Run, mentions, volume_rule
from alertd.core.rules.lanes import WHOLE
from alertd.core.signals.volume import Volume
from alertd.core.times import epoch, instant
from alertd.model.events import HouseLoaded, SourceReported
from alertd.model.source_state import SourceState

HOUR, DAYS = 3600.0, 60
ENDS = stream.BEGINS + (DAYS * 24 + 12) * HOUR


def _after(hours: float, *, begins: str) -> list[float]:
    """Return the minutes after an outage in which a watch of 20 an hour pages, whose week is known; begins: how it ends."""
    run = Run(volume_rule(45.0))
    down = ENDS - hours * HOUR
    counts = stream.quiet(20.0, DAYS + 5, 0)
    is_back = False
    for event in mentions(counts, None, 0, (DAYS - 2) * 1440, len(counts)):
        at = epoch(event.at)
        event = event.with_(source="x")  # noqa: PLW2901
        if down <= at < ENDS:
            continue
        if at >= ENDS and not is_back:
            is_back = True
            if begins == "start":
                run.take(HouseLoaded(at=instant(ENDS), house=run.engine.house, is_start=True))
            elif begins == "source":
                run.take(SourceReported(at=instant(down), source="x", state=SourceState.BLIND))
                run.take(SourceReported(at=instant(ENDS - 60), source="x", state=SourceState.CATCHING_UP))
                run.take(SourceReported(at=instant(ENDS), source="x", state=SourceState.OK))
        if event.mention.is_imported:
            run.engine.handle(event)
        else:
            run.take(event)
    return [(at - ENDS) / 60.0 for at, _ in run.pages if at >= ENDS]


def test_a_usual_hour_after_an_outage_is_usual() -> None:
    """Whether the daemon was down or its source was blind; taken for silence, the same two hours page within the next."""
    (falsely,) = _after(2.0, begins="silence")

    assert falsely < 60.0
    assert _after(2.0, begins="start") == []
    assert _after(2.0, begins="source") == []


def test_a_source_that_was_taken_out_is_silent_for_nobody() -> None:
    """It would be quiet for ever, and its last state would make the watches blind."""
    run = Run(volume_rule(45.0))
    for name in ("x", "reddit"):
        run.take(SourceReported(at=instant(ENDS), source=name, state=SourceState.BLIND))
    house = run.engine.house
    run.take(HouseLoaded(at=instant(ENDS + 1), house=house))
    assert sorted(run.engine.state.eyes.seen) == ["reddit", "x"], "nobody said what is set"
    run.take(HouseLoaded(at=instant(ENDS + 2), house=house, sources=("x",)))

    assert list(run.engine.state.eyes.seen) == ["x"]


@pytest.mark.parametrize("sources", [1, 3, 6])
def test_what_several_did_not_see_at_once_was_missed_once(sources: int) -> None:
    """A young watch whose sources go blind together is as old as it was, however many they are, and a crisis pages."""
    run, counts = Run(volume_rule(45.0)), stream.quiet(20.0, 2, 3)
    down, up, crisis = 8 * HOUR, 18 * HOUR, 19 * HOUR
    names = [f"s{i}" for i in range(sources)]
    events = [
        event.with_(source=names[i % sources])
        for i, event in enumerate(mentions(counts, None, 3, 0, 19 * 60))
        if not down <= epoch(event.at) - stream.BEGINS < up
    ]
    for event in events:
        if epoch(event.at) - stream.BEGINS >= up and not run.engine.state.eyes.seen:
            for at, state in ((down, SourceState.BLIND), (up, SourceState.OK)):
                for name in names:
                    run.take(SourceReported(at=instant(stream.BEGINS + at), source=name, state=state))
        run.take(event)
    lane = run.engine.state.watches["acme"].volumes[WHOLE]
    assert (stream.BEGINS + 19 * HOUR - lane._began) / HOUR == pytest.approx(9.0, abs=0.3)

    for i in range(180):
        now = instant(stream.BEGINS + crisis + 20.0 * i)
        late = events[-1].mention.with_(id=f"c{i}", voice=10**9 + i, author=f"c{i}", posted_at=now, seen_at=now)
        run.take(events[-1].with_(at=now, mention=late))
    assert [rule for _, rule in run.pages] == ["volume"]


def test_a_year_that_nobody_saw_is_passed_over_at_once() -> None:
    """What is usual is what it was, its hours are unknown, and no bucket is learnt one by one."""
    lane, begins = Volume(), stream.BEGINS
    for event in mentions(stream.quiet(20.0, 8, 3), None, 3, 0, 8 * 1440):
        lane.observe(epoch(event.at), now=epoch(event.at))
    usual, buckets = lane._pace.mean, lane._pace.buckets
    lane.gap(begins + 8 * 24 * HOUR, begins + 373 * 24 * HOUR)
    lane.advance(begins + 373 * 24 * HOUR + 300.0)

    assert lane._pace.mean == pytest.approx(usual, rel=0.02)
    assert lane._pace.buckets <= buckets + 3
    assert lane._pace.pattern.season.mean_ago(int(begins // 3600) + 373 * 24) is None
