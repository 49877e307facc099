"""A UNIX socket in the place of host and port: who may reach it is a matter of the file, and no port is open."""

# ruff: noqa: ASYNC240 - small files of the test itself

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import pytest
from aiohttp import web

from alertd.cli.client import Client, Connection, Trouble, connection
from alertd.errors import ConfigurationError
from alertd.web.app import build
from alertd.web.server import Server
from alertd.web.settings import WebSettings
from alertd.yamlform.amounts import LONGEST_SOCKET, listen
from alertd.yamlform.units import WrongUnitError
from tests.unit.web.fake_backend import FakeBackend, StillClock
from tests.unit.web.house import KEYS, TOKEN

pytestmark = pytest.mark.asyncio


@pytest.fixture
def path() -> Iterator[Path]:
    """Return where a socket may lie: the folders of pytest have longer names than a socket may."""
    with TemporaryDirectory(prefix="alertd-") as folder:
        yield Path(folder) / "alertd.sock"


def _application() -> web.Application:
    return build(FakeBackend(), WebSettings(api_token=TOKEN, link_keys=KEYS), StillClock())


@asynccontextmanager
async def _listening(path: Path) -> AsyncIterator[Server]:
    server = Server(_application())
    assert await server.start((f"unix:{path}", 0)) == f"unix:{path}"
    try:
        yield server
    finally:
        await server.stop()


def _asked(path: Path, token: str) -> object:
    return Client(Connection(f"unix:{path}", token), timeout=10.0).get("/api/v1/incidents")


async def test_the_commands_reach_it(path: Path) -> None:
    """With the same token as ever; owner and group alone may connect; a stop takes the file away."""
    async with _listening(path):
        assert path.stat().st_mode & 0o777 == 0o660
        assert isinstance(await asyncio.to_thread(_asked, path, TOKEN), list)
        with pytest.raises(Trouble, match="does not accept this token"):
            await asyncio.to_thread(_asked, path, "wrong")
    assert not path.exists()
    with pytest.raises(Trouble, match="is it running"):
        await asyncio.to_thread(_asked, path, "x")


async def test_one_that_a_crash_left_makes_room(path: Path) -> None:
    """Nobody listens there any more. Where somebody does, or a file of another kind lies there, the start says so."""
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    async with _listening(path):
        with pytest.raises(ConfigurationError, match="somebody else listens there"):
            await Server(_application()).start((f"unix:{path}", 0))
    path.write_text("somebody's notes")
    with pytest.raises(ConfigurationError, match="cannot listen on unix:"):
        await Server(_application()).start((f"unix:{path}", 0))
    assert path.read_text() == "somebody's notes"


async def test_the_settings_name_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole path that fits; the commands find it there."""
    assert listen("unix:/run/alertd/alertd.sock") == ("unix:/run/alertd/alertd.sock", 0)
    for wrong in ("unix:alertd.sock", "unix:", f"unix:/{'a' * LONGEST_SOCKET}"):
        with pytest.raises(WrongUnitError, match="not a socket"):
            listen(wrong)
    monkeypatch.setenv("ALERTD_TOKEN", "t" * 40)
    settings = tmp_path / "alertd.yaml"
    settings.write_text("version: 1\nlisten: unix:/run/alertd/alertd.sock\n")

    assert connection(settings).base_url == "unix:/run/alertd/alertd.sock"


async def test_strangers_behind_one_socket_are_told_apart(path: Path) -> None:
    """A proxy of this machine stands before it: one who guesses does not make everybody else wait."""
    async with _listening(path), aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(path))) as proxy:
        said = []
        for asks in (*["192.0.2.1"] * 31, "192.0.2.2"):
            headers = {"Authorization": "Bearer guess", "X-Forwarded-For": asks}
            async with proxy.get("http://alertd/api/v1/incidents", headers=headers) as answer:
                said.append(answer.status)
    assert said == [401] * 30 + [429, 401]
