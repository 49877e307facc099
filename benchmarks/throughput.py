"""How many mentions a second the whole pipeline takes, everything on, and how that stands to a plain loop over the same lines.

    python benchmarks/throughput.py [--count 20000] [--watches 50] [--hours 2] [--reposts 0.08] [--wanted 1] [--turns 3] [--store] [--peers] [--profile]

Everything on: reading, matching, language, sentiment, reach, five rules. Each turn runs alertd and the plain loop (peers.py)
one after the other, each in a process of its own, and takes the CPU seconds of each: a machine that does other work too
makes both slower alike. What is printed is the median of the turns. "beside" is alertd on two cores, as `alertd replay` runs it;
its CPU seconds are those of the slower of its two processes.

--store: through the log on disk, in commits of 500, as in the daemon; else as `alertd replay` does, in memory.
--peers: the other peers too. --profile: one run under the profiler instead.
--instructions: counts them by valgrind instead of taking time, what a mention costs beyond the first thousand: the same figure on a
machine that does other work too, within a percent (minutes).
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import crowd

from alertd.config import load_settings
from alertd.core.engine import Engine
from alertd.intake.build import enricher_for
from alertd.intake.entries import entries
from alertd.intake.records import parse_line
from alertd.model.events import HouseLoaded
from alertd.model.house import House
from alertd.ports import Entry
from alertd.runtime.fold import Fold
from alertd.runtime.garbage import look_seldom
from alertd.runtime.replay import Replay, lines_of
from alertd.scorers.default import DefaultScorer
from alertd.store.sqlite import SqliteStore

BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
FIRST = 1000  #: mentions after which instructions are counted: by then all is loaded, and the words are known


def in_memory(path: Path, house: House, scorer: DefaultScorer, *, is_beside: bool) -> dict[str, object]:
    """Replay the file; return what came of it."""
    run = Replay(house, scorer, knows_watches=True)
    result = run.fold_all(
        run.read_beside(lambda: lines_of([str(path)])) if is_beside else run.read(lines_of([str(path)]))
    )
    return {"counted": result.store.counted, "pages": len(result.store.pages.rows)}


def on_disk(path: Path, house: House, scorer: DefaultScorer, folder: Path) -> dict[str, object]:
    """Fold the file into a store, 500 records a commit; return what came of it."""
    store = SqliteStore(folder)
    fold = Fold(store, Engine(), link_key=b"0" * 32)
    enricher = enricher_for(house, scorer)
    with store.transaction():
        fold.take(Entry(event=HouseLoaded(at=BEGINS, house=house)), BEGINS)
    with path.open("rb") as file:
        lines = file.readlines()
    for first in range(0, len(lines), 500):
        taken = entries(enricher.enrich([parse_line(line) for line in lines[first : first + 500]], seen_at=None))
        with store.transaction():
            for entry in taken:
                fold.tick_until(entry.event.at)
                fold.take(entry, entry.event.at)
            store.set_meta("folded_seq", str(fold.folded_seq))
    told: dict[str, object] = {"counted": store.counters(), "bytes": store.path.stat().st_size}
    store.close()
    return told


def work(what: str, folder: Path, asked: argparse.Namespace) -> Callable[[], dict[str, object]]:
    """Return what is measured, with all that it needs loaded."""
    path = folder / "posts.jsonl"
    if what not in ("alertd", "beside"):
        import peers

        peer, brands = peers.PEERS[what], crowd.names(asked.watches)

        def loop() -> dict[str, object]:
            with path.open("rb") as file:
                return {"alarms": peer(file, brands)}

        return loop
    house = load_settings(folder / "house" / "alertd.yaml", environment={"ZAP_TOKEN": "x" * 32}).house
    scorer = DefaultScorer.load()
    look_seldom()
    if asked.store:
        return lambda: on_disk(path, house, scorer, Path(tempfile.mkdtemp(dir=folder)))
    return lambda: in_memory(path, house, scorer, is_beside=what == "beside")


def once(what: str, folder: Path, asked: argparse.Namespace) -> None:
    """Measure in this process, and print it as JSON."""
    run = work(what, folder, asked)
    wall, used = time.perf_counter(), time.process_time()
    told = run()
    own, helper = time.process_time() - used, os.times()
    helped = helper.children_user + helper.children_system
    # Of two processes that work at the same time the slower one tells what an idle machine with two cores would take.
    print(json.dumps({"cpu": max(own, helped), "wall": time.perf_counter() - wall, "both": own + helped, "told": told}))


def measured(what: str, folder: Path) -> dict[str, float]:
    """Measure in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, *sys.argv[1:], "--only", what, "--folder", str(folder)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def counted(what: str, folder: Path, count: int) -> int:
    """Return how many instructions it runs, its helper's too, for the first so many lines of the file."""
    lines = (folder / "posts.jsonl").read_bytes().splitlines(keepends=True)
    part = folder / f"first-{count}"
    part.mkdir(exist_ok=True)
    (part / "posts.jsonl").write_bytes(b"".join(lines[:count]))
    if not (part / "house").exists():
        (part / "house").symlink_to(folder / "house")
    tool = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    done = subprocess.run(
        [*tool, sys.executable, __file__, *sys.argv[1:], "--only", what, "--folder", str(part)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    found = re.findall(r"I\s+refs:\s+([\d,]+)", done.stderr)
    return int(found[-1].replace(",", ""))


def instructions(folder: Path, asked: argparse.Namespace) -> None:
    """Print what a mention costs, by instructions."""
    each = {}
    for name in ["alertd", "plain", *(["frequency", "peak", "analyser"] if asked.peers else [])]:
        each[name] = (counted(name, folder, asked.count) - counted(name, folder, FIRST)) / (asked.count - FIRST)
    print(f"mentions {FIRST + 1} to {asked.count}, {asked.watches} watches, 5 rules each, over {asked.hours:g} h")
    for name, cost in each.items():
        print(f"{name:10} {cost:10.0f} instructions each  {each['plain'] / cost:5.3f} of the plain loop")


def turns(folder: Path, asked: argparse.Namespace) -> None:
    """Run each in turn, and print medians."""
    names = [
        "alertd",
        *([] if asked.store else ["beside"]),
        "plain",
        *(["frequency", "peak", "analyser"] if asked.peers else []),
    ]
    rows = [{name: measured(name, folder) for name in names} for _ in range(asked.turns)]
    print(f"{asked.count} mentions, {asked.watches} watches, 5 rules each, over {asked.hours:g} h, {asked.turns} turns")
    for name in names:
        cpu, wall = (statistics.median(row[name][kind] for row in rows) for kind in ("cpu", "wall"))
        ratio = statistics.median(row["plain"]["cpu"] / row[name]["cpu"] for row in rows)
        print(
            f"{name:10} {asked.count / wall:8.0f}/s  {1e6 * cpu / asked.count:7.1f} us of CPU each  "
            f"{ratio:5.2f} of the plain loop  {rows[0][name]['told']}"
        )


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--watches", type=int, default=50)
    parser.add_argument("--hours", type=float, default=2.0, help="the span over which they were written")
    parser.add_argument("--reposts", type=float, default=1 / 12, help="their share of the posts")
    parser.add_argument("--wanted", type=float, default=1.0, help="the share of the posts that name a brand")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--store", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--instructions", action="store_true")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        once(asked.only, asked.folder, asked)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = crowd.posts(
            asked.count,
            watches=asked.watches,
            begins=BEGINS,
            seconds=asked.hours * 3600,
            reposts=asked.reposts,
            wanted=asked.wanted,
        )
        crowd.write(folder / "posts.jsonl", made)
        crowd.settings(folder / "house", watches=asked.watches, port=8321, url="http://127.0.0.1:9")
        if asked.instructions:
            instructions(folder, asked)
            return
        if not asked.profile:
            turns(folder, asked)
            return
        run = work("alertd", folder, asked)
        with cProfile.Profile() as profile:
            print(json.dumps(run()))
        pstats.Stats(profile).sort_stats("tottime").print_stats(45)


if __name__ == "__main__":
    main()
