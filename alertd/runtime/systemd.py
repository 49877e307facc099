"""What systemd is told: READY, RELOADING, STATUS, WATCHDOG (sd_notify(3)). Without $NOTIFY_SOCKET nothing is sent."""

from __future__ import annotations

import contextlib
import os
import socket
import time

_FIRST_SOCKET = 3  # SD_LISTEN_FDS_START
_EXTENDED = 120_000_000  # microseconds from now on


class Notify:
    """The notification socket of this process."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        env = dict(os.environ) if environment is None else environment
        self._address = env.get("NOTIFY_SOCKET", "")
        usec = env.get("WATCHDOG_USEC", "")
        is_ours = env.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        ours = env.get("LISTEN_PID") == str(os.getpid()) and env.get("LISTEN_FDS", "").isdecimal()
        self._sockets = int(env["LISTEN_FDS"]) if ours else 0
        self._kept: list[socket.socket] = []
        #: seconds between two watchdog messages (half of what systemd allows), None where there is no watchdog
        self.watchdog_every = int(usec) / 2_000_000 if usec.isdigit() and is_ours else None

    def sockets(self) -> list[socket.socket]:
        """Return the sockets that systemd opened for us (socket activation, sd_listen_fds(3)); empty where it opened none.

        Once: they are ours then, and no program that we start is told of them. Of what was kept, that too.
        """
        kept, self._kept = self._kept, []
        count, self._sockets = self._sockets, 0
        for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"):
            os.environ.pop(name, None)
        found = [socket.socket(fileno=number) for number in range(_FIRST_SOCKET, _FIRST_SOCKET + count)]
        for sock in found:
            sock.set_inheritable(False)
            sock.settimeout(0)
        return [*kept, *found]

    def keep(self, sockets: list[socket.socket]) -> None:
        """Keep sockets that listen for whoever asks for them next."""
        self._kept = sockets

    def ready(self, status: str) -> None:
        """Say that the daemon serves."""
        self._send(f"READY=1\nSTATUS={_line(status)}")

    def starting(self, text: str) -> None:
        """Say how far a long start is, and that it goes on: without this systemd ends it after TimeoutStartSec."""
        self._send(f"EXTEND_TIMEOUT_USEC={_EXTENDED}\nSTATUS={_line(text)}")

    def reloading(self) -> None:
        """Say that a reload has begun; READY ends it."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def status(self, text: str) -> None:
        """Say one line for people."""
        self._send(f"STATUS={_line(text)}")

    def stopping(self) -> None:
        """Say that the daemon ends on purpose."""
        self._send("STOPPING=1")

    def watchdog(self) -> None:
        """Say that intake, engine and outbox all move."""
        self._send("WATCHDOG=1")

    def _send(self, message: str) -> None:
        if not self._address:
            return
        # an address that begins with @ lies in the abstract name space, where a NUL byte stands for the @
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock,
        ):
            sock.sendto(message.encode(), address)


def _line(text: str) -> str:
    return " ".join(text.split())
