"""A disk that dies, has no place for another file, or a process that may open nothing more: said, survived, and nothing promised is lost."""

from __future__ import annotations

import itertools
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from alertd.store.opening import open_store
from alertd.store.sqlite import NAME
from tests.acceptance.conftest import Build, Mount
from tests.acceptance.house import House, loud, mention, until
from tests.acceptance.receiver import Receiver

pytestmark = pytest.mark.slow

SHORT = (str(Path(__file__).with_name("short_retry.py")),)
MB = 1_000_000


class Disk:
    """A file system of ext4 in a file, which can be made to fail as after an error of the hardware."""

    def __init__(self, folder: Path, seen_at: Path) -> None:
        self._image = folder / "disk.img"
        self.seen_at = seen_at
        with self._image.open("wb") as image:
            image.truncate(32 * MB)
        subprocess.run(["mkfs.ext4", "-q", "-F", str(self._image)], check=True, capture_output=True)
        seen_at.mkdir()

    def mount(self) -> None:
        """Put it in its place."""
        options = ["-o", "loop,errors=remount-ro", str(self._image), str(self.seen_at)]
        done = subprocess.run(["mount", *options], capture_output=True, check=False)
        if done.returncode:
            pytest.skip(f"mount refuses: {done.stderr.decode(errors='replace').strip()}")

    def fail(self) -> None:
        """Do what the kernel does after an error: nothing is written to it any more, and it can still be read."""
        subprocess.run(["mount", "-o", "remount,abort", str(self.seen_at)], check=True, capture_output=True)

    def mend(self) -> None:
        """Do what an operator does: take it out, check it, put it back."""
        subprocess.run(["umount", str(self.seen_at)], check=True, capture_output=True)
        checked = subprocess.run(["e2fsck", "-fy", str(self._image)], capture_output=True, check=False)
        assert checked.returncode < 4, checked.stdout
        self.mount()

    def take_out(self) -> None:
        """Take it away, whoever still has files open there."""
        subprocess.run(["umount", "-l", str(self.seen_at)], check=False, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Return a disk below the store's folder."""
    if os.geteuid() != 0 or shutil.which("mkfs.ext4") is None:
        pytest.skip("only root can mount a file system")
    made = Disk(tmp_path, tmp_path / "store")
    made.mount()
    yield made
    made.take_out()


def _direct(receiver: Receiver) -> list[bytes]:
    return [got.body for got in receiver.got if got.path == "/direct"]


def _are_sent(house: House) -> bool:
    return set(house.page_states().values()) == {"accepted"}


def test_a_disk_that_turns_read_only_takes_nothing_and_loses_nothing(
    build: Build, receiver: Receiver, disk: Disk
) -> None:
    """503 from the first post on, operators are told once, it stops when asked to; mended, all that was promised is there."""
    house = build()
    house.start(program=SHORT)
    assert house.process is not None
    assert house.post(loud("before"), mention("before2")) == 202
    until(lambda: _are_sent(house), "the page before")

    disk.fail()
    assert house.post(loud("during", watch="globex")) == 503
    until(lambda: _direct(receiver), "ops told by the direct route")
    assert b"the store cannot be written" in _direct(receiver)[0]
    tried = house.log().count("store.still_down")
    until(lambda: house.log().count("store.still_down") > tried + 1, "two more tries")
    assert len(_direct(receiver)) == 1, "it is told once, and not at each try"
    assert house.ask("GET", "/healthz")[0] == 200, "a dead disk is no reason to be restarted"
    assert house.ask("GET", "/readyz")[0] == 503
    assert house.ask("GET", "/api/v1/incidents")[0] == 200, "what can be read is shown"
    house.stop()

    disk.mend()
    house.start(program=SHORT)
    assert house.post(loud("after", watch="globex")) == 202
    until(lambda: _are_sent(house), "pages go out again")
    assert {line["id"] for line in house.export()} == {"before", "before2", "after"}


def _use_up_files(folder: Path) -> None:
    """Fill a file system with empty files, until it has no place for another one."""
    with suppress(OSError):
        for number in itertools.count():
            (folder / f"somebody-elses-{number}").touch()


def _take_log_away(store: Path) -> None:
    """End as whoever closes a store last does: without a write-ahead log. A picture that was being drawn when the daemon ended leaves one."""
    if (store / f"{NAME}-wal").exists():
        open_store(store).close()
    assert not list(store.glob(f"{NAME}-*"))


def test_a_disk_without_a_place_for_another_file(build: Build, receiver: Receiver, mount: Mount) -> None:
    """What runs goes on, for its files are open; a start waits, says why, and goes on by itself once a file may be made."""
    house = build()
    store = house.folder / "store"
    mount(store, "nr_inodes=60")
    house.start(program=SHORT)
    _use_up_files(store)
    assert house.post(loud("full")) == 202
    until(lambda: _are_sent(house), "a page needs no new file")
    house.stop()
    _take_log_away(store)
    _use_up_files(store)  # somebody else takes its place at once

    before, told = len(house.log()), len(_direct(receiver))
    house.begin(program=SHORT)
    begun = house.process
    assert begun is not None
    until(lambda: "start.waits" in house.log()[before:], lambda: f"it waits: {house.log()[before:]}")
    until(lambda: len(_direct(receiver)) > told, "operators are told by the direct route")
    assert "Traceback" not in house.log()[before:]

    for path in store.glob("somebody-elses-*"):
        path.unlink()
    until(house.is_ready, "with room it is ready")
    assert begun.poll() is None, "it was never started again"
    assert house.post(mention("after")) == 202
    assert {line["id"] for line in house.export()} == {"full", "after"}


def _lowest_free(pid: int) -> int:
    """Return the number that the next file of a process would get: with that as its limit it may open none."""
    taken = {int(path.name) for path in Path(f"/proc/{pid}/fd").iterdir()}
    return next(number for number in itertools.count() if number not in taken)


def test_a_process_that_may_open_no_more_files_sends_its_page_later(build: Build, receiver: Receiver) -> None:
    """A post that was taken pages as soon as a connection may be opened again; the process stays."""
    house = build()
    house.start(program=SHORT)
    assert house.process is not None
    pid = house.process.pid
    assert house.post(loud("before")) == 202
    until(lambda: _are_sent(house), "the page before")
    hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)[1]
    with house.kept_open() as post:
        assert post(mention("quiet")) == 202
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (_lowest_free(pid), hard))
        assert post(loud("during", watch="globex")) == 202
        until(lambda: "lets alertd open no more files" in house.log(), "the limit is met")
        assert house.process.poll() is None
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (hard, hard))

    until(lambda: "globex" in {page["watch"] for page in receiver.pages("page")}, "its page is sent after all")
    until(lambda: _are_sent(house), "and none waits")
    assert house.process.pid == pid
    assert {line["id"] for line in house.export()} == {"before", "quiet", "during"}
