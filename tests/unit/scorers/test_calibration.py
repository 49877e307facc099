"""Fitting a scorer to a brand."""

from __future__ import annotations

import numpy as np
import pytest

from alertd.model.score import Quality, Score
from alertd.scorers import calibration
from alertd.scorers.default import DefaultScorer

NAMES = ("negative", "neutral", "positive")


def drawn(count: int, seed: int, shift: float) -> tuple[list[str], list[Score]]:
    """Draw labels of a brand whose mentions are more negative than the scorer says, by `shift` on the logit."""
    rng = np.random.default_rng(seed)
    pairs = rng.normal(0, 1.2, (count, 2))
    said = calibration.softmax(pairs)
    true = calibration.softmax(pairs + np.array([shift, 0.0]))
    labels = [NAMES[rng.choice(3, p=row)] for row in true]
    scores = [Score.of(*row, quality=Quality.TRAINED, scorer="t/1") for row in said.tolist()]
    return labels, scores


def share(scores: list[Score]) -> float:
    """Return the mean P(negative)."""
    return sum(score.negative for score in scores) / 1000 / len(scores)


@pytest.mark.parametrize("seed", range(5))
def test_fifty_labels_remove_the_bias_of_the_share(seed: int) -> None:
    """On mentions it has not seen, the mean P(negative) comes close to the share of negative mentions."""
    labels, scores = drawn(50, seed, 1.8)
    fit = calibration.fit(labels, scores, watch="acme", version=1, fitted_at="2026-11-21T10:00:00.000Z")
    new_labels, new_scores = drawn(4_000, seed + 100, 1.8)
    true = new_labels.count("negative") / len(new_labels)

    before = abs(share(new_scores) - true)
    after = abs(share(calibration.apply_all(fit, new_scores)) - true)

    assert before > 0.2
    assert after < 0.12


def test_labels_that_agree_change_little() -> None:
    """A scorer that is right stays as it is, but for noise."""
    labels, scores = drawn(2_000, 3, 0.0)

    fit = calibration.fit(labels, scores, watch="acme", version=1, fitted_at="")

    assert pytest.approx(fit.sharpness, abs=0.2) == 1.0
    assert pytest.approx(fit.shifts, abs=0.2) == (0.0, 0.0)


def test_one_sided_labels_do_not_run_away() -> None:
    """Fifty labels of one class pull towards it, but leave other classes possible."""
    _, scores = drawn(50, 1, 0.0)

    fit = calibration.fit(["negative"] * 50, scores, watch="acme", version=1, fitted_at="")

    found = calibration.apply_all(fit, scores)
    assert 0.7 < share(found) < 1.0
    assert all(abs(shift) < 8 for shift in fit.shifts)


def test_too_few_labels_are_refused() -> None:
    """Nineteen labels are noise."""
    labels, scores = drawn(19, 1, 0.0)

    with pytest.raises(ValueError, match="at least 20"):
        calibration.fit(labels, scores, watch="acme", version=1, fitted_at="")


def test_scores_of_two_scorers_are_refused() -> None:
    """What is fitted to one scorer says nothing about another."""
    labels, scores = drawn(30, 1, 0.0)
    mixed = [*scores[:-1], scores[-1].with_(scorer="t/2")]

    with pytest.raises(ValueError, match="more than one scorer"):
        calibration.fit(labels, mixed, watch="acme", version=1, fitted_at="")


def test_only_scores_of_its_scorer_are_changed() -> None:
    """Other scorers, unknown qualities and scores that the record carried stay as they are."""
    fit = calibration.Calibration(watch="acme", version=3, scorer="t/1", labels=50, fitted_at="", shifts=(2.0, 0.0))
    own = Score.of(0.2, 0.6, 0.2, quality=Quality.LEXICON, scorer="t/1")
    others = [own.with_(scorer="t/2"), Score.unknown("t/1"), own.with_(quality=Quality.GIVEN, scorer="given")]

    found = calibration.apply_all(fit, [own, *others])

    assert others == found[1:]
    assert found[0].negative > own.negative
    assert found[0].scorer == "t/1+acme/3"
    assert Quality.LEXICON is found[0].quality


def test_words_of_the_brand_count_from_some_hundreds_of_labels() -> None:
    """A word that is praise only for this brand is learnt, and the weights survive being written down."""
    kinds = DefaultScorer.load().kinds
    texts = [f"sick deal number{at % 7}" if at % 2 else f"plain deal number{at % 7}" for at in range(400)]
    labels = ["positive" if at % 2 else "neutral" for at in range(400)]
    scores = [Score.of(0.4, 0.4, 0.2, quality=Quality.TRAINED, scorer="t/1")] * 400

    fit = calibration.fit(labels, scores, watch="acme", version=1, fitted_at="", texts=texts, kinds=kinds)

    words = calibration.word_hashes(["a sick phone", "a plain phone"], kinds)
    sick, plain = calibration.apply_all(fit, scores[:2], words)
    assert sick.positive > sick.neutral
    assert plain.neutral > plain.positive


def test_few_labels_leave_words_alone() -> None:
    """Below some hundreds of labels, words would fit the noise."""
    labels, scores = drawn(100, 2, 0.5)

    fit = calibration.fit(
        labels, scores, watch="acme", version=1, fitted_at="", texts=["a b"] * 100, kinds=DefaultScorer.load().kinds
    )

    assert fit.words == {}
