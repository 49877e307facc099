"""The store on disk: all or nothing, and in words whose fault it is when it cannot write."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from alertd.errors import StoreError, StoreUnavailable
from alertd.model.page import Outcome, Receipt
from alertd.store.sqlite import SqliteStore
from tests.unit.runtime.made import NOON, entry, queued


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Return a store."""
    made = SqliteStore(tmp_path)
    yield made
    made.close()


def _fill(store: SqliteStore) -> None:
    with store.transaction():
        for number in range(500):
            store.append(entry(str(number), text="long " * 400), NOON)


def test_a_transaction_that_fails_leaves_nothing(store: SqliteStore) -> None:
    """Neither the event, nor its text, nor its count."""

    def fail() -> None:
        with store.transaction():
            store.append(entry(), NOON)
            store.count("mentions")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(store.read(0)) == []
    assert store.counters() == {}
    assert store.posts(["acme\x1fx\x1f1"]) == {}


def test_a_part_that_fails_leaves_the_rest(store: SqliteStore) -> None:
    """What a failing part wrote is undone, what stands around it is committed."""

    def fail() -> None:
        with store.savepoint():
            store.move_cursor("b", "half")
            raise ZeroDivisionError

    with store.transaction():
        store.move_cursor("a", "1")
        with pytest.raises(ZeroDivisionError):
            fail()
        store.move_cursor("c", "3")

    assert store.cursors() == {"a": "1", "c": "3"}


def test_a_full_disk_is_said_and_heals(store: SqliteStore) -> None:
    """StoreUnavailable, nothing of it is kept, and the same store takes it once there is room."""
    db = store.connection
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreUnavailable, match="full"):
        _fill(store)
    assert list(store.read(0)) == []
    db.execute("PRAGMA max_page_count = 1000000")
    _fill(store)

    assert len(list(store.read(0))) == 500


def test_a_read_only_store_is_said(store: SqliteStore) -> None:
    """The operating system's no is StoreUnavailable, not a fault of ours."""
    store.connection.execute("PRAGMA query_only = 1")

    with pytest.raises(StoreUnavailable, match="readonly"):
        _fill(store)


def test_a_reader_beside_the_writer(store: SqliteStore, tmp_path: Path) -> None:
    """It needs no lock, sees what was committed, and cannot write."""
    with store.transaction():
        store.append(entry(), NOON)
    reader = SqliteStore(tmp_path, read_only=True)

    assert len(list(reader.read(0))) == 1
    with pytest.raises(StoreUnavailable):
        _fill(reader)
    reader.close()


def test_no_store_is_said(tmp_path: Path) -> None:
    """A reader makes no store where there is none."""
    with pytest.raises(StoreError, match="there is no store"):
        SqliteStore(tmp_path / "nowhere", read_only=True)
    assert not (tmp_path / "nowhere").exists()


def test_texts_as_they_were_known(store: SqliteStore) -> None:
    """`until` looks past later edits: a page is worded again as it was sent."""
    with store.transaction():
        store.append(entry("1", text="first"), NOON)
        store.append(entry("2"), NOON)
        store.append(entry("1", text="second"), NOON)
    key = "acme\x1fx\x1f1"

    assert b"first" in store.posts([key], until=1)[key]
    assert b"second" in store.posts([key])[key]


def test_what_came_in_is_read_in_small_steps(store: SqliteStore) -> None:
    """Every mention once, in log order, with its newest text or none, whatever the step."""
    with store.transaction():
        for number in range(7):
            store.append(entry(str(number)), NOON)
            store.append(entry("tick").with_(key=None, post=None), NOON)
        store.erase("x", "3")
        store.append(entry("1", text="edited"), NOON)
    whole = list(store.history.came_in())

    assert [list(store.history.came_in(step=step)) for step in (1, 3, 100)] == [whole] * 3
    assert [post is None for _, post in whole].count(True) == 8
    assert sum(b"edited" in (post or b"") for _, post in whole) == 1


def test_leases_of_another_boot_are_unknown(store: SqliteStore) -> None:
    """After a restart they are due at once and marked; this boot's own leases stay."""
    with store.transaction():
        store.pages.queue(queued("old"))
        store.pages.lease(NOON, boot="before", limit=9, seconds=60)
        store.pages.queue(queued("new"))
        store.pages.lease(NOON, boot="now", limit=9, seconds=60)
        assert store.pages.forget_leases("now", NOON + timedelta(seconds=5)) == 1
        again = store.pages.lease(NOON + timedelta(seconds=5), boot="now", limit=9, seconds=60)

    assert [(one.queued.page.page_id, one.attempt, one.is_repeat) for one in again] == [("old", 2, True)]


def test_pages_in_our_hands_are_withdrawn(store: SqliteStore) -> None:
    """A leased page of a cancelled incident is named, so that the sender does not begin it, and is never tried again."""
    with store.transaction():
        store.pages.queue(queued("p1"))
        store.pages.lease(NOON, boot="b", limit=9, seconds=60)
        store.pages.cancel("i1", "ack", (), NOON)
        named = store.pages.withdrawn("i1")
        store.pages.settle(Receipt(page_id="p1", outcome=Outcome.RETRY, at=NOON, next_at=NOON))

        assert named == ["p1"]
        assert store.pages.lease(NOON, boot="b", limit=9, seconds=60) == []


def test_readers_that_end_with_the_writer_leave_all_in_the_one_file(tmp_path: Path) -> None:
    """Whoever copies the file of a stopped daemon has everything, however many pages were being read as it stopped."""
    for turn in range(20):
        store = SqliteStore(tmp_path / str(turn))
        _fill(store)
        readers = [SqliteStore(tmp_path / str(turn), read_only=True) for _ in range(4)]
        assert [reader.last_seq for reader in readers] == [store.last_seq] * 4
        with ThreadPoolExecutor(4) as threads:
            ends = [threads.submit(reader.close) for reader in readers]
            store.close()
            for end in ends:
                end.result()
        found = sorted(path.name for path in (tmp_path / str(turn)).iterdir())
        assert [name for name in found if name.endswith("-wal") and (tmp_path / str(turn) / name).stat().st_size] == []
