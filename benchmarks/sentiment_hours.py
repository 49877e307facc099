"""How well an hour's negatives are counted, and its share of negatives told, on a brand's labelled posts.

    python benchmarks/sentiment_hours.py LABELLED.jsonl[.gz]... [--labels 50] [--hours 400] [--seeds 30] [--share .1 .5]
    python benchmarks/sentiment_hours.py --ceiling [--share .1 .5]

LABELLED: mentions with `label` (neg, neu, pos). Hours are drawn from them: 8 to 60 posts each, the share of negatives
drifting between two levels (a reflected random walk; between .1 and .5 a constant share errs by about .12, as on real
brands). Of each hour we compare the sum of P(negative) with the number of negative labels, and the mean with their share:
as the scorer comes, and calibrated on labels of other posts, picked in the order in which `alertd label` shows them. Beside them
stand what pages count (`counted`: whole posts from the cut of their language on) and what signals weigh (`weighed`: evidence).

`--ceiling` asks instead how well a scorer must tell negative posts from others for its count to follow the labels: made-up
scores whose probabilities are exactly right, at several levels of AUC (how often of two posts the negative one scores higher).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from alertd.cli.calibrate import labelled, score_all
from alertd.core.signals import hard_count
from alertd.model.glimpse import Glimpse
from alertd.model.score import Score
from alertd.scorers.calibration import CLASSES, apply_all, as_array, fit
from alertd.scorers.choice import order
from alertd.scorers.default import DefaultScorer
from alertd.scorers.quality import ranking

F64 = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

STEP = 0.05
NAMES = ("neg", "neu", "pos")
ROWS = ("as it comes", "counted", "weighed", "calibrated", "constant share")
ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)


class Drift(NamedTuple):
    """Between which levels the share of negatives drifts."""

    lowest: float
    highest: float


class Posts(NamedTuple):
    """Labels (as numbers of CLASSES), texts, languages and scores of posts."""

    labels: Places
    texts: Sequence[str]
    languages: Sequence[str]
    scores: Sequence[Score]

    def glimpses(self) -> list[Glimpse]:
        """Return the posts as counts and signals see them."""
        return [
            Glimpse(watch="bench", posted_at=ANY_TIME, language=language, score=score)
            for language, score in zip(self.languages, self.scores, strict=True)
        ]


def hours(labels: Places, count: int, rng: np.random.Generator, drift: Drift) -> list[Places]:
    """Return the posts of each hour; neutral and positive posts keep their usual ratio."""
    negative, other = np.flatnonzero(labels == 0), np.flatnonzero(labels != 0)
    low, high = drift
    level, found = rng.uniform(low, high), []
    for _ in range(count):
        level += rng.normal(0, STEP)
        level = 2 * low - level if level < low else 2 * high - level if level > high else level
        posts = int(rng.integers(8, 61))
        bad = int(rng.binomial(posts, level))
        found.append(np.concatenate([rng.choice(negative, bad), rng.choice(other, posts - bad)]))
    return found


def compared(picked: list[Places], labels: Places, negative: F64) -> tuple[float, float, float, float]:
    """Return the correlation of counts, of shares, the mean absolute error of the share, and its bias."""
    said = np.array([negative[hour].sum() for hour in picked])
    true = np.array([(labels[hour] == 0).sum() for hour in picked])
    size = np.array([len(hour) for hour in picked])
    gap = said / size - true / size
    shares = np.corrcoef(said / size, true / size)[0, 1] if np.std(said / size) > 1e-9 else 0.0
    return float(np.corrcoef(said, true)[0, 1]), float(shares), float(np.abs(gap).mean()), float(gap.mean())


def stream(labels: Places, rng: np.random.Generator, drift: Drift) -> Places:
    """Return distinct posts with the share of negatives of a hundred hours: what somebody who labels is shown.

    Nobody labels a post twice, so no post is in it twice; hours may repeat theirs, for few posts are negative.
    """
    share = float(np.mean(labels[np.concatenate(hours(labels, 100, rng, drift))] == 0))
    negative, other = rng.permutation(np.flatnonzero(labels == 0)), rng.permutation(np.flatnonzero(labels != 0))
    size = int(min(len(negative) / share, len(other) / (1 - share)))
    bad = int(rng.binomial(size, share))
    return np.concatenate([negative[:bad], other[: size - bad]])


def one(posts: Posts, given: int, count: int, seed: int, drift: Drift) -> list[tuple[float, ...]]:
    """Return the figures of ROWS for one seed.

    The labels are of a third of the posts; the hours measured are made of the others.
    """
    labels, texts, _, scores = posts
    rng = np.random.default_rng(seed)
    mixed = rng.permutation(len(labels))
    kept, rest = mixed[: len(labels) // 3], mixed[len(labels) // 3 :]
    shown = kept[stream(labels[kept], rng, drift)]
    first = order([str(at) for at in shown], [texts[at] for at in shown], [scores[at] for at in shown])[:given]
    seen = shown[first]
    calibration = fit(
        [NAMES[int(labels[at])] for at in seen], [scores[at] for at in seen], watch="bench", version=1, fitted_at=""
    )
    own = [scores[at] for at in rest]
    picked = hours(labels[rest], count, rng, drift)
    before = as_array(own)[:, 0]
    after = as_array(apply_all(calibration, own))[:, 0]
    chance = rng.choice(shown, min(given, len(shown)), replace=False)
    constant = np.full(len(own), float(np.mean(labels[chance] == 0)))
    seen_by = posts.glimpses()
    counted = np.array([float(hard_count.is_negative(seen_by[at])) for at in rest])
    weighed = np.array([hard_count.negative_evidence(seen_by[at]) for at in rest])
    return [compared(picked, labels[rest], values) for values in (before, counted, weighed, after, constant)]


def ceiling(count: int, seeds: int, drift: Drift) -> None:
    """Print the correlation that right probabilities reach at several levels of AUC."""
    middle = sum(drift) / 2
    rng = np.random.default_rng(0)
    labels: Places = (rng.random(20_000) > middle).astype(np.intp)
    noise = rng.normal(0, 1, len(labels))
    for apart in (0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.5):
        logit = apart * (noise + apart * (labels == 0)) - apart**2 / 2 + np.log(middle / (1 - middle))
        negative = 1 / (1 + np.exp(-logit))
        runs = [
            compared(hours(labels, count, np.random.default_rng(seed), drift), labels, negative)
            for seed in range(seeds)
        ]
        mean = np.mean(runs, axis=0)
        print(f"AUC {ranking(labels == 0, negative):.3f}   count r {mean[0]:.3f}   share r {mean[1]:.3f}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--labels", type=int, default=50)
    parser.add_argument("--hours", type=int, default=400)
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--share", type=float, nargs=2, default=(0.1, 0.5), metavar=("LOWEST", "HIGHEST"))
    parser.add_argument("--ceiling", action="store_true")
    at = parser.parse_args()
    drift = Drift(*at.share)
    if at.ceiling:
        ceiling(at.hours, at.seeds, drift)
    if not at.files:
        return
    records = [record for path in at.files for record in labelled(path)[0]]
    labels: Places = np.array([CLASSES[record["label"]] for record in records])
    scores = score_all(records, DefaultScorer.load())
    texts = [record["text"] for record in records]
    print(
        f"{len(labels)} posts, {np.mean(labels == 0):.0%} negative, AUC {ranking(labels == 0, as_array(scores)[:, 0]):.3f}; "
        f"share {drift.lowest} to {drift.highest}, {at.hours} hours, {at.seeds} seeds, {at.labels} labels"
    )
    posts = Posts(labels, texts, [record.get("lang") or "und" for record in records], scores)
    runs = np.array([one(posts, at.labels, at.hours, seed, drift) for seed in range(at.seeds)])
    for name, rows in zip(ROWS, runs.transpose(1, 0, 2), strict=True):
        mean, spread = rows.mean(axis=0), rows.std(axis=0)
        print(
            f"{name:15} count r {mean[0]:.3f} ± {spread[0]:.3f}   share r {mean[1]:.3f}   "
            f"share error {mean[2]:.3f} ± {spread[2]:.3f}   bias {mean[3]:+.3f}"
        )


if __name__ == "__main__":
    main()
