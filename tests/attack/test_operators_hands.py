"""The operator's own hands: a store moved or deleted, a damaged copy, a wrong backup, a token asked for from the wrong folder."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alertd.cli import client
from alertd.cli.backup import spare
from alertd.errors import StoreBusy, StoreDamaged, StoreReplaced, StoreTooNew, StoreUnavailable, UsageError
from alertd.runtime import writer as writer_module
from alertd.runtime.group_commit import Request
from alertd.runtime.writer import Writer
from alertd.scorers import calibrations, labels
from alertd.store.beside import FOLDERS, LINK_KEYS, beside
from alertd.store.lock import Lock
from alertd.store.restoring import restore
from alertd.store.sqlite import NAME, SqliteStore
from tests.unit.runtime.made import LINK_KEY, NOON, StillClock, entry

NOW = datetime(2026, 11, 21, 13, tzinfo=UTC)


def _filled(folder: Path, *, posts: int = 3) -> SqliteStore:
    store = SqliteStore(folder)
    with store.transaction():
        for number in range(posts):
            store.append(entry(str(number), text="acme " + "word " * 400), NOON)
        store.set_meta("link_key", "ab" * 32)
    return store


# --- the store is moved, deleted or replaced while the daemon runs -------------------------------------------------


class Working:
    """A writer over a store; down: what operators were told, newest last."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteStore(folder)
        self.down: list[str | None] = []
        self.writer = Writer(
            self.store,
            StillClock(),  # type: ignore[arg-type]
            link_key=LINK_KEY,
            on_commit=lambda _commands: None,
            on_down=self.down.append,
            retry_store=0.05,
        )
        self.writer.start()

    async def post(self, ident: str) -> None:
        """Take a mention in, as a webhook does before it answers 202."""
        await self.writer.take(Request([entry(ident)]))


@pytest.fixture
def working(tmp_path: Path) -> Iterator[Working]:
    """Yield a writer at work; end it."""
    made = Working(tmp_path / "data")
    yield made
    made.writer.stop(5.0)
    made.store.close()


async def _eventually(what: object, seconds: float = 10.0) -> None:
    assert callable(what)
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


@pytest.mark.asyncio
@pytest.mark.parametrize("name", [NAME, f"{NAME}-wal"])
async def test_a_store_that_is_gone_takes_nothing(working: Working, tmp_path: Path, name: str) -> None:
    """Neither its file nor its log may be missing: nothing more is promised, operators hear which; put back, it goes on."""
    await working.post("before")
    await working.post("known")
    (tmp_path / "data" / name).rename(tmp_path / "aside")

    with pytest.raises(StoreUnavailable, match="is gone"):
        await working.post("lost")
    await _eventually(lambda: working.down)
    assert name in (working.down[-1] or "")
    (tmp_path / "aside").rename(tmp_path / "data" / name)
    await _eventually(lambda: working.down[-1] is None)

    await working.post("after")
    assert [event.mention.id for _, event in working.store.read(0)] == ["before", "known", "after"]  # type: ignore[union-attr]


