"""A disk that is really full. As root only."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.conftest import Build, Mount
from tests.acceptance.house import House, loud, mention, until
from tests.acceptance.receiver import Receiver

pytestmark = pytest.mark.slow

SHORT = (str(Path(__file__).with_name("short_retry.py")),)


def _told(receiver: Receiver, count: int) -> Callable[[], bool]:
    return lambda: len([got for got in receiver.got if got.path == "/direct"]) >= count


def _is_open(house: House, ident: str) -> Callable[[], bool]:
    return lambda: house.post(loud(ident, watch="globex")) == 202


def _post_until_refused(house: House, promised: set[str]) -> int:
    for number in range(2000):
        ident = f"full{number}"
        status = house.post(mention(ident, text="acme " + "long " * 400))
        if status != 202:
            return status
        promised.add(ident)
    raise AssertionError("the disk was never full")


def test_a_full_disk_answers_503_and_recovers(build: Build, receiver: Receiver, mount: Mount) -> None:
    """Twice: 503, ops told, no restart; with room again all goes on, pages too, and nothing answered 202 is lost."""
    house = build()
    store = house.folder / "store"
    disk = mount(store)
    house.start(program=SHORT)
    assert house.process is not None
    pid = house.process.pid
    promised = {"before"}
    assert house.post(loud("before")) == 202
    for turn in (1, 2):
        disk.fill(leave=300_000 * turn)
        assert _post_until_refused(house, promised) == 503
        until(lambda: house.ask("GET", "/readyz")[0] == 503, "not ready")
        until(_told(receiver, 2 * turn - 1), "ops told by the direct route")
        time.sleep(0.5)  # some tries of the store
        assert house.ask("GET", "/healthz")[0] == 200, "a full disk is no reason to be restarted"
        disk.free()
        until(_is_open(house, f"after{turn}"), "intake is open again")
        promised.add(f"after{turn}")
        until(_told(receiver, 2 * turn), "ops told that it is over")
    until(lambda: set(house.page_states().values()) == {"accepted"}, "pages go out again")

    assert house.process.pid == pid
    assert house.process.poll() is None
    assert promised <= {line["id"] for line in house.export()}


def test_kill_and_start_on_a_full_disk(build: Build, receiver: Receiver, mount: Mount) -> None:
    """A start that finds no room waits, says so and tells operators; with room it goes on by itself, and nothing is lost."""
    house = build()
    store = house.folder / "store"
    disk = mount(store)
    house.start(program=SHORT)
    promised: set[str] = set()
    disk.fill(leave=200_000)
    assert _post_until_refused(house, promised) == 503
    house.kill()
    told = len([got for got in receiver.got if got.path == "/direct"])
    disk.fill()
    before = len(house.log())
    house.begin(program=SHORT)
    begun = house.process
    assert begun is not None
    # It may find room inside its own files: a write-ahead log that was copied back is written over, not grown.
    until(lambda: "start.waits" in house.log()[before:] or house.is_ready(), "it waits, or is ready")
    assert "Traceback" not in house.log()[before:]
    if not house.is_ready():
        until(_told(receiver, told + 1), "operators are told by the direct route")

    disk.free()
    until(house.is_ready, "with room it is ready")
    assert begun.poll() is None, "it was never started again"
    assert house.post(mention("after")) == 202
    assert promised | {"after"} <= {line["id"] for line in house.export()}
