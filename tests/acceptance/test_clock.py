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
