"""False pages of watches that have just begun: many streams, opened at a random minute, their first 2.6 days."""

from __future__ import annotations

import sys

import numpy as np

from alertd.bench import stream
from alertd.bench.spikes import paged
from alertd.core.signals.cold_start import START
from alertd.core.signals.volume import Volume

DAYS = START / 86400.0


def false_pages(per_hour: float, starts: int, rarer_than: float) -> float:
    """Return false pages a week in the first days of so many watches."""
    count = 0
    for seed in range(starts):
        draw = np.random.default_rng(260_000 + seed)
        opened = int(draw.integers(0, 7 * stream.DAY))
        counts = stream.quiet(per_hour, 11, 250_000 + seed)[opened : opened + int(DAYS * stream.DAY)]
        minutes = np.repeat(np.arange(len(counts)), counts)
        at = stream.BEGINS + 60.0 * (opened + np.sort(minutes + draw.random(len(minutes))))
        lane, said = Volume(), []
        for now in at.tolist():
            lane.observe(now, now=now)
            if not lane.is_calm(now):
                reading = lane.reading(now)
                is_enough = reading.mentions >= lane.floor(now)[0]
                said.append((now, (reading.rarity or 0.0) if is_enough else 0.0, False, reading.value))
        count += len(paged(said, rarer_than))
    return count / (starts * DAYS / 7.0)


if __name__ == "__main__":
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 45.0
    for rate, starts in ((0.5, 300), (2.0, 300), (20.0, 40), (200.0, 6)):
        print(
            f"{rate:g}/h: {false_pages(rate, starts, limit):.2f} false pages a week in the first {DAYS:.1f} days ({starts} starts)"
        )
