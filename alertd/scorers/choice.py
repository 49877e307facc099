"""Which mentions to show first to somebody who labels."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

from alertd.model.score import Score


def doubt(score: Score) -> float:
    """Return how unsure a score is: its entropy, 0 (sure) to 1 (no idea).

    >>> from alertd.model.score import Quality
    >>> doubt(Score.of(1, 0, 0, quality=Quality.TRAINED, scorer="t/1"))
    0.0
    """
    parts = [part / 1000 for part in (score.negative, score.neutral, score.positive) if part]
    return -sum(part * math.log(part) for part in parts) / math.log(3) + 0.0


def order(ids: Sequence[str], texts: Sequence[str], scores: Sequence[Score]) -> list[int]:
    """Return places in the order in which labels tell most.

    Every other one is drawn evenly (by a hash, so that two runs agree): from doubtful ones alone a share would be
    learnt that no stream has. Between them the most doubtful, each text once, and what cannot be scored last.
    """
    seen: set[str] = set()
    fresh: list[int] = []
    rest: list[int] = []
    for at, (text, score) in enumerate(zip(texts, scores, strict=True)):
        same = " ".join(text.lower().split())
        (fresh if score.is_known and same not in seen else rest).append(at)
        seen.add(same)
    even = sorted(fresh, key=lambda at: hashlib.sha256(ids[at].encode("utf-8", "replace")).digest())
    doubtful = sorted(fresh, key=lambda at: -doubt(scores[at]))
    found = [at for pair in zip(doubtful, even, strict=True) for at in pair]
    return [*dict.fromkeys(found), *rest]
