"""One brand that everybody writes about among 999 quiet ones: how long pages of the quiet ones take, with it and without it.

    python benchmarks/hot_key.py [--hot 5000] [--quiet 50] [--seconds 30]

A real daemon, a webhook source. The quiet brands get so many posts a second together, and once in half a second one by somebody loud, which pages.
Beside them a second sender posts bodies of 250 about one brand, as many a second as are asked for or as the daemon answers.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import threading
import time
from pathlib import Path

import crowd
import latency
import running

BODY = 250  # posts about the hot brand in one body
WATCHES = 1000


class Hot(threading.Thread):
    """Posts about one brand until told to stop; counts what was answered 202."""

    def __init__(self, port: int, rate: int) -> None:
        super().__init__()
        self._port = port
        self._every = BODY / rate
        self.ended = threading.Event()
        self.taken = 0

    def run(self) -> None:
        """Post."""
        number = 0
        begins = time.monotonic()
        while not self.ended.is_set():
            made = crowd.posts(BODY, watches=1, begins=crowd.now(), seconds=0.05, seed=number)
            sender = latency.Sender(self._port, [[{**one, "id": f"hot{number}-{one['id']}"} for one in made]], {})
            sender.run()
            self.taken += BODY * (not sender.refused)
            number += 1
            self.ended.wait(max(0.0, begins + number * self._every - time.monotonic()))


def measured(rate: int, quiet: int, seconds: int) -> str:
    """Return what pages of quiet brands took while so many posts a second came about the hot one."""
    provider = running.Provider()
    with tempfile.TemporaryDirectory() as name:
        port = running.free_port()
        daemon = running.Process(
            crowd.settings(Path(name), watches=WATCHES, port=port, url=provider.url, rules=50), port
        )
        daemon.ready()
        left: dict[str, float] = {}
        sender = latency.Sender(port, latency.bodies(quiet, seconds, WATCHES), left)
        hot = Hot(port, rate) if rate else None
        began, used = time.perf_counter(), daemon.cpu()
        if hot is not None:
            hot.start()
        sender.start()
        sender.join()
        took, used = time.perf_counter() - began, daemon.cpu() - used
        if hot is not None:
            hot.ended.set()
            hot.join()
        time.sleep(3.0)
        whole = [at - left[page["watch"]] for at, page in provider.pages if page["watch"] in left]
        daemon.stop()
    cut = statistics.quantiles(whole, n=100)
    taken = 0.0 if hot is None else hot.taken / took
    return (
        f"{taken:6.0f} posts/s about one brand, {used / took:.2f} cores: {len(whole)} pages of {len(left)} quiet brands, "
        f"p50 {cut[49]:.2f} s, p99 {cut[98]:.2f} s, max {max(whole):.2f} s"
    )


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hot", type=int, default=5000)
    parser.add_argument("--quiet", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=30)
    asked = parser.parse_args()
    for rate in (0, asked.hot):
        print(measured(rate, asked.quiet, asked.seconds), flush=True)


if __name__ == "__main__":
    main()
