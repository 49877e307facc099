"""What every source keeps, as a check that anybody can run against their own.

    await check_source(make, offer=offer)

`make(clock)` builds the source against your fake platform; `offer(number)` writes so many posts there and returns
their ids. The check fails with a sentence that says what was promised.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any

from alertd.errors import SourceError
from alertd.model.post import Post
from alertd.model.source_state import SourceState
from alertd.ports import Batch, Clock, Source

START = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
BEAT = 30.0  #: seconds; the port's promise


_TURN = 0.02  # seconds of the machine


class QuickClock:
    """A clock that runs `speed` times as fast as the machine's, so that minutes of waiting take moments."""

    def __init__(self, speed: float = 50.0, start: datetime = START) -> None:
        self.speed = speed
        self._start = start
        self._zero = time.monotonic()

    def now(self) -> datetime:
        """Return the quick instant."""
        return self._start + timedelta(seconds=(time.monotonic() - self._zero) * self.speed)

    def step(self, by: timedelta) -> None:
        """Set the clock, as an operator or a suspended machine does."""
        self._start += by

    async def sleep(self, seconds: float) -> None:
        """Wait `seconds` of this clock, counted in turns of the loop.

        A loop that is starved sleeps longer: else a server of the same test, starved alike, would seem to have gone silent.
        """
        left = seconds / self.speed
        while left > _TURN:
            await asyncio.sleep(_TURN)
            left -= _TURN
        await asyncio.sleep(left)


def _claim(is_true: object, promise: str) -> None:
    if not is_true:
        raise AssertionError(f"a source {promise}")


_is_source: ContextVar[bool] = ContextVar("_is_source", default=False)


@contextmanager
def _watched() -> Iterator[set[asyncio.Task[Any]]]:
    """Collect the tasks that the source starts; those of a fake platform in the same loop are not its fault."""
    started: set[asyncio.Task[Any]] = set()

    def factory(loop: asyncio.AbstractEventLoop, work: Any, **options: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.Task(work, loop=loop, **options)
        if _is_source.get():  # inherited from the task that reads the source
            started.add(task)
        return task

    loop = asyncio.get_running_loop()
    before = loop.get_task_factory()
    loop.set_task_factory(factory)
    try:
        yield started
    finally:
        loop.set_task_factory(before)


class _Reading:
    """One life of the source: its batches are checked and kept as they come."""

    def __init__(self, source: Source, cursor: str | None, store: dict[tuple[str, str], Post]) -> None:
        self._source = source
        self._store = store
        self.cursor = cursor
        self.batches = 0
        self.state = SourceState.STARTING
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        _is_source.set(True)
        async for batch in self._source.batches(self.cursor):
            self._keep(batch)

    def _keep(self, batch: Batch) -> None:
        _claim(isinstance(batch, Batch), "yields Batch values and nothing else")
        _claim(isinstance(batch.state, SourceState), "says its state in one of the words of SourceState")
        for record in batch.records:
            if isinstance(record, Post):
                _claim(record.platform and record.id, "names the platform and the id of every post")
                self._store[record.platform, record.id] = record
        for gap in batch.gaps:
            _claim(gap.begins_at <= gap.ends_at, "tells gaps that end after they begin")
        if batch.cursor is not None:
            self.cursor = batch.cursor
        self.state = batch.state
        self.batches += 1

    async def until(self, is_true: Callable[[], object], promise: str, *, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not is_true():
            if self._task.done():
                self._task.result()
                _claim(False, "yields until it is cancelled, it does not end by itself")  # noqa: FBT003
            _claim(time.monotonic() < end, promise)
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        before = time.monotonic()
        self._task.cancel()
        await asyncio.wait({self._task}, timeout=5.0)
        took = time.monotonic() - before
        _claim(self._task.done() and took < 1.0, f"stops within a second when cancelled (took {took:.1f} s)")


async def check_source(
    make: Callable[[Clock], Source],
    *,
    offer: Callable[[int], Awaitable[Collection[str]]],
    speed: float = 50.0,
    seconds: float = 20.0,
) -> None:
    """Run all checks; raises AssertionError with the promise that was broken.

    make: builds a fresh source that reads from your fake platform and takes its time from the clock it is given.
    offer: writes posts there and returns their ids, as the source will name them.
    speed: how many seconds of the source pass in a real one. seconds: how long (real) a promise may take.
    """
    with _watched() as started:
        await _promises(make, offer, speed=speed, seconds=seconds)
        await asyncio.sleep(0.05)
        left = [task.get_name() for task in started if not task.done()]
        _claim(not left, f"leaves no task behind ({', '.join(left)})")


async def _promises(
    make: Callable[[Clock], Source],
    offer: Callable[[int], Awaitable[Collection[str]]],
    *,
    speed: float,
    seconds: float,
) -> None:
    clock = QuickClock(speed)
    store: dict[tuple[str, str], Post] = {}

    def seen(ids: Collection[str]) -> bool:
        return set(ids) <= {post_id for _, post_id in store}

    source = make(clock)
    _claim(isinstance(source.name, str) and source.name, "has a name")
    _claim(isinstance(source.kind, str) and source.kind, "has a kind")
    reading = _Reading(source, None, store)
    await reading.until(lambda: reading.batches, "yields a first batch without waiting for posts", seconds=seconds)
    await reading.until(lambda: reading.state is SourceState.OK, "says ok once it sees", seconds=seconds)
    early = await offer(5)
    await reading.until(lambda: seen(early), "brings the posts that are written while it runs", seconds=seconds)
    await reading.until(lambda: reading.cursor, "says with its records where to go on (cursor)", seconds=seconds)
    heard = reading.batches
    beat = BEAT / speed + 0.5
    await reading.until(lambda: reading.batches > heard, "yields a batch every 30 seconds, posts or not", seconds=beat)
    await reading.stop()

    while_down = await offer(5)
    again = _Reading(make(clock), reading.cursor, store)
    await again.until(lambda: seen(while_down), "brings after a restart what was written meanwhile", seconds=seconds)
    late = await offer(5)
    await again.until(lambda: seen(late), "goes on after a restart", seconds=seconds)
    await again.stop()

    odd = _Reading(make(clock), "not a cursor", store)
    try:
        await odd.until(lambda: odd.batches, "starts anew from a cursor it cannot read", seconds=seconds)
    except SourceError as error:
        raise AssertionError("a source starts anew from a cursor it cannot read") from error
    await odd.stop()