@pytest.mark.asyncio
async def test_it_is_noticed_while_nobody_writes(
    working: Working, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An idle daemon tells its operators too."""
    monkeypatch.setattr(writer_module, "LOOK", 0.0)
    await working.post("before")
    (tmp_path / "data").rename(tmp_path / "moved")
    await _eventually(lambda: working.down and "is gone" in (working.down[-1] or ""))
    (tmp_path / "moved").rename(tmp_path / "data")


@pytest.mark.asyncio
async def test_a_store_that_was_replaced_ends_the_daemon(working: Working, tmp_path: Path) -> None:
    """Another file at its place is for a new start: the engine stops, so that systemd starts it again."""
    await working.post("before")
    for end in ("", "-wal", "-shm"):
        (tmp_path / "data" / f"{NAME}{end}").rename(tmp_path / f"old{end}")
    sqlite3.connect(tmp_path / "data" / NAME).execute("CREATE TABLE t (a)").connection.close()

    with pytest.raises(StoreUnavailable):
        await working.post("lost")
    await _eventually(lambda: isinstance(working.writer.failure, StoreReplaced))


# --- backups -------------------------------------------------------------------------------------------------------


def _damage(path: Path) -> None:
    """Write over the middle of a file, as a bad disk does."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 8192)


def test_a_damaged_store_never_takes_the_place_of_a_good_copy(tmp_path: Path) -> None:
    """The copy is looked at before it appears; the old one stays, and nothing half lies beside it."""
    store = _filled(tmp_path / "data", posts=200)
    copy = tmp_path / "copies" / "a.db"
    copy.parent.mkdir()
    store.backup(copy)
    good = copy.read_bytes()
    store.close()
    _damage(tmp_path / "data" / NAME)

    reader = SqliteStore(tmp_path / "data", read_only=True)
    with pytest.raises(StoreDamaged, match=r"a\.db is as it was|is damaged"):
        reader.backup(copy)
    reader.close()
    assert copy.read_bytes() == good
    assert os.listdir(copy.parent) == ["a.db"]  # noqa: PTH208


def test_only_its_owner_reads_a_copy_from_its_first_byte_on(tmp_path: Path) -> None:
    """Whatever the umask: also the file that is not finished yet."""
    store = _filled(tmp_path / "data")
    modes: set[int] = set()
    was = os.umask(0)
    try:
        from alertd.store.copying import copy_to

        part = tmp_path / "copy.part"
        copy_to(store.connection, tmp_path / "copy", progress=lambda *_: modes.add(part.stat().st_mode & 0o777))
    finally:
        os.umask(was)
    modes.add((tmp_path / "copy").stat().st_mode & 0o777)
    store.close()

    assert modes == {0o600}


def test_the_store_itself_is_no_place_for_its_copy(tmp_path: Path) -> None:
    """Also by a link."""
    store = _filled(tmp_path / "data")
    (tmp_path / "link").symlink_to(tmp_path / "data" / NAME)
    with pytest.raises(UsageError, match="the store itself"):
        store.backup(tmp_path / "link")
    store.close()


@pytest.mark.parametrize("with_key", [True, False])
def test_a_backup_brings_back_all_that_is_needed(tmp_path: Path, *, with_key: bool) -> None:
    """Log, labels and calibrations; the key that signs links only if it was asked for. What was there is moved aside."""
    assert set(FOLDERS) == {labels.FOLDER, calibrations.FOLDER}
    data, new, copy = tmp_path / "data", tmp_path / "new", tmp_path / "copy.db"
    store = _filled(data)
    labels.add(labels.path_of(data, "acme"), [b'{"label": "negative"}'])
    (data / "calibration").mkdir()
    (data / "calibration" / "acme.json").write_text("{}")
    (data / LINK_KEYS).write_bytes(b"the keys")
    store.backup(copy, beside=beside(data, secrets=(LINK_KEYS,) if with_key else ()))
    store.close()
    assert (b"the keys" in copy.read_bytes()) == with_key
    assert b"ab" * 32 not in copy.read_bytes(), "as stores of older releases held it"
    _filled(new, posts=1).close()

    done = restore(copy, new, now=NOW)

    assert (done.events, done.newest_at, done.files, done.has_link_keys) == (
        3,
        NOON,
        2 + with_key,
        with_key,
    )
    assert done.moved_to == new / "replaced-20261121T130000Z"
    assert sorted(path.name for path in done.moved_to.iterdir()) == [NAME]
    back = SqliteStore(new)
    assert len(list(back.read(0))) == 3
    tables = back.connection.execute("SELECT name FROM sqlite_master WHERE name = 'beside'").fetchall()
    back.close()
    assert tables == []
    assert labels.path_of(new, "acme").read_bytes() == b'{"label": "negative"}\n'
    assert (new / NAME).stat().st_mode & 0o777 == 0o600


def test_a_backup_of_an_older_release_is_restored_too(tmp_path: Path) -> None:
    """It holds nothing beside the store; and into a folder that is empty nothing is moved aside."""
    store = _filled(tmp_path / "data")
    store.connection.execute("VACUUM INTO ?", (str(tmp_path / "old.db"),))
    store.close()

    assert restore(tmp_path / "old.db", tmp_path / "new", now=NOW)[2:] == (0, False, None)


def test_what_is_no_backup_changes_nothing(tmp_path: Path) -> None:
    """A text, a damaged copy, a database of somebody else, one of a newer alertd, none at all; or while a daemon runs."""
    data = tmp_path / "data"
    _filled(data).close()
    before = (data / NAME).read_bytes()
    (tmp_path / "text").write_text("no database at all, and long enough to be read as one" * 20)
    sqlite3.connect(tmp_path / "other").execute("CREATE TABLE t (a)").connection.close()
    newer = sqlite3.connect(tmp_path / "newer")
    newer.execute("CREATE TABLE t (a)")
    newer.execute("PRAGMA user_version = 9999")
    newer.close()
    for name, error in (
        ("text", StoreDamaged),
        ("other", StoreDamaged),
        ("newer", StoreTooNew),
        ("nothing", UsageError),
    ):
        with pytest.raises(error):
            restore(tmp_path / name, data, now=NOW)
    lock = Lock(data / "lock")
    lock.claim()
    with pytest.raises(StoreBusy):
        restore(tmp_path / "text", data, now=NOW)
    lock.release()

    assert (data / NAME).read_bytes() == before
    assert sorted(path.name for path in data.iterdir()) == [NAME, "lock"]


def test_a_backup_names_no_path_outside(tmp_path: Path) -> None:
    """Files that a crafted backup would write elsewhere are left out."""
    store = _filled(tmp_path / "data")
    names = (
        "../evil",
        "/etc/evil",
        "labels/../../evil",
        "labels/sub/evil",
        "cron.d/evil",
        "labels/..",
        "labels/acme.jsonl",
    )
    store.backup(tmp_path / "copy", beside=dict.fromkeys(names, b"x"))
    store.close()

    assert restore(tmp_path / "copy", tmp_path / "new", now=NOW).files == 1
    assert sorted(path.name for path in tmp_path.rglob("*evil*")) == []


def test_old_copies_go_and_other_files_stay(tmp_path: Path) -> None:
    """All but the newest so many of our own names."""
    ours = [f"alertd-2026112{day}T030000Z.db" for day in range(5)]
    for name in (*ours, "alertd-before.db", "notes.txt"):
        (tmp_path / name).touch()

    assert [path.name for path in spare(tmp_path, 2)] == ours[:3]
    assert spare(tmp_path, None) == []


# --- where the commands look ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["absolute", "relative", "link"])
def test_the_token_is_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """The settings of the unit are the settings of the unit, also as ./alertd.yaml, and as a link to where they are kept."""
    etc, state = tmp_path / "etc", tmp_path / "state"
    etc.mkdir()
    state.mkdir()
    (state / "api_token").write_text("the-token\n")
    kept = tmp_path / "kept.yaml"
    kept.write_text("version: 1\nlisten: 127.0.0.1:9\n")
    settings = etc / "alertd.yaml"
    if how == "link":
        settings.symlink_to(kept)
    else:
        settings.write_text(kept.read_text())
    monkeypatch.setattr(client, "_SYSTEM_SETTINGS", settings)
    monkeypatch.setattr(client, "_SYSTEM_STATE", state)
    for name in ("ALERTD_TOKEN", "CREDENTIALS_DIRECTORY", "STATE_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(etc)
    given = {"absolute": settings, "relative": Path("alertd.yaml"), "link": kept}[how]

    assert client.connection(given).token == "the-token"
