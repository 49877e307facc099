"""Who is signed in, by the word of a store on a server: nobody who has signed out comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from alertd.app.shared_sessions import SESSIONS, sharing
from alertd.errors import StoreUnavailable
from alertd.runtime.writer import Writer
from alertd.store.memory import MemoryStore
from alertd.store_port import Place
from alertd.web.scopes import Access, Scope
from alertd.web.sessions import Sessions

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 11, 29, tzinfo=UTC)
ACCESS = Access(name="mail", scope=Scope.ADMIN, token="")


class Line:
    """A writer whose store takes nothing while `is_cut`."""

    is_cut = False

    async def call(self, what: Callable[[], Any]) -> Any:
        """See Writer."""
        if self.is_cut:
            raise StoreUnavailable("away")
        return what()


def started(store: MemoryStore, folder: Path) -> tuple[Sessions, Line]:
    """Return the sessions of a daemon that has just begun."""
    line = Line()
    share = sharing(cast("Writer", line), store, Place(folder=folder, address="postgresql://server/alertd"))
    return Sessions(folder / SESSIONS, share), line


async def settled() -> None:
    """Let what is written soon be written."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_who_signed_out_while_the_store_was_away_is_out_after_a_restart(tmp_path: Path) -> None:
    """The store still knows the session, and the file here does not; the next machine does not let it in either."""
    store = MemoryStore()
    sessions, line = started(store, tmp_path)
    gone, stays = (sessions.begin(name, ACCESS, NOW, way="mail") for name in ("ayse", "omar"))
    await settled()
    line.is_cut = True
    sessions.end(sessions.find(gone, (), NOW, ways=("mail",)).id)  # type: ignore[union-attr]
    await settled()

    other = tmp_path / "another machine"
    other.mkdir()
    for folder in (tmp_path, other):
        sessions, _ = started(store, folder)
        await settled()
        found = [sessions.find(one, (), NOW, ways=("mail",)) for one in (gone, stays)]
        assert [one and one.person for one in found] == [None, "omar"]


async def test_whom_another_machine_let_in_is_in_where_all_was_told(tmp_path: Path) -> None:
    """Nothing was left untold here: the store's word is the newer one."""
    store = MemoryStore()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    first, _ = started(store, tmp_path / "one")
    first.begin("ayse", ACCESS, NOW, way="mail")
    await settled()
    other, _ = started(store, tmp_path / "two")
    cookie = other.begin("omar", ACCESS, NOW, way="mail")
    await settled()

    again, _ = started(store, tmp_path / "one")
    assert again.find(cookie, (), NOW, ways=("mail",)) is not None
