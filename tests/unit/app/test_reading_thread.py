"""Who reads the store beside the daemon opens, uses and closes a connection in one thread, and holds up no stop."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from alertd.app import pulse
from alertd.app.posts import PostReader
from alertd.app.pulse import PulseReader
from alertd.app.reader import Reader
from alertd.app.reading_thread import ReadingThread
from alertd.store.opening import open_store
from alertd.store.sqlite import NAME, SqliteStore
from alertd.store_port import Place, Store
from tests.unit.report.stores import BEGAN, fill, post

pytestmark = pytest.mark.asyncio

PATIENCE = 60.0  # seconds that a loaded machine may need; nothing here takes as long
DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a store with ten posts of one morning."""
    fill(tmp_path, [post(f"p{n}", BEGAN + n * timedelta(minutes=30), "acme here") for n in range(10)]).close()
    return tmp_path


def opener(folder: Path) -> Callable[[], Store]:
    """Return what opens the store for reading."""
    return partial(open_store, folder, read_only=True)


async def eventually(what: Callable[[], bool], why: str) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, why
        await asyncio.sleep(0.01)


def open_files(folder: Path) -> int:
    """Return how often this process has the store's file open."""
    found = 0
    for one in Path("/proc/self/fd").iterdir():
        try:
            found += one.readlink() == folder / NAME
        except OSError:
            continue  # closed meanwhile: the one that listed them
    return found


async def test_one_thread_opens_uses_and_closes(folder: Path) -> None:
    """A connection that another thread closes may be in the middle of a read."""
    seen: list[tuple[str, str]] = []

    class Watched(SqliteStore):
        def close(self) -> None:
            seen.append(("close", threading.current_thread().name))
            super().close()

    def opened() -> Store:
        seen.append(("open", threading.current_thread().name))
        return Watched(folder, read_only=True)

    thread = ReadingThread("looks", opened)
    assert await thread.read(lambda store: store.last_seq) > 0
    assert await thread.work(lambda: threading.current_thread().name) == "looks_0"
    await thread.read(lambda _: seen.append(("read", threading.current_thread().name)))
    thread.close()
    await eventually(lambda: len(seen) == 3, "it was never closed")
    assert seen == [("open", "looks_0"), ("read", "looks_0"), ("close", "looks_0")]


async def test_closing_waits_for_nobody(folder: Path) -> None:
    """What is being read ends first and has its answer; what waits behind it is cancelled; then the file is let go of."""
    goes_on, is_in = threading.Event(), threading.Event()

    def slow(store: Store) -> int:
        is_in.set()
        assert goes_on.wait(PATIENCE)
        return store.last_seq

    thread = ReadingThread("looks", opener(folder))
    first = asyncio.create_task(thread.read(slow))
    await eventually(is_in.is_set, "it never began")
    behind = [asyncio.create_task(thread.read(lambda store: store.last_seq)) for _ in range(3)]
    await asyncio.sleep(0)
    thread.close()  # would hang here if it waited
    assert not first.done()
    ended = await asyncio.wait_for(asyncio.gather(*behind, return_exceptions=True), PATIENCE)
    assert [type(one) for one in ended] == [asyncio.CancelledError] * 3
    assert open_files(folder) == 1
    goes_on.set()
    assert await first > 0
    await eventually(lambda: open_files(folder) == 0, "the file is still open")


async def test_a_read_that_fails_is_told_and_the_file_is_let_go_of(folder: Path) -> None:
    """The next read uses the same connection."""
    thread = ReadingThread("looks", opener(folder))

    def fails(_store: Store) -> None:
        raise sqlite3.DatabaseError("malformed")

    with pytest.raises(sqlite3.DatabaseError, match="malformed"):
        await thread.read(fails)
    assert await thread.read(lambda store: store.last_seq) > 0
    assert open_files(folder) == 1
    thread.close()
    await eventually(lambda: open_files(folder) == 0, "the file is still open")


async def test_a_store_that_cannot_be_opened_is_tried_again(folder: Path) -> None:
    """Whoever asks while it is away is told so; whoever asks later is served."""
    (folder / NAME).rename(folder / "away")
    thread = ReadingThread("looks", opener(folder))
    with pytest.raises(Exception, match="no store"):
        await thread.read(lambda store: store.last_seq)
    (folder / "away").rename(folder / NAME)
    assert await thread.read(lambda store: store.last_seq) > 0
    thread.close()
    await eventually(lambda: open_files(folder) == 0, "the file is still open")


async def test_closed_before_anybody_read_and_twice() -> None:
    """No store is opened to be closed; who asks afterwards is told at once."""
    thread = ReadingThread("looks", lambda: pytest.fail("nobody reads"))
    thread.close()
    thread.close()
    with pytest.raises(RuntimeError, match="after shutdown"):
        await thread.read(lambda store: store.last_seq)


async def posts_read(folder: Path) -> PostReader:
    """Return a reader of posts that has read."""
    reader = PostReader(opener(folder))
    assert len(await reader.search(None, "here", BEGAN, BEGAN + DAY, 100)) == 10
    return reader


async def pulse_read(folder: Path) -> PulseReader:
    """Return a reader of the pulse that has read."""
    reader = PulseReader(opener(folder))
    reader.warm(BEGAN + DAY)
    while await reader.curve("acme", BEGAN + DAY, BEGAN + DAY) is None:
        pass  # it waits its patience each time
    return reader


async def web_read(folder: Path) -> Reader:
    """Return the reader of the web, all of whose connections have read."""
    clock = SimpleNamespace(now=lambda: BEGAN + DAY)
    writer = SimpleNamespace(store=SimpleNamespace(faults=()))
    settings = SimpleNamespace(place=Place(folder=folder))
    running = SimpleNamespace(open_reader=opener(folder), settings=settings, clock=clock, writer=writer)
    reader = Reader(cast("Any", running))
    reader.warm()
    assert await reader.page_of_link("nobody's") is None
    assert await reader.answers_to([]) == []
    while await reader.curve("acme", BEGAN + DAY) is None:
        pass
    return reader


@pytest.mark.parametrize("read", [posts_read, pulse_read, web_read])
async def test_every_reader_lets_go_of_the_file(read: Callable[[Path], Any], folder: Path) -> None:
    """A connection that is left to the collector is a warning from Python 3.13 on, and a warning fails a test."""
    reader = await read(folder)
    assert open_files(folder) > 0
    reader.close()
    await eventually(lambda: open_files(folder) == 0, "the file is still open")
    del reader
    gc.collect()


async def test_a_long_read_of_the_pulse_ends_when_it_is_closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large store is read for seconds at the start: whoever stops meanwhile does not wait for all of it."""
    steps, goes_on = [], threading.Event()

    def breath(_seconds: float) -> None:
        steps.append("a step")
        assert goes_on.wait(PATIENCE)

    monkeypatch.setattr(pulse, "_CHUNK", 1)
    monkeypatch.setattr(pulse, "time", SimpleNamespace(sleep=breath))
    reader = PulseReader(opener(folder))
    reader.warm(BEGAN + DAY)
    await eventually(lambda: bool(steps), "it never began")
    reader.close()
    goes_on.set()
    await eventually(lambda: open_files(folder) == 0, "the file is still open")
    assert steps == ["a step"]
