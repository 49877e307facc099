"""Slack on loopback: takes what Slack takes, refuses what Slack refuses, and keeps its rooms."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

TOKEN = "xoxb-1234-1234-abc124"
#: Type of element: what it must have (https://docs.slack.dev/reference/block-kit, 2026).
_NEEDS = {"button": "text", "users_select": "placeholder"}


class SlackServer:
    """rooms: channel -> ts -> message, as it stands now. faults: error words for the next calls."""

    def __init__(self) -> None:
        self.rooms: dict[str, dict[str, dict[str, Any]]] = {"C1": {}, "D7": {}}
        self.names = {"#crisis": "C1", "crisis": "C1", "U024BE7LH": "D7"}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.faults: list[str] = []
        self.can_fetch = True  #: whether it reaches the pictures of messages
        self.url = ""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[SlackServer]:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_post("/api/{method}", self._serve)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        method, body = request.match_info["method"], json.loads(await request.read())
        self.calls.append((method, body))
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if self.faults and (word := self.faults.pop(0)):
            return web.json_response({"ok": False, "error": word})
        if method == "auth.test":
            return web.json_response({"ok": True, "team_id": "T1"})
        wrong = problem(body)
        if not self.can_fetch and any(block["type"] == "image" for block in body.get("blocks", ())):
            wrong = "downloading image failed"
        if wrong:
            return web.json_response({"ok": False, "error": f"invalid_blocks: {wrong}"})
        return web.json_response(self._posted(body) if method == "chat.postMessage" else self._updated(body))

    def _posted(self, body: dict[str, Any]) -> dict[str, Any]:
        channel = self.names.get(body["channel"], body["channel"])
        if channel not in self.rooms:
            return {"ok": False, "error": "channel_not_found"}
        if body.get("thread_ts") and body["thread_ts"] not in self.rooms[channel]:
            return {"ok": False, "error": "thread_not_found"}
        ts = f"1573694689.{len(self.rooms[channel]):06}"
        self.rooms[channel][ts] = body
        return {"ok": True, "channel": channel, "ts": ts}

    def _updated(self, body: dict[str, Any]) -> dict[str, Any]:
        # An update takes the id of a room, never its name.
        room = self.rooms.get(body["channel"])
        if room is None or body["ts"] not in room:
            return {"ok": False, "error": "message_not_found"}
        room[body["ts"]] |= {"text": body["text"], "blocks": body["blocks"]}
        return {"ok": True, "channel": body["channel"], "ts": body["ts"]}


def problem(body: dict[str, Any]) -> str:
    """Return what Slack would not take of a message, "" if it takes it."""
    blocks = body.get("blocks", [])
    if not body.get("text") or not 0 < len(blocks) <= 50:
        return "text or blocks"
    for block in blocks:
        if len(block.get("block_id", "")) > 255:
            return "block_id"
        if block["type"] == "section" and not 0 < len(block["text"]["text"]) <= 3000:
            return "section"
        if block["type"] == "context" and not 0 < len(block["elements"]) <= 10:
            return "context"
        if block["type"] == "image":
            is_whole = 0 < len(block["alt_text"]) <= 2000 and len(block["image_url"]) <= 3000
            if not is_whole or not block["image_url"].startswith("https://"):
                return "image"
        if block["type"] == "actions":
            ids = [element["action_id"] for element in block["elements"]]
            if not 0 < len(ids) <= 25 or len(set(ids)) < len(ids):
                return "actions"
            for element in block["elements"]:
                label = element[_NEEDS[element["type"]]]
                if label["type"] != "plain_text" or not 0 < len(label["text"]) <= 75:
                    return "label"
                if len(element.get("url", "")) > 3000:
                    return "url"
    return ""
