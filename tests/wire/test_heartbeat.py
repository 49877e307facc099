"""The dead man's switch: it is called while all is well, and the journal says in whose hands it is when it cannot be."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator, MutableMapping
from datetime import timedelta
from typing import Any

import pytest
import structlog
from aiohttp import web

from alertd.rulefile.settings_file import Heartbeat as HeartbeatSetting
from alertd.runtime.heartbeat import Heartbeat
from alertd.yamlform.secrets import Secret
from tests.wire.plain_server import PlainServer

pytestmark = pytest.mark.asyncio

SECRET_PATH = "/beat-4711"
Line = MutableMapping[str, Any]


async def _until(
    url: str, holds: Callable[[Heartbeat, list[Line]], bool], *, is_well: bool = True
) -> tuple[Heartbeat, list[Line]]:
    """Let one beat to a URL until something holds; return it, and what was logged."""
    beat = Heartbeat(HeartbeatSetting(url=Secret(url), every=timedelta(milliseconds=10)), lambda: is_well)
    with structlog.testing.capture_logs() as told:
        running = asyncio.create_task(beat.run())
        try:
            async with asyncio.timeout(60.0):
                while not holds(beat, told):  # noqa: ASYNC110 - what comes over a wire comes some time
                    await asyncio.sleep(0.01)
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
    return beat, told


def _has_said(_beat: Heartbeat, told: list[Line]) -> bool:
    return bool(told)


@pytest.fixture
def closed() -> Iterator[int]:
    """Return a port on which nobody listens, and nobody can begin to."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


async def test_each_beat_that_is_taken_is_remembered() -> None:
    """Prometheus is told when somebody last heard us."""
    async with PlainServer() as monitor:
        monitor.answers[SECRET_PATH] = lambda _: web.Response(status=204)
        beat, told = await _until(f"{monitor.url}{SECRET_PATH}", lambda beat, _: beat.beats >= 2)
    assert beat.well_at > 0
    assert told == []


async def test_a_refusal_is_no_beat() -> None:
    """Who moved the check away hears of it by its silence, and we say why."""
    async with PlainServer() as monitor:
        monitor.answers[SECRET_PATH] = lambda _: web.Response(status=410)
        beat, told = await _until(f"{monitor.url}{SECRET_PATH}", _has_said)
    assert beat.well_at == 0
    assert (told[0]["event"], told[0]["status"]) == ("heartbeat.refused", 410)


async def test_a_port_where_nobody_listens_is_called_that(closed: int) -> None:
    """It is down: not the name, and not the certificate."""
    _, told = await _until(f"http://127.0.0.1:{closed}{SECRET_PATH}", _has_said)
    assert (told[0]["event"], told[0]["error"]) == (
        "heartbeat.failed",
        "the heartbeat's URL could not be reached: it refuses connections",
    )


async def test_a_name_that_does_not_resolve_is_called_that() -> None:
    """The machine's name service is to be looked at, or the settings."""
    _, told = await _until(f"http://nowhere.invalid{SECRET_PATH}", _has_said)
    assert "its name does not resolve (DNS)" in str(told[0]["error"])


async def test_a_server_without_tls_is_called_that() -> None:
    """And no word of the URL stands in the line: its path is the secret of who may beat."""
    async with PlainServer() as monitor:
        _, told = await _until(f"{monitor.url.replace('http:', 'https:')}{SECRET_PATH}", _has_said)
    assert "no encrypted connection (TLS) could be made" in str(told[0]["error"])
    assert SECRET_PATH not in str(told)


async def test_who_stands_still_does_not_beat() -> None:
    """That is what it is for: the other side pages then."""
    async with PlainServer() as monitor:
        asked = 0

        def holds(_beat: Heartbeat, _told: list[Line]) -> bool:
            nonlocal asked
            asked += 1
            return asked > 5

        beat, told = await _until(f"{monitor.url}{SECRET_PATH}", holds, is_well=False)
        assert monitor.requests == []
    assert (beat.beats, told) == (0, [])
