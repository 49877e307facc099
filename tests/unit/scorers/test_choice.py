"""Which mentions are labelled first."""

from __future__ import annotations

from alertd.model.score import Quality, Score
from alertd.scorers import choice

SURE = Score.of(0.98, 0.01, 0.01, quality=Quality.TRAINED, scorer="t/1")
UNSURE = Score.of(0.34, 0.33, 0.33, quality=Quality.TRAINED, scorer="t/1")


def test_doubtful_mentions_come_early_and_even_ones_between() -> None:
    """Every other mention is the most doubtful left; all mentions come once."""
    scores = [UNSURE if at in (7, 11) else SURE for at in range(20)]

    found = choice.order([str(at) for at in range(20)], [f"text {at}" for at in range(20)], scores)

    assert sorted(found) == list(range(20))
    assert {7, 11} <= set(found[:4])


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


def test_doubt_is_the_entropy() -> None:
    """Sure is 0, no idea is 1."""
    assert choice.doubt(Score.of(1, 0, 0, quality=Quality.TRAINED, scorer="t/1")) == 0.0
    assert choice.doubt(UNSURE) > 0.99
    assert choice.doubt(SURE) < 0.15
