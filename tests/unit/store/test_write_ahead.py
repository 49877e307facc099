"""SQLite's write-ahead log is read as SQLite reads it: up to the last commit, and not a frame further."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from alertd.store.write_ahead import HEAD, Head, Place, beginning, committed, head_of


class Log:
    """A database with a write-ahead log that is never emptied by itself."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "a.db"
        self.db = sqlite3.connect(self.path, isolation_level=None)
        self.db.execute("PRAGMA page_size = 1024")
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA wal_autocheckpoint = 0")
        self.db.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, body BLOB)")

    def add(self, size: int = 3000) -> None:
        """Commit a row of several pages."""
        self.db.execute("INSERT INTO t (body) VALUES (randomblob(?))", (size,))

    def raw(self) -> bytes:
        """Return all bytes of the log."""
        return self.path.with_name("a.db-wal").read_bytes()

    def frames(self) -> int:
        """Return how many frames are committed, by SQLite's own account."""
        return int(self.db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1])


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    """Return a log."""
    made = Log(tmp_path)
    yield made
    made.db.close()


def _read(raw: bytes, tmp_path: Path, after: Place | None = None) -> tuple[Head, Place, dict[int, bytes]]:
    """Return the head, how far commits go, and what was handed over."""
    head = head_of(raw)
    assert head is not None
    taken: dict[int, bytes] = {}
    path = tmp_path / "raw"
    path.write_bytes(raw)
    fd = os.open(path, os.O_RDONLY)
    try:
        place = committed(fd, head, after or beginning(head), taken.__setitem__)
    finally:
        os.close(fd)
    return head, place, taken


def test_every_commit_is_found_and_the_bytes_are_the_logs(log: Log, tmp_path: Path) -> None:
    """As many frames as SQLite counts, byte for byte; from any place between on, only what came later."""
    log.add()
    log.add()
    _, between, _ = _read(log.raw(), tmp_path)
    for _ in range(200):
        log.add()
    raw = log.raw()
    head, place, taken = _read(raw, tmp_path)

    assert head.page_size == 1024
    assert place.frames == log.frames()
    assert b"".join(body for _, body in sorted(taken.items())) == raw[HEAD : place.offset]
    _, again, later = _read(raw, tmp_path, between)
    assert again == place
    assert min(later) == between.offset


def test_what_was_undone_and_what_is_of_an_older_turn_does_not_count(log: Log, tmp_path: Path) -> None:
    """A large transaction spills into the log before it is rolled back; after an emptying old frames lie behind the new ones."""
    log.add()
    log.db.execute("PRAGMA cache_size = 5")
    log.db.execute("PRAGMA cache_spill = 1")
    log.db.execute("BEGIN")
    for _ in range(100):
        log.add()
    log.db.execute("ROLLBACK")
    spilled = log.raw()
    _, place, _ = _read(spilled, tmp_path)
    assert place.offset < len(spilled), "nothing was spilled: this test shows nothing"
    assert place.frames == log.frames()

    log.db.execute("PRAGMA wal_checkpoint(RESTART)")
    log.add(100)
    again = log.raw()
    assert len(again) == len(spilled), "the log begins anew in the same file"
    head, place, _ = _read(again, tmp_path)
    assert place.frames == log.frames() < 10
    assert head.turn == 1


@pytest.mark.parametrize("cut", [0, 10, 31])
def test_a_head_that_is_not_whole_is_none(log: Log, cut: int) -> None:
    """An empty log, or one whose first bytes are just being written."""
    assert head_of(log.raw()[:cut]) is None


@pytest.mark.parametrize("place", [0, 5, 9, 12, 17, 25])
def test_a_damaged_head_is_none(log: Log, place: int) -> None:
    """Any changed byte of it shows in its sums."""
    raw = bytearray(log.raw())
    raw[place] ^= 0x40
    assert head_of(bytes(raw)) is None


def test_a_changed_byte_ends_the_chain_before_it(log: Log, tmp_path: Path) -> None:
    """Nothing behind a damaged frame counts, whatever it says of itself."""
    for _ in range(20):
        log.add()
    raw = bytearray(log.raw())
    _, whole, _ = _read(bytes(raw), tmp_path)
    size = 24 + 1024
    broken = whole.frames // 2
    raw[HEAD + broken * size + 500] ^= 1
    _, place, _ = _read(bytes(raw), tmp_path)

    assert 0 < place.frames <= broken


def test_a_log_of_the_other_byte_order_is_read_too(log: Log, tmp_path: Path) -> None:
    """A file from a machine of the other kind says so in its head, and its sums are of the other order."""
    raw = log.raw()
    head = head_of(raw)
    assert head is not None
    assert head.order == "<", "these tests run on a little-endian machine"
    other = bytearray(raw[:24])
    other[3] |= 1
    words = [int.from_bytes(other[i : i + 4], "big") for i in range(0, 24, 4)]
    one = two = 0
    for x, y in zip(words[::2], words[1::2], strict=True):
        one = (one + x + two) & 0xFFFFFFFF
        two = (two + y + one) & 0xFFFFFFFF
    found = head_of(bytes(other) + one.to_bytes(4, "big") + two.to_bytes(4, "big"))
    assert found is not None
    assert found.order == ">"


def test_sqlite_puts_a_copied_log_and_its_file_together(log: Log, tmp_path: Path) -> None:
    """The point of it all: the file as it was at the turn, and the frames since, are the database."""
    log.db.execute("PRAGMA wal_checkpoint(RESTART)")
    base = log.path.read_bytes()
    for _ in range(30):
        log.add()
    raw = log.raw()
    _, place, _ = _read(raw, tmp_path)
    copy = tmp_path / "copy.db"
    copy.write_bytes(base)
    copy.with_name("copy.db-wal").write_bytes(raw[: place.offset])
    with contextlib.closing(sqlite3.connect(copy)) as other:
        assert other.execute("SELECT count(*), sum(length(body)) FROM t").fetchone() == (30, 90_000)
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("pages", [1, 31, 32, 33, 127, 160, 161, 700])
def test_a_commit_of_any_size_is_handed_over_whole_in_front_of_an_older_turn(
    log: Log, tmp_path: Path, pages: int
) -> None:
    """Whatever is read at once: its frames are all there, once and in order, and none of those that lie behind."""
    log.add(1_100_000)  # more than a thousand frames of the turn before
    assert log.db.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()[0] == 0
    log.add(1000 * pages)
    raw = log.raw()
    _, place, taken = _read(raw, tmp_path)

    assert place.frames == log.frames() > 0.95 * pages
    assert place.offset < len(raw), "something of the older turn lies behind"
    assert b"".join(taken[at] for at in sorted(taken)) == raw[HEAD : place.offset]


def test_frames_of_an_older_turn_are_not_summed(log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand of them may lie behind each commit: summing them anew at every commit was most of the work of a copy."""
    log.add(1_100_000)
    log.db.execute("PRAGMA wal_checkpoint(RESTART)")
    log.add()
    summed: list[int] = []
    whole = np.concatenate

    def counted(parts: Sequence[np.ndarray], *, axis: int) -> np.ndarray:
        summed.append(len(parts[0]))
        return whole(parts, axis=axis)

    monkeypatch.setattr("alertd.store.write_ahead.np.concatenate", counted)
    _, place, _ = _read(log.raw(), tmp_path)
    assert sum(summed) == place.frames
