"""A loopback server whose answers a test writes: for feeds, searches and timelines."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

Answer = Callable[[web.Request], Any]


class PlainServer:
    """Answers each path as the test says; keeps the requests."""

    def __init__(self, **paths: Answer) -> None:
        self.answers: dict[str, Answer] = {}
        self.anywhere: Answer | None = None  #: answers what no path of its own does
        self.requests: list[web.Request] = []
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/{tail:.*}", self._get)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _get(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        answer = self.answers.get(request.path, self.anywhere)
        if answer is None:
            return web.Response(status=404)
        told = answer(request)
        if inspect.isawaitable(told):
            told = await told
        assert isinstance(told, web.StreamResponse)
        return told
