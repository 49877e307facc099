"""Unwatched: an outage is no silence, whoever was down."""

from __future__ import annotations

from alertd.bench import stream
from alertd.bench.live import Run, mentions, volume_rule
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
    assert sorted(run.engine._eyes.seen) == ["reddit", "x"], "nobody said what is set"
    run.take(HouseLoaded(at=instant(ENDS + 2), house=house, sources=("x",)))

    assert list(run.engine._eyes.seen) == ["x"]
