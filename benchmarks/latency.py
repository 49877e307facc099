"""From a mention to its page in the provider's hands, while a thousand mentions a second come in.

    python benchmarks/latency.py [--rate 1000] [--seconds 30] [--rules 50]

A real daemon, a webhook source, five rules on every watch (or as many as are asked for, and then as many people, so that nobody has
a storm of pages: those are one list). Once in half a second a post by somebody loud comes about a watch
that has not paged yet; what is measured is from `seen_at` (our own instant, in the page) and from the sender's own clock to the
arrival at a provider on loopback.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path

import crowd
import running

PUSH = 0.05  # seconds between two bodies of one sender


class Sender(threading.Thread):
    """Posts bodies to a source at its own pace, whatever the answers; remembers when each loud post left."""

    def __init__(
        self, port: int, bodies: list[list[crowd.Record]], left: dict[str, float], *, source: str = "zap"
    ) -> None:
        super().__init__()
        self._daemon = port
        self._source = source
        self._bodies = bodies
        self._left = left
        self.refused = 0
        self.slowest = 0.0

    def run(self) -> None:
        """Post everything."""
        from http.client import HTTPConnection

        wire = HTTPConnection("127.0.0.1", self._daemon, timeout=60)
        begins = time.monotonic()
        for number, records in enumerate(self._bodies):
            time.sleep(max(0.0, begins + number * PUSH - time.monotonic()))
            at = crowd.now().isoformat()
            for record in records:
                record["created_at"] = at
                if record.get("is_loud"):
                    self._left[str(record["watch"])] = time.time()
            body = "\n".join(map(json.dumps, records)).encode()
            sent = time.monotonic()
            wire.request("POST", f"/ingest/{self._source}", body, {"Authorization": f"Bearer {running.TOKEN}"})
            answer = wire.getresponse()
            answer.read()
            self.slowest = max(self.slowest, time.monotonic() - sent)
            self.refused += answer.status != 202


def bodies(rate: int, seconds: int, watches: int) -> list[list[crowd.Record]]:
    """Return what is posted, body by body."""
    per_body = max(1, round(rate * PUSH))
    count = per_body * round(seconds / PUSH)
    records = list(crowd.posts(count, watches=50, begins=crowd.now(), seconds=1.0))
    found = [records[i : i + per_body] for i in range(0, count, per_body)]
    brands = crowd.names(watches)[50:]
    for number, brand in enumerate(brands[: round(seconds * 2)]):
        loud = {**records[number], "id": f"loud{number}", "text": f"{brand} speaks", "author_followers": 9_000_000}
        found[min(len(found) - 1, round(number * 0.5 / PUSH))].append({**loud, "watch": brand, "is_loud": True})
    return found


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--rules", type=int, default=50)
    asked = parser.parse_args()
    watches = 50 + asked.seconds * 2
    provider = running.Provider()
    with tempfile.TemporaryDirectory() as name:
        port = running.free_port()
        daemon = running.Process(
            crowd.settings(Path(name), watches=watches, port=port, url=provider.url, rules=asked.rules), port
        )
        print(f"ready after {daemon.ready():.2f} s")
        left: dict[str, float] = {}
        sender = Sender(port, bodies(asked.rate, asked.seconds, watches), left)
        began, used = time.perf_counter(), daemon.cpu()
        sender.start()
        sender.join()
        took, used = time.perf_counter() - began, daemon.cpu() - used
        time.sleep(3.0)
        loud = [(at, page) for at, page in provider.pages if page["watch"] in left]
        ours = [at - datetime.fromisoformat(page["latency"]["seen_at"]).timestamp() for at, page in loud]
        whole = [at - left[page["watch"]] for at, page in loud]
        print(
            f"{asked.rate} mentions/s asked for {asked.seconds} s: took {took:.1f} s, {sender.refused} bodies refused, "
            f"slowest answer {sender.slowest:.2f} s, {used / took:.2f} cores, {daemon.rss():.0f} MB"
        )
        for what, times in (("seen -> provider", ours), ("sent by the source -> provider", whole)):
            cut = statistics.quantiles(times, n=100)
            print(
                f"{what}: {len(times)} pages of {len(left)}, p50 {cut[49]:.3f} s, p99 {cut[98]:.3f} s, max {max(times):.3f} s"
            )
        daemon.stop()


if __name__ == "__main__":
    main()
