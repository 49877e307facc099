"""Supervision: a source that fails is begun again where it stood, measured, and told about."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from typing import Any

import pytest

from alertd.errors import SourceError, StoreUnavailable
from alertd.model.events import SourceReported
from alertd.model.source_state import Gap, SourceState
from alertd.ports import Batch
from alertd.runtime.group_commit import Request
from alertd.runtime.intake import Taken
from alertd.runtime.supervise import Supervised, kept_running
from tests.unit.runtime.made import NOON, StillClock, post

pytestmark = pytest.mark.asyncio


class ScriptedSource:
    """Yields what it is told, life by life; an exception ends a life."""

    name, kind = "feed", "scripted"

    def __init__(self, *lives: Iterable[Batch | Exception]) -> None:
        self.lives = list(lives)
        self.cursors: list[str | None] = []

    async def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Live one life."""
        self.cursors.append(cursor)
        for what in self.lives.pop(0):
            if isinstance(what, Exception):
                raise what
            yield what


class IntakeInMemory:
    """Takes batches; refuses the first few if told so."""

    def __init__(self, refusals: int = 0) -> None:
        self.taken: list[tuple[int, str | None]] = []
        self.refusals = refusals

    async def take(self, _source: str, records: tuple[Any, ...], *, cursor: str | None, rejects: object) -> Taken:
        """Take a batch."""
        if self.refusals:
            self.refusals -= 1
            raise StoreUnavailable("full")
        self.taken.append((len(records), cursor))
        return Taken()


class Reports:
    """Keeps what the log is told."""

    def __init__(self) -> None:
        self.events: list[SourceReported] = []

    async def take(self, request: Request) -> object:
        """Keep it."""
        for entry in request.entries:
            assert isinstance(entry.event, SourceReported)
            self.events.append(entry.event)
        return []


