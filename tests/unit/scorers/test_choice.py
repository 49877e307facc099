"""Which mentions are labelled first."""

from __future__ import annotations

import pytest

from alertd.model.score import Quality, Score
from alertd.scorers import choice

SURE = Score.of(0.98, 0.01, 0.01, quality=Quality.TRAINED, scorer="t/1")
UNSURE = Score.of(0.34, 0.33, 0.33, quality=Quality.TRAINED, scorer="t/1")


def test_however_early_somebody_stops_the_labels_are_spread_over_the_scores() -> None:
    """Of any number of first labels as many lie in the lower half of P(negative) as in the upper one, give or take one."""
    low = [(37 * at) % 100 for at in range(100)]
    scores = [Score.of(one / 100, 1 - one / 100, 0, quality=Quality.TRAINED, scorer="t/1") for one in low]

    found = choice.order([str(at) for at in range(100)], [f"text {at}" for at in range(100)], scores)

    assert sorted(found) == list(range(100))
    for stop in range(2, 100):
        lower = sum(low[at] < 50 for at in found[:stop])
        assert abs(lower - stop / 2) <= 4
    quarters = {low[at] // 25 for at in found[:5]}
    assert quarters == {0, 1, 2, 3}


def test_copies_and_what_cannot_be_scored_come_last() -> None:
    """Labelling the same text twice tells nothing."""
    texts = ["same", "Same ", "other", "strange"]
    scores = [UNSURE, UNSURE, SURE, Score.unknown("t/1")]

    found = choice.order(["a", "b", "c", "d"], texts, scores)

    assert {0, 2} == set(found[:2])
    assert found[2:] == [1, 3]


def test_the_order_does_not_depend_on_chance() -> None:
    """Two people who start from the same mentions see the same ones."""
    ids, texts = [f"id{at}" for at in range(50)], [f"text {at}" for at in range(50)]

    assert choice.order(ids, texts, [UNSURE] * 50) == choice.order(ids, texts, [UNSURE] * 50)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 100, 1000])
def test_a_spread_holds_every_place_once(count: int) -> None:
    """Nobody is left out, nobody comes twice, whatever their number."""
    assert sorted(choice.spread(count)) == list(range(count))
