"""Which mentions to show first to somebody who labels."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from alertd.model.score import Score


def order(ids: Sequence[str], texts: Sequence[str], scores: Sequence[Score]) -> list[int]:
    """Return places in the order in which labels tell most.

    However early somebody stops, what was labelled is spread evenly from the least to the most negative score: so the
    share of fifty labels errs less than that of fifty drawn by chance. The most doubtful ones first would teach about
    themselves alone; measured, that made shares worse. Each text once; copies and what cannot be scored come last.
    """
    seen: set[str] = set()
    fresh: list[int] = []
    rest: list[int] = []
    for at, (text, score) in enumerate(zip(texts, scores, strict=True)):
        same = " ".join(text.lower().split())
        (fresh if score.is_known and same not in seen else rest).append(at)
        seen.add(same)
    # Equal scores in the order of a hash: neither the oldest first nor by chance, so that two runs agree.
    fresh.sort(key=lambda at: (scores[at].negative, hashlib.sha256(ids[at].encode("utf-8", "replace")).digest()))
    return [*(fresh[rank] for rank in spread(len(fresh))), *rest]


def spread(count: int) -> list[int]:
    """Return 0 to count - 1 so that every beginning lies evenly (van der Corput 1935: numbers with their bits reversed).

    >>> spread(8)
    [0, 4, 2, 6, 1, 5, 3, 7]
    """
    found = [0]
    while len(found) < count:
        found = [2 * one for one in found] + [2 * one + 1 for one in found]
    return [one for one in found if one < count]
