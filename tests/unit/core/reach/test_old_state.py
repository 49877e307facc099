"""States of earlier versions are taken up, so that an upgrade forgets nobody."""

import math

import pytest

from alertd.core.reach.amplification import Amplification
from alertd.core.reach.old_state import amplification_of_version_1

HOUR = 3600.0


def test_pairs_of_version_1_give_the_scores_of_a_fold_that_saw_the_posts() -> None:
    """Version 1 kept 2^((t - origin)/2 h) of each pair: t comes back from it, and with it every half-life."""
    origin, now = 1000.0 * HOUR, 1005.0 * HOUR

    def weight(hours: float) -> float:
        return float(2.0 ** ((hours - 1000.0) / 2.0))

    rows = [["star", 0, 2.0, now], ["b", 1, 0.0, now], ["c", 2, 0.0, None], ["gone", 3, 0.0, None]]
    pairs = [[0, 1, weight(1001.0)], [0, 2, weight(1004.5)], [0, 77, weight(1004.0)]]
    fold = amplification_of_version_1([origin, now, 4, 9, rows, ["star", "b"], pairs], limit=100)

    same = Amplification(limit=100, origin=origin)
    same.repost("star", "b", 1001.0 * HOUR)
    same.repost("star", "c", 1004.5 * HOUR)
    same.post("star", now)
    assert fold.score("star", now) == pytest.approx(same.score("star", now))
    assert fold.share("star") == pytest.approx(1 / 3)
    assert fold.evicted == 9
    assert math.isfinite(fold.score("star"))
