"""The arithmetic of the model file."""

from __future__ import annotations

import random
from importlib import resources

import numpy as np
import pytest

from alertd.intake.language import languages
from alertd.ports import Unscored
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

    keys = shipped.opinion_keys.astype(np.int64)
    assert (np.diff(keys[: shipped.ideographs]) > 0).all()
    assert (np.diff(keys[shipped.ideographs :]) > 0).all()
    assert len(keys) - shipped.ideographs > 3_000
    assert len(shipped.opinions) == len(shipped.opinion_keys) > 50_000


def _mixed_batch() -> list[Unscored]:
    """Return 500 texts of many shapes and languages, made from a seed."""
    chance = random.Random(11)
    words = (
        "smoke",
        "kettle",
        "furious",
        "love",
        "не",
        "работает",
        "kötü",
        "ürün",
        "merci",
        "horrible",
        "ótimo",
        "太差了",
        "!!!",
    )
    tags = ("en", "ru", "tr", "fr", "pt", "zh", None)
    return [
        Unscored(text=" ".join(chance.choices(words, k=chance.randint(0, 40))), language=chance.choice(tags))
        for _ in range(500)
    ]


@pytest.mark.parametrize("size", [1, 4, 50, 500])
def test_a_score_does_not_depend_on_who_stands_beside_it(size: int) -> None:
    """The bytes of the log hang on scores: alone, in any batch and in any order each text has the same probabilities."""
    scorer, batch = DefaultScorer.load(), _mixed_batch()
    found = languages([(one.text, one.language) for one in batch])
    whole, *_ = scorer.probabilities([one.text for one in batch], found)
    order = random.Random(size).sample(range(len(batch)), len(batch))

    for first in range(0, len(batch), size)[:60]:  # of one text each, sixty stand for five hundred
        some = order[first : first + size]
        part, *_ = scorer.probabilities([batch[at].text for at in some], [found[at] for at in some])
        assert part.tobytes() == whole[some].tobytes()


def test_weights_in_whole_steps_weigh_what_they_weighed() -> None:
    """Sums in whole steps are exact in any order, and as near to the floats as a score can show."""
    rng = np.random.default_rng(3)
    numbers = rng.uniform(0, 6, (300, 21)).astype(np.float32)
    weights = rng.uniform(-2.5, 2.5, (21, 3)).astype(np.float32)

    found = model.weighed(numbers, model.whole(weights))

    assert np.abs(found - numbers.astype(float) @ weights.astype(float)).max() < 1e-3
    assert (found[::-1] == model.weighed(numbers[::-1], model.whole(weights))).all()


@pytest.mark.parametrize(
    ("worse", "better", "language"),
    [("这家店让人失望", "这家店让人惊喜", "zh"), ("сплошное разочарование", "сплошное удовольствие", "ru")],
)
def test_words_of_other_letters_have_a_mood_of_the_encoder_too(worse: str, better: str, language: str) -> None:
    """What the encoder thinks counts for whole words in Cyrillic and for runs of ideographs, which stand without spaces."""
    with resources.files("alertd.scorers").joinpath("default.npz").open("rb") as file:
        shipped = model.Model.read(file)
    heard, deaf = DefaultScorer(shipped), DefaultScorer(shipped.with_(opinion_unit=0.0))

    def apart(scorer: DefaultScorer) -> float:
        found, *_ = scorer.probabilities([worse, better], [language] * 2)
        return float(found[0][0] - found[1][0])

    assert apart(heard) > apart(deaf) + 0.02
