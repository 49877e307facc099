"""How many texts a second the default scorer scores on one core, how long it takes to load, and how much memory.

    python benchmarks/sentiment_speed.py [TEXTS.jsonl[.gz]]...

Without files the texts are made up (twenty words of five letters). Language identification is part of it; once with
platform tags and once without.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import random
import resource
import sys
import time


def made_up(count: int) -> list[tuple[str, str | None]]:
    """Return texts of the usual length of a post."""
    draw = random.Random(7)
    letters = "etaoinshrdlucmfwyp"
    return [
        (" ".join("".join(draw.choices(letters, k=draw.randint(2, 8))) for _ in range(18)) + " :)", "en")
        for _ in range(count)
    ]


def main(paths: list[str]) -> None:
    """Print speed, load time and memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    import numpy as np

    numpy_done = time.process_time()
    from alertd.ports import Unscored
    from alertd.scorers.default import DefaultScorer

    scorer = DefaultScorer.load()
    scorer.score([Unscored(text="warm up", language="en")])
    print(
        f"import and load {time.process_time() - start:.3f} s of CPU, of which numpy {np.__version__} {numpy_done - start:.3f} s"
    )
    texts: list[tuple[str, str | None]] = []
    for path in paths:
        from alertd.cli.files import mention, opened

        with opened(path) as lines:
            texts += [(record["text"], record.get("lang")) for record in map(mention, lines)]
    texts = texts or made_up(20_000)
    for what, batch in (
        ("with tags", [Unscored(text=text, language=tag) for text, tag in texts]),
        ("without tags", [Unscored(text=text) for text, _ in texts]),
    ):
        best = min(_seconds(scorer, batch) for _ in range(3))
        mean = sum(len(one.text) for one in batch) / len(batch)
        print(
            f"{what}: {len(batch) / best:,.0f} texts/s ({len(batch)} texts of {mean:.0f} characters, batches of 1,000)"
        )
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"most memory: {after / 1024:.0f} MB, the bare interpreter {before / 1024:.0f} MB")


def _seconds(scorer: object, batch: list[object]) -> float:
    """Return the CPU seconds of one pass: others may be at work on this machine."""
    start = time.process_time()
    for first in range(0, len(batch), 1_000):
        scorer.score(batch[first : first + 1_000])  # type: ignore[attr-defined]
    return time.process_time() - start


if __name__ == "__main__":
    main(sys.argv[1:])
