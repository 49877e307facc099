"""The writer: answers after the commit, in groups; a bad event, a cancelled caller or a full disk stops nobody else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from alertd.core.engine import Engine
from alertd.errors import StoreUnavailable
from alertd.model.commands import Command, SendPage
from alertd.model.events import Event, HouseLoaded, MentionSeen, Ticked
from alertd.ports import Appended, Entry, Reject
from alertd.runtime.group_commit import Request
from alertd.runtime.writer import Writer
from alertd.store.sqlite import SqliteStore
from tests.unit.runtime.made import LINK_KEY, NOON, StillClock, entry, house, loud

pytestmark = pytest.mark.asyncio


class Bench:
    """A writer over a store, and what it told."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteStore(folder)
        self.clock = StillClock()
        self.commands: list[Command] = []
        self.downs: list[str | None] = []
        self.writer = Writer(
            self.store,
            self.clock,  # type: ignore[arg-type]  # it has all that is asked of it
            link_key=LINK_KEY,
            on_commit=self._committed,
            on_down=self.downs.append,
            retry_store=0.01,
        )

    def _committed(self, commands: Sequence[Command]) -> None:
        self.commands += commands

    async def take(self, *entries: Entry, **more: Any) -> list[Appended]:
        """Hand over entries; return what became of each."""
        answer = await self.writer.take(Request(entries, **more))
        return [became for became, _ in answer]

    def pages(self) -> list[str]:
        """Return whom the pages that were decided go to."""
        return [one.page.to for one in self.commands if isinstance(one, SendPage)]


@asynccontextmanager
async def at_work(folder: Path) -> AsyncIterator[Bench]:
    """Yield a writer that works, with a house; end it."""
    bench = Bench(folder)
    bench.writer.start()
    try:
        await bench.take(Entry(event=HouseLoaded(at=NOON, house=house())))
        yield bench
    finally:
        assert await asyncio.to_thread(bench.writer.stop, 10.0)
        bench.store.close()


async def _until(what: Callable[[], object]) -> None:
    for _ in range(20_000):
        if what():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came")


async def test_an_answer_comes_after_the_commit(tmp_path: Path) -> None:
    """What is answered can be read by another connection, with its page, its cursor and its counters."""
    async with at_work(tmp_path) as bench:
        became = await bench.take(
            loud("1"), entry("2"), entry("2"), source="feed", cursor="c1", counters={"unmatched": 3}
        )
        reader = SqliteStore(tmp_path, read_only=True)

        assert became == [Appended.NEW, Appended.NEW, Appended.DUPLICATE]
        assert [type(event) for _, event in reader.read(0)] == [HouseLoaded, MentionSeen, MentionSeen]
        assert reader.cursors() == {"feed": "c1"}
        assert reader.counters() | {"mentions": 2, "duplicates": 1, "unmatched": 3} == reader.counters()
        assert [one.page.to for one, _, _ in reader.pages.all()] == ["alice"]
        assert bench.pages() == ["alice"]
        reader.close()


async def test_what_is_decided_is_told_before_the_answer(tmp_path: Path) -> None:
    """Whoever is answered may rely on it that sends were stopped or woken."""
    async with at_work(tmp_path) as bench:
        request = Request([loud("1")])
        seen: list[bool] = []
        bench.writer._on_commit = lambda commands: seen.append(request.done.done())
        await bench.writer.take(request)

        assert seen == [False]


async def test_a_caller_that_is_cancelled_stops_nobody(tmp_path: Path) -> None:
    """Its request is dropped while it still waits; those behind it are answered, and the engine lives."""
    async with at_work(tmp_path) as bench:
        gate, entered = threading.Event(), threading.Event()

        def block() -> None:
            entered.set()
            gate.wait(20)

        blocked = asyncio.create_task(bench.writer.call(block))
        await _until(entered.is_set)
        requests = [Request([entry(str(i))]) for i in range(3)]
        waits = [asyncio.create_task(bench.writer.take(request)) for request in requests]
        await _until(lambda: bench.writer.waiting == 3)
        waits[1].cancel()
        await _until(requests[1].done.cancelled)
        gate.set()

        assert [(await waits[i])[0][0] for i in (0, 2)] == [Appended.NEW] * 2
        await blocked
        assert bench.writer.failure is None
        assert bench.store.counters()["mentions"] == 2


async def test_a_call_that_fails_leaves_no_half(tmp_path: Path) -> None:
    """Its caller sees the fault, nothing of it is kept, and what shared its commit is."""
    async with at_work(tmp_path) as bench:

        def half() -> None:
            bench.store.move_cursor("half", "written")
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await bench.writer.call(half)
        assert await bench.take(entry("1")) == [Appended.NEW]
        assert bench.store.cursors() == {}


def _falls_over(monkeypatch: pytest.MonkeyPatch, is_bad: Callable[[Event], bool]) -> None:
    handle = Engine.handle

    def handle_or_fall(self: Engine, event: Event) -> tuple[Command, ...]:
        if is_bad(event):
            self.state.dirty = {}  # a fault leaves its engine half changed
            raise ZeroDivisionError
        return handle(self, event)

    monkeypatch.setattr(Engine, "handle", handle_or_fall)


def _is(ident: str) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, MentionSeen) and event.mention.id == ident


