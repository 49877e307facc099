"""How good a fit is."""

from __future__ import annotations

import numpy as np
import pytest

from alertd.model.score import Quality, Score
from alertd.scorers import quality

NEGATIVE = Score.of(0.8, 0.1, 0.1, quality=Quality.TRAINED, scorer="t/1")
NEUTRAL = Score.of(0.1, 0.8, 0.1, quality=Quality.TRAINED, scorer="t/1")


def test_the_bias_of_the_share_has_a_sign_and_an_interval() -> None:
    """Ten negative labels and ten scores of .8 among twenty: the share is too low by what .8 and .1 leave."""
    found = quality.report(["negative"] * 10 + ["neutral"] * 10, [NEGATIVE] * 10 + [NEUTRAL] * 10)

    assert pytest.approx(-0.05) == found.share.value
    assert found.share.low <= found.share.value <= found.share.high
    assert found.ranking.value == 1.0


def test_ranking_counts_pairs_in_the_right_order() -> None:
    """One of two negatives lies above both others, one between them and draws with one: 3.5 of 4 pairs."""
    negative = np.array([0.9, 0.3, 0.3, 0.1])

    assert quality.ranking(np.array([True, True, False, False]), negative) == pytest.approx(3.5 / 4)
    assert quality.ranking(np.array([False, False, True, True]), negative) == pytest.approx(0.5 / 4)


def test_one_class_alone_cannot_be_ranked() -> None:
    """No pairs: neither right nor wrong."""
    assert quality.ranking(np.array([True, True]), np.array([0.2, 0.9])) == 0.5


def test_every_mention_is_scored_by_a_fit_that_has_not_seen_it() -> None:
    """Cross-validation leaks nothing and keeps the order."""
    seen_by: dict[int, list[int]] = {}

    def fitted(seen: list[int], unseen: list[int]) -> list[Score]:
        seen_by.update(dict.fromkeys(unseen, seen))
        return [NEGATIVE if at % 2 else NEUTRAL for at in unseen]

    found = quality.held_out(23, fitted)

    assert [NEGATIVE if at % 2 else NEUTRAL for at in range(23)] == found
    assert all(at not in seen for at, seen in seen_by.items())
    assert set(range(23)) == set(seen_by)


def test_the_same_labels_give_the_same_report() -> None:
    """Intervals are drawn with a fixed seed."""
    labels, scores = ["negative", "neutral"] * 20, [NEGATIVE, NEUTRAL, NEUTRAL, NEGATIVE] * 10

    assert quality.report(labels, scores) == quality.report(labels, scores)
