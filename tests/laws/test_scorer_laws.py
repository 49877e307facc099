"""What holds for any text."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.intake.language import languages
from alertd.intake.needs_answer import needs_answer
from alertd.intake.reading import folding
from alertd.model.score import Quality, Score
from alertd.ports import Unscored
from alertd.scorers import calibration
from alertd.scorers.default import DefaultScorer

ANY = st.text(st.characters(), max_size=200) | st.text(
    st.characters(categories=["Cs", "Cf", "Mn", "So", "Cc"]), max_size=60
)
TAG = st.none() | st.sampled_from(["en", "ru", "tr", "zh", "und", "xx", "", "EN-us"]) | st.text(max_size=8)
POST = st.builds(lambda text, language: Unscored(text=text, language=language), ANY, TAG)


@settings(deadline=None)
@given(st.lists(POST, max_size=12))
def test_every_text_has_a_score(batch: list[Unscored]) -> None:
    """Any characters and any tag: one score a text, in thousandths that sum to a thousand, the same alone."""
    scores = DefaultScorer.load().score(batch)

    assert len(batch) == len(scores)
    for one, score in zip(batch, scores, strict=True):
        assert score.negative + score.neutral + score.positive == 1000
        assert score == DefaultScorer.load().score([one])[0]


@settings(deadline=None)
@given(st.lists(st.tuples(ANY, TAG), max_size=12))
def test_every_text_has_a_language(batch: list[tuple[str, str | None]]) -> None:
    """A code of two or three letters for each text, the same alone as in a batch."""
    found = languages(batch)

    assert found == [languages([one])[0] for one in batch]
    assert all(2 <= len(code) <= 3 and code.isascii() and code.islower() for code in found)


@settings(deadline=None)
@given(ANY)
def test_folding_keeps_texts_apart(text: str) -> None:
    """No text can bring a separator of its own."""
    assert folding.fold(["a", text, "b"]).count("\0") == 3


@settings(deadline=None)
@given(ANY, TAG)
def test_any_text_can_be_asked_about(text: str, tag: str | None) -> None:
    """A copy never needs an answer, and nothing fails."""
    score = Score.of(0.6, 0.3, 0.1, quality=Quality.TRAINED, scorer="t/1")

    assert needs_answer(text, tag or "und", score) in (True, False)
    assert not needs_answer(text, tag or "und", score, is_copy=True)


@settings(deadline=None)
@given(
    st.floats(0.05, 5),
    st.floats(-4, 4),
    st.floats(-4, 4),
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=20),
)
def test_a_calibration_keeps_the_order_and_makes_probabilities(
    sharpness: float, low: float, high: float, parts: list[tuple[int, int]]
) -> None:
    """What it returns are scores under its own name; of two texts equally positive the more negative stays so."""
    scores = [
        Score(negative=a, neutral=1000 - a - b, positive=b, quality=Quality.TRAINED, scorer="t/1") for a, b in parts
    ]
    fit = calibration.Calibration(
        watch="w", version=1, scorer="t/1", labels=50, fitted_at="", sharpness=sharpness, shifts=(low, high)
    )

    found = calibration.apply_all(fit, scores)

    assert {"t/1+w/1"} == {score.scorer for score in found}
    ordered = sorted(
        (score.negative, after.negative) for score, after in zip(scores, found, strict=True) if score.positive == 0
    )
    assert [after for _, after in ordered] == sorted(after for _, after in ordered)


def test_hostile_texts_take_no_quadratic_time() -> None:
    """Ten times as long is at most about ten times as slow, and reading stops at a limit: a second is plenty."""
    hostile = [
        "a" * 100_000,
        "a\u0301" * 50_000,
        "\u0345\u0301\u0323" * 33_000,
        "@" * 100_000,
        "&" * 100_000,
        "&amp;" * 20_000,
        "http://" * 14_000,
        "\u202e" * 100_000,
        "\ud800" * 100_000,
        "\0" * 100_000,
        "😡" * 100_000,
        "ﷺ" * 100_000,
        "好a" * 50_000,
        "не " * 33_000,
        "!" * 100_000,
    ]
    start = time.process_time()

    scores = DefaultScorer.load().score([Unscored(text=text) for text in hostile])

    assert len(hostile) == len(scores)
    assert time.process_time() - start < 5
