"""Links: the lines from one machine or server to its servers, which can be cut: nothing passes, nothing is closed, as if somebody had pulled a cable."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Sequence

LOOK = 0.05  # seconds between two looks whether the lines are cut or whole again
_ROOM = 1 << 16


class Links:
    """The lines of one machine to some servers on loopback. ports: what the machine is told, in the order of the servers'."""

    def __init__(self, servers: Sequence[int]) -> None:
        self._cut: frozenset[int] = frozenset()  # ports of the servers to which nothing passes
        self._servers = tuple(servers)
        self._ended = threading.Event()
        self._listeners = [socket.create_server(("127.0.0.1", 0)) for _ in servers]
        self.ports = [one.getsockname()[1] for one in self._listeners]
        for listener, port in zip(self._listeners, servers, strict=True):
            threading.Thread(target=self._listen, args=(listener, port), daemon=True).start()

    def cut(self, number: int | None = None) -> None:
        """Let nothing pass to one of the servers from now on, or to none, in either direction; new lines find nobody."""
        self._cut = frozenset(self._servers if number is None else (self._servers[number],))

    def mend(self) -> None:
        """Let pass what waits, and what comes."""
        self._cut = frozenset()

    def close(self) -> None:
        """End all lines."""
        self._ended.set()
        for one in self._listeners:
            one.close()

    def _listen(self, listener: socket.socket, port: int) -> None:
        listener.settimeout(LOOK)
        while not self._ended.is_set():
            try:
                near = listener.accept()[0]
            except TimeoutError:
                continue
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near, port), daemon=True).start()

    def _carry(self, near: socket.socket, port: int) -> None:
        with contextlib.suppress(OSError), near:
            while port in self._cut and not self._ended.is_set():
                self._ended.wait(LOOK)
            with socket.create_connection(("127.0.0.1", port), timeout=5) as far:
                self._pass(near, far, port)

    def _pass(self, near: socket.socket, far: socket.socket, port: int) -> None:
        others = {near: far, far: near}
        while not self._ended.is_set():
            if port in self._cut:
                self._ended.wait(LOOK)
                continue
            for one in select.select([near, far], [], [], LOOK)[0]:
                told = one.recv(_ROOM)
                if not told:
                    return
                others[one].sendall(told)
