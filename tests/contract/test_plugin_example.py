"""The example source in the plug-in guide keeps every promise."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from alertd.testing.source_check import START, check_source
from tests.wire.plain_server import PlainServer

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "plugin-source.md"


@pytest.mark.asyncio
async def test_the_example_of_the_guide_passes_the_check() -> None:
    """What people copy from the guide works."""
    code = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[0]
    made: dict[str, Any] = {}
    exec(compile(code, str(GUIDE), "exec"), made)
    entries: list[dict[str, Any]] = []

    async def offer(number: int) -> Collection[str]:
        first = len(entries) + 1
        new = [
            {"number": first + one, "written_at": START.isoformat(), "author": "ann", "text": "acme"}
            for one in range(number)
        ]
        entries.extend(new)
        return [str(entry["number"]) for entry in new]

    async with PlainServer() as server:
        server.answers["/board"] = lambda request: web.json_response(
            [entry for entry in entries if entry["number"] > int(request.query["after"])]
        )
        url = f"{server.url}/board"
        await check_source(
            lambda clock: made["Board"]({"url": url}, name="board", watches=(), clock=clock), offer=offer
        )
