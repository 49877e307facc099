"""Servers of others that tests start for themselves, on free ports of loopback, and end by the ids they were given.

Whoever lacks one is told what to install and skips; the build machine has them all (.ci/packages), and there a missing one is a fault.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PATIENCE = 60.0  # seconds a server may take to start on a loaded machine


def needed(program: str, package: str, *folders: Path) -> str:
    """Return where a program lies; skip where there is none, fail on the build machine."""
    found = shutil.which(program, path=os.pathsep.join([os.environ.get("PATH", ""), *map(str, folders)]))
    if found is not None:
        return found
    text = f"{program} is not installed: apt-get install {package}"
    if os.environ.get("CI"):
        pytest.fail(text)
    pytest.skip(text)


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_so: Callable[[], bool], what: str, *, seconds: float = PATIENCE, pause: float = 0.05) -> None:
    """Return once something is so; fail with what was waited for."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            pytest.fail(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(pause)


def answers(port: int) -> bool:
    """Whether somebody listens on a port of loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class PostgresServer:
    """One PostgreSQL server of our own."""

    def __init__(self) -> None:
        newest = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name), reverse=True)
        self._bin = Path(needed("initdb", "postgresql", *newest)).resolve().parent
        # The server refuses to be root; Debian's package brings a user for it.
        self._user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="alertd-pg-"))
        if self._user is not None:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        self._data = self._folder / "data"
        self._run(
            "initdb", "-D", str(self._data), "-A", "trust", "-U", "alertd", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [str(self._bin / program), *words],
            check=True,
            capture_output=True,
            user=None if self._user is None else self._user.pw_uid,
            group=None if self._user is None else self._user.pw_gid,
            extra_groups=None if self._user is None else [],
            cwd="/",
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        words = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "fsync": "off",  # no test cuts the power
            "max_connections": "60",
            "shared_buffers": "16MB",
            "log_min_messages": "fatal",
        }
        log = (self._folder / "log").open("ab")
        self._process = subprocess.Popen(
            [str(self._bin / "postgres"), "-D", str(self._data), *[f"--{name}={word}" for name, word in words.items()]],
            stdout=log,
            stderr=log,
            user=None if self._user is None else self._user.pw_uid,
            group=None if self._user is None else self._user.pw_gid,
            extra_groups=None if self._user is None else [],
            cwd="/",
        )
        log.close()
        wait_until(self._is_up, "the start of PostgreSQL")

    def _is_up(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.address, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def address(self) -> str:
        """Where it is."""
        return f"postgresql://alertd@127.0.0.1:{self.port}/postgres"

    def store(self, name: str) -> str:
        """Return the address of an empty place for one store."""
        import psycopg

        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE'.encode())
            connection.execute(f'CREATE SCHEMA "{name}"'.encode())
        return f"{self.address}?options=-csearch_path%3D{name}"

    def stop(self) -> None:
        """End it at once (immediate: as if the machine had stopped, but for what the disk holds)."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(PATIENCE)
            self._process = None

    def remove(self) -> None:
        """End it and take its files away."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
