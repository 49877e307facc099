"""How well the scorer tells moods apart, by language: the cuts of hard counts, and what a turn of the mood moves.

From which probability on a post counts as negative or positive, so that a count is as large as a reader's; and by how
many standard deviations P(negative) rises where 5 % negative become 35 %.

    python benchmarks/sentiment_cuts.py FILE.jsonl[.gz]...

FILEs of labelled posts: `{"text", "lang", "label": "neg" | "neu" | "pos"}`. Posts are weighted as on a day on which something is
wrong (30 % negative, 45 % neutral, 25 % positive); the cut is where as many are counted wrongly as are missed. Behind it stand, of the
cut in use (`alertd/core/signals/hard_count.py`): the share of negative posts that count (found), and of those that count the share
that are negative (right); and how often of two posts the negative one scores higher (AUC).
"""

from __future__ import annotations

import collections
import gzip
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from alertd.core.signals import hard_count
from alertd.scorers.default import DefaultScorer
from alertd.scorers.quality import ranking

MIX = {"neg": 0.30, "neu": 0.45, "pos": 0.25}
#: A usual day, and a day on which the mood has turned.
CALM, TURNED = ({"neg": bad, "neu": 0.65 * (1 - bad), "pos": 0.35 * (1 - bad)} for bad in (0.05, 0.35))
MOST, FEWEST = 1_200, 50  # posts of one label and language: read at most, needed at least


def labelled(paths: Iterable[Path]) -> dict[str, dict[str, list[str]]]:
    """Return texts by language and label."""
    found: dict[str, dict[str, list[str]]] = collections.defaultdict(lambda: collections.defaultdict(list))
    for path in paths:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
            for line in lines:
                post = json.loads(line)
                texts = found[post["lang"]][post["label"]]
                if post["label"] in MIX and len(texts) < MOST:
                    texts.append(post["text"])
    return found


def cut(shares: dict[str, npt.NDArray[np.int64]], wanted: float) -> int:
    """Return the thousandths from which the weighted share of posts is nearest to what is wanted."""
    return min(
        range(250, 800, 10),
        key=lambda at: abs(sum(MIX[label] * float((of >= at).mean()) for label, of in shares.items()) - wanted),
    )


def shift(shares: dict[str, npt.NDArray[np.int64]]) -> float:
    """Return by how many standard deviations of a usual day P(negative) is higher on one on which the mood has turned."""

    def mean(mix: dict[str, float], power: int = 1) -> float:
        return sum(mix[label] * float((of.astype(float) ** power).mean()) for label, of in shares.items())

    return (mean(TURNED) - mean(CALM)) / (mean(CALM, 2) - mean(CALM) ** 2) ** 0.5


def at_the_cut(shares: dict[str, npt.NDArray[np.int64]], language: str) -> tuple[float, float]:
    """Return the share of negative posts that count, and of those that count the weighted share that are negative."""
    used = hard_count.NEGATIVE.get(language, hard_count.OTHERS)
    counted = {label: MIX[label] * float((of >= used).mean()) for label, of in shares.items()}
    return counted["neg"] / MIX["neg"], counted["neg"] / max(sum(counted.values()), 1e-9)


def auc(shares: dict[str, npt.NDArray[np.int64]]) -> float:
    """Return how often of a negative post and another of the mix the negative one has the higher probability."""
    others = MIX["neu"] + MIX["pos"]
    parts = [(MIX[label] / others, shares[label]) for label in ("neu", "pos")]
    return sum(
        share
        * ranking(
            np.repeat([True, False], [len(shares["neg"]), len(of)]),
            np.concatenate([shares["neg"], of]).astype(np.float64),
        )
        for share, of in parts
    )


def main() -> None:
    """Print a row a language."""
    scorer = DefaultScorer.load()
    for language, texts in sorted(labelled(map(Path, sys.argv[1:])).items()):
        scores = {
            label: [one for one in scorer.score_in(some, [language] * len(some)) if one.is_known]
            for label, some in texts.items()
        }
        if set(scores) != set(MIX) or min(map(len, scores.values())) < FEWEST:
            print(f"{language}: too few")
            continue
        negative = {label: np.array([one.negative for one in of]) for label, of in scores.items()}
        positive = {label: np.array([one.positive for one in of]) for label, of in scores.items()}
        counts = ", ".join(f"{len(of)} {label}" for label, of in scores.items())
        cuts = f"negative from {cut(negative, MIX['neg'])}, positive from {cut(positive, MIX['pos'])}"
        found, right = at_the_cut(negative, language)
        told = f"in use: {found:.0%} found, {right:.0%} right, AUC {auc(negative):.3f}"
        print(f"{language}: {cuts}, {told}, a turn moves {shift(negative):.2f} ({counts})")


if __name__ == "__main__":
    main()
