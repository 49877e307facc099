"""A webhook is told of like any source: at the start, after a time without sight, and when it was brought something."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.errors import StoreUnavailable
from alertd.model.events import SourceReported
from alertd.model.source_state import SourceState
from alertd.runtime.group_commit import Request
from alertd.runtime.supervise import Pushed
from tests.unit.runtime.made import NOON, StillClock

pytestmark = pytest.mark.asyncio


class WriterInMemory:
    """Keeps what the log is told; is down when told so."""

    def __init__(self) -> None:
        self.is_down = False
        self.refuses = False
        self.events: list[SourceReported] = []

    async def take(self, request: Request) -> object:
        """Keep it."""
        if self.is_down or self.refuses:
            raise StoreUnavailable("full")
        for entry in request.entries:
            assert isinstance(entry.event, SourceReported)
            self.events.append(entry.event)
        return []


def _made(cursor: str | None = None) -> tuple[Pushed, WriterInMemory, StillClock]:
    writer, clock = WriterInMemory(), StillClock()
    return Pushed("zap", writer, clock, cursor=cursor), writer, clock  # type: ignore[arg-type]  # all that is asked of them


async def test_it_is_told_once_at_the_start() -> None:
    """With what was brought last before the restart; and then not again while nothing happens."""
    pushed, writer, clock = _made("2026-11-21T11:30:00.000Z")
    for _ in range(3):
        await pushed.look()
        clock.at += timedelta(hours=1)

    assert [(one.source, one.state, one.last_event_at) for one in writer.events] == [
        ("zap", SourceState.OK, NOON - timedelta(minutes=30))
    ]


async def test_what_it_brings_is_told_every_five_minutes() -> None:
    """Not at each post: the log would hold nothing else."""
    pushed, writer, clock = _made()
    for _ in range(60):
        await pushed.look()
        clock.at += timedelta(seconds=10)
        pushed.brought(clock.at)

    assert [one.at - NOON for one in writer.events] == [timedelta(0), timedelta(minutes=5)]
    assert writer.events[1].last_event_at == NOON + timedelta(minutes=5)


async def test_while_the_store_is_down_it_is_blind() -> None:
    """It says so at once and counts the seconds; the log hears of them when it can."""
    pushed, writer, clock = _made()
    await pushed.look()
    writer.is_down = True
    await pushed.look()
    clock.at += timedelta(seconds=90)
    await pushed.look()
    assert (pushed.state, pushed.blind_seconds) == (SourceState.BLIND, 90.0)
    assert "503" in pushed.note
    clock.at += timedelta(seconds=10)
    writer.is_down, writer.refuses = False, True
    await pushed.look()
    writer.refuses = False
    clock.at += timedelta(seconds=5)
    await pushed.look()

    assert (pushed.state, pushed.note, pushed.blind_seconds) == (SourceState.OK, "", 100.0)
    assert [(one.state, one.blind_seconds) for one in writer.events] == [(SourceState.OK, 0.0), (SourceState.OK, 100.0)]


@pytest.mark.parametrize("cursor", ["t3_abc", "", "12345"])
async def test_the_place_of_another_source_is_no_instant(cursor: str) -> None:
    """A name that another kind of source had before stops no start."""
    pushed, writer, _ = _made(cursor)
    await pushed.look()

    assert writer.events[0].last_event_at is None
