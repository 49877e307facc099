"""Erasing from a running daemon reaches the continuous copy by itself, however quiet the daemon is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
import structlog

from alertd.app.erasing import erase
from alertd.errors import StoreUnavailable
from alertd.runtime.group_commit import Request
from alertd.runtime.writer import Writer
from alertd.store.erasable import ErasableTables
from alertd.store.following import Copier
from alertd.store.sqlite import SqliteStore
from tests.unit.runtime.made import LINK_KEY, StillClock, entry

pytestmark = pytest.mark.asyncio

SECRET = "unmistakable-words"


class Silent:
    """An intake that has nothing in its memory."""

    async def forget(self, *_who: str) -> None:
        """Have nothing to forget."""


@asynccontextmanager
async def _daemon(folder: Path) -> AsyncIterator[tuple[SimpleNamespace, SqliteStore]]:
    """Yield what erases and its store, with a copy that is in step."""
    store = SqliteStore(folder / "here")
    copier = Copier(store.path, folder / "copy", patience=60.0)
    store.copied_by(copier)
    writer = Writer(
        store,
        StillClock(),  # type: ignore[arg-type]  # it has all that is asked of it
        link_key=LINK_KEY,
        on_commit=lambda _commands: None,
        on_down=lambda _why: None,
    )
    writer.start()
    try:
        async with asyncio.timeout(60.0):
            number = 0
            while number == 0 or copier.behind > 0.0:
                number += 1
                await writer.call(partial(store.set_meta, "begun", str(number)))
        settings = SimpleNamespace(data_dir=folder / "here")
        yield SimpleNamespace(writer=writer, intake=Silent(), settings=settings), store
    finally:
        assert await asyncio.to_thread(writer.stop, 30.0)
        store.close()


def _places(folder: Path) -> list[str]:
    """Return the files below a folder in which the words stand."""
    return [path.name for path in folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]


async def test_a_quiet_daemon_has_nothing_of_them_in_its_copy(tmp_path: Path) -> None:
    """Nobody posts for hours after it: the command that ended has reached the second place already."""
    async with _daemon(tmp_path) as (running, _):
        await running.writer.take(Request([entry("1", text=f"acme {SECRET}"), entry("2")]))
        assert _places(tmp_path / "copy")
        done = await erase(running, "u_1")  # type: ignore[arg-type]  # it has all that is asked of it
        assert (done.people, done.texts, done.is_clean) == (("x:u_1",), 1, True)
        assert _places(tmp_path / "here") == []
        assert _places(tmp_path / "copy") == []


async def test_nobody_of_that_name_changes_nothing(tmp_path: Path) -> None:
    """No commit, and what others wrote stays."""
    async with _daemon(tmp_path) as (running, store):
        await running.writer.take(Request([entry("1", text=f"acme {SECRET}")]))
        done = await erase(running, "somebody else")  # type: ignore[arg-type]  # as above
        assert done.people == ()
        assert len(list(store.read(0))) == 1
        assert _places(tmp_path / "copy")


class Beside(ErasableTables):
    """The tables of a store that is kept elsewhere too, as on a cluster: letting go of it waits for somebody."""

    def __init__(self, store: SqliteStore, let_go: Callable[[], None]) -> None:
        super().__init__(store.tables)
        self._let_go = let_go

    def let_go(self) -> None:
        """See erasure_port.Erasable."""
        self._let_go()


async def test_posts_are_taken_while_a_cluster_lets_go_of_its_log(tmp_path: Path) -> None:
    """To write the base of a large log takes minutes, and the brand's next post does not wait for it."""
    async with _daemon(tmp_path) as (running, store):
        has_begun, may_end = threading.Event(), threading.Event()

        def let_go() -> None:
            has_begun.set()
            assert may_end.wait(60.0)

        store.erasable = Beside(store, let_go)
        await running.writer.take(Request([entry("1", text=f"acme {SECRET}")]))
        erasing = asyncio.create_task(erase(running, "u_1"))  # type: ignore[arg-type]  # as above
        assert await asyncio.to_thread(has_begun.wait, 60.0)
        await running.writer.take(Request([entry("2")]))
        assert not erasing.done()
        may_end.set()
        assert (await erasing).is_clean


async def test_a_log_that_cannot_be_let_go_of_is_said(tmp_path: Path) -> None:
    """Its servers are away: all else is done, and whoever asked learns that something lies on."""
    async with _daemon(tmp_path) as (running, store):

        def let_go() -> None:
            raise StoreUnavailable("no server answers")

        store.erasable = Beside(store, let_go)
        await running.writer.take(Request([entry("1", text=f"acme {SECRET}")]))
        with structlog.testing.capture_logs() as lines:
            done = await erase(running, "u_1")  # type: ignore[arg-type]  # as above
        assert (done.people, done.is_clean) == (("x:u_1",), False)
        assert "erasure.lies_on" in [line["event"] for line in lines]
        assert _places(tmp_path / "here") == []
