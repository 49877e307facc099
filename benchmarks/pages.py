"""The web page over a large store, and two hundred people who look at it while pages go out.

    python benchmarks/pages.py first --folder DIR [--burst 20000]
    python benchmarks/pages.py viewers [--viewers 200] [--rate 300] [--seconds 30]

first: starts the daemon over the store that `recovery.py --folder DIR` has filled, posts a burst about one brand, so that there is an
incident, starts it anew, and asks for each page once as the first one after the start and five times after; prints milliseconds, what a
load costs the daemon's processor, and kilobytes, the style sheet and scripts included.

viewers: as latency.py, with and without people whose browsers hold the stream of the newest incident and fetch its page whenever they
are told that something changed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import tempfile
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import crowd
import latency
import running

BRAND = "brand00000"


def burst(daemon: running.Process, count: int) -> None:
    """Post what becomes an incident: half of them angry, most of them reposts of three."""
    begins = crowd.now() - timedelta(minutes=12)
    made = crowd.posts(count, watches=1, begins=begins, seconds=600.0, seed=int(time.time()), named=True)
    batch = []
    for number, record in enumerate(made):
        record["sentiment"] = {"negative": 0.9, "neutral": 0.05, "positive": 0.05}
        if number > 3 and number % 3:
            record |= {"repost_of": "o1", "repost_of_author": f"u_loud{number % 3}"}
        batch.append(json.dumps(record))
        if len(batch) == 500:
            status, answer = daemon.ask("POST", "/ingest/zap", "\n".join(batch).encode(), running.TOKEN)
            assert status == 202, answer
            batch.clear()


def incident_of(daemon: running.Process) -> str:
    """Return the id of the burst's incident, once it is there."""
    for _ in range(300):
        for one in json.loads(daemon.ask("GET", "/api/v1/incidents")[1]):
            if one["watch"] == BRAND:
                return str(one["id"])
        time.sleep(0.2)
    raise SystemExit("the burst opened no incident")


def addresses(incident: str) -> tuple[str, ...]:
    """Return what is asked for."""
    since = (crowd.now() - timedelta(minutes=8)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f"/incidents/{incident}",
        *("/", "/inbox", "/report", "/rules", "/people", "/sources", "/search", "/wall", "/sessions"),
        f"/search?watch={BRAND}",
        "/search?q=refund+ticket",
        f"/search?watch={BRAND}&since={since}",
        "/author?name=x:u_77",
        "/author?name=nobody",
    )


async def loaded(daemon: running.Process, session: aiohttp.ClientSession, base: str, path: str) -> str:
    """Ask for a page six times, print what it took, and return it."""
    times, body, size, used = [], "", 0, daemon.cpu()
    for _ in range(6):
        began = time.perf_counter()
        async with session.get(base + path) as answer:
            body = await answer.text()
            assert answer.status == 200, body
            size = int(answer.headers["Content-Length"])  # as it came, packed
        times.append(time.perf_counter() - began)
    used = daemon.cpu() - used
    for name in re.findall(r"/static/[^\"]+", body):
        async with session.get(base + name) as answer:
            size += len(await answer.read())
    waits = " (still gathering)" if "data-soon" in body else ""
    print(
        f"{path.split('?since', maxsplit=1)[0][:60]:60} first {times[0] * 1000:6.0f} ms · "
        f"then {statistics.median(times[1:]) * 1000:5.0f} ms · {used / len(times) * 1000:4.0f} ms of CPU · {size / 1000:5.0f} kB{waits}"
    )
    return body