@pytest.fixture(autouse=True)
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let nobody wait; return how long they would have."""
    asked: list[float] = []
    real = asyncio.sleep

    async def nap(seconds: float) -> None:
        asked.append(seconds)
        await real(0)

    monkeypatch.setattr("alertd.runtime.supervise.asyncio.sleep", nap)
    return asked


def _over(source: ScriptedSource, intake: IntakeInMemory | None = None) -> tuple[Supervised, Reports]:
    reports = Reports()
    made = Supervised(source, intake or IntakeInMemory(), reports, StillClock(NOON))  # type: ignore[arg-type]
    return made, reports


async def test_it_goes_on_where_it_stood(naps: list[float]) -> None:
    """After a failure the next life begins at the newest place that was committed; waits double and never end it."""
    fault = SourceError("cut off")
    source = ScriptedSource(
        [Batch(records=(post("1"),), cursor="a"), Batch(cursor="b"), fault],
        [fault],
        [ZeroDivisionError()],
        [Batch(cursor="c")],
    )
    one, reports = _over(source)
    await one.run("start")

    assert source.cursors == ["start", "b", "b", "b"]
    assert one.restarts == 3
    assert naps == [1.0, 2.0, 4.0]
    assert [event.state for event in reports.events] == [
        SourceState.OK,
        SourceState.BLIND,
        SourceState.BLIND,
        SourceState.OK,
    ]
    assert "ZeroDivisionError" in reports.events[2].note
    assert (one.received, one.last_event_at) == (1, NOON)


async def test_what_the_platform_asks_is_done(naps: list[float]) -> None:
    """Retry-After is the wait; what only new settings can help is tried again seldom."""
    lives: list[list[Batch | Exception]] = [
        [SourceError("slow down", retry_after=17.0)],
        [SourceError("revoked", permanent=True)],
        [Batch()],
    ]
    one, _ = _over(ScriptedSource(*lives))
    await one.run(None)

    assert naps == [17.0, 300.0]


@pytest.mark.parametrize("asked", [float("nan"), float("inf"), -3.0])
async def test_what_is_no_time_to_wait_is_not_waited_for(asked: float, naps: list[float]) -> None:
    """A plug-in hands on whatever its platform said: the source is begun again after a wait of our own."""
    one, _ = _over(ScriptedSource([SourceError("slow down", retry_after=asked)], [Batch()]))
    await one.run(None)

    assert naps == [1.0]


async def test_a_store_that_takes_nothing_holds_the_batch(naps: list[float]) -> None:
    """The batch and its place wait; nothing is skipped and the source is not begun anew."""
    intake = IntakeInMemory(refusals=3)
    one, _ = _over(ScriptedSource([Batch(records=(post("1"),), cursor="a"), Batch(cursor="b")]), intake)
    await one.run(None)

    assert intake.taken == [(1, "a"), (0, "b")]
    assert one.restarts == 0
    assert len(naps) == 3


async def test_blind_time_and_holes_are_counted() -> None:
    """A closed gap counts its seconds and its posts, a hole stays named; unchanged states are not told again."""
    gap = Gap(begins_at=NOON - timedelta(minutes=5), ends_at=NOON, filled=4, hole="5 minutes on x")
    one, reports = _over(
        ScriptedSource([Batch(), Batch(), Batch(gaps=(gap,)), Batch(state=SourceState.DEGRADED, note="slow")])
    )
    await one.run(None)

    assert one.blind_seconds == 300.0
    assert list(one.holes) == ["5 minutes on x"]
    assert one.filled == 4
    assert [(event.state, event.filled) for event in reports.events] == [("ok", 0), ("ok", 4), ("degraded", 0)]


async def test_a_clock_that_is_set_back_makes_no_blind_time_negative() -> None:
    """Blind since a day ahead, seeing again by the right clock: that spell counts nothing, the others what they were."""
    clock = StillClock(NOON)

    class Turning(ScriptedSource):
        async def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
            async for batch in super().batches(cursor):
                yield batch
                clock.at -= timedelta(days=1)

    gap = Gap(begins_at=NOON - timedelta(days=1, minutes=5), ends_at=NOON - timedelta(days=1))
    source = Turning([Batch(state=SourceState.BLIND), Batch(gaps=(gap,))])
    one = Supervised(source, IntakeInMemory(), Reports(), clock)  # type: ignore[arg-type]
    await one.run(None)

    assert one.blind_seconds == 300.0


async def test_a_task_that_keeps_dying_is_told(naps: list[float]) -> None:
    """It is run again, each time later; from the third death in a row operators hear of it."""
    told: list[str] = []
    lives = [ZeroDivisionError(), SourceError("x"), ZeroDivisionError(), None]

    async def run() -> None:
        life = lives.pop(0)
        if life is not None:
            raise life

    await kept_running("outbox", run, lambda topic, text: told.append(f"{topic}: {text}"))

    assert told == ["task-outbox: the task outbox died 3 times in a row and is restarted"]
    assert naps == [1.0, 2.0, 4.0]


async def test_what_is_spent_is_told_when_it_moves() -> None:
    """Of a source that goes on as before the log hears what it costs, each step once; one that fails does not know."""
    steps = (0.0, 0.0, 0.05, 0.05, None, 0.1)
    one, reports = _over(ScriptedSource([Batch(spent=spent) for spent in steps]))
    await one.run(None)

    assert [event.spent for event in reports.events] == [0.0, 0.05, 0.1]


@pytest.mark.parametrize("answer", [Batch(records=(post("2"),), cursor="b"), SourceError("cut off")])
async def test_a_source_whose_client_forgets_that_it_was_told_to_end_ends(
    naps: list[float], answer: Batch | Exception
) -> None:
    """What its client brings or says at that very step is the last of it, and is not taken: another may read on from the same place by now."""
    asked = asyncio.Event()

    class Forgetful(ScriptedSource):
        async def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
            async for batch in super().batches(cursor):
                yield batch
            asked.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if isinstance(answer, Exception):
                    raise answer from None
                yield answer
            await asyncio.Event().wait()

    intake = IntakeInMemory()
    one, _ = _over(Forgetful([Batch(records=(post("1"),), cursor="a")], []), intake)
    task = asyncio.ensure_future(one.run(None))
    await asked.wait()
    task.cancel()
    await asyncio.wait({task}, timeout=60.0)

    assert task.done()
    assert (intake.taken, naps) == ([(1, "a")], [])


async def test_a_task_that_forgets_that_it_was_told_to_end_is_not_run_again(naps: list[float]) -> None:
    """It died of the answer that came at that very step; nobody tells it a second time."""
    lives, begun = 0, asyncio.Event()

    async def run() -> None:
        nonlocal lives
        lives += 1
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise SourceError("an answer that came at that very step") from None

    task = asyncio.ensure_future(kept_running("outbox", run, lambda *_told: None))
    await begun.wait()
    task.cancel()
    await asyncio.wait({task}, timeout=60.0)

    assert task.done()
    assert (lives, naps) == (1, [])
