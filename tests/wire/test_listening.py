"""Several addresses, and sockets that somebody else opened: all of them are answered, or none is listened on."""

# ruff: noqa: ASYNC240 - small files of the test itself

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from aiohttp import web

from alertd.cli.client import connection
from alertd.config import load_settings
from alertd.errors import ConfigurationError
from alertd.runtime.systemd import Notify
from alertd.web.app import build
from alertd.web.server import Server
from alertd.web.settings import WebSettings
from tests.unit.web.fake_backend import FakeBackend, StillClock
from tests.unit.web.house import KEYS, TOKEN

ANY = ("127.0.0.1", 0)
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def _application() -> web.Application:
    return build(FakeBackend(), WebSettings(api_token=TOKEN, link_keys=KEYS), StillClock())


async def _said(sock: socket.socket) -> bytes:
    """Ask whoever listens on a socket."""
    if sock.family == socket.AF_UNIX:
        reader, writer = await asyncio.open_unix_connection(sock.getsockname())
    else:
        reader, writer = await asyncio.open_connection(*sock.getsockname()[:2])
    writer.write(GET)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer


@pytest.mark.asyncio
async def test_every_address_is_answered() -> None:
    """Two addresses and a UNIX socket; the first one is the one that is named."""
    with TemporaryDirectory(prefix="alertd-") as folder:
        server = Server(_application())
        named = await server.start(ANY, ("127.0.0.2", 0), (f"unix:{folder}/s", 0))
        sockets = list(server._sockets)
        try:
            assert named == f"127.0.0.1:{sockets[0].getsockname()[1]}"
            assert len(sockets) == 3
            assert [sock.family for sock in sockets] == [socket.AF_INET, socket.AF_INET, socket.AF_UNIX]
            for sock in sockets:
                assert (await _said(sock)).startswith(b"HTTP/1.1 200 OK")
        finally:
            await server.stop()
        assert not (Path(folder) / "s").exists()


@pytest.mark.asyncio
async def test_one_address_that_is_taken_leaves_none_open() -> None:
    """The fault names it, and the others are free for the next try."""
    with socket.create_server(ANY) as taken, TemporaryDirectory(prefix="alertd-") as folder:
        server, other = Server(_application()), (f"unix:{folder}/s", 0)
        with pytest.raises(ConfigurationError, match=f"cannot listen on 127.0.0.1:{taken.getsockname()[1]}: "):
            await server.start(other, taken.getsockname())
        assert list(Path(folder).iterdir()) == []
        again = Server(_application())
        assert await again.start(other) == other[0]
        await again.stop()


@pytest.mark.asyncio
async def test_sockets_that_were_given_are_used_and_left() -> None:
    """In place of all addresses of the settings; the file of one is whose opened it."""
    with TemporaryDirectory(prefix="alertd-") as folder:
        path = Path(folder) / "given"
        one, two = socket.create_server(ANY), socket.socket(socket.AF_UNIX)
        two.bind(str(path))
        two.listen()
        for sock in (one, two):
            sock.settimeout(0)
        server = Server(_application())
        named = await server.start(("192.0.2.1", 1), given=[one, two])
        assert named == f"127.0.0.1:{one.getsockname()[1]}"
        for sock in (one, two):
            assert (await _said(sock)).startswith(b"HTTP/1.1 200 OK")
        await server.stop()
        assert path.exists()


ACTIVATED = """
import os, sys
os.environ["LISTEN_PID"] = str(os.getpid() + int(sys.argv[1]))
from alertd.runtime.systemd import Notify
notify = Notify()
found = notify.sockets()
print([sock.getsockname()[1] for sock in found], [sock.get_inheritable() for sock in found], notify.sockets(),
      [name for name in os.environ if name.startswith("LISTEN_")])
"""


def test_what_systemd_opened_is_found_once() -> None:
    """From the third descriptor on; not by a process it was not meant for, and no child is told of it."""
    with socket.create_server(ANY) as sock:
        port = sock.getsockname()[1]

        def told(shift: int) -> str:
            done = subprocess.run(
                [sys.executable, "-c", ACTIVATED, str(shift)],
                env={**os.environ, "LISTEN_FDS": "1", "LISTEN_FDNAMES": "web"},
                preexec_fn=lambda: os.dup2(sock.fileno(), 3),
                pass_fds=(3,),
                capture_output=True,
                text=True,
                check=True,
            )
            return done.stdout.strip()

        assert told(0) == f"[{port}] [False] [] []"
        assert told(1) == "[] [] [] []"
    assert Notify({}).sockets() == []


@pytest.mark.parametrize(
    ("written", "read", "public"),
    [
        ("127.0.0.1:80", (("127.0.0.1", 80),), "http://127.0.0.1:80"),
        ('"[::]:80"', (("::", 80),), "http://[::1]:80"),
        ('["127.0.0.1:80", "[::1]:80"]', (("127.0.0.1", 80), ("::1", 80)), "http://127.0.0.1:80"),
        ('["unix:/run/x.sock", "0.0.0.0:80"]', (("unix:/run/x.sock", 0), ("0.0.0.0", 80)), "http://localhost"),
    ],
)
def test_one_address_or_a_list(tmp_path: Path, written: str, read: object, public: str) -> None:
    """Links begin with the first one where nothing else is said, and the commands ask there."""
    (tmp_path / "alertd.yaml").write_text(f"version: 1\nlisten: {written}\nrules: []\n")
    (tmp_path / "alertd-data").mkdir()
    (tmp_path / "alertd-data" / "api_token").write_text("t" * 40)

    settings = load_settings(tmp_path / "alertd.yaml", environment={}).settings
    assert (settings.listen, settings.public_url) == (read, public)
    asked = connection(tmp_path / "alertd.yaml").base_url
    assert asked == (public if not public.endswith("localhost") else "unix:/run/x.sock")
