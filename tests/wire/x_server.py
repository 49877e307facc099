"""A loopback server that speaks X's API, gives only what is asked for, and misbehaves on demand."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from alertd.sources.x.session import id_at
from tests.wire.loopback import Loopback
from tests.wire.pond import QuickClock

TOKEN = "sec" + "ret-bearer-9f3a"
HTML = "<html><body><h1>503 Service Unavailable</h1></body></html>"


class XServer(Loopback):
    """X's stream, rules, search, counts, look-ups and mentions of one app."""

    def __init__(self, clock: QuickClock) -> None:
        self.clock = clock
        self.offered: list[dict[str, Any]] = []
        self.rules: list[dict[str, str]] = []
        self.rule_log: list[tuple[str, str]] = []
        self.connects = 0
        self.requests: Counter[str] = Counter()
        self.next_connects: list[tuple[str, Any]] = []
        self.search_answers: list[web.Response] = []
        self.count_answers: list[web.Response] = []
        self.keep_alive = True
        self.is_muted = False
        self.gone: set[str] = set()
        self.counted: dict[datetime, int] = {}
        self.page = 100
        self._sequence = 0
        self._lines: asyncio.Queue[bytes | str] | None = None

    def application(self) -> web.Application:
        """Return the paths and what answers them."""
        app = web.Application(middlewares=[self._guard])
        app.router.add_get("/2/tweets/search/stream/rules", self._get_rules)
        app.router.add_post("/2/tweets/search/stream/rules", self._post_rules)
        app.router.add_get("/2/tweets/search/stream", self._stream)
        app.router.add_get("/2/tweets/search/recent", self._search)
        app.router.add_get("/2/tweets/counts/recent", self._counts)
        app.router.add_get("/2/tweets", self._lookup)
        app.router.add_get("/2/users/{id}/mentions", self._search)
        return app

    async def let_go(self) -> None:
        """End the streams that clients still read."""
        self.act("reset")
        await asyncio.sleep(0)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.requests[request.path] += 1
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"title": "Unauthorized", "status": 401, "detail": "Unauthorized"}, status=401)
        answer: web.StreamResponse = await handler(request)
        return answer

    # What the world writes.

    def offer(self, text: str = "acme is great", *, at: datetime | None = None, live: bool = True, **extra: Any) -> str:
        """Write a post; it reaches the stream unless that is muted or down, and search always (no retweets)."""
        at = at or self.clock.now()
        self._sequence += 1
        post_id = str(id_at(at) + self._sequence % 4_000)
        tweet = {
            "id": post_id,
            "text": text if len(text) <= 280 else text[:279] + "…",
            "author_id": "77",
            "created_at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "lang": "en",
            "conversation_id": post_id,
            "edit_history_tweet_ids": [post_id],
            "public_metrics": {"retweet_count": 1, "reply_count": 2, "like_count": 3, "impression_count": 99},
            **({"note_tweet": {"text": text}} if len(text) > 280 else {}),
            **extra,
        }
        tweet["edit_history_tweet_ids"] = extra.get("edit_history_tweet_ids", [tweet["id"]])
        self.offered.append(tweet)
        if live and not self.is_muted:
            self.send(self.line(tweet))
        return str(tweet["id"])

    def line(self, tweet: dict[str, Any]) -> bytes:
        """Write a post as the stream does."""
        named = {ref["id"] for ref in tweet.get("referenced_tweets", [])}
        asked = [old for old in self.offered if old["id"] in named] if named else []
        return json.dumps(
            {
                "data": tweet,
                "includes": {"users": [USER], "tweets": asked},
                "matching_rules": [{"id": "1", "tag": "alertd/acme/x"}],
            }
        ).encode()

    def send(self, line: bytes) -> None:
        """Put a raw line on the live connection, if there is one."""
        if self._lines is not None:
            self._lines.put_nowait(line)

    def act(self, fault: str) -> None:
        """Do something to the live connection: close, reset, stall."""
        if self._lines is not None:
            self._lines.put_nowait(fault)

    @property
    def is_connected(self) -> bool:
        """Whether somebody reads the stream."""
        return self._lines is not None

    # The API.

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        self.connects += 1
        if self.next_connects:
            kind, value = self.next_connects.pop(0)
            if kind == "answer":
                return value  # type: ignore[no-any-return]
            await asyncio.sleep(value)
        if not self.rules:
            return web.json_response({"title": "RuleConfigurationIssue", "detail": "no rules"}, status=409)
        fields = request.query.get("tweet.fields", "")
        assert "note_tweet" in fields, "X gives nothing that was not asked for"
        lines: asyncio.Queue[bytes | str] = asyncio.Queue()
        self._lines = lines
        answer = web.StreamResponse(headers={"x-rate-limit-remaining": "49"})
        answer.enable_chunked_encoding()
        await answer.prepare(request)
        try:
            await self._pump(request, answer, lines)
        except ConnectionError:
            pass
        finally:
            if self._lines is lines:
                self._lines = None
        return answer

    async def _pump(self, request: web.Request, answer: web.StreamResponse, lines: asyncio.Queue[bytes | str]) -> None:
        while True:
            try:
                async with asyncio.timeout(10.0 / self.clock.speed):
                    line = await lines.get()
            except TimeoutError:
                if self.keep_alive:
                    await answer.write(b"\r\n")
                continue
            if line == "close":
                return
            if line in {"reset", "cut"}:
                if line == "cut":
                    await answer.write(b'{"data":{"id":"1","te')
                if request.transport:
                    request.transport.abort()
                return
            if line == "stall":
                self._lines = None
                await asyncio.sleep(300.0 / self.clock.speed)
                return
            if line == "endless":
                for _ in range(64):
                    await answer.write(b"x" * 65_536)
                continue
            assert isinstance(line, bytes)
            await answer.write(line + b"\r\n")

    async def _get_rules(self, request: web.Request) -> web.Response:
        return web.json_response({"data": self.rules, "meta": {"result_count": len(self.rules)}})

    async def _post_rules(self, request: web.Request) -> web.Response:
        body = await request.json()
        is_dry = request.query.get("dry_run") == "true"
        errors: list[dict[str, Any]] = []
        for rule in body.get("add", []):
            if rule["value"] in {old["value"] for old in self.rules}:
                errors.append({"title": "DuplicateRule", "value": rule["value"]})
            elif len(rule["value"]) > 1_024 or "bad(" in rule["value"]:
                errors.append({"title": "UnprocessableEntity", "value": rule["value"], "details": ["cannot be read"]})
            elif not is_dry:
                self.rules.append({"id": str(1_000 + len(self.rule_log)), **rule})
                self.rule_log.append(("add", rule["value"]))
        gone = set(body.get("delete", {}).get("ids", []))
        if not is_dry:
            self.rule_log += [("delete", rule["value"]) for rule in self.rules if rule["id"] in gone]
            self.rules = [rule for rule in self.rules if rule["id"] not in gone]
        return web.json_response({"meta": {"summary": {}}, **({"errors": errors} if errors else {})})

    async def _search(self, request: web.Request) -> web.Response:
        if self.search_answers:
            return self.search_answers.pop(0)
        query = request.query
        since = int(query.get("since_id", "0"))
        if "query" in query and since < id_at(self.clock.now() - timedelta(days=7)):
            return web.json_response({"errors": [{"message": "since_id must be newer"}]}, status=400)
        if len(query.get("query", "")) > 512:
            return web.json_response({"errors": [{"message": "query too long"}]}, status=400)
        hits = [tweet for tweet in self.offered if int(tweet["id"]) > since and tweet["id"] not in self.gone]
        hits = [hit for hit in hits if not any(ref["type"] == "retweeted" for ref in hit.get("referenced_tweets", []))]
        hits.sort(key=lambda hit: int(hit["id"]), reverse=True)
        size = min(int(query.get("max_results", "10")), self.page)
        start = int(query.get("next_token") or query.get("pagination_token") or "0")
        some = hits[start : start + size]
        meta: dict[str, Any] = {"result_count": len(some)}
        if start + size < len(hits):
            meta["next_token"] = str(start + size)
        return web.json_response({"data": some, "includes": {"users": [USER]}, "meta": meta})

    async def _counts(self, request: web.Request) -> web.Response:
        if self.count_answers:
            return self.count_answers.pop(0)
        query = request.query
        if query["granularity"] != "minute":
            return web.json_response({"data": []})
        start = datetime.fromisoformat(query["start_time"])
        end = datetime.fromisoformat(query["end_time"])
        assert start >= self.clock.now() - timedelta(days=7), "X refuses a start more than seven days back"
        buckets = []
        at = max(start, end - timedelta(minutes=1_440))
        while at < end:
            stop = at + timedelta(minutes=1)
            buckets.append({"start": _z(at), "end": _z(stop), "tweet_count": self.counted.get(at, 0)})
            at = stop
        return web.json_response({"data": buckets, "meta": {"total_tweet_count": 0}})

    async def _lookup(self, request: web.Request) -> web.Response:
        ids = request.query["ids"].split(",")
        known = {tweet["id"]: tweet for tweet in self.offered}
        found = [known[post_id] for post_id in ids if post_id in known and post_id not in self.gone]
        kind = "https://api.twitter.com/2/problems/resource-not-found"
        lost = [{"type": kind, "resource_id": post_id, "title": "Not Found"} for post_id in ids if post_id in self.gone]
        return web.json_response({"data": found, "includes": {"users": [USER]}, "errors": lost})


USER = {
    "id": "77",
    "username": "ayse",
    "name": "Ayşe",
    "verified": False,
    "created_at": "2015-03-01T00:00:00.000Z",
    "public_metrics": {"followers_count": 1200, "following_count": 80, "tweet_count": 5000},
}


def _z(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def refusal(status: int, **headers: str) -> web.Response:
    """Answer a status with X's JSON."""
    title = {402: "CreditsDepleted", 429: "Too Many Requests"}.get(status, "Error")
    return web.json_response({"title": title, "detail": title, "status": status}, status=status, headers=headers)


def html(status: int) -> web.Response:
    """Answer a status with a proxy's page."""
    return web.Response(text=HTML, status=status, content_type="text/html")
