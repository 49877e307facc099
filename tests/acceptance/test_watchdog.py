"""While the engine stands still nobody is told that all is well: no watchdog message, no heartbeat, /healthz says no."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from alertd.app import running as module
from alertd.app.daemon import Daemon
from alertd.config import load_settings
from alertd.runtime.systemd import Notify
from tests.acceptance.house import House
from tests.acceptance.receiver import Receiver

pytestmark = [pytest.mark.slow, pytest.mark.asyncio]


def _drained(manager: socket.socket) -> list[str]:
    """Return what the service manager was told since the last look."""
    told = []
    while True:
        try:
            told.append(manager.recv(4096).decode())
        except BlockingIOError:
            return told


async def _eventually(what: Callable[[], object]) -> None:
    for _ in range(400):
        if what():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("waited 20 s in vain")


async def test_a_stalled_engine_stops_every_sign_of_life(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """READY and WATCHDOG come while it moves; a blocked engine thread silences them, and its release brings them back."""
    house = House(tmp_path, receiver.url, more=f"heartbeat: {{url: '{receiver.url}/beat', every: 1s}}\n")
    for name, value in house.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(module, "STALL", 1.5)
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(0)
        notify = Notify({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "400000"})
        daemon = Daemon(load_settings(tmp_path / "alertd.yaml"), notify=notify)
        await daemon.start()
        gate = threading.Event()
        try:
            assert any(line.startswith("READY=1") for line in _drained(manager))
            await _eventually(lambda: sum(got.path == "/beat" for got in receiver.got) >= 2)
            assert "WATCHDOG=1" in _drained(manager)

            blocked = asyncio.create_task(daemon.writer.call(lambda: gate.wait(30)))
            await _eventually(lambda: daemon.running.stalled() == "engine")
            await asyncio.sleep(0.6)  # a heartbeat that had begun just before
            _drained(manager)
            beats = sum(got.path == "/beat" for got in receiver.got)
            await asyncio.sleep(2.5)
            assert _drained(manager) == []
            assert sum(got.path == "/beat" for got in receiver.got) == beats
            assert not daemon.backend.is_alive()

            gate.set()
            await blocked
            await _eventually(lambda: daemon.running.stalled() is None)
            await asyncio.sleep(0.5)
            assert "WATCHDOG=1" in _drained(manager)
        finally:
            gate.set()
            await daemon.stop()
