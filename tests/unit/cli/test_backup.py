"""`alertd backup` and `alertd restore`: what a copy holds, what it never takes the place of, and what a restore refuses with nothing changed."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alertd.cli.backup import command as backup
from alertd.cli.restore import command as restore
from alertd.errors import StoreBusy, StoreDamaged, StoreTooNew, UsageError
from alertd.store.lock import Lock
from alertd.store.sqlite import NAME, SqliteStore
from tests.unit.runtime.made import NOON, entry

BESIDE = {
    "labels/acme.jsonl": b'{"label":"negative"}\n',
    "calibration/acme.json": b"{}",
    "needs_answer.json": b"{}",
    "link_keys": b"[]",
    "proof_key": b"p" * 32,
    "api_token": b"t" * 32,
}


class Machine:
    """A data folder with a store, what lies beside it, and settings that name it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.config = folder / "alertd.yaml"
        self.fill("one", "two", "three")
        for name, body in BESIDE.items():
            (self.data / name).parent.mkdir(exist_ok=True)
            (self.data / name).write_bytes(body)
        self.config.write_text("data_dir: data\n")

    def fill(self, *idents: str) -> None:
        """Let a daemon take some posts and end."""
        store = SqliteStore(self.data)
        with store.transaction():
            for ident in idents:
                store.append(entry(ident, text=f"acme {ident} " + "and more " * 60), NOON)
        store.close()

    def posts(self) -> int:
        """Return how many events its store holds."""
        store = SqliteStore(self.data, read_only=True)
        try:
            return store.last_seq
        finally:
            store.close()

    def backup(self, *words: str) -> Result:
        """Ask for a copy."""
        return CliRunner().invoke(backup, [*words, "-c", str(self.config)])

    def restore(self, file: Path) -> Result:
        """Ask for one to be put back."""
        return CliRunner().invoke(restore, [str(file), "-c", str(self.config)])

    def all(self) -> dict[str, bytes]:
        """Return every file in the data folder but the lock."""
        files = [path for path in self.data.rglob("*") if path.is_file() and path.name != "lock"]
        return {str(path.relative_to(self.data)): path.read_bytes() for path in files}

    def spoil(self) -> None:
        """Write over the middle of the store, as a dying disk does."""
        file = self.data / NAME
        body = bytearray(file.read_bytes())
        for begin in range(4096, len(body), 8192):
            body[begin : begin + 64] = b"\xa5" * 64
        file.write_bytes(body)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine whose daemon is stopped."""
    return Machine(tmp_path)


def test_a_lost_machine_comes_back_with_what_people_taught_it(machine: Machine) -> None:
    """Labels, calibrations and what the inbox has learnt are in the copy; no key and no token is, and nobody else may read it."""
    copy = machine.folder / "copy.db"
    done = machine.backup(str(copy))
    assert done.exit_code == 0, done.output
    assert copy.stat().st_mode & 0o777 == 0o600
    for path in sorted(machine.data.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()

    done = machine.restore(copy)
    assert done.exit_code == 0, done.output
    assert "restored 3 events" in done.output
    assert "and 3 files of labels and calibrations" in done.output
    assert "whoever was erased after 20" in done.output
    assert "erase each of them anew with alertd forget AUTHOR" in done.output
    assert "acknowledge links of before lead nowhere now" in done.output
    assert machine.posts() == 3
    back = machine.all()
    assert {name: back[name] for name in BESIDE if name in back} == {
        name: body for name, body in BESIDE.items() if name not in ("link_keys", "proof_key", "api_token")
    }
    with closing(sqlite3.connect(machine.data / NAME)) as db:
        assert db.execute("SELECT 1 FROM sqlite_master WHERE name = 'beside'").fetchone() is None


def test_links_go_on_working_where_somebody_asks_for_it(machine: Machine) -> None:
    """Their keys are in the copy then, and nothing else that makes another machine this one."""
    copy = machine.folder / "copy.db"
    assert machine.backup(str(copy), "--with-link-keys").exit_code == 0
    for name in BESIDE:
        (machine.data / name).unlink()
    done = machine.restore(copy)
    assert "lead nowhere" not in done.output
    assert (machine.data / "link_keys").read_bytes() == b"[]"
    assert not (machine.data / "api_token").exists()


def test_a_damaged_store_never_overwrites_a_good_copy(machine: Machine) -> None:
    """The night in which the disk dies leaves the copy of the night before, and no half of another."""
    copy = machine.folder / "copy.db"
    assert machine.backup(str(copy)).exit_code == 0
    good = copy.read_bytes()
    machine.spoil()
    done = machine.backup(str(copy))
    assert done.exit_code != 0
    assert copy.read_bytes() == good
    assert [path.name for path in machine.folder.iterdir() if path.name.startswith("copy")] == ["copy.db"]


def test_of_nightly_copies_the_newest_are_kept(machine: Machine) -> None:
    """What has another name in that folder is somebody else's."""
    into = machine.folder / "nights"
    into.mkdir()
    theirs = into / "alertd-before-the-move.db"
    theirs.write_bytes(b"theirs")
    for night in ("20261101", "20261102", "20261103"):
        (into / f"alertd-{night}T030000Z.db").write_bytes(b"old")
    done = machine.backup("--into", str(into), "--keep", "2")
    assert done.exit_code == 0, done.output
    left = sorted(path.name for path in into.iterdir())
    assert len(left) == 3
    assert left[0] == "alertd-20261103T030000Z.db"
    assert theirs.name in left


