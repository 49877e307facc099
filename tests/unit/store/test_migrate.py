"""Migrations: a copy first, then each step once; a newer store is refused and left as it is."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from alertd.errors import StoreError, StoreTooNew
from alertd.store import migrate
from alertd.store.copying import copy_to
from alertd.store.moving import COLUMNS
from alertd.store.postgres.store import steps as postgres_steps
from alertd.store.sqlite import SqliteStore
from tests.unit.runtime.made import NOON, entry

STEP = "CREATE TABLE fresh (a INTEGER) STRICT;"


def test_a_copy_is_made_before_a_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store of the version before lies beside the new one, whole and readable by us alone; nothing is lost."""
    store = SqliteStore(tmp_path)
    with store.transaction():
        store.append(entry(), NOON)
    store.close()
    known = migrate.steps()
    newest = known[-1][0]
    monkeypatch.setattr(migrate, "steps", lambda: [*known, (newest + 1, STEP)])
    store = SqliteStore(tmp_path)
    copy = tmp_path / f"alertd.sqlite3.before-{newest + 1:04d}"

    assert store.connection.execute("SELECT count(*) FROM fresh").fetchone() == (0,)
    assert len(list(store.read(0))) == 1
    assert copy.stat().st_mode & 0o777 == 0o600
    store.close()
    with sqlite3.connect(copy) as old:
        assert old.execute("PRAGMA user_version").fetchone() == (newest,)
        assert old.execute("SELECT count(*) FROM event").fetchone() == (1,)
    old.close()


def test_a_new_store_needs_no_copy(tmp_path: Path) -> None:
    """The first start makes the store and nothing beside it."""
    SqliteStore(tmp_path).close()

    assert not list(tmp_path.glob("*.before-*"))


def test_a_newer_store_is_refused_untouched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says both versions and the copy that fits; not a byte changes."""
    store = SqliteStore(tmp_path)
    newest = migrate.steps()[-1][0]
    store.connection.execute(f"PRAGMA user_version = {newest + 1}")
    store.close()
    before = (tmp_path / "alertd.sqlite3").read_bytes()

    with pytest.raises(StoreTooNew, match=rf"version {newest + 1}.*up to {newest}.*before-{newest + 1:04d}"):
        SqliteStore(tmp_path)
    assert (tmp_path / "alertd.sqlite3").read_bytes() == before


def test_a_step_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a migration is none: the old program can go on with the store."""
    SqliteStore(tmp_path).close()
    known = migrate.steps()
    newest = known[-1][0]
    monkeypatch.setattr(migrate, "steps", lambda: [*known, (newest + 1, f"{STEP} CREATE TABLE event (a);")])

    with pytest.raises(sqlite3.OperationalError):
        SqliteStore(tmp_path)
    db = sqlite3.connect(tmp_path / "alertd.sqlite3")
    assert db.execute("PRAGMA user_version").fetchone() == (newest,)
    assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'fresh'").fetchone() == (0,)
    db.close()


def test_a_start_that_fails_leaves_no_file_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for room on a disk tries for hours; what each try left open would use up what a process may open."""
    SqliteStore(tmp_path).close()
    known = migrate.steps()
    monkeypatch.setattr(migrate, "steps", lambda: [*known, (known[-1][0] + 1, f"{STEP} CREATE TABLE event (a);")])
    failures = []  # whoever logs a failure holds it, and what it was about
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        with pytest.raises(sqlite3.OperationalError) as failed:
            SqliteStore(tmp_path)
        failures.append(failed)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_every_store_of_before_is_brought_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From each version that ever was: a copy, the same tables and indexes as a new store, and nothing lost."""
    fresh = SqliteStore(tmp_path / "fresh")
    wanted = set(fresh.connection.execute("SELECT type, name, sql FROM sqlite_master"))
    fresh.close()
    known = migrate.steps()
    for version in range(1, len(known)):
        folder = tmp_path / str(version)
        monkeypatch.setattr(migrate, "steps", lambda version=version: known[:version])
        old = SqliteStore(folder)
        with old.transaction():
            old.append(entry(), NOON)
        old.close()
        monkeypatch.setattr(migrate, "steps", lambda: known)
        store = SqliteStore(folder)

        assert set(store.connection.execute("SELECT type, name, sql FROM sqlite_master")) == wanted
        assert len(list(store.read(0))) == 1
        assert (folder / f"alertd.sqlite3.before-{known[-1][0]:04d}").exists()
        store.close()


def test_a_long_migration_says_that_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it copies and while it works: the service manager ends a start that is silent for too long."""
    store = SqliteStore(tmp_path)
    with store.transaction():
        for number in range(200):
            store.append(entry(str(number), text="long " * 400), NOON)
    store.close()
    known = migrate.steps()
    busy = "CREATE TABLE fresh AS WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n LIMIT 400000) SELECT a FROM n;"
    monkeypatch.setattr(migrate, "steps", lambda: [*known, (known[-1][0] + 1, busy)])
    monkeypatch.setattr(migrate, "TELL_EVERY", -1.0)
    told: list[str] = []
    SqliteStore(tmp_path, tell_start=told.append).close()

    assert set(told) == {f"migrating the store to version {known[-1][0] + 1}"}
    assert len(told) >= 3


def test_a_disk_too_small_for_the_copy_is_said_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it takes and what there is; nothing is written, and with room it goes on."""
    store = SqliteStore(tmp_path)
    with store.transaction():
        store.append(entry(), NOON)
    store.close()
    known = migrate.steps()
    monkeypatch.setattr(migrate, "steps", lambda: [*known, (known[-1][0] + 1, STEP)])
    usage = shutil.disk_usage
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(path)._replace(free=1000))
    with pytest.raises(StoreError, match=r"takes 0 MB, and .* has 0 MB left: make room"):
        SqliteStore(tmp_path)
    assert not list(tmp_path.glob("*.before-*"))
    monkeypatch.setattr(shutil, "disk_usage", usage)
    SqliteStore(tmp_path).close()

    assert len(list(tmp_path.glob("*.before-*"))) == 1


def test_a_copy_that_fails_leaves_no_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk half a copy would keep it full."""
    store = SqliteStore(tmp_path / "store")
    store.connection.execute("CREATE TABLE big AS SELECT zeroblob(4000000) AS a")

    def stop(*_progress: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        copy_to(store.connection, tmp_path / "copy", progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
    store.close()


def test_every_kind_of_store_has_the_same_columns() -> None:
    """Whoever adds a step adds it for the server too, and to what moves a store; else a store that moves loses a column."""
    db = sqlite3.connect(":memory:")
    migrate.migrate(db, None)
    found = {table: {row[1] for row in db.execute(f"PRAGMA table_info({table})")} for table in COLUMNS}
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    assert found == {table: set(columns) for table, columns in COLUMNS.items()}
    assert tables == set(COLUMNS)
    db.close()
    assert postgres_steps()[-1][0] == migrate.steps()[-1][0]
