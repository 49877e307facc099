"""Listening: the application on an address, in the daemon's own loop."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.http_parser import RawRequestMessage
from multidict import CIMultiDictProxy

from alertd.errors import ConfigurationError
from alertd.web.connections import CONNECTIONS, Connections
from alertd.web.malformed import Malformed

#: A stop waits no longer for requests that are being answered; the whole daemon has five seconds.
_SHUTDOWN_SECONDS = 1.0
#: What is still to come of a body after a no is read no longer.
_LINGER_SECONDS = 2.0
_BACKLOG = 256
UNIX = "unix:"  # begins an address that is a UNIX socket


class Server:
    """One application on its addresses. connections: those that are open, and how many may be."""

    def __init__(self, app: web.Application) -> None:
        self.malformed = Malformed()
        self.connections: Connections = app[CONNECTIONS]
        # aiohttp's own access log would write paths, and the path of an acknowledge link is a secret.
        self._runner = web.AppRunner(
            app,
            access_log=None,
            logger=self.malformed.logger(),
            handle_signals=False,
            # aiohttp takes a packed body that ends early for whole; ingest unpacks by itself (unpack.py).
            auto_decompress=False,
            lingering_time=_LINGER_SECONDS,
            shutdown_timeout=_SHUTDOWN_SECONDS,
        )
        self._sockets: list[socket.socket] = []
        self._given: frozenset[socket.socket] = frozenset()

    async def start(self, *listen: tuple[str, int], given: Sequence[socket.socket] = ()) -> str:
        """Listen on each host and port (0 picks a free one) and return the first as HOST:PORT.

        given: sockets that somebody else has opened for us, which are taken in place of all addresses.
        Raises ConfigurationError if an address is not ours or taken; then none is listened on.
        """
        await self._runner.setup()
        self._sockets, self._given = list(given), frozenset(given)
        for host, port in () if given else listen:
            try:
                self._sockets += _listening(host, port)
            except OSError as fault:
                close_all(self._sockets)
                await self._runner.cleanup()
                why = fault.strerror or str(fault)
                raise ConfigurationError(
                    f"cannot listen on {host if host.startswith(UNIX) else _written(host, port)}: {why}"
                ) from fault
        server = self._runner.server
        assert server is not None
        server.request_factory = _expecting_little(server.request_factory)
        self.connections.begin(self._sockets, server)
        return _address(self._sockets[0])

    async def leave(self) -> list[socket.socket]:
        """Take nobody in any more; return the sockets, which listen on: whoever accepts on them next has those that come meanwhile."""
        await self.connections.end()
        sockets, self._sockets = self._sockets, []
        return sockets

    async def stop(self) -> None:
        """Stop listening, and end what is still being answered after a second."""
        await self.connections.end()
        for sock in self._sockets:
            if sock in self._given:
                sock.close()  # its file, if it has one, is not ours
            else:
                _close(sock)
        await self._runner.cleanup()


def _expecting_little(make: Callable[..., web.BaseRequest]) -> Callable[..., web.BaseRequest]:
    """Make requests that expect nothing of us but a word to go on, as RFC 9110 allows (10.1.1).

    aiohttp answers any other expectation before our own routes see it, with what was sent, and fails for bytes that are no text.
    """

    def made(message: RawRequestMessage, *more: Any) -> web.BaseRequest:
        # Trap: of what is no HTTP aiohttp makes a request too, whose headers are a plain dictionary.
        expected = message.headers.getall("Expect") if "Expect" in message.headers else []
        if expected and [one.lower() for one in expected] != ["100-continue"]:
            headers = message.headers.copy()
            del headers["Expect"]
            message = message._replace(headers=CIMultiDictProxy(headers))
        return make(message, *more)

    return made


def _listening(host: str, port: int) -> list[socket.socket]:
    """Return a socket for each address of the host, one for a UNIX socket. Raises OSError."""
    if host.startswith(UNIX):
        return [_local(Path(host.removeprefix(UNIX)))]
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    sockets: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in dict.fromkeys(found):
            sock = socket.socket(family, kind, protocol)
            sockets.append(sock)
            sock.settimeout(0)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sock.bind(address)
            sock.listen(_BACKLOG)
    except OSError:
        for sock in sockets:
            sock.close()
        raise
    return sockets


def _local(path: Path) -> socket.socket:
    """Return a UNIX socket that we and our group can reach; one that was left by a crash makes room."""
    if path.is_socket():
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(1.0)
            try:
                probe.connect(str(path))
            except ConnectionRefusedError:
                path.unlink()  # nobody listens there any more
            else:
                raise OSError(errno.EADDRINUSE, "somebody else listens there")
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.settimeout(0)
    try:
        sock.bind(str(path))
        path.chmod(0o660)
        sock.listen(_BACKLOG)
    except OSError:
        sock.close()
        raise
    return sock


def close_all(sockets: Sequence[socket.socket]) -> None:
    """Listen on these no longer."""
    for sock in sockets:
        _close(sock)


def _close(sock: socket.socket) -> None:
    if sock.family == socket.AF_UNIX:
        Path(sock.getsockname()).unlink(missing_ok=True)
    sock.close()


def _address(sock: socket.socket) -> str:
    name = sock.getsockname()
    return f"{UNIX}{name}" if sock.family == socket.AF_UNIX else _written(*name[:2])


def _written(host: str, port: int) -> str:
    """Write an address.

    >>> _written("::1", 80), _written("127.0.0.1", 8321)
    ('[::1]:80', '127.0.0.1:8321')
    """
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