def test_what_was_there_is_moved_aside_and_not_deleted(machine: Machine) -> None:
    """Somebody may still read the damaged file."""
    copy = machine.folder / "copy.db"
    machine.backup(str(copy))
    machine.fill("four")
    was = machine.all()[NAME]
    done = machine.restore(copy)
    assert machine.posts() == 3
    (aside,) = machine.data.glob("replaced-*")
    assert (aside / NAME).read_bytes() == was
    assert f"what was there lies in {aside}" in done.output


def _half(machine: Machine, copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:-4096])


def _no_backup(machine: Machine, copy: Path) -> None:
    copy.unlink()
    with closing(sqlite3.connect(copy)) as db:
        db.execute("CREATE TABLE shopping (item)")


def _of_a_newer(machine: Machine, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as db:
        db.execute("PRAGMA user_version = 9999")


def _gone(machine: Machine, copy: Path) -> None:
    copy.unlink()


@pytest.mark.parametrize(
    ("spoil", "error", "says"),
    [
        (_half, StoreDamaged, "nothing was changed"),
        (_no_backup, StoreDamaged, "is no backup of alertd; nothing was changed"),
        (_of_a_newer, StoreTooNew, "newer"),
        (_gone, UsageError, "there is no such file"),
    ],
    ids=["half of one", "another file", "of a newer release", "none"],
)
def test_what_no_daemon_could_go_on_with_is_refused(
    machine: Machine, spoil: object, error: type[Exception], says: str
) -> None:
    """It is looked at before anything is moved: the store that was there is there."""
    copy = machine.folder / "copy.db"
    machine.backup(str(copy))
    spoil(machine, copy)  # type: ignore[operator]
    was = machine.all()
    done = machine.restore(copy)
    assert isinstance(done.exception, error), done.output
    assert says in str(done.exception)
    assert machine.all() == was


def test_the_folder_of_a_continuous_copy_is_taken_in_place_of_a_file(machine: Machine) -> None:
    """The guide's own words, `alertd restore FOLDER`: its last whole life comes back; a folder that holds none is refused."""
    life = machine.folder / "copies/000000.000001"
    life.mkdir(parents=True)
    shutil.copy(machine.data / NAME, life / NAME)
    (life / f"{NAME}-wal").touch()
    machine.fill("four")
    done = machine.restore(machine.folder / "copies")
    assert done.exit_code == 0, done.output
    assert "restored 3 events" in done.output
    assert machine.posts() == 3
    (machine.folder / "empty").mkdir()
    assert isinstance(machine.restore(machine.folder / "empty").exception, UsageError)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root restores for somebody else")
def test_what_root_moves_aside_is_the_daemons_to_delete(machine: Machine) -> None:
    """It holds texts, which the daemon deletes once they are as old as it says: so the folder that root makes is the daemon's too."""
    for path in (machine.data, *machine.data.rglob("*")):
        os.chown(path, 65534, 65534)
    copy = machine.folder / "copy.db"
    machine.backup(str(copy))
    assert machine.restore(copy).exit_code == 0
    (aside,) = machine.data.glob("replaced-*")
    assert {(path.stat().st_uid, path.stat().st_gid) for path in (aside, *aside.rglob("*"))} == {(65534, 65534)}


def test_nothing_is_put_under_a_running_daemon(machine: Machine) -> None:
    """It would go on writing into the file that was moved."""
    copy = machine.folder / "copy.db"
    machine.backup(str(copy))
    was = machine.all()
    held = Lock(machine.data / "lock")
    held.claim()
    try:
        done = machine.restore(copy)
    finally:
        held.release()
    assert isinstance(done.exception, StoreBusy)
    assert machine.all() == was


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "name a FILE, or a folder by --into"),
        (("copy.db", "--into", "nights"), "name a FILE, or a folder by --into"),
        (("copy.db", "--keep", "3"), "--keep is of --into"),
        (("--into", "nights", "--keep", "0"), "0"),
    ],
    ids=["nothing", "both", "keep of a file", "keep none"],
)
def test_wrong_use_is_said(machine: Machine, words: tuple[str, ...], says: str) -> None:
    """Exit 2, and no copy."""
    done = machine.backup(*words)
    assert done.exit_code == 2
    assert says in done.output
    assert not Path("copy.db").exists()
