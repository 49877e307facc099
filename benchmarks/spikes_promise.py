"""Whether `rarer_than` keeps its promise on real counts: bursts of ten brands outside the labelled windows, against those promised.

    python benchmarks/spikes_promise.py FOLDER

FOLDER holds `labels.json` and `series/*.csv` of NAB realTweets. Each five-minute count goes through the yardstick of posts, as if
each post were a voice of its own: what is copied counts each time here. The first two weeks are not counted.
"""

from __future__ import annotations

import sys
from pathlib import Path

from alertd.bench.nab import Series, load
from alertd.core.signals.pace import BUCKET, Pace
from alertd.core.signals.recent import Recent

LIMITS = (7.0, 15.0, 30.0, 60.0, 90.0)  # days
LEARNING, DAY = 14 * 86400.0, 86400.0
ONE_EPISODE = 6 * 3600.0  # seconds between bursts that are two


def bursts(one: Series) -> dict[float, list[float]]:
    """Return when bursts began, by limit."""
    recent, pace = Recent(), Pace()
    pace.begin(one.at[0])
    began: dict[float, list[float]] = {limit: [] for limit in LIMITS}
    last = dict.fromkeys(LIMITS, -ONE_EPISODE)
    for at, count in zip(one.at, one.counts, strict=True):
        for minute in range(5):
            recent.add(recent.minute(at + 60.0 * minute), count / 5.0)
        for _ in range(int(count)):
            pace.see(1.0)
        now = at + BUCKET - 1.0
        pace.advance(now, recent)
        if now < one.at[0] + LEARNING:
            continue
        days, _ = pace.rarity(now, recent, expect=1.0, minutes=None)
        for limit in LIMITS:
            if days >= limit:
                if now - last[limit] > ONE_EPISODE:
                    began[limit].append(now)
                last[limit] = now
    return began


def main() -> None:
    """Print one row."""
    weeks, outside, found, windows = 0.0, dict.fromkeys(LIMITS, 0), dict.fromkeys(LIMITS, 0), 0
    for one in load(Path(sys.argv[1])):
        began = bursts(one)
        weeks += (one.at[-1] - one.at[0] - LEARNING) / (7 * DAY)
        windows += len(one.windows)
        for limit, instants in began.items():
            outside[limit] += sum(not any(begin <= at <= end for begin, end in one.windows) for at in instants)
            found[limit] += sum(any(begin <= at <= end for at in instants) for begin, end in one.windows)
    print(f"{weeks:.0f} weeks, {windows} windows")
    for limit in LIMITS:
        ratio = outside[limit] * limit / (7.0 * weeks)
        print(
            f"{limit:.0f} d: {outside[limit]} bursts outside, {ratio:.2f} of what was promised; {found[limit]} windows found"
        )


if __name__ == "__main__":
    main()
