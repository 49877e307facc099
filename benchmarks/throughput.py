"""How many mentions a second the whole pipeline takes, everything on: reading, matching, language, sentiment, reach, five rules.

    python benchmarks/throughput.py [--count 100000] [--watches 50] [--hours 2] [--store] [--profile]

--store: through the log on disk, in commits of 500, as in the daemon; else as `alertd replay` does, in memory. The machine's own
speed is printed beside it (a loop of the interpreter), so that runs on different machines can be compared.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import crowd

from alertd.config import load_settings
from alertd.core.engine import Engine
from alertd.intake.build import enricher_for
from alertd.intake.entries import entries
from alertd.intake.records import parse_line
from alertd.model.events import HouseLoaded
from alertd.ports import Entry
from alertd.runtime.fold import Fold
from alertd.runtime.replay import Replay
from alertd.scorers.default import DefaultScorer
from alertd.store.sqlite import SqliteStore

BEGINS = datetime(2026, 3, 2, tzinfo=UTC)


def yardstick() -> float:
    """Return millions of simple steps a second of this interpreter, now."""
    began = time.perf_counter()
    total = 0
    for i in range(3_000_000):
        total += i & 7
    return 3.0 / (time.perf_counter() - began)


def in_memory(path: Path, house: object, scorer: DefaultScorer) -> float:
    """Replay the file; return seconds."""
    run = Replay(house, scorer, knows_watches=True)  # type: ignore[arg-type]
    with path.open("rb") as file:
        result = run.run((str(path), number, line) for number, line in enumerate(file, 1))
    print(json.dumps({"counted": result.store.counted, "pages": len(result.store.pages.rows)}))
    return result.seconds


def on_disk(path: Path, house: object, scorer: DefaultScorer, folder: Path) -> float:
    """Fold the file into a store, 500 records a commit; return seconds."""
    store = SqliteStore(folder)
    fold = Fold(store, Engine(), link_key=b"0" * 32)
    enricher = enricher_for(house, scorer)  # type: ignore[arg-type]
    began = time.perf_counter()
    with store.transaction():
        fold.take(Entry(event=HouseLoaded(at=BEGINS, house=house)), BEGINS)  # type: ignore[arg-type]
    with path.open("rb") as file:
        lines = file.readlines()
    for first in range(0, len(lines), 500):
        taken = entries(enricher.enrich([parse_line(line) for line in lines[first : first + 500]], seen_at=None))
        with store.transaction():
            for entry in taken:
                fold.tick_until(entry.event.at)
                fold.take(entry, entry.event.at)
            store.set_meta("folded_seq", str(fold.folded_seq))
    seconds = time.perf_counter() - began
    print(json.dumps({"counted": store.counters(), "bytes": store.path.stat().st_size}))
    store.close()
    return seconds


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--watches", type=int, default=50)
    parser.add_argument("--hours", type=float, default=2.0, help="the span over which they were written")
    parser.add_argument("--store", action="store_true")
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "posts.jsonl"
        crowd.write(path, crowd.posts(asked.count, watches=asked.watches, begins=BEGINS, seconds=asked.hours * 3600))
        file = crowd.settings(folder / "house", watches=asked.watches, port=8321, url="http://127.0.0.1:9")
        house = load_settings(file, environment={"ZAP_TOKEN": "x" * 32}).house
        scorer = DefaultScorer.load()
        profile = cProfile.Profile()
        if asked.profile:
            profile.enable()
        seconds = on_disk(path, house, scorer, folder / "store") if asked.store else in_memory(path, house, scorer)
        profile.disable()
        speed = yardstick()
        rate = asked.count / seconds
        print(
            f"{asked.count} mentions, {asked.watches} watches, 5 rules each, over {asked.hours:g} h: {seconds:.1f} s, {rate:.0f} mentions/s"
        )
        print(f"yardstick {speed:.1f} M steps/s: {rate / speed:.0f} mentions per M steps")
        if asked.profile:
            pstats.Stats(profile).sort_stats("tottime").print_stats(45)


if __name__ == "__main__":
    main()
