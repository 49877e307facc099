"""How far off foretold cascade sizes are: older cascades train, newer ones test. Needs a file of cascades, oldest first.

    python benchmarks/cascade_sizes.py ced_cascades.jsonl.gz

A line: {"followers": 3032, "t": [seconds from the post to each repost]}. Prints the median relative error, that of the line through the
number seen alone, and the share of sizes inside the range, for 5, 15, 30 and 60 minutes: forward in time, and as the mean of five folds.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

import numpy as np

from alertd.core.reach.cascade import Cascade, CascadeSizes

Split = tuple[list[int], list[int]]


def rows(path: Path) -> list[tuple[int | None, list[float]]]:
    """Return followers and repost times of each cascade."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [(row.get("followers"), row["t"]) for row in map(json.loads, file)]


def errors(read: list[tuple[int | None, list[float]]], split: Split, observed: float) -> tuple[float, float, float]:
    """Return the median error, that of the count alone, and the share inside the range."""

    def cascade(number: int, *, is_final: bool) -> Cascade:
        followers, times = read[number]
        seen = tuple(at for at in times if at <= observed)
        return Cascade(seen, observed, followers, len(times) if is_final else None)

    train, test = split
    sizes = CascadeSizes()
    for number in train:
        sizes.learn(cascade(number, is_final=True))
    counts = np.array([np.log1p(sum(at <= observed for at in times)) for _, times in read])
    truth = np.array([float(len(times)) for _, times in read])
    slope, level = np.polyfit(counts[train], np.log(truth[train]), 1)
    plain = np.exp(level + slope * counts[test])
    found = [sizes.predict(cascade(number, is_final=False)) for number in test]
    predicted = np.array([one.predicted for one in found])
    inside = np.mean([one.low <= size <= one.high for one, size in zip(found, truth[test], strict=True)])
    off, off_plain = (float(np.median(np.abs(one - truth[test]) / truth[test])) for one in (predicted, plain))
    return off, off_plain, float(inside)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    read = rows(parser.parse_args().file)
    everyone = list(range(len(read)))
    forward = (everyone[: len(read) // 2], everyone[len(read) // 2 :])
    folds = [([n for n in everyone if n % 5 != fold], everyone[fold::5]) for fold in range(5)]
    print(
        f"{len(read)} cascades\nminutes   forward: error, count alone, in range   five folds: error, count alone, in range"
    )
    for minutes in (5, 15, 30, 60):
        one = errors(read, forward, 60.0 * minutes)
        mean = np.mean([errors(read, fold, 60.0 * minutes) for fold in folds], axis=0)
        print(f"{minutes:7}   {one[0]:.3f}  {one[1]:.3f}  {one[2]:.2f}   {mean[0]:.3f}  {mean[1]:.3f}  {mean[2]:.2f}")


if __name__ == "__main__":
    main()
