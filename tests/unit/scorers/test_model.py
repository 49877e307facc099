"""The arithmetic of the model file."""

from __future__ import annotations

import numpy as np

from alertd.scorers import model


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
