"""Listening: the application on an address, in the daemon's own loop."""

from __future__ import annotations

from aiohttp import web

from alertd.errors import ConfigurationError
from alertd.web.malformed import Malformed

#: A stop waits no longer for requests that are being answered; the whole daemon has five seconds.
_SHUTDOWN_SECONDS = 1.0
_KEEPALIVE_SECONDS = 75.0


class Server:
    """One application on one address."""

    def __init__(self, app: web.Application) -> None:
        self.malformed = Malformed()
        # aiohttp's own access log would write paths, and the path of an acknowledge link is a secret.
        self._runner = web.AppRunner(
            app,
            access_log=None,
            logger=self.malformed.logger(),
            handle_signals=False,
            # aiohttp takes a packed body that ends early for whole; ingest unpacks by itself (unpack.py).
            auto_decompress=False,
            keepalive_timeout=_KEEPALIVE_SECONDS,
            shutdown_timeout=_SHUTDOWN_SECONDS,
        )

    async def start(self, listen: tuple[str, int]) -> str:
        """Listen on a host and port (0 picks a free one) and return both as HOST:PORT.

        Raises ConfigurationError if the address is not ours or taken.
        """
        host, port = listen
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port, reuse_address=True).start()
        except OSError as fault:
            await self._runner.cleanup()
            why = fault.strerror or str(fault)
            raise ConfigurationError(f"cannot listen on {_written(host, port)}: {why}") from fault
        return _written(*self._runner.addresses[0][:2])

    async def stop(self) -> None:
        """Stop listening, and end what is still being answered after a second."""
        await self._runner.cleanup()


def _written(host: str, port: int) -> str:
    """Write an address.

    >>> _written("::1", 80), _written("127.0.0.1", 8321)
    ('[::1]:80', '127.0.0.1:8321')
    """
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
