"""Scores as brands see them."""

from __future__ import annotations

from pathlib import Path

from alertd.model.score import Quality, Score
from alertd.scorers import calibrations
from alertd.scorers.brands import Brands
from alertd.scorers.calibration import Calibration, word_hashes
from alertd.scorers.default import DefaultScorer

KINDS = DefaultScorer.load().kinds
SCORE = Score.of(0.3, 0.4, 0.3, quality=Quality.TRAINED, scorer="default/1")


def made(version: int, *, negative: float = 0.0, word: str | None = None) -> Calibration:
    """Return a calibration that shifts towards negative, or by one word."""
    words = dict.fromkeys(word_hashes([word], KINDS)[0], (3.0, 0.0)) if word else {}
    return Calibration(
        watch="acme", version=version, scorer="default/1", labels=50, fitted_at="", shifts=(negative, 0.0), words=words
    )


def test_only_a_calibrated_watch_sees_other_scores(tmp_path: Path) -> None:
    """What was written for one watch is used for it from the next reading on, and for nobody else."""
    calibrations.write(tmp_path, "acme", calibrations.Shelf().with_new(made(4, negative=2.0)))
    brands = Brands.read(tmp_path, KINDS)

    assert brands.seen_by("globex", ["a", "b"], [SCORE, SCORE]) == [SCORE, SCORE]
    found = brands.seen_by("acme", ["a", "b"], [SCORE, SCORE])
    assert all(score.negative > SCORE.negative for score in found)
    assert {score.scorer for score in found} == {"default/1+acme/4"}
    assert brands.versions() == {"acme": 4}


def test_a_word_of_the_brand_counts_where_it_is_said() -> None:
    """A calibration with words reads the texts."""
    brands = Brands({"acme": made(1, word="throttled")}, KINDS)

    plain, said = brands.seen_by("acme", ["all fine", "Throttled again"], [SCORE, SCORE])

    assert said.negative > plain.negative == SCORE.negative


def test_nothing_calibrated_changes_nothing(tmp_path: Path) -> None:
    """A new data folder has no calibrations."""
    assert Brands.read(tmp_path, KINDS).seen_by("acme", ["a"], [SCORE]) == [SCORE]
    assert Brands({}, KINDS).versions() == {}
