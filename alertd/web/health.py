"""/healthz, /readyz, /metrics: for service managers and monitoring."""

from __future__ import annotations

from aiohttp import web

from alertd.web import gate, shape
from alertd.web.gate import open_to_all
from alertd.web.responses import json_response
from alertd.web.settings import BACKEND


@open_to_all
async def healthz(request: web.Request) -> web.Response:
    """Say whether the process does its work."""
    is_alive = request.app[BACKEND].is_alive()
    return web.Response(text="ok\n" if is_alive else "stalled\n", status=200 if is_alive else 503)


@open_to_all
async def readyz(request: web.Request) -> web.Response:
    """Say whether intake and store are open, and how well each source sees; the words about it only to who may read."""
    ready = request.app[BACKEND].readiness()
    shown = shape.readiness(ready, with_notes=gate.is_known(request))
    return json_response(shown, status=200 if ready.is_ready else 503)


async def metrics(request: web.Request) -> web.Response:
    """Show the metrics in Prometheus' text format 0.0.4."""
    return web.Response(
        body=request.app[BACKEND].metrics(),
        headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
    )
