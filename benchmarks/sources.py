"""How fast sources read: X's stream through the real client class, and the parsers alone.

    python benchmarks/sources.py [posts]

Prints posts a second, CPU microseconds a post, and the delay from the server's write to the batch.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.sources.bluesky.parse import as_post, read_event, read_record
from alertd.sources.x.options import XOptions
from alertd.sources.x.parse import read_line
from alertd.sources.x.source import X

ACME = (Watch(name="acme", terms=("acme",)),)
TEXT = "acme does it again, and nobody is surprised by now. " * 5


class WallClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return now."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def line(number: int) -> bytes:
    """Write one post of about 1.9 kB with its includes, as X's stream does."""
    counts = {"retweet_count": 1, "reply_count": 2, "like_count": 3, "quote_count": 0, "impression_count": 99}
    tweet = {
        "id": str(1_990_000_000_000_000_000 + number),
        "text": TEXT,
        "author_id": "77",
        "created_at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "lang": "en",
        "conversation_id": str(number),
        "edit_history_tweet_ids": [str(1_990_000_000_000_000_000 + number)],
        "public_metrics": counts,
        "entities": {"mentions": [{"id": "5", "username": "acme", "start": 0, "end": 4}]},
        "note_tweet": {"text": TEXT * 2},
    }
    user = {
        "id": "77",
        "username": "ayse",
        "name": "Ayse",
        "verified": False,
        "created_at": "2015-03-01T00:00:00.000Z",
        "public_metrics": {"followers_count": 1200, "following_count": 80, "tweet_count": 5000, "listed_count": 3},
    }
    rules = [{"id": "1", "tag": "alertd/acme/0"}]
    body = {"data": tweet, "includes": {"users": [user, {**user, "id": "5"}]}, "matching_rules": rules}
    return json.dumps(body).encode() + b"\r\n"


async def serve(lines: list[bytes], *, pause: float) -> tuple[web.AppRunner, str, list[float]]:
    """Serve the lines to the first stream that connects; returns when each was written too."""
    written: list[float] = []

    async def stream(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await asyncio.sleep(0.2)
        size = 1 if pause else 64
        for first in range(0, len(lines), size):
            written.append(time.perf_counter())
            await answer.write(b"".join(lines[first : first + size]))
            if pause:
                await asyncio.sleep(pause)
        await asyncio.sleep(60)
        return answer

    async def rest(_: web.Request) -> web.Response:
        return web.json_response({"data": [], "meta": {}})

    app = web.Application()
    app.router.add_get("/2/tweets/search/stream", stream)
    app.router.add_route("*", "/{tail:.*}", rest)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}", written


async def whole_source(count: int, *, pause: float = 0.0) -> tuple[float, float, list[float], list[float]]:
    """Read `count` posts through the X source; returns seconds, CPU seconds, write and arrival times.

    The server runs in the same process and loop, so its share is in the figures.
    """
    lines = [line(number) for number in range(count)]
    runner, url, written = await serve(lines, pause=pause)
    source = X(
        XOptions(bearer_token="t", base_url=url, counts=None, follow=0), name="x", watches=ACME, clock=WallClock()
    )
    seen = 0
    arrived: list[float] = []
    began = cpu = 0.0
    batches = source.batches(None)
    async for batch in batches:
        posts = sum(isinstance(record, Post) for record in batch.records)
        if posts and not seen:
            began, cpu = time.perf_counter(), time.process_time()
        seen += posts
        arrived += [time.perf_counter()] * posts
        if seen >= count:
            break
    took, used = time.perf_counter() - began, time.process_time() - cpu
    await batches.aclose()  # type: ignore[attr-defined] # the port says iterator
    await runner.cleanup()
    return took, used, written, arrived


def parsers(count: int) -> None:
    """Time the parsers alone."""
    raw = line(1).strip()
    began = time.process_time()
    for _ in range(count):
        read_line(raw)
    used = time.process_time() - began
    print(f"x parse alone:        {count / used:>9,.0f} posts/s  {used / count * 1e6:5.1f} us CPU  ({len(raw)} bytes)")
    record = {"text": TEXT, "createdAt": "2026-11-21T10:00:00.000Z", "langs": ["en"], "$type": "app.bsky.feed.post"}
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "r", "record": record}
    event = json.dumps({"did": "did:plc:a", "time_us": 1_790_000_000_000_000, "kind": "commit", "commit": commit})
    began = time.process_time()
    for _ in range(count):
        seen = read_event(event)
        as_post(seen, read_record(seen))
    used = time.process_time() - began
    print(f"bluesky parse alone:  {count / used:>9,.0f} events/s {used / count * 1e6:5.1f} us CPU")


def main() -> None:
    """Run all and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
    parsers(count)
    took, used, _, _ = asyncio.run(whole_source(count))
    print(f"x stream to batch:    {count / took:>9,.0f} posts/s  {used / count * 1e6:5.1f} us CPU  (server included)")
    _, _, written, arrived = asyncio.run(whole_source(1_000, pause=0.002))
    delays = sorted((there - here) * 1000 for here, there in zip(written, arrived, strict=True))
    print(f"added delay:          median {statistics.median(delays):.2f} ms, p99 {delays[989]:.2f} ms")


if __name__ == "__main__":
    main()
