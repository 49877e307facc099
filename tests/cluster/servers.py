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
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

import pytest

from tests.cluster.links import Links

if TYPE_CHECKING:
    from alertd.store.nats.wire import Wire
    from tests.cluster.certificates import Authority

T = TypeVar("T")
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
    """One PostgreSQL server of our own. tls: signs its certificate; it speaks plainly too."""

    def __init__(self, *, tls: Authority | None = None) -> None:
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
        self._tls: dict[str, str] = {} if tls is None else self._certified(tls)
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def _certified(self, tls: Authority) -> dict[str, str]:
        """Put a certificate where the server may read it; return its words."""
        words = {"ssl": "on"}
        for name, file in zip(("ssl_cert_file", "ssl_key_file"), tls.server(), strict=True):
            own = shutil.copy2(file, self._folder)
            if self._user is not None:
                os.chown(own, self._user.pw_uid, self._user.pw_gid)
            words[name] = str(own)
        return words

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
            **self._tls,
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

    def pids(self) -> list[int]:
        """Return the process that was started; its children are the server's own."""
        return [] if self._process is None else [self._process.pid]

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


class NatsServers:
    """One NATS server of our own with JetStream, or a cluster of three.

    tls: signs its certificate. login: user and password, if it asks for them. is_cuttable: the lines between the servers can be cut.
    """

    def __init__(
        self,
        count: int = 1,
        *,
        tls: Authority | None = None,
        login: tuple[str, str] | None = None,
        is_cuttable: bool = False,
    ) -> None:
        self._tls, self._login = tls, login
        self._program = needed("nats-server", "nats-server")
        self._folder = Path(tempfile.mkdtemp(prefix="alertd-nats-"))
        self.ports = [free_port() for _ in range(count)]
        self._routes = [free_port() for _ in range(count)]
        self._lines = [Links(self._routes) for _ in range(count)] if is_cuttable else []  # of each to all
        self._processes: list[subprocess.Popen[bytes] | None] = [None] * count
        for number in range(count):
            self._write(number)
            self.start(number)
        wait_until(self._is_up, "the start of NATS")

    def _write(self, number: int) -> None:
        ways = self._lines[number].ports if self._lines else self._routes
        routes = ", ".join(f'"nats-route://127.0.0.1:{port}"' for port in ways)
        own = (
            f"name: test, no_advertise: true, listen: 127.0.0.1:{self._routes[number]}"  # a line that is cut stays cut
        )
        cluster = f"cluster {{ {own}, routes: [{routes}] }}"
        (self._folder / f"{number}.conf").write_text(
            f"server_name: n{number}\nlisten: 127.0.0.1:{self.ports[number]}\n"
            f'jetstream {{ store_dir: "{self._folder}/{number}" }}\n{cluster if len(self.ports) > 1 else ""}\n'
            f"{self._guarded()}"
        )

    def _guarded(self) -> str:
        words = ""
        if self._tls is not None:
            certificate, key = self._tls.server()
            words += f'tls {{ cert_file: "{certificate}", key_file: "{key}" }}\n'
        if self._login is not None:
            words += f'authorization {{ user: "{self._login[0]}", password: "{self._login[1]}" }}\n'
        return words

    def start(self, number: int = 0) -> None:
        """Start one of them, with what it had on its disk."""
        with (self._folder / "log").open("ab") as log:
            self._processes[number] = subprocess.Popen(
                [self._program, "-c", str(self._folder / f"{number}.conf")], stdout=log, stderr=log
            )

    def _is_up(self) -> bool:
        """Whether it takes a message: a cluster has to choose who leads first."""
        from alertd.errors import StoreError
        from alertd.store.nats.address import parsed
        from alertd.store.nats.wire import Wire

        if not all(answers(port) for port in self.ports):
            return False
        try:
            wire = Wire(parsed(self.store("probe")))
        except StoreError:
            return False
        try:
            wire.make_streams()
            wire.put(wire.subject("log"), b"")
        except StoreError:
            return False
        finally:
            wire.close()
        return True

    def store(self, name: str) -> str:
        """Return the address of an empty place for one store."""
        if self._tls is not None and self._login is not None:
            login = ":".join(quote(word, safe="") for word in self._login)
            return f"tls://{login}@127.0.0.1:{self.ports[0]}/{name}?ca={self._tls.file}"
        return self.by(self.ports, name)

    @staticmethod
    def by(ports: Sequence[int], name: str) -> str:
        """Return the address of a store by way of some ports of loopback."""
        return f"nats://{','.join(f'127.0.0.1:{port}' for port in ports)}/{name}"

    def pids(self) -> list[int]:
        """Return the processes that run."""
        return [process.pid for process in self._processes if process is not None]

    def end(self, number: int = 0, how: signal.Signals = signal.SIGKILL) -> None:
        """End one of them."""
        process = self._processes[number]
        if process is not None:
            process.send_signal(how)
            process.wait(PATIENCE)
            self._processes[number] = None

    def freeze(self, number: int) -> None:
        """Let one of them stand still: to the others its line is cut."""
        process = self._processes[number]
        if process is not None:
            process.send_signal(signal.SIGSTOP)

    def thaw(self, number: int) -> None:
        """Let it go on."""
        process = self._processes[number]
        if process is not None:
            process.send_signal(signal.SIGCONT)

    def cut_off(self, number: int) -> None:
        """Let nothing pass between one of them and the others; who asks it still reaches it."""
        for own, lines in enumerate(self._lines):
            lines.cut(None if own == number else number)

    def join(self) -> None:
        """Let everything pass between them."""
        for lines in self._lines:
            lines.mend()

    def asked(self, name: str, what: Callable[[Wire], T]) -> T | None:
        """Return what the servers say of the store of a name, None while they do not."""
        from alertd.errors import StoreError
        from alertd.store.nats.address import parsed
        from alertd.store.nats.wire import Wire

        try:
            wire = Wire(parsed(self.store(name)))
        except StoreError:
            return None
        try:
            return what(wire)
        except (StoreError, ValueError):
            return None
        finally:
            wire.close()

    def leading(self, name: str) -> int | None:
        """Return which of them leads the log of a store, counted from 1; None while none does."""
        standing = self.asked(name, lambda wire: wire.standing(wire.log))
        return None if standing is None else 1 + int(standing.leader.removeprefix("n"))

    def are_in_step(self, name: str) -> bool:
        """Whether each has all of the log again: three bear the loss of one, and not of the second before that."""
        standing = self.asked(name, lambda wire: wire.standing(wire.log))
        lags = () if standing is None else standing.lags
        return len(lags) == len(self.ports) - 1 and all(is_current and not lag for _, is_current, lag in lags)

    def are_answering(self) -> bool:
        """Whether each of them listens."""
        return all(answers(port) for port in self.ports)

    def remove(self) -> None:
        """End them all and take their files away."""
        for number in range(len(self.ports)):
            self.end(number)
        for lines in self._lines:
            lines.close()
        shutil.rmtree(self._folder, ignore_errors=True)
