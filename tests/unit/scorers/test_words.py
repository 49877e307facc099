"""Our own word lists and the model that was made from them belong together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from alertd.intake.reading import features, folding
from alertd.scorers import lexicon
from alertd.scorers.default import DefaultScorer

LISTS = sorted((Path(__file__).parents[3] / "training" / "words").glob("*.txt"))
LISTED = DefaultScorer.load().lexicon


def moods_of(words: list[str], language: str) -> list[float]:
    """Return the mood that the shipped model gives to each word alone."""
    codes, kinds = folding.squeezed(folding.fold(words), DefaultScorer.load().kinds)
    spread = features.mixed(codes)
    cut = features.words(spread, kinds)
    runs = features.runs(spread, kinds == folding.SEPARATOR)
    values = lexicon.values_of(LISTED, cut, runs, np.full(len(words), lexicon.salt(language), np.uint32))
    moods, _ = lexicon.moods(cut, values)
    return [float(mood) for mood in np.bincount(cut.text, moods, len(words))]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_the_shipped_model_knows_every_word_of_our_lists(path: Path) -> None:
    """Who changes a list and forgets to train again is told; words of one sign keep it in the model."""
    signs: dict[str, set[float]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        value, *words = line.split()
        for word in words:
            signs.setdefault(word.rstrip("+"), set()).add(np.sign(float(value)))
    plain = [word for word, found in signs.items() if len(found) == 1]

    found = moods_of(plain, path.stem)

    wrong = [word for word, mood in zip(plain, found, strict=True) if np.sign(mood) not in signs[word]]
    assert len(wrong) <= len(plain) // 50, wrong  # the beginnings of two words may be one
    assert len(LISTS) == 12
