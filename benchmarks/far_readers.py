"""What machines that read take off the one that works: its CPU for a post, with nobody, one and two machines that read for it, in the same run.

    python -m benchmarks.far_readers [--count 20000] [--watches 50] [--turns 3]

The whole of what the daemon does with a post up to its commit (intake, log, engine, outbox; benchmarks/crowd.py), over a store on one NATS server. Readers are
`alertd run --reader` with one process each, on this machine too. What one that works can do is bounded by its own CPU, so that is the measure: elapsed time says
something only where there are cores for all.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alertd.config import load_settings
from alertd.intake.desk import release
from alertd.intake.records import parse_line
from alertd.model.events import HouseLoaded
from alertd.model.post import Record
from alertd.ports import Entry
from alertd.runtime.clock import SystemClock
from alertd.runtime.group_commit import Request
from alertd.runtime.intake import SLICE, Intake
from alertd.runtime.writer import Writer
from alertd.scorers.default import DefaultScorer
from alertd.store.nats.address import parsed
from alertd.store.nats.far_readers import FarReaders
from alertd.store.opening import open_store
from alertd.store_port import Place
from benchmarks import crowd
from tests.cluster.servers import NatsServers

CROWD = 4  # bodies that are posted at once
KEY = b"0" * 32
WARM = 120.0  # seconds in which the readers are up and at work
PATIENCE = 60.0  # seconds that a batch may take: how late readers are on a busy machine is not measured here


async def once(folder: Path, address: str, readers: int) -> dict[str, float]:
    """Take the posts in, in this process; return what it used for them."""
    house = load_settings(folder / "house" / "alertd.yaml", environment={"ZAP_TOKEN": "x" * 32}).house
    place = Place(folder=Path(tempfile.mkdtemp(dir=folder)), address=address)
    store, clock = open_store(place), SystemClock()
    far = FarReaders(parsed(address), release=release(), latest=PATIENCE)
    writer = Writer(store, clock, link_key=KEY, on_commit=lambda _: None, on_down=print)
    writer.start()
    intake = Intake(writer, house, DefaultScorer.load(), clock, readers=far if readers else None)
    await writer.take(Request([Entry(event=HouseLoaded(at=clock.now(), house=house))]))
    begins = clock.now() - timedelta(seconds=60)
    made = [parse_line(line) for line in (folder / "posts.jsonl").read_bytes().splitlines()]
    shift = begins - datetime(2026, 3, 2, tzinfo=UTC)
    posts = [one.with_(created_at=one.created_at + shift) for one in made]  # type: ignore[union-attr]
    bodies = [posts[at : at + SLICE] for at in range(0, len(posts), SLICE)]

    async def feed(some: list[list[Record]], name: str) -> None:
        for body in some:
            await intake.take(name, body)

    if readers:
        async with asyncio.timeout(WARM):
            while far.up < readers or far.became["read"] < 3 * readers:
                await asyncio.gather(*(intake.take("warm", bodies[0]) for _ in range(readers)))
    gc.freeze()  # as the daemon does once it has started
    wall, used, before = time.perf_counter(), time.process_time(), far.became["read"]
    await asyncio.gather(*(feed(bodies[number::CROWD], f"feed{number}") for number in range(CROWD)))
    found = {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - used,
        "far": (far.became["read"] - before) / len(bodies),
    }
    intake.stop()
    await far.stop()
    writer.stop(10.0)
    store.close()
    return found


def measured(folder: Path, address: str, readers: int) -> dict[str, float]:
    """Measure in a process of its own, with so many machines that read."""
    (folder / "reads.yaml").write_text(f'version: 1\nstore: "{address}"\nrules: []\nworkers: 1\n')
    command = [sys.executable, "-m", "alertd", "run", "--reader", "-c", str(folder / "reads.yaml")]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    others = [subprocess.Popen(command, **quiet) for _ in range(readers)]  # type: ignore[call-overload]
    try:
        only = [
            sys.executable,
            "-m",
            "benchmarks.far_readers",
            "--only",
            address,
            "--readers",
            str(readers),
            "--folder",
            str(folder),
        ]
        done = subprocess.run(only, check=True, stdout=subprocess.PIPE, text=True)
    finally:
        for one in others:
            one.terminate()
            one.wait()
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--watches", type=int, default=50)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--readers", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--only", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(asyncio.run(once(asked.folder, asked.only, asked.readers))))
        return
    server = NatsServers()
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            posts = crowd.posts(
                asked.count, watches=asked.watches, begins=datetime(2026, 3, 2, tzinfo=UTC), seconds=60.0
            )
            crowd.write(folder / "posts.jsonl", posts)
            crowd.settings(folder / "house", watches=asked.watches, port=8321, url="http://127.0.0.1:9")
            rows = [
                [
                    measured(folder, f"{server.store(f'turn{turn}_{readers}')}?lease=30", readers)
                    for readers in (0, 1, 2)
                ]
                for turn in range(asked.turns)
            ]
    finally:
        server.remove()
    print(f"{asked.count} posts, {asked.watches} watches, {asked.turns} turns, load {os.getloadavg()[0]:.0f}")
    for readers in (0, 1, 2):
        cpu, wall, far = (statistics.median(row[readers][what] for row in rows) for what in ("cpu", "wall", "far"))
        gain = statistics.median(row[0]["cpu"] / row[readers]["cpu"] for row in rows)
        print(
            f"{readers} readers  {1e6 * cpu / asked.count:6.1f} us of its CPU a post, {gain:4.2f} times as many on its core; "
            f"{100 * far:3.0f} % read far away; elapsed {wall:5.1f} s"
        )


if __name__ == "__main__":
    main()
