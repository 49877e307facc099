"""A machine of a cluster whose own disk takes nothing: what the log has taken is not lost on it, and another machine that waits works."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from alertd.errors import DiskUnavailable, StoreHeld, StoreReplaced
from alertd.store.nats.store import NatsStore
from alertd.store.opening import candidate_of
from alertd.store_port import Candidate, Place
from tests.cluster.conftest import Open
from tests.cluster.copies import busy, rows_of


def _without_room(store: NatsStore) -> None:
    """Let the file of a store grow no more."""
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages}")


def _with_room(store: NatsStore) -> None:
    store._connection.execute("PRAGMA max_page_count = 1000000")


def _fill(store: NatsStore) -> None:
    """Write until there is no room, or half a megabyte."""
    for number in range(250):
        with store.transaction():
            store.set_meta(f"filling {number}", "x" * 2000)


def test_what_the_log_took_and_the_disk_did_not_is_there_afterwards(
    machine: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The record is in the log when the commit of the copy fails: it is taken from there before anything else is written, and never twice."""
    store = machine("a")
    busy(store, 0, 2)
    execute = store._db.execute

    def full(sql: str, *given: Any) -> Any:
        if sql == "COMMIT":
            raise sqlite3.OperationalError("database or disk is full")
        return execute(sql, *given)

    monkeypatch.setattr(store._db, "execute", full)
    with pytest.raises(DiskUnavailable):
        busy(store, 2, 1)
    monkeypatch.undo()
    busy(store, 3, 2)
    was = rows_of(store)
    store.close()
    assert rows_of(machine("b")) == was, "every other machine makes the same of the log"


def _waiting(address: str, folder: Path) -> Candidate:
    waits = candidate_of(Place(folder=folder, address=address))
    with pytest.raises(StoreHeld):
        waits.claim()
    return waits


def test_another_that_waits_works_at_once(machine: Open, address: str, tmp_path: Path) -> None:
    """The one without room gives the lease back, may page no more, and ends; the other has all that was written, and needs no lease to run out."""
    full = machine("a")
    waits = _waiting(address, tmp_path / "b")
    try:
        busy(full, 0, 2)
        _without_room(full)
        with pytest.raises(StoreReplaced, match=r"disk is full .*: another machine waits"):
            _fill(full)
        assert full.refusal() is not None
        other = waits.claim()
        assert isinstance(other, NatsStore)
        assert other.refusal() is None
        busy(other, 2, 2)
    finally:
        waits.close()


def test_where_nobody_waits_it_is_room_that_is_waited_for(machine: Open, address: str) -> None:
    """Alone it keeps the store: to end would help nobody. With room again it goes on, and the log and its copy are one."""
    alone = machine("a")
    _without_room(alone)
    with pytest.raises(DiskUnavailable) as told:
        _fill(alone)
    assert not isinstance(told.value, StoreReplaced)
    assert alone.refusal() is None
    _with_room(alone)
    busy(alone, 0, 2)
    was = rows_of(alone)
    alone.close()
    assert rows_of(machine("b")) == was


def test_who_has_no_room_either_is_none_to_give_way_to(machine: Open, address: str, tmp_path: Path) -> None:
    """A machine that cannot take in the log could not work: it says nothing of itself from then on, and the other keeps the store."""
    working = machine("a")
    busy(working, 0, 1)
    waits = NatsStore(address, folder=tmp_path / "b", is_waiting=True)
    try:
        _without_room(waits)
        with contextlib.suppress(DiskUnavailable):
            _fill(working)
        waits._followed_at = float("-inf")  # a second has passed
        with pytest.raises(DiskUnavailable):
            waits.claim()
        assert not working._lease.is_awaited()
    finally:
        waits.close()
