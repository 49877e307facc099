"""Listening: the application on an address, in the daemon's own loop."""

from __future__ import annotations

from aiohttp import web

from alertd.errors import ConfigurationError

#: A stop waits no longer for requests that are being answered; the whole daemon has five seconds.
_SHUTDOWN_SECONDS = 1.0
_KEEPALIVE_SECONDS = 75.0


class Server:
    """One application on one address."""

    def __init__(self, app: web.Application) -> None:
        # aiohttp's own access log would write paths, and the path of an acknowledge link is a secret.
        self._runner = web.AppRunner(
            app,
            access_log=None,
            handle_signals=False,
            # aiohttp takes a packed body that ends early for whole; ingest unpacks by itself (unpack.py).
            auto_decompress=False,
            keepalive_timeout=_KEEPALIVE_SECONDS,
            shutdown_timeout=_SHUTDOWN_SECONDS,
        )

    async def start(self, listen: str) -> str:
        """Listen on "HOST:PORT" and return the address as HOST:PORT (port 0 picks a free one).

        Raises ConfigurationError if the address is wrong or taken.
        """
        host, port = host_and_port(listen)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port, reuse_address=True).start()
        except OSError as fault:
            await self._runner.cleanup()
            raise ConfigurationError(f"cannot listen on {listen}: {fault.strerror or fault}") from fault
        bound = self._runner.addresses[0]
        return f"[{bound[0]}]:{bound[1]}" if ":" in bound[0] else f"{bound[0]}:{bound[1]}"

    async def stop(self) -> None:
        """Stop listening, and end what is still being answered after a second."""
        await self._runner.cleanup()


def host_and_port(listen: str) -> tuple[str, int]:
    """Split an address to listen on.

    >>> host_and_port("127.0.0.1:8321"), host_and_port("[::1]:0"), host_and_port(":80")
    (('127.0.0.1', 8321), ('::1', 0), ('0.0.0.0', 80))
    """
    host, colon, port = listen.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65535:
        raise ConfigurationError(f"listen: {listen!r} is not HOST:PORT")
    return host.removeprefix("[").removesuffix("]") or "0.0.0.0", int(port)  # noqa: S104 - asked for by ":PORT"