async def test_a_poison_event_is_kept_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others of its batch are folded, it is answered and kept with its reason, and no restart falls over it again."""
    _falls_over(monkeypatch, _is("bad"))
    async with at_work(tmp_path) as bench:
        became = await bench.take(entry("1"), entry("bad"), loud("2"))
        again = await bench.take(entry("bad"))
        reasons = bench.store.connection.execute("SELECT source, reason FROM rejected").fetchall()

        assert became == [Appended.NEW, Appended.POISONED, Appended.NEW]
        assert again == [Appended.DUPLICATE]
        assert bench.pages() == ["alice"]
        assert reasons == [("engine", "internal fault: the engine could not fold this event")]
        assert bench.store.counters()["poisoned"] == 1
    async with at_work(tmp_path) as bench:
        assert await bench.take(entry("3")) == [Appended.NEW]


async def test_a_whole_batch_of_poison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many: each is kept aside, and what stands between them is folded."""
    _falls_over(monkeypatch, lambda event: isinstance(event, MentionSeen) and event.mention.id.startswith("bad"))
    async with at_work(tmp_path) as bench:
        became = await bench.take(*(entry(f"bad{i}") for i in range(12)), entry("good"))

        assert became == [Appended.POISONED] * 12 + [Appended.NEW]


async def test_a_tick_that_cannot_be_folded_pauses_ticks_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline stays; mentions go on being taken, and the engine is not restored without end."""
    async with at_work(tmp_path) as bench:
        await bench.take(loud("1"))
        _falls_over(monkeypatch, lambda event: isinstance(event, Ticked))
        bench.clock.at += timedelta(minutes=6)
        assert await bench.take(entry("2")) == [Appended.NEW]
        assert await bench.take(entry("3")) == [Appended.NEW]

        assert bench.writer.failure is None
        assert bench.pages() == ["alice"]
        bench.writer._tick_after = 0.0
        monkeypatch.undo()
        await bench.take(entry("4"))
        assert bench.pages() == ["alice", "bob"]


@pytest.mark.parametrize("first", ["entries", "call"])
async def test_a_full_disk_is_answered_told_and_healed(tmp_path: Path, first: str) -> None:
    """Everybody hears "not now", memory is dropped, and it heals by itself; the same body is then taken once."""
    async with at_work(tmp_path) as bench:
        await bench.take(loud("1"))
        full = bench.store.connection.execute("PRAGMA page_count").fetchone()[0]
        await bench.writer.call(lambda: bench.store.connection.execute(f"PRAGMA max_page_count = {full}"))
        big = [entry(f"b{i}", text="long " * 2000) for i in range(50)]

        def fill() -> None:
            for one in big:
                bench.store.append(one, NOON)

        with pytest.raises(StoreUnavailable):
            await (bench.take(*big) if first == "entries" else bench.writer.call(fill))
        await _until(lambda: bench.downs)
        assert "full" in str(bench.downs[0])
        # from this thread: the writer only waits now
        bench.store.connection.execute("PRAGMA max_page_count = 1000000")
        await _until(lambda: bench.downs[-1] is None)

        assert await bench.take(*big) == [Appended.NEW] * 50
        assert bench.writer.failure is None
        assert bench.store.counters()["mentions"] == 51


async def test_while_it_is_down_everybody_is_answered_at_once(tmp_path: Path) -> None:
    """No request waits for the disk: a webhook must be able to say 503."""
    async with at_work(tmp_path) as bench:
        bench.writer._retry_store = 3600.0
        bench.store.connection.execute("PRAGMA query_only = 1")
        for _ in range(3):
            with pytest.raises(StoreUnavailable):
                await bench.take(entry("1"))
        assert bench.writer.is_down
        assert bench.downs == ["the store cannot be written: attempt to write a readonly database"]


async def test_a_restart_goes_on_where_it_stood(tmp_path: Path) -> None:
    """From the log alone, and from a checkpoint: the same engine, and the next step comes at its time, once."""
    bench = Bench(tmp_path)
    bench.writer.start()
    await bench.take(Entry(event=HouseLoaded(at=NOON, house=house())))
    await bench.take(loud("1"), entry("2"))
    bench.store.connection.commit()
    whole = bench.writer.fold.engine.snapshot()
    copy = tmp_path / "copy"
    copy.mkdir()
    await bench.writer.call(lambda: None)
    bench.store.backup(copy / "alertd.sqlite3")  # what a kill would leave: a log, no checkpoint
    await asyncio.to_thread(bench.writer.stop, 10.0)
    bench.store.close()
    for folder in (tmp_path, copy):
        again = Bench(folder)
        assert again.writer.fold.engine.snapshot() == whole
        again.clock.at = NOON + timedelta(minutes=6)
        again.writer.start()
        await again.take(entry("3"))
        await again.take(entry("4"))
        assert again.pages() == ["bob"]
        await asyncio.to_thread(again.writer.stop, 10.0)
        again.store.close()


async def test_rejects_are_kept_and_counted(tmp_path: Path) -> None:
    """With the source, the line and the reason."""
    async with at_work(tmp_path) as bench:
        await bench.take(source="feed", rejects=[Reject(reason="no JSON", body="{", line=7)])

        assert bench.store.connection.execute("SELECT source, line, reason, body FROM rejected").fetchall() == [
            ("feed", 7, "no JSON", "{")
        ]
        assert bench.store.counters()["rejected"] == 1
