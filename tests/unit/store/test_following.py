"""The continuous copy: what was committed lies in a second place before it is answered, and no second place holds anybody up."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alertd.store import following
from alertd.store.copy_folder import Copied, Life, lives, newest
from alertd.store.following import Copier
from alertd.store.restoring import restore
from alertd.store.sqlite import NAME, SqliteStore
from tests.unit.runtime.made import NOON, entry

PATIENCE = 30.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Return a store that nobody copies yet."""
    made = SqliteStore(tmp_path / "here")
    yield made
    made.close()


def _copied(store: SqliteStore, to: Path, **more: object) -> Copier:
    copier = Copier(store.path, to, **{"patience": PATIENCE, **more})  # type: ignore[arg-type]
    store.copied_by(copier)
    _until_written(store, lambda: copier.behind == 0.0)
    return copier


def _until(what: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def _touch(store: SqliteStore) -> None:
    with store.transaction():
        store.set_meta("touched", str(time.monotonic_ns()))  # the same once more would write nothing


def _until_written(store: SqliteStore, what: Callable[[], object]) -> None:
    """Go on writing, as a daemon does, until it is so."""

    def is_so() -> object:
        _touch(store)
        return what()

    _until(is_so)


def _fill(store: SqliteStore, first: int, count: int, *, size: int = 300) -> None:
    for number in range(first, first + count):
        with store.transaction():
            store.append(entry(str(number), text="long " * size), NOON)


def _events(copy: Path, tmp_path: Path) -> int:
    """Return how many events a copy would restore right now, taken as a crash leaves it."""
    life = newest(copy)
    assert life is not None
    taken = tmp_path / "taken"
    shutil.rmtree(taken, ignore_errors=True)
    shutil.copytree(life, taken)
    with contextlib.closing(sqlite3.connect(taken / NAME)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(db.execute("SELECT count(*) FROM event").fetchone()[0])


def test_each_commit_lies_in_the_copy_when_it_is_over(store: SqliteStore, tmp_path: Path) -> None:
    """Whenever the machine dies after a commit, the copy holds it: the store as it was at first, and all that came since."""
    _fill(store, 0, 50)
    _copied(store, tmp_path / "copy")
    for step in range(5):
        _fill(store, 50 + 10 * step, 10)
        assert _events(tmp_path / "copy", tmp_path) == 60 + 10 * step


def test_the_log_begins_anew_and_the_copy_goes_on(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many turns of the log: none is missed, neither log grows for ever, and the copy is never begun anew."""
    monkeypatch.setattr(following, "TURN", 20)
    _copied(store, tmp_path / "copy")
    for step in range(40):
        _fill(store, 5 * step, 5)
        if step % 8 == 0:
            assert _events(tmp_path / "copy", tmp_path) == 5 * step + 5

    assert [life.number for life in lives(tmp_path / "copy")] == [1]
    log = newest(tmp_path / "copy")
    assert log is not None
    assert (log / f"{NAME}-wal").stat().st_size < 1_000_000
    assert store.path.with_name(f"{NAME}-wal").stat().st_size < 1_000_000


def test_a_reader_who_stays_does_not_spoil_the_copy(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody reads a report for minutes: the log cannot begin anew then, and the copy follows it however long it is."""
    monkeypatch.setattr(following, "TURN", 20)
    _copied(store, tmp_path / "copy")
    _fill(store, 0, 5)
    with contextlib.closing(sqlite3.connect(f"file:{store.path}?mode=ro", uri=True)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM event").fetchone()
        _fill(store, 5, 60)
        assert _events(tmp_path / "copy", tmp_path) == 65
    _fill(store, 65, 20)
    assert _events(tmp_path / "copy", tmp_path) == 85
    assert [life.number for life in lives(tmp_path / "copy")] == [1]


def test_an_emptied_log_after_an_erasure_is_followed(store: SqliteStore, tmp_path: Path) -> None:
    """What was erased is gone from the copy's file and log with the next commits: an erasure reaches the second place."""
    _copied(store, tmp_path / "copy")
    secret = "unmistakable-words"
    with store.transaction():
        store.append(entry("1", text=secret), NOON)
    _fill(store, 2, 5)
    with store.transaction():
        assert store.erase("x", "1") == 1
    assert store.erasable.scrub(patient=True)
    _touch(store)
    life = newest(tmp_path / "copy")
    assert life is not None

    assert _events(tmp_path / "copy", tmp_path) == 6
    for path in life.iterdir():
        if path.is_file():
            assert secret.encode() not in path.read_bytes(), path


def test_the_end_leaves_everything_in_the_copy(tmp_path: Path) -> None:
    """A clean stop: the copy has the last commit, and the next start begins a life of its own beside it."""
    store = SqliteStore(tmp_path / "here")
    _copied(store, tmp_path / "copy")
    _fill(store, 0, 3)
    store.close()
    assert _events(tmp_path / "copy", tmp_path) == 3

    again = SqliteStore(tmp_path / "here")
    _copied(again, tmp_path / "copy")
    again.close()
    assert lives(tmp_path / "copy") == [Life(0, 2)], "the life before is let go once the new one is whole"


def test_a_second_place_that_is_away_holds_nobody_up(store: SqliteStore, tmp_path: Path) -> None:
    """A folder that cannot be: commits go on at once, the fault is named, and once the folder can be the copy begins by itself."""
    blocked = tmp_path / "copy"
    blocked.write_text("a file where the folder should be")
    told: list[str] = []
    copier = Copier(store.path, blocked, patience=PATIENCE, tell=lambda _topic, text: told.append(text))
    store.copied_by(copier)
    _until(lambda: copier.fault)
    began = time.monotonic()
    _fill(store, 0, 5)

    assert time.monotonic() - began < PATIENCE / 2, "a commit waited for a place that is not there"
    assert str(blocked) in copier.fault
    assert copier.behind > 0.0
    blocked.unlink()
    _until_written(store, lambda: copier.behind == 0.0)
    assert _events(blocked, tmp_path) == 5


def test_operators_hear_of_a_copy_that_stays_behind_and_of_its_end(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, with the reason; and once that it is well again."""
    monkeypatch.setattr(following, "TOLD_AFTER", 0.0)
    monkeypatch.setattr(following, "FIRST_WAIT", 0.01)
    told: list[str] = []
    blocked = tmp_path / "copy"
    blocked.write_text("")
    copier = Copier(store.path, blocked, tell=lambda _topic, text: told.append(text))
    store.copied_by(copier)
    _until(lambda: told)
    monkeypatch.setattr(following, "TOLD_AFTER", 1e9)
    monkeypatch.setattr(following, "LONGEST_WAIT", 0.01)
    blocked.unlink()
    _until_written(store, lambda: len(told) > 1)

    assert "behind" in told[0]
    assert str(blocked) in told[0]
    assert told[1:] == ["the continuous copy is in step again"]


def test_a_copy_that_hangs_costs_one_wait_and_a_log_too_long_is_let_go(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dead mount hangs in the middle of a write: one commit waits, shortly, and the store's log stays bounded.

    When the mount comes back, the copy begins anew and is whole.
    """
    copier = _copied(store, tmp_path / "copy", patience=0.05)
    hangs = [True]
    follow = Copied.follow

    def hanging(self: Copied, log: Path) -> bool:
        _until(lambda: not hangs[0])
        return follow(self, log)

    monkeypatch.setattr(Copied, "follow", hanging)
    monkeypatch.setattr(following, "LONGEST_LOG", 300_000)
    monkeypatch.setattr(following, "FIRST_WAIT", 0.01)
    _fill(store, 0, 300)
    assert store.path.with_name(f"{NAME}-wal").stat().st_size < 6_000_000
    assert copier.behind > 0.0
    hangs[0] = False
    monkeypatch.setattr(following, "LONGEST_LOG", 10**9)
    _until_written(store, lambda: copier.behind == 0.0)
    assert _events(tmp_path / "copy", tmp_path) == 300


def test_a_log_that_went_on_behind_our_back_makes_a_new_copy(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody emptied the log by hand, twice: a turn is missing, which is noticed; the copy begins anew and is never wrong."""
    monkeypatch.setattr(following, "FIRST_WAIT", 0.01)
    copier = _copied(store, tmp_path / "copy")
    follow, stands = Copied.follow, [True]
    monkeypatch.setattr(Copied, "follow", lambda self, log: stands[0] or follow(self, log))
    for number in range(3):
        _fill(store, 10 * number, 10)
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stands[0] = False
    _until_written(store, lambda: newest(tmp_path / "copy") and lives(tmp_path / "copy")[-1].number > 1)
    _until_written(store, lambda: copier.behind == 0.0)

    assert _events(tmp_path / "copy", tmp_path) == 30


def test_who_was_frozen_writes_into_their_own_life_only(store: SqliteStore, tmp_path: Path) -> None:
    """A daemon under an older lease begins a copy after the newer one: what is restored is the newer one's."""
    _fill(store, 0, 2)
    _copied(store, tmp_path / "copy", epoch=7)
    other = SqliteStore(tmp_path / "other")
    _fill(other, 0, 9)
    _copied(other, tmp_path / "copy", epoch=6)

    assert lives(tmp_path / "copy")[-1] == Life(7, 1)
    assert _events(tmp_path / "copy", tmp_path) == 2
    other.close()


def test_nobody_else_may_read_a_copy(store: SqliteStore, tmp_path: Path) -> None:
    """It holds what strangers wrote: folders 0700, files 0600, also where the umask would give more."""
    before = os.umask(0)
    try:
        copier = _copied(store, tmp_path / "copy", beside=lambda: {"labels/acme.jsonl": b"{}\n"})
        _fill(store, 0, 2)
    finally:
        os.umask(before)
    assert copier.fault == ""
    life = newest(tmp_path / "copy")
    assert life is not None
    for path in (life, *life.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_a_copy_is_restored_with_what_lay_beside_the_store(store: SqliteStore, tmp_path: Path) -> None:
    """`restore` takes the folder of the copy, or one life in it; files of other names in it are nobody's."""
    _fill(store, 0, 4)
    beside = {
        "labels/acme.jsonl": b"{}\n",
        "link_keys": b"[]",
        "needs_answer.json": b"{}",
        "../evil": b"x",
        "rules": b"x",
    }
    told = {name: body for name, body in beside.items() if not name.startswith("..")}
    _copied(store, tmp_path / "copy", beside=lambda: told)
    _fill(store, 4, 3)

    done = restore(tmp_path / "copy", tmp_path / "there", now=NOON)
    assert (done.events, done.has_link_keys, done.moved_to) == (7, True, None)
    assert (tmp_path / "there/labels/acme.jsonl").read_bytes() == b"{}\n"
    assert (tmp_path / "there/needs_answer.json").exists()
    assert not (tmp_path / "there/rules").exists()
    with contextlib.closing(SqliteStore(tmp_path / "there")) as restored:
        assert restored.last_seq == 7
    life = newest(tmp_path / "copy")
    assert life is not None
    again = restore(life, tmp_path / "there", now=NOON)
    assert again.events == 7
    assert again.moved_to is not None


def test_a_damaged_copy_is_refused_and_nothing_is_changed(store: SqliteStore, tmp_path: Path) -> None:
    """A page of the copied file was written over: the store that is there stays."""
    from alertd.errors import StoreDamaged, UsageError

    _fill(store, 0, 200)
    _copied(store, tmp_path / "copy")
    life = newest(tmp_path / "copy")
    assert life is not None
    with (life / NAME).open("r+b") as file:
        for page in range(2, 60):
            file.seek(page * 4096)
            file.write(b"\xa5" * 4096)
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / NAME).write_bytes(b"what was there")
    with pytest.raises(StoreDamaged):
        restore(tmp_path / "copy", tmp_path / "there", now=NOON)
    assert (tmp_path / "there" / NAME).read_bytes() == b"what was there"
    assert not list((tmp_path / "there").glob("*.restored*"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no whole copy"):
        restore(tmp_path / "empty", tmp_path / "there", now=NOON)


def test_what_a_restore_moved_aside_goes_with_the_texts(store: SqliteStore, tmp_path: Path) -> None:
    """It holds what people wrote: once it is as old as a copy may be it is deleted, a younger one stays, and so does what is not ours."""
    folder = store.path.parent
    for name, age in (("replaced-20261101T000000Z", 9), ("replaced-20261120T000000Z", 1), ("replaced-by-hand", 9)):
        (folder / name / "labels").mkdir(parents=True)
        os.utime(folder / name, (time.time() - age * 86400,) * 2)

    assert store.aging.drop_copies(time.time() - 7 * 86400) == ["replaced-20261101T000000Z"]
    assert sorted(path.name for path in folder.glob("replaced-*")) == ["replaced-20261120T000000Z", "replaced-by-hand"]


def test_what_cannot_be_deleted_is_not_said_to_be(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may have moved it aside, and the daemon may not look in: nobody reads that texts are gone which lie there still."""
    folder = store.path.parent / "replaced-20261101T000000Z"
    folder.mkdir()
    os.utime(folder, (time.time() - 9 * 86400,) * 2)

    def refuses(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as as_somebody_else:
        as_somebody_else.setattr(os, "rmdir", refuses)
        assert store.aging.drop_copies(time.time() - 7 * 86400) == []
    assert store.aging.drop_copies(time.time() - 7 * 86400) == [folder.name]
