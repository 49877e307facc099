"""The funnel: order, cursor, states and back-pressure."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from alertd.blocking.waiting import within
from alertd.errors import SourceError
from alertd.model.post import Deletion
from alertd.model.source_state import SourceState
from alertd.sources.funnel import AT_ONCE, LIMIT, Funnel, Haul, read_cursor

pytestmark = pytest.mark.asyncio
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class StillClock:
    """A clock whose sleeps end only when a test says so."""

    def __init__(self) -> None:
        self.beat = asyncio.Event()

    def now(self) -> datetime:
        """Return noon."""
        return NOON

    async def sleep(self, seconds: float) -> None:
        """Wait for the test."""
        await self.beat.wait()
        self.beat.clear()


def haul(first: int, count: int = 1, **marks: int) -> Haul:
    """Make a haul of numbered records."""
    return Haul(records=tuple(Deletion(platform="p", id=str(first + n)) for n in range(count)), marks=dict(marks))


async def idle() -> None:
    """Be a part that never brings anything."""
    await asyncio.Event().wait()


async def test_records_keep_their_order_and_the_cursor_never_runs_ahead() -> None:
    """Whatever was merged, a cursor holds only marks of records that were yielded with it or before."""
    funnel = Funnel(StillClock(), None)

    async def part() -> None:
        for number in range(0, 2_000, 10):
            await funnel.put(haul(number, 10, at=number + 9))
        await idle()

    seen: list[int] = []
    batches = funnel.batches({"part": part})
    async for batch in batches:
        assert len(batch.records) <= AT_ONCE
        seen += [int(record.id) for record in batch.records if isinstance(record, Deletion)]
        if batch.cursor is not None:
            assert read_cursor(batch.cursor)["at"] == seen[-1]
        if len(seen) == 2_000:
            break
    await batches.aclose()

    assert seen == list(range(2_000))


async def test_a_full_funnel_makes_its_tasks_wait() -> None:
    """Without a reader no more than the limit piles up."""
    funnel = Funnel(StillClock(), None)
    put = 0

    async def part() -> None:
        nonlocal put
        while True:
            await funnel.put(haul(put, 100))
            put += 100

    batches = funnel.batches({"part": part})
    await anext(batches)
    await asyncio.sleep(0)
    for _ in range(200):
        await asyncio.sleep(0)

    assert funnel.is_full
    assert put <= LIMIT + 100
    await batches.aclose()


async def test_the_worst_part_decides_and_all_notes_are_told() -> None:
    """A source is as well as its worst part; every change is told at once."""
    funnel = Funnel(StillClock(), None)
    batches = funnel.batches({"part": idle})
    assert (await anext(batches)).state is SourceState.STARTING

    funnel.view("stream", SourceState.OK)
    funnel.view("counts", SourceState.DEGRADED, "no counts")
    batch = await anext(batches)
    assert (batch.state, batch.note, batch.cursor) == (SourceState.DEGRADED, "no counts", None)

    funnel.view("stream", SourceState.OUT_OF_BUDGET, "the budget is used up")
    batch = await anext(batches)
    assert (batch.state, batch.note) == (SourceState.OUT_OF_BUDGET, "the budget is used up; no counts")
    await batches.aclose()


async def test_a_sample_is_told_as_soon_as_it_begins_and_when_it_ends() -> None:
    """One in eight, then all again; the same number is told once."""
    funnel = Funnel(StillClock(), None)

    async def part() -> None:
        funnel.view("stream", SourceState.DEGRADED, "sampling")
        await asyncio.Event().wait()

    stream = funnel.batches({"stream": part})
    try:
        assert (await anext(stream)).sampled == 0
        while (batch := await anext(stream)).state is not SourceState.DEGRADED:
            pass
        funnel.sampled(8)
        assert (await anext(stream)).sampled == 8
        funnel.sampled(8)
        funnel.sampled()
        assert (await anext(stream)).sampled == 0
        assert batch.sampled == 0
    finally:
        await stream.aclose()


async def test_quiet_sources_still_beat() -> None:
    """When nothing happens an empty batch is the sign of life."""
    clock = StillClock()
    funnel = Funnel(clock, None)
    batches = funnel.batches({"part": idle})
    await anext(batches)
    waiting = asyncio.ensure_future(anext(batches))
    await asyncio.sleep(0)
    assert not waiting.done()

    clock.beat.set()

    assert (await waiting).records == ()
    await batches.aclose()


async def test_a_part_that_fails_ends_the_source_with_a_reason() -> None:
    """A SourceError passes as it is; a fault of ours names its part and type."""

    async def refused() -> None:
        raise SourceError("no", permanent=True)

    async def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(SourceError, match="no") as caught:
        async for _ in Funnel(StillClock(), None).batches({"part": refused}):
            pass
    assert caught.value.permanent
    with pytest.raises(SourceError, match="the part failed: unexpected ZeroDivisionError"):
        async for _ in Funnel(StillClock(), None).batches({"the part": broken}):
            pass


async def test_a_cursor_of_another_age_counts_as_none() -> None:
    """What cannot be read is no reason to stay down."""
    for cursor in (None, "", "{", "[1]", "7"):
        assert read_cursor(cursor) == {}


async def test_within_passes_results_faults_and_the_end_of_patience() -> None:
    """A deadline by the clock ends work that hangs, and cancels it."""
    clock = StillClock()
    was_cancelled = False

    async def hang() -> None:
        nonlocal was_cancelled
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            was_cancelled = True
            raise

    async def fine() -> int:
        return 7

    assert await within(clock, 5, fine()) == 7
    clock.beat.set()
    with pytest.raises(TimeoutError, match="within 5 seconds"):
        await within(clock, 5, hang())
    assert was_cancelled


async def test_what_is_spent_is_told_in_steps() -> None:
    """Each post costs a little: the log hears of every twentieth of the money, not of every cent."""
    clock = StillClock()
    funnel = Funnel(clock, None)
    spent = 0.0
    funnel.pays_by(lambda: spent)
    funnel.view("part", SourceState.OK)
    batches = funnel.batches({"part": idle})

    assert (await anext(batches)).spent == 0.0
    told: list[float | None] = []
    for share in (0.04, 0.051, 0.09, 0.101, 2.0):
        spent = share
        clock.beat.set()
        told.append((await anext(batches)).spent)
    await batches.aclose()

    assert told == [0.0, 0.05, 0.05, 0.1, 1.0]
