"""A disk that is full, a store that cannot be written, somebody else's store, a newer store: said, survived, never looped."""

from __future__ import annotations

import resource
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from alertd.store.sqlite import SqliteStore
from tests.acceptance.conftest import Build
from tests.acceptance.house import House, loud, mention, until
from tests.acceptance.receiver import Receiver
from tests.unit.runtime.made import NOON, entry

pytestmark = pytest.mark.slow

SHORT = (str(Path(__file__).with_name("short_retry.py")),)


def _limit_files(house: House, size: int) -> None:
    """Let the daemon's files grow to `size` bytes and no further: to a program that is a full disk."""
    assert house.process is not None
    hard = resource.prlimit(house.process.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(house.process.pid, resource.RLIMIT_FSIZE, (size, hard))


def _direct(receiver: Receiver) -> list[bytes]:
    return [got.body for got in receiver.got if got.path == "/direct"]


def test_a_full_disk_stops_intake_tells_ops_and_heals(build: Build, receiver: Receiver) -> None:
    """503 while full, the direct route tells it once, no restart; when there is room all goes on, and nothing answered is lost."""
    house = build()
    house.start(program=SHORT)
    assert house.process is not None
    pid = house.process.pid
    promised = {"before"}
    assert house.post(loud("before")) == 202
    until(lambda: set(house.page_states().values()) == {"accepted"}, "the page before")

    size = max(path.stat().st_size for path in (house.folder / "store").glob("alertd.sqlite3*"))
    _limit_files(house, size + 40_000)
    answers = []
    for number in range(400):
        answers.append(house.post(loud(f"full{number}", watch="globex", text="globex " + "long " * 400)))
        if answers[-1] == 202:
            promised.add(f"full{number}")
        else:
            break
    assert answers[-1] == 503
    _limit_files(house, 4096)  # not even a small commit fits from now on
    until(lambda: _direct(receiver), "ops told by the direct route")
    time.sleep(1.2)  # two more tries of the store
    assert house.ask("GET", "/readyz")[0] == 503
    assert house.ask("GET", "/healthz")[0] == 200, "a full disk is no reason to be restarted"

    _limit_files(house, resource.RLIM_INFINITY)
    until(lambda: house.post(mention("after")) == 202, "intake is open again")
    promised.add("after")
    until(lambda: len(_direct(receiver)) >= 2, "ops told that it is over")
    until(lambda: set(house.page_states().values()) == {"accepted"}, "pages go out again")
    assert house.process.pid == pid
    assert house.process.poll() is None
    assert promised == {line["id"] for line in house.export()}
    assert len(_direct(receiver)) == 2, "once when it broke, once when it healed"


def test_a_disk_that_fills_while_pages_are_leased(build: Build, receiver: Receiver) -> None:
    """No room even for a lease or a receipt: the process stays, and every page arrives once there is room."""
    house = build(watches=["acme", *(f"w{i}" for i in range(30))])
    receiver.slow = 0.3
    house.start(program=SHORT)
    assert house.post(*(loud(f"m{i}", watch=f"w{i}") for i in range(30))) == 202
    _limit_files(house, 4096)
    until(lambda: _direct(receiver), "ops told by the direct route")
    time.sleep(0.2)
    assert house.process is not None
    assert house.process.poll() is None
    _limit_files(house, resource.RLIM_INFINITY)

    until(lambda: house.post(mention("after")) == 202, "intake is open again")
    until(lambda: set(house.page_states().values()) == {"accepted"}, "every page sent")
    arrived = [page["page_id"] for page in receiver.pages("page")]
    assert set(arrived) >= set(house.page_states())
    assert len(arrived) == len(set(arrived)), "a full disk is no crash: nothing is sent twice"


def test_a_second_daemon_refuses_and_names_the_first(house: House) -> None:
    """Exit 78 and one line that says who holds the store; the first goes on."""
    house.start()
    assert house.process is not None
    first = house.process
    house.begin()
    second = house.process
    assert second is not None
    try:
        assert second.wait(60) == 78
    finally:
        house.process = first
    assert f"is in use by pid {first.pid} on" in house.log()
    assert house.post(mention("one")) == 202
    busy = house.run("import", str(house.folder / "rules.yml"), check=1)
    assert f"is in use by pid {first.pid}".encode() in busy.stderr
    assert b"needs the store for itself" in busy.stderr


def _left(house: House, posts: int) -> Path:
    """Return the store as a daemon leaves it behind after so many posts; none need be begun for that."""
    with closing(SqliteStore(house.folder / "store")) as store, store.transaction():
        for number in range(posts):
            store.append(entry(f"m{number}"), NOON)
    return store.path


def test_an_older_program_refuses_a_newer_store(house: House) -> None:
    """Exit 78, which version it is, and what to do; the store stays as it was."""
    path = _left(house, 1)
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    before = path.read_bytes()
    house.begin()
    assert house.process is not None
    code = house.process.wait(60)
    house.process = None

    assert code == 78
    assert "this store has version 99" in house.log()
    assert path.read_bytes() == before


def _scribble(path: Path, begins: int, size: int) -> None:
    with path.open("r+b") as file:
        file.seek(begins)
        file.write(b"\x5a" * size)


def test_a_damaged_store_is_said_in_one_line(house: House) -> None:
    """Exit 78 and what to do, at a start and from a command; no traceback, and what it holds stays as it was."""
    path = _left(house, 200)
    whole = path.read_bytes()
    for begins, size in ((0, 100), (4096, len(whole) - 4096)):  # its header; all but its header
        path.write_bytes(whole)
        _scribble(path, begins, size)
        damaged = path.read_bytes()
        (house.folder / "log").unlink(missing_ok=True)
        house.begin()
        assert house.process is not None
        code = house.process.wait(60)
        house.process = None
        said = house.log()

        assert code == 78, said
        assert "alertd.sqlite3 is damaged (" in said
        assert "alertd restore BACKUP" in said
        assert "can be read" in said.splitlines()[-1]
        assert "Traceback" not in said
        assert path.read_bytes()[100:] == damaged[100:]  # but for the header's counters
        assert b"is damaged" in house.run("export", check=78).stderr


def test_damage_under_a_running_daemon_ends_it(house: House, receiver: Receiver) -> None:
    """Who waits is answered 503, operators are told by the direct route, and it ends with 78 instead of being started again."""
    house.start()
    assert house.post(*(mention(f"m{i}") for i in range(200))) == 202
    assert house.process is not None
    db = sqlite3.connect(house.folder / "store" / "alertd.sqlite3")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'event_key'").fetchone()[0]
    size = db.execute("PRAGMA page_size").fetchone()[0]
    _scribble(house.folder / "store" / "alertd.sqlite3", (root - 1) * size, size)
    db.execute("PRAGMA user_version = 1")  # a change by somebody else: what the daemon has in memory is read anew
    db.close()
    answer = house.post(mention("after"))
    code = house.process.wait(60)
    house.process = None

    assert answer == 503
    assert code == 78, house.log()[-3000:]
    assert "is damaged (" in house.log()
    assert any(b"is damaged" in body for body in _direct(receiver))


def test_damage_that_only_a_reader_meets_is_said(house: House) -> None:
    """A page that shows it answers 503, not with an internal fault."""
    house.start()
    assert house.post(loud("one")) == 202
    until(lambda: set(house.page_states().values()) == {"accepted"}, "sent")
    ident = house.incidents()[0]["id"]
    house.kill()
    house.start()  # so that the page is in nobody's memory
    with sqlite3.connect(house.folder / "store" / "alertd.sqlite3") as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'decision'").fetchone()[0]
        size = db.execute("PRAGMA page_size").fetchone()[0]
    db.close()
    _scribble(house.folder / "store" / "alertd.sqlite3", (root - 1) * size, size)
    # A commit that decides nothing: whoever reads drops what it has cached, for it may have looked in between.
    assert house.post(mention("two", text="nothing of ours")) == 202
    status, _ = house.ask("GET", f"/api/v1/incidents/{ident}")

    assert status == 503
    assert "request.failed" not in house.log()


def test_a_data_dir_that_is_a_file_is_said(house: House) -> None:
    """Exit 78 with the place of the setting; `check` says the same."""
    (house.folder / "store").write_text("no folder")
    house.begin()
    assert house.process is not None
    code = house.process.wait(60)
    house.process = None

    assert code == 78
    assert "alertd.yaml:2:11: error[no-folder]" in house.log()
    assert b"alertd.yaml:2:11: error[no-folder]" in house.run("check", check=1).stderr
