"""What is done each hour: it goes on whatever the store says, and people hear only of what they can mend."""

from __future__ import annotations

import asyncio

import pytest
import structlog

from alertd.errors import StoreDamaged, StoreUnavailable
from alertd.runtime import hourly
from alertd.runtime.hourly import EVERY

pytestmark = pytest.mark.asyncio


class Work:
    """Fails with each of its faults in turn, then ends the story."""

    def __init__(self, *faults: Exception | None) -> None:
        self._faults = list(faults)

    async def do(self) -> None:
        """Do it once."""
        if not self._faults:
            raise asyncio.CancelledError
        fault = self._faults.pop(0)
        if fault is not None:
            raise fault


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the seconds that were waited for; none of them passes."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return waited


async def _done(work: Work) -> tuple[list[tuple[str, str]], list[str]]:
    told: list[tuple[str, str]] = []
    with structlog.testing.capture_logs() as lines, pytest.raises(asyncio.CancelledError):
        await hourly.hourly("sweep", work.do, after_start=7.0, tell=lambda topic, text: told.append((topic, text)))
    return told, [line["event"] for line in lines]


async def test_some_minutes_after_the_start_and_then_each_hour(waits: list[float]) -> None:
    """A start is busy enough."""
    assert await _done(Work(None, None)) == ([], [])
    assert waits == [7.0, EVERY, EVERY]


async def test_a_store_that_is_away_is_tried_again_and_wakes_nobody(waits: list[float]) -> None:
    """Whoever looks after the store has told operators already."""
    assert await _done(Work(StoreUnavailable("the disk is full"), None)) == ([], ["hourly.put_off"])
    assert waits == [7.0, EVERY, EVERY]


async def test_operators_hear_of_what_they_alone_can_mend(waits: list[float]) -> None:
    """And the next hour it is tried again: they may have mended it."""
    told, lines = await _done(Work(StoreDamaged("page 7 is damaged"), StoreDamaged("page 7 is damaged")))
    assert told == [("sweep", "page 7 is damaged")] * 2
    assert lines == []
    assert waits == [7.0, EVERY, EVERY]


async def test_a_fault_of_the_program_is_not_swallowed(waits: list[float]) -> None:
    """Who supervises the task begins it again, and says so."""
    with pytest.raises(ZeroDivisionError):
        await _done(Work(ZeroDivisionError()))
