"""Erasing from a running daemon reaches the continuous copy by itself, however quiet the daemon is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from alertd.app.erasing import erase
from alertd.runtime.group_commit import Request
from alertd.runtime.writer import Writer
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
