"""What a mention graph costs: time an update, memory, and the time from a full graph to its picture.

python benchmarks/mention_graph.py --edges 1000000
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from alertd.core.reach.graph import MentionGraph
from alertd.core.reach.picture import drawn, picture


def resident() -> float:
    """Return the resident memory of this process, MB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 1e6


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--authors", type=int, default=200_000)
    asked = parser.parse_args()
    chance = np.random.default_rng(1)
    names = [f"u_{number:07d}" for number in range(asked.authors)]
    writers = chance.integers(0, asked.authors, asked.edges).tolist()
    named = (chance.zipf(1.2, asked.edges) % asked.authors).tolist()
    before, begun = resident(), time.process_time()
    graph = MentionGraph()
    for at, (one, two) in enumerate(zip(writers, named, strict=True)):
        graph.observe(names[one], names[two], 1e9 + at, is_repost=True)
    spent = time.process_time() - begun
    print(f"{len(graph):,} edges, {graph.authors:,} authors: {spent / asked.edges * 1e6:.2f} µs an update")
    print(f"{resident() - before:.0f} MB beside the names")
    begun = time.process_time()
    found = drawn(graph)
    print(picture(found).sentence)
    print(f"picture: {time.process_time() - begun:.2f} s of CPU, networkx's import included")


if __name__ == "__main__":
    main()
