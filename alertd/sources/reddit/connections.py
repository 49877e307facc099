"""Connections: those of one session, so that another thread can end whatever waits on them.

A time-out of requests is one between two bytes. Whoever is sent a byte now and then, in a handshake, in headers or in a body, waits
for ever; a thread that hangs there ends only when its socket does.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any

import requests
from requests.adapters import HTTPAdapter


class Connections:
    """The open connections of a session, by way of a second door to each socket: TLS takes the first one away."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._doors: set[socket.socket] = set()
        self._is_over = False

    def opened(self, made: socket.socket) -> socket.socket:
        """Return the door to a new connection. Raises ConnectionAbortedError once all are ended: nobody waits for this one."""
        with self._lock:
            if self._is_over:
                made.close()
                raise ConnectionAbortedError("nobody waits for it any more")
            door = made.dup()
            self._doors.add(door)
            return door

    def closed(self, door: socket.socket) -> None:
        """Forget a connection."""
        with self._lock:
            self._doors.discard(door)
            door.close()

    def end(self) -> None:
        """Let every thread that waits on one of them go on at once, with an error, and open no more."""
        with self._lock:
            self._is_over = True
            for door in self._doors:
                with contextlib.suppress(OSError):  # its server has hung up
                    door.shutdown(socket.SHUT_RDWR)


def endable(session: requests.Session) -> Connections:
    """Let a session's connections be ended by any thread."""
    connections = Connections()
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Adapter(connections))
    return connections


class _Adapter(HTTPAdapter):
    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        super().__init__()

    def get_connection_with_tls_context(self, *words: Any, **named: Any) -> Any:
        pool = super().get_connection_with_tls_context(*words, **named)
        if not issubclass(pool.ConnectionCls, _Connection):
            known = {"connections": self._connections}
            pool.ConnectionCls = type("Connection", (_Connection, pool.ConnectionCls), known)
        return pool


class _Connection:
    """What a connection does beside what urllib3's own does, of whatever kind that is."""

    connections: Connections
    _door: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        made: socket.socket = super()._new_conn()  # type: ignore[misc]  # urllib3's connection is the other base
        self._door = self.connections.opened(made)
        return made

    def close(self) -> None:
        super().close()  # type: ignore[misc]  # as above
        if self._door is not None:
            self.connections.closed(self._door)
            self._door = None
