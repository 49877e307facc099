"""A server on a free port of this machine, for as long as a block lasts: what the servers of the platforms have in common."""

from __future__ import annotations

from typing import Self

from aiohttp import web


class Loopback:
    """A subclass says which paths it answers, and lets go of who still listens. url: where it is, once the block has begun."""

    url = ""
    _runner: web.AppRunner | None = None

    def application(self) -> web.Application:
        """Return the paths and what answers them."""
        raise NotImplementedError

    async def let_go(self) -> None:
        """End the streams that clients still read, so that the server can end."""

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self.application(), shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.let_go()
        if self._runner:
            await self._runner.cleanup()
