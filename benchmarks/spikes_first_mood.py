"""What anybody could tell by mood alone on a watch's first day: thirty angry posts in the hour after its birth, and first days without a crisis.

    python -m benchmarks.spikes_first_mood LABELLED.jsonl.gz...

An observer adds up, over the posts of the last hour and from the tenth on, how much likelier each is in a crisis than of a brand in its usual mood: as
the shipped scorer reads it, or by the label that people gave it, which nobody can beat. Its limit is set on the first days themselves so that they
have at most 0.3 false pages a week; what it then finds is the most that such a rule could. A quarter of the brands is hated (60 % negative every day).
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

from alertd.intake.reader import unscored
from alertd.scorers.default import DefaultScorer
from benchmarks.spikes_brand import ANGRY, HOUR, MOODS, START, USUAL, Brand, Posts, Sentences, crisis

HATED = (0.6, 0.3, 0.1)
FIRST, RATES, ORDINARY_LIVES, HATED_LIVES, CRISES = 98801, (2, 20, 200), 20, 7, 40
READ, STEPS, FEWEST, FALSE_A_WEEK = 500, 12, 10, 0.3
Marks = list[tuple[float, int, int]]  # when, how negative the scorer finds it, in steps, and its label


class Day(NamedTuple):
    """The first day of a watch."""

    rate: int
    is_hated: bool
    marks: Marks


def scores(paths: list[Path]) -> list[np.ndarray]:
    """Return how negative the shipped scorer finds sentences of each label, in steps."""
    said: dict[str, list[str]] = {mood: [] for mood in MOODS}
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for one in map(json.loads, file):
                said[one["label"]].append(one["text"][:240])
    draw, scorer = random.Random(FIRST), DefaultScorer.load()
    found = []
    for mood in MOODS:
        some = draw.sample(said[mood], min(READ, len(said[mood])))
        negative = [score.negative / 1000 for score in scorer.score([unscored(text, "en") for text in some])]
        found.append(np.minimum((np.array(negative) * STEPS).astype(int), STEPS - 1))
    return found


def marked(posts: Posts, labels: dict[str, str], steps: list[np.ndarray], seed: int) -> Marks:
    """Return what can be known of each post that is no repost."""
    draw, found = np.random.default_rng(seed), []
    for at, post in posts:
        if "repost_of" not in post:
            place = MOODS.index(labels[str(post["text"]).split()[0]])
            found.append((at, int(draw.choice(steps[place])), place))
    return found


def likelier(usual: tuple[float, ...], by: np.ndarray) -> np.ndarray:
    """Return how much likelier each reading is in a crisis, in nats. by: the chance of each reading, a row a label."""
    return np.asarray(np.log(np.maximum(np.array(ANGRY) @ by, 1e-9) / np.maximum(np.array(usual) @ by, 1e-9)))


def sums(marks: Marks, table: np.ndarray, which: int) -> list[tuple[float, float]]:
    """Return after each post the most that the last ten or more posts of the last hour say for a crisis."""
    at = np.array([mark[0] for mark in marks])
    total = np.concatenate([[0.0], np.cumsum([table[mark[which]] for mark in marks])])
    first = np.searchsorted(at, at - HOUR, side="right")
    return [
        (float(at[i]), float(total[i + 1] - total[first[i] : i + 2 - FEWEST].min()))
        for i in range(len(marks))
        if first[i] < i + 2 - FEWEST
    ]


def main() -> None:
    """Print what each observer finds."""
    steps = scores([Path(path) for path in sys.argv[1:]])
    texts = Sentences({mood: [mood] for mood in MOODS}, apart=False)
    labels = {mood: mood for mood in MOODS}
    days, crises = [], []
    for rate in RATES:
        for number in range(ORDINARY_LIVES + HATED_LIVES):
            seed, is_hated = FIRST + number + 1000 * rate, number >= ORDINARY_LIVES
            brand = Brand(rate, seed, 1, texts, moods=HATED if is_hated else USUAL)
            hour = random.Random(seed).randrange(140)
            days.append(Day(rate, is_hated, marked(brand.stream(hour, hour + 24), labels, steps, seed)))
    for seed in range(FIRST, FIRST + CRISES):
        brand = Brand(2, seed, 1, texts)
        hour = random.Random(seed).randrange(140)
        onset = START + hour * HOUR + 120
        posts = sorted(brand.stream(hour, hour + 2) + crisis(brand, "n30", onset, seed)[0], key=lambda one: one[0])
        crises.append((onset, marked(posts, labels, steps, seed)))
    read = np.array([(np.bincount(one, minlength=STEPS) + 1) / (len(one) + STEPS) for one in steps])
    for name, which, by in (("the scorer", 1, read), ("people's labels", 2, np.eye(len(MOODS)))):
        for usual, against in ((HATED, "a hated brand"), (USUAL, "an ordinary one")):
            table = likelier(usual, by)
            highest = [(day, max((value for _, value in sums(day.marks, table, which)), default=-9.0)) for day in days]
            told = [(onset, sums(marks, table, which)) for onset, marks in crises]
            for with_hated in (True, False):
                heights = sorted((value for day, value in highest if with_hated or not day.is_hated), reverse=True)
                limit = heights[int(FALSE_A_WEEK * len(heights) / 7)]
                found = [
                    sum(any(value > limit and at <= onset + span for at, value in one) for onset, one in told)
                    for span in (HOUR / 2, HOUR)
                ]
                hated = sum(value > limit for day, value in highest if day.is_hated)
                print(
                    f"by {name}, against {against}, {len(heights)} first days {'with' if with_hated else 'without'} hated brands: "
                    f"limit {limit:.1f} nats, found in 30 minutes {found[0]} of {CRISES}, in 60 {found[1]}; "
                    f"hated brands that page {hated} of {len(RATES) * HATED_LIVES}"
                )


if __name__ == "__main__":
    main()
