"""A daemon on a machine whose clock is set wrong and right again: pages go out all the same."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alertd.app.daemon import Daemon
from alertd.config import load_settings
from alertd.runtime.clock import BELIEVED_AFTER, SystemClock
from tests.acceptance.house import House, loud
from tests.acceptance.receiver import Receiver

pytestmark = pytest.mark.asyncio

DAY = 86400.0


class Machine:
    """A machine whose clock somebody sets, and whose time goes on faster than ours where a test says so."""

    def __init__(self) -> None:
        self.ahead = self.passed = 0.0

    def wall(self) -> float:
        """Return what its clock shows."""
        return time.time() + self.ahead + self.passed

    def elapsed(self) -> float:
        """Return what its own counter says, which nobody can set."""
        return time.monotonic() + self.passed

    def post_time(self) -> datetime:
        """Return the right time, which platforms write into posts."""
        return datetime.fromtimestamp(time.time() + self.passed, UTC)


async def _eventually(what: Callable[[], object], why: str) -> None:
    for _ in range(600):
        if what():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"waited 30 s in vain: {why}")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (-3600.0, "set back by 1 h;"),
        (DAY, "set ahead by 1 d;"),
        (-30 * DAY, "set back by 30 d;"),
        (3650 * DAY, "set ahead by 3650 d;"),
    ],
)
async def test_a_clock_that_is_set_under_a_daemon_delays_no_page(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, step: float, said: str
) -> None:
    """Posts go on to be judged by the time that passes; operators hear once by how much it was set, and in which direction."""
    house = House(tmp_path, receiver.url)
    for name, value in house.environment.items():
        monkeypatch.setenv(name, value)
    machine = Machine()
    daemon = Daemon(
        load_settings(tmp_path / "alertd.yaml"), clock=SystemClock(wall=machine.wall, elapsed=machine.elapsed)
    )
    await daemon.start()
    try:
        machine.passed += BELIEVED_AFTER  # a daemon that has been up for a while
        daemon.clock.now()
        machine.ahead = step
        status = await asyncio.to_thread(house.post, loud("after", at=machine.post_time()))
        assert status == 202
        await _eventually(lambda: receiver.pages("page"), "alice is paged")
        await _eventually(lambda: receiver.pages("ops"), "operators hear of it")
        assert said in receiver.pages("ops")[0]["text"]
        assert await asyncio.to_thread(house.post, loud("next", watch="globex", at=machine.post_time())) == 202
        await _eventually(
            lambda: len({page["incident"] for page in receiver.pages("page")}) == 2, "the next one pages too"
        )
        assert len({page["page_id"] for page in receiver.pages("ops")}) == 1
    finally:
        await daemon.stop()


async def test_pages_go_on_after_a_day_that_was_none(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day ahead for long enough to be believed: a loud post is too old. Set back: the next one pages within seconds."""
    house = House(tmp_path, receiver.url)
    for name, value in house.environment.items():
        monkeypatch.setenv(name, value)
    machine = Machine()
    clock = SystemClock(wall=machine.wall, elapsed=machine.elapsed)
    daemon = Daemon(load_settings(tmp_path / "alertd.yaml"), clock=clock)
    await daemon.start()

    async def post(ident: str) -> int:
        return await asyncio.to_thread(house.post, loud(ident, watch="acme", at=machine.post_time()))

    def told(kind: str, word: str = "") -> list[str]:
        pages = [got.page for got in receiver.got if got.path.startswith("/pages/")]
        return [page["to"] for page in pages if page["kind"] == kind and word in page["text"]]

    try:
        machine.passed += BELIEVED_AFTER  # a daemon that has been up for a while
        clock.now()
        machine.ahead = DAY
        clock.now()
        machine.passed += BELIEVED_AFTER
        await _eventually(lambda: clock.now().timestamp() > machine.wall() - 60, "the wrong date is believed")
        assert await post("wrong") == 202
        await _eventually(
            lambda: daemon.writer.fold.engine.newest.timestamp() > machine.wall() - 60, "a post is folded"
        )

        machine.ahead = 0.0
        await _eventually(lambda: told("ops", "set back by"), "operators hear of it")
        assert told("page") == []
        assert await post("right") == 202
        await _eventually(lambda: "alice" in told("page"), "alice is paged")
    finally:
        await daemon.stop()
