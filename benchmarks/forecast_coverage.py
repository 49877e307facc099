"""How often what came lay within the range that was foretold: four of five should (`alertd report expectation`).

    python -m benchmarks.forecast_coverage SUPPORT.jsonl.gz SERIES.csv...

SUPPORT: conversations with brands; each customer's first post that a brand answered is a question, all brands together, and each
of those with a hundred questions or more. SERIES: `timestamp,value`, counts of mentions. Each week is foretold from all weeks before it, from the
fifth on: its hours, its days, and itself.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from alertd.cli.files import mention, opened
from alertd.report.load import WEEK, Load, slot_of
from alertd.report.load_ahead import outlook

BEFORE = 4  # weeks that are known before the first is foretold
FEWEST = 100  # questions of a brand that stands by itself
HOUR = 3600


def load_of(counts: Counter[int]) -> Load:
    """Return the load of counts by hours since 1970."""
    first, last = min(counts), max(counts)
    hours = range(first, last + 1)
    return Load(
        begins_at=datetime.fromtimestamp(first * HOUR, UTC),
        counts=tuple(counts[hour] for hour in hours),
        slots=tuple(slot_of(datetime.fromtimestamp(hour * HOUR, UTC), UTC) for hour in hours),
    )


def checked(load: Load) -> dict[str, tuple[int, int]]:
    """Return how many hours, days and weeks lay within their range, and of how many."""
    found = {"hours": [0, 0], "days": [0, 0], "weeks": [0, 0]}

    def look(name: str, low: int, high: int, count: int) -> None:
        found[name][0] += low <= count <= high
        found[name][1] += 1

    for end in range(BEFORE * WEEK, len(load.counts) - WEEK + 1, WEEK):
        ahead = outlook(Load(begins_at=load.begins_at, counts=load.counts[:end], slots=load.slots[:end]))
        assert ahead is not None
        counts, slots = load.counts[end : end + WEEK], load.slots[end : end + WEEK]
        for count, slot in zip(counts, slots, strict=True):
            told = ahead.hour(slot)
            look("hours", told.low, told.high, count)
        for day in range(0, WEEK, 24):
            told = ahead.day(slots[day : day + 24])
            look("days", told.low, told.high, sum(counts[day : day + 24]))
        told = ahead.week()
        look("weeks", told.low, told.high, sum(counts))
    return {name: (inside, of) for name, (inside, of) in found.items()}


def questions(path: str) -> Iterator[tuple[str, Counter[int]]]:
    """Yield the questions of all brands and of the larger ones, by hour."""
    with opened(path) as lines:
        posts = [mention(line) for line in lines if line.strip()]
    answered = {post.get("in_reply_to") for post in posts if post.get("role") == "brand"}
    by: dict[str, Counter[int]] = {"all brands": Counter()}
    for post in posts:
        if post.get("role") != "brand" and post["id"] in answered:
            hour = int(datetime.fromisoformat(post["created_at"]).timestamp() // HOUR)
            for name in ("all brands", post["watch"]):
                by.setdefault(name, Counter())[hour] += 1
    yield from ((f"questions, {name}", counts) for name, counts in by.items() if counts.total() >= FEWEST)


def series(path: str) -> tuple[str, Counter[int]]:
    """Return the mentions of a series, by hour."""
    counts: Counter[int] = Counter()
    with Path(path).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            at = datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC)
            counts[int(at.timestamp() // HOUR)] += int(float(row["value"]))
    return f"mentions, {Path(path).stem}", counts


def main(support: str, *paths: str) -> None:
    """Print a row a series, and all of each kind together."""
    sums: dict[str, Counter[str]] = {}
    for name, counts in [*questions(support), *map(series, paths)]:
        found = checked(load_of(counts))
        kind = name.partition(",")[0]
        for part, (inside, of) in found.items():
            sums.setdefault(kind, Counter()).update({f"{part} in": inside, f"{part} of": of})
        print(name, {part: f"{inside / of:.0%} of {of}" for part, (inside, of) in found.items() if of})
    for kind, total in sums.items():
        print(
            "all",
            kind,
            {part: f"{total[f'{part} in'] / total[f'{part} of']:.1%}" for part in ("hours", "days", "weeks")},
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
