"""How well an hour's negatives are counted, and its share of negatives told, on a brand's labelled posts.

    python bench/sentiment_hours.py LABELLED.jsonl[.gz]... [--labels 50] [--hours 400] [--seeds 10]

LABELLED: mentions with `label` (neg, neu, pos). Hours are drawn from them: 8 to 60 posts each, the share of negatives
drifting between .1 and .5 (a reflected random walk, so that a constant share would err by about .12, as on real brands). Of each hour we compare the sum of P(negative) with the number of
negative labels, and the mean with their share: as the scorer comes, and calibrated on labels drawn from other posts.
"""

from __future__ import annotations

import argparse

import numpy as np
import numpy.typing as npt

from alertd.cli.calibrate import labelled, score_all
from alertd.model.score import Score
from alertd.scorers.calibration import CLASSES, apply_all, as_array, fit

F64 = npt.NDArray[np.float64]


LOWEST, HIGHEST, STEP = 0.1, 0.5, 0.05


def hours(labels: npt.NDArray[np.intp], count: int, rng: np.random.Generator) -> list[npt.NDArray[np.intp]]:
    """Return the posts of each hour; neutral and positive posts keep their usual ratio."""
    negative, other = np.flatnonzero(labels == 0), np.flatnonzero(labels != 0)
    level, found = rng.uniform(LOWEST, HIGHEST), []
    for _ in range(count):
        level += rng.normal(0, STEP)
        level = 2 * LOWEST - level if level < LOWEST else 2 * HIGHEST - level if level > HIGHEST else level
        posts = int(rng.integers(8, 61))
        bad = int(rng.binomial(posts, level))
        found.append(np.concatenate([rng.choice(negative, bad), rng.choice(other, posts - bad)]))
    return found


def compared(
    picked: list[npt.NDArray[np.intp]], labels: npt.NDArray[np.intp], negative: F64
) -> tuple[float, float, float, float]:
    """Return the correlation of counts, of shares, the mean absolute error of the share, and its bias."""
    said = np.array([negative[hour].sum() for hour in picked])
    true = np.array([(labels[hour] == 0).sum() for hour in picked])
    size = np.array([len(hour) for hour in picked])
    gap = said / size - true / size
    shares = np.corrcoef(said / size, true / size)[0, 1]
    return float(np.corrcoef(said, true)[0, 1]), float(shares), float(np.abs(gap).mean()), float(gap.mean())


def one(
    labels: npt.NDArray[np.intp], scores: list[Score], given: int, count: int, seed: int
) -> list[tuple[float, ...]]:
    """Return the figures before and after calibration, and those of a constant share, for one seed.

    The labels are drawn from a hundred hours of a third of the posts; the hours measured are made of the others.
    """
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(labels))
    kept, rest = order[: len(order) // 3], order[len(order) // 3 :]
    seen = rng.choice(kept[np.concatenate(hours(labels[kept], 100, rng))], given, replace=False)
    names = {value: name for name, value in list(CLASSES.items())[:3]}
    calibration = fit(
        [names[int(labels[at])] for at in seen], [scores[at] for at in seen], watch="bench", version=1, fitted_at=""
    )
    own = [scores[at] for at in rest]
    picked = hours(labels[rest], count, rng)
    before = as_array(own)[:, 0]
    after = as_array(apply_all(calibration, own))[:, 0]
    constant = np.full(len(own), float(np.mean(labels[seen] == 0)))
    return [compared(picked, labels[rest], values) for values in (before, after, constant)]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--labels", type=int, default=50)
    parser.add_argument("--hours", type=int, default=400)
    parser.add_argument("--seeds", type=int, default=10)
    at = parser.parse_args()
    records = [record for path in at.files for record in labelled(path)[0]]
    labels = np.array([CLASSES[record["label"]] for record in records])
    scores = score_all(records)
    print(
        f"{len(labels)} posts, {np.mean(labels == 0):.0%} negative; {at.hours} hours, {at.seeds} seeds, {at.labels} labels"
    )
    runs = np.array([one(labels, scores, at.labels, at.hours, seed) for seed in range(at.seeds)])
    for name, rows in zip(("as it comes", "calibrated", "constant share"), runs.transpose(1, 0, 2), strict=True):
        mean, spread = rows.mean(axis=0), rows.std(axis=0)
        print(
            f"{name:15} count r {mean[0]:.3f} ± {spread[0]:.3f}   share r {mean[1]:.3f}   "
            f"share error {mean[2]:.3f} ± {spread[2]:.3f}   bias {mean[3]:+.3f}"
        )


if __name__ == "__main__":
    main()