async def first(daemon: running.Process, base: str, incident: str) -> None:
    """Measure the first load of each page."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        await session.get(f"{base}/signin?token={running.API}&by=alice")
        began = time.perf_counter()
        paths = addresses(incident)
        body = await loaded(daemon, session, base, paths[0])
        while "data-soon" in body:
            await asyncio.sleep(0.2)
            async with session.get(base + paths[0]) as answer:
                body = await answer.text()
        print(f"the incident's page was whole {time.perf_counter() - began:.1f} s after it was first asked for")
        for path in paths:
            await loaded(daemon, session, base, path)
    print(f"{daemon.rss():.0f} MB")


def large(folder: Path, count: int) -> None:
    """Measure over the store of a folder."""
    provider, port = running.Provider(), running.free_port()
    settings = crowd.settings(folder, watches=50, port=port, url=provider.url)
    daemon = running.Process(settings, port)
    print(f"ready after {daemon.ready():.2f} s")
    burst(daemon, count)
    incident = incident_of(daemon)
    daemon.stop()
    daemon = running.Process(settings, port)
    daemon.ready()
    asyncio.run(first(daemon, f"http://127.0.0.1:{port}", incident))
    daemon.stop()


class Viewers(threading.Thread):
    """People who look at the newest incident, each as their browser does; counts what they fetched."""

    def __init__(self, port: int, count: int) -> None:
        super().__init__(daemon=True)
        self._base = f"http://127.0.0.1:{port}"
        self._count = count
        self.fetched = 0
        self.looking = 0
        self.over = threading.Event()

    def run(self) -> None:
        """Look until it ends."""
        asyncio.run(self._all())

    async def _all(self) -> None:
        sessions = []
        for _ in range(0, self._count, 20):
            jar = aiohttp.CookieJar(unsafe=True)
            session = aiohttp.ClientSession(
                cookie_jar=jar, connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=None)
            )
            await session.get(f"{self._base}/signin?token={running.API}&by=alice")
            sessions.append(session)
        incident = ""
        while not incident:
            async with sessions[0].get(
                f"{self._base}/api/v1/incidents", headers={"Authorization": f"Bearer {running.API}"}
            ) as answer:
                found = await answer.json()
            incident = found[0]["id"] if found else ""
            await asyncio.sleep(0.2)
        looking = [asyncio.create_task(self._one(sessions[n // 20], incident)) for n in range(self._count)]
        await asyncio.to_thread(self.over.wait)
        for one in looking:
            one.cancel()
        await asyncio.gather(*looking, return_exceptions=True)
        for session in sessions:
            await session.close()

    async def _one(self, session: aiohttp.ClientSession, incident: str) -> None:
        page = f"{self._base}/incidents/{incident}"
        async with session.get(page) as answer:
            await answer.read()
        async with session.get(f"{page}/live") as stream:
            assert stream.status == 200
            self.looking += 1
            async for line in stream.content:
                if line.startswith(b"event: changed"):
                    async with session.get(page) as answer:
                        await answer.read()
                    self.fetched += 1


def viewers(count: int, rate: int, seconds: int) -> None:
    """Measure pages with so many viewers."""
    watches = 50 + seconds * 2
    provider = running.Provider()
    with tempfile.TemporaryDirectory() as name:
        port = running.free_port()
        daemon = running.Process(
            crowd.settings(Path(name), watches=watches, port=port, url=provider.url, rules=50), port
        )
        daemon.ready()
        people = Viewers(port, count)
        loud = {"id": "first", "platform": "x", "created_at": crowd.now().isoformat(), "author": "u_1", "text": BRAND}
        daemon.ask("POST", "/ingest/zap", json.dumps({**loud, "author_followers": 9_000_000}).encode(), running.TOKEN)
        if count:
            people.start()
            while people.looking < count:
                time.sleep(0.2)
        left: dict[str, float] = {}
        sender = latency.Sender(port, latency.bodies(rate, seconds, watches), left)
        began, used = time.perf_counter(), daemon.cpu()
        sender.start()
        sender.join()
        took, used = time.perf_counter() - began, daemon.cpu() - used
        time.sleep(3.0)
        people.over.set()
        seen = [(at, page) for at, page in provider.pages if page["watch"] in left]
        ours = [at - datetime.fromisoformat(page["latency"]["seen_at"]).timestamp() for at, page in seen]
        cut = statistics.quantiles(ours, n=100)
        print(
            f"{count} viewers, {rate} mentions/s for {took:.0f} s: {len(ours)} pages of {len(left)}, "
            f"p50 {cut[49]:.3f} s, p99 {cut[98]:.3f} s, max {max(ours):.3f} s; {used / took:.2f} cores, "
            f"{people.fetched} page loads by viewers, {daemon.rss():.0f} MB"
        )
        if count:
            people.join(10)
        daemon.stop()


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("first", "viewers"))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--burst", type=int, default=20_000)
    parser.add_argument("--viewers", type=int, default=200)
    parser.add_argument("--rate", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=30)
    asked = parser.parse_args()
    if asked.what == "first":
        large(asked.folder, asked.burst)
    else:
        for count in (0, asked.viewers):
            viewers(count, asked.rate, asked.seconds)


if __name__ == "__main__":
    main()
