"""A loopback server that speaks the parts of Reddit's API that alertd uses, with its limits and moods."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from tests.wire.loopback import Loopback
from tests.wire.pond import QuickClock

SECRET = "sec" + "ret-of-reddit-77"


def base36(number: int) -> str:
    """Write a number as Reddit writes ids."""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class RedditServer(Loopback):
    """Token, comment and post listings (100 a page, 1,000 in all), search, comments of a post, account look-ups."""

    def __init__(self, clock: QuickClock) -> None:
        self.clock = clock
        self.comments: list[dict[str, Any]] = []
        self.posts: list[dict[str, Any]] = []
        self.under: dict[str, list[dict[str, Any]]] = {}
        self.requests: Counter[str] = Counter()
        self.tokens = 0
        self.token_lives = True
        self.answers: list[web.Response | float | Handler] = []
        self.born: Any = 1_400_000_000.0  #: when each account was made
        self.stale: list[dict[str, Any]] | None = None
        self.places = {"tech", "tech+acme"}
        self._sequence = 1_000_000

    def application(self) -> web.Application:
        """Return the paths and what answers them."""
        app = web.Application()
        app.router.add_post("/api/v1/access_token", self._token)
        app.router.add_get("/{tail:.*}", self._get)
        return app

    def comment(self, text: str = "acme again", **extra: Any) -> str:
        """Write a comment in the chosen subreddits."""
        return self._write("t1", self.comments, body=text, link_id="t3_zz", parent_id="t3_zz", **extra)

    def post(self, title: str = "acme", **extra: Any) -> str:
        """Write a post somewhere on Reddit."""
        return self._write("t3", self.posts, title=title, selftext="", num_comments=3, **extra)

    def _write(self, kind: str, where: list[dict[str, Any]], at: datetime | None = None, **extra: Any) -> str:
        self._sequence += 1
        key = base36(self._sequence)
        name = f"{kind}_{key}"
        body = {
            "id": key,
            "name": name,
            "author": "omar",
            "author_fullname": "t2_omar",
            "created_utc": (at or self.clock.now()).timestamp(),
            "permalink": f"/r/tech/comments/zz/x/{key}/",
            "score": 5,
            "edited": False,
            **extra,
        }
        where.insert(0, {"kind": kind, "data": body})
        return name

    async def _token(self, request: web.Request) -> web.Response:
        self.tokens += 1
        login = request.headers.get("Authorization", "")
        import base64

        if base64.b64decode(login.removeprefix("Basic ")).decode() != f"client:{SECRET}":
            return web.json_response({"message": "Unauthorized", "error": 401}, status=401)
        token = f"token-{self.tokens}-hush"
        return web.json_response({"access_token": token, "token_type": "bearer", "expires_in": 3600, "scope": "*"})

    async def _get(self, request: web.Request) -> web.StreamResponse:
        path = request.path.strip("/")
        self.requests[path] += 1
        if not self.token_lives:
            self.token_lives = True
            return web.json_response({"message": "Unauthorized"}, status=401, headers={"www-authenticate": "x"})
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, web.Response):
                return answer
            if callable(answer):
                return await answer(request)
            await asyncio.sleep(answer)
        body = self._body(path, request)
        status = 404 if body is None else 200
        headers = {"x-ratelimit-remaining": "990.0", "x-ratelimit-used": "10", "x-ratelimit-reset": "590"}
        return web.json_response(body or {"message": "Not Found", "error": 404}, status=status, headers=headers)

    def _body(self, path: str, request: web.Request) -> Any:
        parts = path.split("/")
        if parts[0] == "r" and parts[1] in self.places:
            if self.stale is not None and parts[2] == "comments":
                stale, self.stale = self.stale, None
                return _listing(stale, request)
            return _listing(self.comments if parts[2] == "comments" else [], request)
        if path == "search":
            return _listing(self.posts, request)
        if parts[0] == "comments":
            under = self.under.get(f"t3_{parts[1]}", [])
            return [_plain([]), _plain(under)]
        if path == "api/user_data_by_account_ids":
            ids = request.query["ids"].split(",")
            assert len(ids) <= 100, "Reddit takes a hundred ids"
            return {name: {"name": name[3:], "created_utc": self.born, "comment_karma": 7} for name in ids}
        return None


def _plain(entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"children": entries, "after": None}}


def _listing(entries: list[dict[str, Any]], request: web.Request) -> dict[str, Any]:
    limit = min(int(request.query.get("limit", "25")), 100)
    kept = entries[:1_000]
    start = 0
    if after := request.query.get("after"):
        names = [entry["data"]["name"] for entry in kept]
        if after not in names:  # its entry was removed: Reddit answers an empty page
            return _plain([])
        start = names.index(after) + 1
    some = kept[start : start + limit]
    more = some[-1]["data"]["name"] if some and start + limit < len(kept) else None
    return {"kind": "Listing", "data": {"children": some, "after": more}}
