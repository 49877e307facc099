"""What a watch costs when nothing happens: memory and CPU of a daemon with many quiet watches.

    python benchmarks/memory.py [--watches 10000] [--each 2] [--seconds 30]

Each watch gets a few mentions, so that it has signals; then nothing comes, and the CPU time of the process is counted.
(Memory with a million mentions kept is measured by recovery.py.)
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import crowd
import running

BODY = 500  # mentions a body


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--watches", type=int, default=10_000)
    parser.add_argument("--each", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=30.0)
    asked = parser.parse_args()
    provider = running.Provider()
    with tempfile.TemporaryDirectory() as name:
        port = running.free_port()
        settings = crowd.settings(Path(name), watches=asked.watches, port=port, url=provider.url)
        daemon = running.Process(settings, port)
        print(f"{asked.watches} watches: ready after {daemon.ready():.2f} s, {daemon.rss():.0f} MB")
        feed(daemon, asked.watches, asked.each)
        print(f"{asked.each} mentions each: {daemon.rss():.0f} MB")
        time.sleep(5.0)
        began, used = time.perf_counter(), daemon.cpu()
        time.sleep(asked.seconds)
        share = (daemon.cpu() - used) / (time.perf_counter() - began)
        print(f"quiet for {asked.seconds:g} s: {share:.1%} of a core")
        daemon.stop()


def feed(daemon: running.Process, watches: int, each: int) -> None:
    """Post a few mentions about every watch."""
    for turn in range(each):
        made = list(crowd.posts(watches, watches=1, begins=crowd.now(), seconds=0.001, seed=turn + 1))
        for record, brand in zip(made, crowd.names(watches), strict=True):
            record |= {"watch": brand, "text": f"{brand} {record['id']}", "created_at": crowd.now().isoformat()}
        for first in range(0, watches, BODY):
            body = "\n".join(map(json.dumps, made[first : first + BODY])).encode()
            status, answer = daemon.ask("POST", "/ingest/zap", body, running.TOKEN)
            assert status == 202, answer


if __name__ == "__main__":
    main()
