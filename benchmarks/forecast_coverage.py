"""How often what came lay within the range that was foretold: four of five should (`alertd report expectation`).

    python -m benchmarks.forecast_coverage SUPPORT.jsonl.gz SERIES.csv...

SUPPORT: conversations with brands; each customer's first post that a brand answered is a question, all brands together, and each
of those with a hundred questions or more. SERIES: `timestamp,value`, counts of mentions. Each week is foretold from all weeks before it, from the
fifth on: its hours, its days, and itself.

A range of whole numbers holds more than four of five where most hours are empty: none of them can be left out. "by chance" asks the same of the
distribution itself: of a count that lies across an end of the range as much counts as lies within (randomised probability integral transform; Czado,
Gneiting and Held, Biometrics 65, 2009). Four of five there say that the distribution is right.
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
from alertd.report.load_ahead import HIGH, LOW, chances, outlook

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


def checked(load: Load) -> dict[str, tuple[float, int]]:
    """Return how many hours, days and weeks lay within their range, and of how many."""
    found = {"hours": [0.0, 0], "hours by chance": [0.0, 0], "days": [0.0, 0], "weeks": [0.0, 0]}

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
            found["hours by chance"][0] += within(count, ahead.usual[slot], ahead.spread.hour)
            found["hours by chance"][1] += 1
        for day in range(0, WEEK, 24):
            told = ahead.day(slots[day : day + 24])
            look("days", told.low, told.high, sum(counts[day : day + 24]))
        told = ahead.week()
        look("weeks", told.low, told.high, sum(counts))
    return {name: (inside, int(of)) for name, (inside, of) in found.items()}


def within(count: int, mean: float, spread: float) -> float:
    """Return how much of a count lies within the four of five in the middle of what was foretold, 0 to 1.

    >>> within(0, 0.1, 0.0) > 0.85, within(9, 0.1, 0.0)
    (True, 0.0)
    """
    if mean <= 0.0:
        return (HIGH - LOW) * (count == 0)
    below = above = 0.0
    for number, chance in enumerate(chances(mean, spread, 1 - 1e-12)):
        below, above = above, above + chance
        if number == count:
            break
    else:
        return 0.0
    return max(min(above, HIGH) - max(below, LOW), 0.0) / (above - below)


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
    sums: dict[str, dict[str, float]] = {}
    for name, counts in [*questions(support), *map(series, paths)]:
        found = checked(load_of(counts))
        kind = name.partition(",")[0]
        for part, (inside, of) in found.items():
            total = sums.setdefault(kind, {})
            for what, number in ((f"{part} in", inside), (f"{part} of", of)):
                total[what] = total.get(what, 0) + number
        print(name, {part: f"{inside / of:.0%} of {of}" for part, (inside, of) in found.items() if of})
    for kind, total in sums.items():
        print(
            "all",
            kind,
            {
                part: f"{total[f'{part} in'] / total[f'{part} of']:.1%}"
                for part in ("hours", "hours by chance", "days", "weeks")
            },
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
