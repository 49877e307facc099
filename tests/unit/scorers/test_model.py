"""The arithmetic of the model file."""

from __future__ import annotations

from importlib import resources

import numpy as np

from alertd.scorers import model
from alertd.scorers.default import DefaultScorer


def test_packed_weights_sum_like_plain_ones() -> None:
    """One sum over packed rows is three sums, also at the extremes and at the most features a text can have."""
    rng = np.random.default_rng(5)
    table = rng.integers(-127, 128, (7_500, 3)).astype(np.int8)
    table[:100] = 127
    table[100:200] = -128

    found = model.unpacked(np.array([model.packed(table).sum()]), np.array([len(table)]))

    assert table.astype(int).sum(axis=0).tolist() == found[0].tolist()


def test_an_empty_sum_is_zero() -> None:
    """A text without features gives no evidence."""
    assert model.unpacked(np.zeros(1, np.int64), np.zeros(1, np.intp))[0].tolist() == [0.0, 0.0, 0.0]


def test_a_word_that_no_list_knows_has_the_mood_the_encoder_heard_in_it() -> None:
    """One word more weighs on its own text alone, and less the more words stand beside it."""
    scorer = DefaultScorer.load()
    texts = ["the phone is flimsy", "the phone is soggy", "the phone is a table", "the phone is flimsy"]

    alone, together = (scorer.probabilities(part, ["en"] * len(part))[0] for part in (texts[:1], texts))

    assert alone[0].tolist() == together[0].tolist() == together[3].tolist()
    assert together[0][0] > together[2][0] + 0.05


def test_words_of_the_encoder_stand_in_order_of_their_hashes() -> None:
    """They are found by halving: keys must ascend and each have weights."""
    with resources.files("alertd.scorers").joinpath("default.npz").open("rb") as file:
        shipped = model.Model.read(file)

    assert (np.diff(shipped.opinion_keys.astype(np.int64)) > 0).all()
    assert len(shipped.opinions) == len(shipped.opinion_keys) > 50_000
