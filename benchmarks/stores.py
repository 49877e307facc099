"""What a store on servers costs: the whole pipeline into each kind of store, in the same run, and how that stands to the store in one file.

    python -m benchmarks.stores [--count 20000] [--watches 50] [--turns 3] [--kinds sqlite postgres nats nats3]

Everything on (benchmarks/throughput.py), commits of 200 mentions, a checkpoint each 50 commits. Each turn runs the kinds one after the other, each
in a process of its own; printed are medians. The servers run on the same machine: what they use is named apart, and counted together. nats3 is
three servers that keep each message three times.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from alertd.config import load_settings
from alertd.core.engine import Engine
from alertd.intake.build import enricher_for
from alertd.intake.entries import entries
from alertd.intake.records import parse_line
from alertd.model.events import HouseLoaded
from alertd.ports import Entry
from alertd.runtime.fold import Fold
from alertd.scorers.default import DefaultScorer
from alertd.store.opening import open_store
from alertd.store_port import Place
from benchmarks import crowd
from tests.cluster.servers import NatsServers, PostgresServer

BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
COMMIT, SAVE = 200, 50


def once(folder: Path, address: str) -> dict[str, float]:
    """Fold the file into a store, in this process; return what it used."""
    house = load_settings(folder / "house" / "alertd.yaml", environment={"ZAP_TOKEN": "x" * 32}).house
    enricher = enricher_for(house, DefaultScorer.load())
    lines = (folder / "posts.jsonl").read_bytes().splitlines()
    store = open_store(Place(folder=Path(tempfile.mkdtemp(dir=folder)), address=address))
    fold = Fold(store, Engine(), link_key=b"0" * 32)
    wall, used = time.perf_counter(), time.process_time()
    with store.transaction():
        fold.take(Entry(event=HouseLoaded(at=BEGINS, house=house)), BEGINS)
    reading = folding = 0.0
    for number, first in enumerate(range(0, len(lines), COMMIT)):
        began = time.process_time()
        taken = entries(enricher.enrich([parse_line(line) for line in lines[first : first + COMMIT]], seen_at=None))
        reading += time.process_time() - began
        with store.transaction():
            began = time.process_time()
            for entry in taken:
                fold.tick_until(entry.event.at)
                fold.take(entry, entry.event.at)
            folding += time.process_time() - began
            store.set_meta("folded_seq", str(fold.folded_seq))
            if number % SAVE == 0:
                store.save(fold.folded_seq, fold.engine.parts(only_dirty=number > 0))
    cpu = time.process_time() - used
    found = {"wall": time.perf_counter() - wall, "cpu": cpu, "reading": reading, "folding": folding}
    found["pages"] = len(store.pages.all())
    store.close()
    return found


@contextmanager
def servers(kinds: list[str]) -> Iterator[dict[str, PostgresServer | NatsServers | None]]:
    """Start what the kinds need."""
    with ExitStack() as stack:
        made: dict[str, PostgresServer | NatsServers | None] = {}
        for kind in kinds:
            made[kind] = None
            if kind != "sqlite":
                server = PostgresServer() if kind == "postgres" else NatsServers(3 if kind == "nats3" else 1)
                stack.callback(server.remove)
                made[kind] = server
        yield made


def _used(server: PostgresServer | NatsServers | None) -> float:
    """Return the CPU seconds of a server and its children, those that have ended included."""
    seconds = 0.0
    ours = set() if server is None else set(server.pids())
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        is_own = int(stat.parent.name) in ours
        if is_own or int(words[1]) in ours:
            seconds += sum(map(int, words[11:15] if is_own else words[11:13])) / os.sysconf("SC_CLK_TCK")
    return seconds


def measured(folder: Path, kind: str, server: PostgresServer | NatsServers | None, turn: int) -> dict[str, float]:
    """Measure one kind in a process of its own."""
    address = "" if server is None else server.store(f"bench_{kind}_{turn}")
    before = _used(server)
    command = [sys.executable, "-m", "benchmarks.stores", "--only", address or "file", "--folder", str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    log = (
        server.asked(f"bench_{kind}_{turn}", lambda wire: wire.standing(wire.log).bytes)
        if isinstance(server, NatsServers)
        else 0
    )
    return {**found, "servers": _used(server) - before, "log": log or 0}


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--watches", type=int, default=50)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--kinds", nargs="+", default=["sqlite", "postgres", "nats", "nats3"])
    parser.add_argument("--only", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(once(asked.folder, "" if asked.only == "file" else asked.only)))
        return
    with tempfile.TemporaryDirectory() as name, servers(asked.kinds) as made:
        folder = Path(name)
        posts = crowd.posts(asked.count, watches=asked.watches, begins=BEGINS, seconds=7200.0)
        crowd.write(folder / "posts.jsonl", posts)
        crowd.settings(folder / "house", watches=asked.watches, port=8321, url="http://127.0.0.1:9")
        rows = [{kind: measured(folder, kind, made[kind], turn) for kind in asked.kinds} for turn in range(asked.turns)]
    first = asked.kinds[0]
    print(f"{asked.count} mentions, {asked.watches} watches, 5 rules each, {asked.turns} turns; against {first}")
    for kind in asked.kinds:
        cpu, own, wall, reading, folding = (
            statistics.median(row[kind][what] for row in rows)
            for what in ("cpu", "servers", "wall", "reading", "folding")
        )
        speed, work = (
            statistics.median(_of(row[first], what) / _of(row[kind], what) for row in rows) for what in ("wall", "all")
        )
        print(
            f"{kind:9} {asked.count / wall:7.0f}/s  {1e6 * cpu / asked.count:6.1f} us of CPU a mention (reading {1e6 * reading / asked.count:.1f}, "
            f"folding {1e6 * folding / asked.count:.1f} with what it writes), servers {1e6 * own / asked.count:5.1f}, "
            f"log {rows[0][kind]['log'] / asked.count:.0f} bytes  "
            f"speed {speed:4.2f}  by work, servers included {work:4.2f}  {rows[0][kind]['pages']:.0f} pages"
        )


def _of(row: dict[str, float], what: str) -> float:
    """Return a figure of a run; all: its CPU and its servers', in units of its own reading, which is the same work over every store: so a busy minute counts for nothing."""
    return (row["cpu"] + row["servers"]) / row["reading"] if what == "all" else row[what]


if __name__ == "__main__":
    main()
