"""A loopback server whose answers a test writes: for feeds, searches and timelines."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.wire.loopback import Loopback

Answer = Callable[[web.Request], Any]


class PlainServer(Loopback):
    """Answers each path as the test says; keeps the requests."""

    def __init__(self, **paths: Answer) -> None:
        self.answers: dict[str, Answer] = {}
        self.anywhere: Answer | None = None  #: answers what no path of its own does
        self.requests: list[web.Request] = []

    def application(self) -> web.Application:
        """Return the paths and what answers them."""
        app = web.Application()
        app.router.add_get("/{tail:.*}", self._get)
        return app

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
